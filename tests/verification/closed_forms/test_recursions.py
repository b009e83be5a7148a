"""Quantities that follow a level, fade or accumulate, in closed form, in the frozen world (MODEL.md, 6.1 to 6.12)."""

import numpy as np
import pytest

from sim.scenario import Scenario
from tests.worlds import FROZEN, Watch, frozen, happened, play, variant

WEEKS = np.arange(104)[:, np.newaxis]


def rounding(size: float, fades: float) -> float:
    """What float32 can add up to in a recursion: half of the last digit of a number of this size at each of four
    operations a week, of which 1/fades weeks stand at a time."""
    return 4 * size * 2.0**-25 / fades


def seen(case: Scenario, look, worlds: int = 2, **how) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """What `look` finds at the end of every week, (104, worlds) in float64, and the rows of the run."""
    watch = Watch(lambda model: np.array(np.broadcast_to(look(model), worlds), float))
    rows = play(case, worlds, seed=180, observers=[watch], **how)
    return np.array(watch.seen), rows


def mediator(model, key: str):
    return next(party for party in model.mediators if party.key == key)


def following(start, level, speed: float, weeks: np.ndarray = WEEKS + 1) -> np.ndarray:
    """level - (level - start)(1 - speed)^t, after `weeks` steps."""
    return level - (level - start) * (1 - speed) ** np.maximum(weeks, 0)


def test_wallets_refill_geometrically_after_a_payment():
    """After the one payment w of a world, at an agreement in week a, W = W̄ - w (1 - r)^(t - a + 1) at the end of week a
    and of every later one, and W̄ before, for a speed of refill a world."""
    worlds = 400
    speeds = np.linspace(0, 1, worlds).astype(np.float32)
    case = frozen({"all_for_all.answers_per_week": 0.3, "uae.wallet": 2.0, "uae.wallet_worth.russia": 1.5})
    balance, rows = seen(case, lambda model: mediator(model, "uae").wallet, worlds, values={"trade.refill": speeds})
    paid, agreed = rows["paid_uae"].astype(float), rows["agreed_week"]
    assert np.sum(paid > 0.1) > worlds / 2 and np.array_equal(rows["agreements"], happened(agreed))
    weeks_since = np.where(happened(agreed), WEEKS - np.floor(agreed) + 1, 0)
    exact = np.where(weeks_since > 0, 2 - paid * (1 - speeds.astype(float)) ** weeks_since, 2)
    # Where hardly anything is refilled errors of up to 104 weeks stand side by side.
    assert balance == pytest.approx(exact, abs=rounding(2, 1 / 104))


def test_wallet_and_engagement_of_a_summit_fade_to_their_levels():
    """Both start at the raised level and stay there while the summit lasts; from its last week on W = W̄ + (W_0 - W̄)
    (1 - r_w)^t and e = ē + (e_0 - ē)(1 - r_e)^t."""
    rates = {"trade.refill": 0.03, "mediation.adjustment": 0.1, "eu.wallet": 1.0}
    case = frozen(rates | {"eu.summit.weeks": 8, "eu.summit.engagement_boost": 0.5, "eu.summit.wallet_boost": 1.0})
    wallet, _ = seen(case, lambda model: mediator(model, "eu").wallet)
    engagement, _ = seen(case, lambda model: mediator(model, "eu").engagement)
    for found, start, level, speed in ((wallet, 2.0, 1.0, 0.03), (engagement, 0.9, 0.6, 0.1)):
        exact = np.broadcast_to(following(start, level, speed, WEEKS - 7), found.shape)
        assert found == pytest.approx(exact, abs=rounding(2, speed))


def test_engagement_returns_after_a_change_of_its_level():
    """Engagement follows its level from wherever it stands: e = ē + (e_0 - ē)(1 - r)^t, for a speed a world."""
    speeds = np.linspace(0, 1, 50).astype(np.float32)

    def push(model):
        party = mediator(model, "turkiye")
        if model.week == 9:
            party.engagement = party.everywhere(0.1)
        return party.engagement

    found, _ = seen(frozen({}), push, 50, values={"mediation.adjustment": speeds})
    exact = np.where(WEEKS < 9, 0.7, following(0.1, 0.7, speeds.astype(float), WEEKS - 9))
    assert found == pytest.approx(exact, abs=rounding(1, 1 / 104))


