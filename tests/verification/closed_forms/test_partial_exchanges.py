"""Counts, gaps and credit of partial exchanges in the frozen world (MODEL.md, 6.6 and V12)."""

import numpy as np
import pytest
from scipy.stats import binom

from tests.verification.closed_forms.chances import assert_fits, channel, logistic
from tests.worlds import Watch, frozen, play

pytestmark = pytest.mark.row("V12")

EXCHANGES = {
    "exchanges.opportunities_per_week": 0.62,
    "exchanges.cancellation_trustworthy": 0.1,
    "exchanges.cancellation_untrustworthy": 0.1,
    "ukraine.captives_held.prisoners_of_war": 900_000,
    "russia.captives_held.prisoners_of_war": 900_000,
}


AS_PRINTED = EXCHANGES | {"exchanges.cancellation_trustworthy": 0.04, "exchanges.cancellation_untrustworthy": 0.04}
"""p_c = .04, from which the figures of the table in MODEL.md come."""


def weekly_chance(risk: float) -> float:
    """That an exchange is held in a week: (1 - e^-λ_p)(1 - p_c), by hand from the table of parameters."""
    rate = 0.62 * channel() * logistic(1.6 + 1.5 / 7) * logistic(0.9 + 1.5 * 1.5 / 7)
    return (1 - np.exp(-rate)) * (1 - risk)


def test_counts_are_binomial_and_not_poisson():
    """At most one exchange a week is held, so that a world's count is Binomial(T, (1 - e^-λ_p)(1 - p_c)); its mean and
    variance are those that MODEL.md prints, and the variance lies far below the Poisson's."""
    chance, worlds = weekly_chance(0.04), 12_000
    assert [chance, 104 * chance, 104 * chance * (1 - chance)] == pytest.approx([0.2632, 27.3694, 20.167], abs=5e-4)
    counts = play(frozen(AS_PRINTED), worlds, seed=103)["exchanges"]
    assert_fits(np.bincount(counts, minlength=105), binom.pmf(np.arange(105), 104, chance))
    mean, variance = 104 * chance, 104 * chance * (1 - chance)
    error = variance * np.sqrt(2 / worlds)  # of a variance, near enough for a count that is nearly normal
    assert counts.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / worlds))
    assert counts.var() == pytest.approx(variance, abs=4 * error)
    assert counts.var() < mean - 4 * error


def test_gaps_are_geometric():
    """Weeks to the first exchange and between two of them are geometric: P(gap = 1) is the weekly chance, and
    P(gap > 3) the cube of what it leaves."""
    watch, worlds, chance = Watch(lambda model: model.exchanges.held.copy()), 3000, weekly_chance(0.04)
    play(frozen(AS_PRINTED), worlds, seed=103, observers=[watch])
    held = np.zeros((104, worlds), bool)
    for week, where in enumerate(watch.seen):
        held[week, where] = True
    firsts = np.where(held.any(axis=0), held.argmax(axis=0), 104)
    weeks = np.arange(104)
    assert_fits(np.bincount(firsts, minlength=105), [*(chance * (1 - chance) ** weeks), (1 - chance) ** 104])
    # A gap of up to 52 weeks that begins in the first half is seen whole.
    gaps = np.concatenate([np.diff(np.flatnonzero(column))[np.flatnonzero(column)[:-1] < 52] for column in held.T])
    gaps, lengths, longest = gaps[gaps <= 52], np.arange(1, 53), 1 - (1 - chance) ** 52
    assert_fits(np.bincount(gaps, minlength=53)[1:], chance * (1 - chance) ** (lengths - 1) / longest)
    for found, exact, printed in (
        (np.mean(gaps == 1), chance / longest, 0.2632),
        (np.mean(gaps > 3), ((1 - chance) ** 3 - (1 - chance) ** 52) / longest, 0.4),
    ):
        assert exact == pytest.approx(printed, abs=5e-5)
        assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / gaps.size))


def test_weeks_of_exchanges_do_not_know_each_other():
    """Whether a week has an exchange says nothing about the next one: the correlation of neighbouring weeks over all
    worlds is 0 within four standard errors."""
    watch = Watch(lambda model: np.isin(np.arange(1500), model.exchanges.held))
    play(frozen(EXCHANGES), 1500, seed=193, observers=[watch])
    held = np.array(watch.seen, float) - weekly_chance(0.1)
    assert np.mean(held[1:] * held[:-1]) / np.mean(held**2) == pytest.approx(0, abs=4 / np.sqrt(103 * 1500))


def test_cancellations_take_their_share_of_what_is_due():
    """Of the exchanges that are due the part p_c = .1 is cancelled, within four standard errors."""
    rows = play(frozen(EXCHANGES), 1000, seed=104)
    due = rows["exchanges"].sum() + rows["cancelled"].sum()
    assert rows["cancelled"].sum() / due == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / due))


@pytest.mark.parametrize(("ukraine", "russia", "risk"), [(1, 1, 0.04), (1, 0, 0.15), (0, 1, 0.15), (0, 0, 0.15)])
def test_one_untrustworthy_side_is_enough_to_cancel_more(ukraine, russia, risk):
    """The chance that an exchange is cancelled is the larger of the two sides' (equation 17), within four standard
    errors."""
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
    """Each channel is credited with its part x_m / (x_0 + Σx) of the exchanges, by chi-square; the UAE with .748 of
    .873."""
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
