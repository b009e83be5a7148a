"""Frozen worlds in which the answer is known in closed form (MODEL.md, V1, V6, V12 and V13)."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from scipy.stats import binom, chi2

from sim.outcomes import First, first_event, same_week
from sim.scenario import load
from tests.engine.worlds import Watch, frozen, happened, play

LEVEL = 1e-4
"""A right model fails a test in one of 10,000 choices of the seed, which is chosen once."""


def assert_fits(counts, chances) -> None:
    """Pearson's chi-square; neighbouring cells are pooled until each expects at least 5."""
    counts, expected = np.asarray(counts, float), np.sum(counts) * np.asarray(chances, float)
    assert np.sum(chances) == pytest.approx(1, abs=1e-9)
    pooled, cell = [], np.zeros(2)
    for observed, hoped in zip(counts, expected, strict=True):
        cell += observed, hoped
        if cell[1] >= 5:
            pooled.append(cell)
            cell = np.zeros(2)
    if cell.any():
        pooled[-1] = pooled[-1] + cell
    observed, hoped = np.array(pooled).T
    assert chi2.sf(np.sum((observed - hoped) ** 2 / hoped), len(pooled) - 1) > LEVEL, (observed, hoped)


# -- V1: two constant hazards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "swap", "talks"), [("constant_hazard", 0.01, 0.03), ("constant_hazard_second", 0.05, 0.02)]
)
def test_race_of_two_constant_rates(case, swap, talks):
    """Which comes first and when, jointly: (λ_S/λ)(e^-λa - e^-λb) for swap first between weeks a and b, e^-λT for
    neither."""
    scenario = load(case)
    rows = play(scenario, 30_000, seed=101)
    first = first_event(rows["completed_week"], rows["talks_week"])
    total, edges = swap + talks, np.arange(0, scenario.horizon_weeks + 1, 4)
    survival = np.exp(-total * edges)
    counts, chances = [np.sum(first == First.NEITHER)], [survival[-1]]
    for event, rate, dates in ((First.SWAP, swap, rows["completed_week"]), (First.TALKS, talks, rows["talks_week"])):
        counts += np.histogram(dates[first == event], edges)[0].tolist()
        chances += ((rate / total) * -np.diff(survival)).tolist()
    assert_fits(counts, chances)


def test_both_in_one_week_keep_the_order_of_their_dates():
    """The chance of a first swap and a first opening in one week: Σ_t e^-λt (1 - e^-λ_S)(1 - e^-λ_T); four standard
    errors."""
    rows = play(load("constant_hazard_second"), 30_000, seed=102)
    week_of_both = (1 - np.exp(-0.05)) * (1 - np.exp(-0.02)) * (1 - np.exp(-0.07 * 52)) / (1 - np.exp(-0.07))
    found = same_week(rows["completed_week"], rows["talks_week"]).mean()
    assert found == pytest.approx(week_of_both, abs=4 * np.sqrt(week_of_both / 30_000))


def test_constant_rates_switch_everything_else_off():
    rows = play(load("constant_hazard"), 500)
    for name in ("exchanges", "offers", "collapses", "breakdowns", "released_by_ukraine", "released_by_russia"):
        assert not rows[name].any()


# -- V12: partial exchanges -------------------------------------------------------------------------------------------

EXCHANGES = {
    "exchanges.opportunities_per_week": 0.62,
    "exchanges.cancellation_trustworthy": 0.1,
    "exchanges.cancellation_untrustworthy": 0.1,
    "ukraine.captives_held.prisoners_of_war": 900_000,
    "russia.captives_held.prisoners_of_war": 900_000,
}


def channel() -> float:
    """H of the frozen reference, by hand from its table: 1 - .94 Π (1 - k ē)."""
    strengths = [0.02 * 0.9, 0.85 * 0.88, 0.02 * 0.7, 0.02 * 0.6, 0.03 * 0.5, 0.01 * 0.6]
    return 1 - 0.94 * float(np.prod([1 - strength for strength in strengths]))