def test_attention_halves_and_peaks_at_its_deadline():
    """Washington's attention falls from 1 to its floor by half every half-life, and adds a triangle around the
    deadline."""
    settings = {"attention.floor": 0.4, "attention.half_life_weeks": 20, "deadline.week": 30}
    settings |= {"deadline.half_width_weeks": 5, "deadline.push": 0.6}
    case = frozen({f"us_envoy.{name}": value for name, value in settings.items()})
    found, _ = seen(case, lambda model: model.washington.attention)
    triangle = np.zeros((104, 1))
    triangle[26:35, 0] = 0.6 * np.array([0.2, 0.4, 0.6, 0.8, 1.0, 0.8, 0.6, 0.4, 0.2])
    assert found[[0, 20, 40, 60], 0] == pytest.approx([1, 0.7, 0.55, 0.475], abs=1e-12)
    assert found - triangle == pytest.approx(np.broadcast_to(0.4 + 0.6 * 0.5 ** (WEEKS / 20), found.shape), abs=1e-12)


def test_engagement_of_the_envoy_lags_behind_attention():
    """A level ē (f + (1 - f) h^t) that fades itself gives e = ē [f + (1 - f) r (h^(t+1) - k^(t+1))/(h - k) + (1 - f)
    k^(t+1)] with k = 1 - r, from e_0 = ē at the start."""
    case = frozen({"mediation.adjustment": 0.1, "us_envoy.deadline.push": 0.0})
    found, _ = seen(case, lambda model: mediator(model, "us_envoy").engagement)
    kept, fade, floor, steps = 0.9, 0.5 ** (1 / 45), 0.45, WEEKS + 1
    lagging = 0.1 * (fade**steps - kept**steps) / (fade - kept)
    exact = 0.9 * (floor + (1 - floor) * (lagging + kept**steps))
    assert found == pytest.approx(np.broadcast_to(exact, found.shape), abs=rounding(1, 0.1))


def test_glow_of_a_release_fades_geometrically():
    """All who are released at once in week w leave B = (persons / n_ref) ρ^(t - w), and nothing before."""
    imposed = "    interventions: [do: {swap: {complete_at: 12}}]\n"
    case = variant(FROZEN + imposed, {"exchanges.glow_persistence": 0.85})
    found, rows = seen(case, lambda model: model.exchanges.glow)
    persons = rows["released_by_ukraine"] + rows["released_by_russia"]
    assert np.all(persons == 3800 + 150 + 8000 + 1800 + 221)
    assert found == pytest.approx(
        np.where(WEEKS < 12, 0, persons / 4000 * 0.85 ** (WEEKS - 12.0)), abs=rounding(3.5, 0.15)
    )


@pytest.mark.parametrize("number", [0, 1])
def test_experience_of_one_event_is_forgotten_geometrically(number):
    """n stages in week w leave a = a0 + n w_stage ω^(t - w), a spoiler event in week v b = b0 + w_sp ω^(t - v), and
    trust is a/(a + b) a week later, on either side."""
    events = "    interventions: [do: {swap: {complete_at: 12}}]\n    timeline: [{week: 30, event: spoiler}]\n"
    case = variant(FROZEN + events, {"trust.stage_gain": 0.5, "trust.spoiler_loss": 0.25, "trust.memory": 0.95})

    def look(name):
        return seen(case, lambda model: getattr(model.belligerents[number], name))[0]

    start = ((1.0, 6.0), (1.5, 5.5))[number]
    good = start[0] + np.where(WEEKS < 12, 0, 4 * 0.5 * 0.95 ** (WEEKS - 12.0))
    bad = start[1] + np.where(WEEKS < 30, 0, 0.25 * 0.95 ** (WEEKS - 30.0))
    for name, exact in (("good", good), ("bad", bad)):
        assert look(name) == pytest.approx(np.broadcast_to(exact, (104, 2)), abs=rounding(7, 0.05))
    trust = (good / (good + bad))[:-1]
    assert look("trust")[1:] == pytest.approx(np.broadcast_to(trust, (103, 2)), abs=rounding(1, 0.05))


def in_talks(settings: dict[str, object]) -> Scenario:
    """The frozen world at the table, from the start and without end."""
    endless = {"talks.breakdown_rate": 0.0, "talks.logrolling_base": 0.0, "talks.logrolling_mediated": 0.0}
    return variant(FROZEN.replace("allowed: false", "in_session_at_start: true"), endless | settings)