def logistic(score: float) -> float:
    return 1 / (1 + np.exp(-score))


def test_partial_exchanges_are_binomial_with_geometric_gaps():
    """At most one a week, so not Poisson: Binomial(T, (1 - e^-λ)(1 - p_c)); gaps between them geometric."""
    watch = Watch(lambda model: model.exchanges.held.copy())
    worlds = 3000
    rows = play(frozen(EXCHANGES), worlds, seed=103, observers=[watch])
    rate = 0.62 * channel() * logistic(1.6 + 1.5 / 7) * logistic(0.9 + 1.5 * 1.5 / 7)
    chance = (1 - np.exp(-rate)) * 0.9
    assert_fits(np.bincount(rows["exchanges"], minlength=105), binom.pmf(np.arange(105), 104, chance))

    held = np.zeros((104, worlds), bool)
    for week, where in enumerate(watch.seen):
        held[week, where] = True
    firsts = np.where(held.any(axis=0), held.argmax(axis=0), 104)
    weeks = np.arange(104)
    assert_fits(np.bincount(firsts, minlength=105), [*(chance * (1 - chance) ** weeks), (1 - chance) ** 104])
    # A gap of up to 52 weeks that begins in the first half is seen whole.
    gaps = np.concatenate([np.diff(np.flatnonzero(column))[np.flatnonzero(column)[:-1] < 52] for column in held.T])
    lengths = np.arange(1, 53)
    assert_fits(
        np.bincount(gaps[gaps <= 52], minlength=53)[1:],
        chance * (1 - chance) ** (lengths - 1) / (1 - (1 - chance) ** 52),
    )


def test_cancellations_take_their_share_of_what_is_due():
    """p_c = .1 of what is due, within four standard errors."""
    rows = play(frozen(EXCHANGES), 1000, seed=104)
    due = rows["exchanges"].sum() + rows["cancelled"].sum()
    assert rows["cancelled"].sum() / due == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / due))


@pytest.mark.parametrize(("ukraine", "russia", "risk"), [(1, 1, 0.04), (1, 0, 0.15), (0, 1, 0.15), (0, 0, 0.15)])
def test_one_untrustworthy_side_is_enough_to_cancel_more(ukraine, russia, risk):
    """p_c is the larger of the two sides' (equation 17)."""
    case = frozen(
        EXCHANGES
        | {
            "exchanges.cancellation_trustworthy": 0.04,
            "exchanges.cancellation_untrustworthy": 0.15,
            "ukraine.trust.trustworthy_probability": float(ukraine),
            "russia.trust.trustworthy_probability": float(russia),
        }
    )
    rows = play(case, 500, seed=105)
    due = rows["exchanges"].sum() + rows["cancelled"].sum()
    assert rows["cancelled"].sum() / due == pytest.approx(risk, abs=4 * np.sqrt(risk * (1 - risk) / due))


def test_attribution_is_in_proportion_to_the_strength_of_channels():
    """x_m / (x_0 + Σx) each, chi-square; the UAE has .748 of .873."""
    rows = play(frozen(EXCHANGES), 1000, seed=106)
    strengths = {
        "direct": 0.06,
        "us_envoy": 0.018,
        "uae": 0.748,
        "turkiye": 0.014,
        "saudi_arabia": 0.012,
        "vatican_icrc": 0.015,
        "eu": 0.006,
    }
    counts = [rows[f"exchanges_before_talks_by_{name}"].sum() for name in strengths]
    assert_fits(counts, np.array(list(strengths.values())) / sum(strengths.values()))


# -- V13: stages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("collapse", [0.0, 0.05])
@pytest.mark.parametrize(("stages", "limit"), [(4, 16), (2, 6)])
def test_weeks_to_completion_are_negative_binomial(collapse, stages, limit):
    """P(k weeks) = C(k-1, n-1) p^n [(1 - p) e^-λ_c]^(k-n) with p = 1 - e^(-μ_s(½ + ½H)); nothing after the limit."""
    case = frozen(
        {
            "all_for_all.answers_per_week": 50.0,
            "all_for_all.stages": stages,
            "all_for_all.time_limit_weeks": float(limit),
            "all_for_all.collapse_rate": collapse,
            "ukraine.all_for_all.own_people": 20.0,
            "russia.all_for_all.own_people": 20.0,
            "ukraine.trust.trustworthy_probability": 1.0,
            "russia.trust.trustworthy_probability": 1.0,
        }
    )
    rows = play(case, 10_000, seed=107, weeks=limit + 4)
    assert np.all(rows["agreed_week"] <= 1)
    chance = 1 - np.exp(-0.75 * (0.5 + 0.5 * channel()))
    weeks = np.arange(stages, limit + 1)
    exact = [
        comb(k - 1, stages - 1) * chance**stages * ((1 - chance) * np.exp(-collapse)) ** (k - stages) for k in weeks
    ]
    taken = np.ceil(rows["completed_week"][happened(rows["completed_week"])]).astype(int) - 1  # in force from week 1 on
    assert taken.max() <= limit
    counts = np.bincount(taken, minlength=limit + 1)[stages:]
    assert_fits([*counts, 10_000 - counts.sum()], [*exact, 1 - sum(exact)])
    assert np.array_equal(rows["collapses"] == 1, ~happened(rows["completed_week"]))


# -- V6: the threshold of trust ---------------------------------------------------------------------------------------

STANCES = {
    # Four terms that leave v - chip - fight - aud = ½, so that τ* = 1 - √4 · ½ / 2 = ½ at ε = 2 and n = 4.
    "ukraine": {"own_people": 2.2, "bargaining_chip": 0.5, "returning_fighters": 0.3, "audience_cost": 0.9},
    "russia": {"own_people": 2.6, "bargaining_chip": 1.1, "returning_fighters": 0.5, "audience_cost": 0.5},
}


def at_the_threshold(side: str, trust: float, temperature: float = 2e-4) -> dict[str, object]:
    """Stocks of 4,000 soldiers each (burden 1, no asymmetry), an open offer, no refusals, and the other side willing
    in any case."""
    other = "russia" if side == "ukraine" else "ukraine"
    settings: dict[str, object] = {
        "decision.temperature": temperature,
        "all_for_all.answers_per_week": 0.1,
        "captives.categories.civilians": False,
        "captives.categories.political_prisoners": False,
        f"{other}.all_for_all.own_people": 20.0,
        f"{side}.trust.good_experience": 100 * trust,
        f"{side}.trust.bad_experience": 100 * (1 - trust),
    }
    for party in ("ukraine", "russia"):
        settings |= {f"{party}.captives_held.prisoners_of_war": 4000, f"{party}.captives_held.civilians": 0}
    return settings | {f"{side}.all_for_all.{name}": value for name, value in STANCES[side].items()}


@pytest.mark.parametrize("side", ["ukraine", "russia"])
def test_below_the_threshold_of_trust_a_side_never_agrees(side):
    """τ = τ* - .01, temperature 2e-4: a score of -.01 is a chance of e^-50 a week."""
    assert not play(frozen(at_the_threshold(side, 0.49)), 4000, seed=108, weeks=20)["agreements"].any()


@pytest.mark.parametrize("side", ["ukraine", "russia"])
def test_above_it_the_only_limit_is_opportunity(side):
    """τ = τ* + .01: P(agreed by 20) = 1 - e^(-μ_a H T) = .789 as in MODEL.md, and dates are exponential."""
    rows = play(frozen(at_the_threshold(side, 0.51)), 8000, seed=109, weeks=20)
    rate, edges = 0.1 * channel(), np.arange(0, 21, 2)
    assert 1 - np.exp(-20 * rate) == pytest.approx(0.7891, abs=1e-4)
    agreed = happened(rows["agreed_week"])
    counts = np.histogram(rows["agreed_week"][agreed], edges)[0]
    assert_fits([*counts, np.sum(~agreed)], [*-np.diff(np.exp(-rate * edges)), np.exp(-20 * rate)])