def test_experience_of_weeks_in_talks_adds_up_to_a_geometric_sum():
    """Every week in session adds w_talk: a = a0 + w_talk (1 - ω^(t+1))/(1 - ω)."""
    case = in_talks({"trust.talks_gain": 0.06, "ukraine.war_cost.base": 0.0, "russia.war_cost.base": 0.0})
    found, rows = seen(case, lambda model: model.belligerents[0].good)
    assert not happened(rows["settlement_week"]).any()
    exact = 1 + 0.06 * (1 - 0.99 ** (WEEKS + 1)) / 0.01
    assert found == pytest.approx(np.broadcast_to(exact, found.shape), abs=rounding(8, 0.01))


@pytest.mark.parametrize("in_session", [False, True])
def test_over_optimism_fades_faster_at_the_table(in_session):
    """Over-optimism fades as o_0 (1 - ℓ_0 - ℓ_1 K)^t, from week 1 on."""
    settings = {"russia.over_optimism": 0.3, "talks.optimism_decay": 0.02, "talks.optimism_decay_in_talks": 0.05}
    case = in_talks(settings) if in_session else frozen(settings)
    found, _ = seen(case, lambda model: model.belligerents[1].over_optimism, weeks=20)
    pace = 0.93 if in_session else 0.98
    assert found == pytest.approx(np.broadcast_to(0.3 * pace ** WEEKS[:20], found.shape), abs=rounding(0.3, 0.02))


def test_outrage_of_one_attack_fades_geometrically():
    """A spoiler event in week v leaves q = j ρ^(t - v), and two of them add up."""
    case = variant(FROZEN + "    timeline: [{week: 10, event: spoiler}, {week: 14, event: spoiler}]\n")
    found, _ = seen(case, lambda model: model.spoilers.outrage)
    exact = sum(np.where(week > WEEKS, 0, 0.8 * 0.88 ** (WEEKS - float(week))) for week in (10, 14))
    assert found == pytest.approx(np.broadcast_to(exact, found.shape), abs=rounding(1.5, 0.12))


@pytest.mark.parametrize(("number", "base", "prisoners"), [(0, 0.2, 8000 + 1800 + 221), (1, 0.15, 3800 + 150)])
def test_war_cost_follows_captivity(number, base, prisoners):
    """War cost is c* - (c* - c0)(1 - r_c)^t with c* = c0 + c_cap (n̂_o/2 - ½), n̂_o = 2N/(N + n_ref), N of its own
    people in captivity throughout."""
    case = frozen({"war_cost.captivity_share": 0.4, "war_cost.adjustment": 0.05})
    found, _ = seen(case, lambda model: model.belligerents[number].war_cost)
    level = base + 0.4 * (prisoners / (prisoners + 4000) - 0.5)
    assert found == pytest.approx(np.broadcast_to(following(base, level, 0.05), found.shape), abs=rounding(0.4, 0.05))


def test_pressure_of_a_dated_shock_fades_geometrically():
    """A shock x of two weeks from week w, with nobody else pressing, is x (1 + (1 - r)) at its end and fades by r a
    week."""
    shock = "    timeline: [{week: 20, weeks: 2, event: pressure, target: russia, pressure: 0.5}]\n"
    found, _ = seen(variant(FROZEN + shock), lambda model: model.belligerents[1].pressure)
    exact = sum(np.where(week > WEEKS, 0, 0.5 * 0.75 ** (WEEKS - float(week))) for week in (20, 21))
    assert found == pytest.approx(np.broadcast_to(exact, found.shape), abs=rounding(1, 0.25))


def test_demands_fall_geometrically_to_the_reservation():
    """In talks without imitation a demand is r + (.95 - r)(1 - φ)^t, where the reservation r stands still."""
    settings = {"talks.imitation": 0.0, "talks.untrustworthy_slowdown": 1.0, "war_cost.adjustment": 0.0}
    costless = {"ukraine.war_cost.base": 0.0, "russia.war_cost.base": 0.0}  # nothing left to share: they never settle
    found, rows = seen(in_talks(settings | costless), lambda model: model.belligerents[0].demand)
    assert not happened(rows["settlement_week"]).any()
    reservation = 1 - 0.56 + 0.34 * (1 - 0.35) * 6 / 7
    exact = following(0.95, reservation, 0.05)
    assert found == pytest.approx(np.broadcast_to(exact, found.shape), abs=rounding(1, 0.05))