def test_the_threshold_falls_with_the_root_of_the_number_of_stages():
    """τ* = 1 - √n · ½ / 2: with one stage .75, with nine .25."""
    for stages, threshold in ((1, 0.75), (9, 0.25)):
        for step, agrees in ((-0.01, False), (0.01, True)):
            case = frozen(at_the_threshold("russia", threshold + step) | {"all_for_all.stages": stages})
            assert play(case, 200, seed=110, weeks=20)["agreements"].any() == agrees


# -- offers -----------------------------------------------------------------------------------------------------------


def test_acceptance_and_refusal_compete_for_an_open_offer():
    """Constant rates λ_a = μ_a H P_U P_R and λ_r = ρ (1 - P_R): at most one of them a week, E_2 < λ_a and λ_a <= E_2
    < λ_a + λ_r. Of worlds without an answer by week t there are e^(-(λ_a + λ_r) t); of answers a week, 1 - e^-λ_a
    accept."""
    watch = Watch(lambda model: [float(side.tracks["all_for_all"].acceptance[0]) for side in model.belligerents])
    case = frozen({"all_for_all.answers_per_week": 0.3, "all_for_all.refusals_per_week": 0.1})
    rows = play(case, 8000, seed=111, weeks=30, observers=[watch])
    yes_ukraine, yes_russia = watch.seen[0]  # in the frozen world every week until the answer is like the first
    agree, refuse = 0.3 * channel() * yes_ukraine * yes_russia, 0.1 * (1 - yes_russia)
    answered = 1 - np.exp(-30 * (agree + refuse))
    accepted = answered * (1 - np.exp(-agree)) / (1 - np.exp(-agree - refuse))
    assert_fits(np.bincount(rows["offer_fate"], minlength=3), [1 - answered, accepted, answered - accepted])


def test_new_offers_come_at_their_rate_and_from_the_side_that_would_accept():
    """No offer open at the start: Ukraine makes one with probability μ_o P_U a week, Russia with μ_o P_R."""
    watch = Watch(
        lambda model: [
            (side.offer_open.sum(), float(side.tracks["all_for_all"].acceptance[0])) for side in model.belligerents
        ]
    )
    case = frozen({"all_for_all.new_offers_per_week": 0.2, "ukraine.all_for_all.offer_open_at_start": False})
    play(case, 20_000, seed=112, weeks=1, observers=[watch])
    (by_ukraine, yes_ukraine), (by_russia, yes_russia) = watch.seen[0]
    assert_fits(
        [by_ukraine, by_russia, 20_000 - by_ukraine - by_russia],
        [0.2 * yes_ukraine, 0.2 * yes_russia, 1 - 0.2 * (yes_ukraine + yes_russia)],
    )


def test_salience_scales_how_often_an_offer_is_made_and_accepted():
    """prop = 2 at half the rates is prop = 1 (equation 22)."""
    rates = {"all_for_all.new_offers_per_week": 0.1, "all_for_all.answers_per_week": 0.2}
    one = play(frozen(rates | {"all_for_all.refusals_per_week": 0.05}), 500, seed=113)
    two = play(
        frozen(
            {path: rate / 2 for path, rate in rates.items()}
            | {"all_for_all.salience": 2.0, "all_for_all.refusals_per_week": 0.05}
        ),
        500,
        seed=113,
    )
    assert np.array_equal(one["offers"], two["offers"])
    assert np.allclose(one["agreed_week"], two["agreed_week"], rtol=0, atol=1e-5, equal_nan=True)
