"""The threshold of trust (Kydd 2000, 2005; MODEL.md, 6.7 and V6)."""

import numpy as np
import pytest

from tests.verification.closed_forms.chances import assert_fits, channel
from tests.worlds import frozen, happened, play

pytestmark = pytest.mark.row("V6")

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
    """At τ = τ* - .01 and temperature 2e-4 a side never agrees: a score of -.01 is a chance of e^-50.

    Higher temperatures leak. At 1e-3 the same score is a chance of e^-10 to stand behind an acceptance, so that
    20 μ_a H e^-10 = 7 worlds in 100,000 agree below the threshold; no test counts so few."""
    assert not play(frozen(at_the_threshold(side, 0.49)), 4000, seed=108, weeks=20)["agreements"].any()


@pytest.mark.parametrize("side", ["ukraine", "russia"])
def test_above_it_the_only_limit_is_opportunity(side):
    """At τ = τ* + .01 agreements come with P(agreed by 20) = 1 - e^(-μ_a H T) = .789, as in MODEL.md, with
    exponential dates."""
    rows = play(frozen(at_the_threshold(side, 0.51)), 8000, seed=109, weeks=20)
    rate, edges = 0.1 * channel(), np.arange(0, 21, 2)
    assert 1 - np.exp(-20 * rate) == pytest.approx(0.7891, abs=1e-4)
    agreed = happened(rows["agreed_week"])
    counts = np.histogram(rows["agreed_week"][agreed], edges)[0]
    assert_fits([*counts, np.sum(~agreed)], [*-np.diff(np.exp(-rate * edges)), np.exp(-20 * rate)])


@pytest.mark.parametrize("side", ["ukraine", "russia"])
def test_threshold_of_any_stance(side):
    """The threshold is 1 - √n (v - chip - fight - aud)/ε for random terms, fears and numbers of stages, one value per
    world: below it nobody agrees, above it agreements come at the rate of opportunity and of nothing else."""
    worlds, generator = 8000, np.random.default_rng(194)
    stages, fear = generator.integers(1, 9, worlds), generator.uniform(0.5, 4, worlds)
    costs = generator.uniform(0, 1, (3, worlds))
    threshold, gap = generator.uniform(0.1, 0.9, worlds), generator.choice([-0.02, 0.02], worlds)
    own_people = costs.sum(axis=0) + (1 - threshold) * fear / np.sqrt(stages)
    values = {f"{side}.trust.good_experience": threshold + gap, f"{side}.trust.bad_experience": 1 - threshold - gap}
    names = ("bargaining_chip", "returning_fighters", "audience_cost")
    values |= {f"{side}.all_for_all.{name}": cost for name, cost in zip(names, costs, strict=True)}
    values |= {f"{side}.all_for_all.own_people": own_people, "all_for_all.stages": stages}
    values["all_for_all.exploitation_fear"] = fear
    # The least score a gap of .02 makes is .02 · .5/√8 = .0035, 35 temperatures away from 0.
    rows = play(frozen(at_the_threshold(side, 0.5, 1e-4)), worlds, seed=195, weeks=20, values=values)
    agreed = happened(rows["agreed_week"])
    assert not agreed[gap < 0].any()
    chance, willing = 1 - np.exp(-20 * 0.1 * channel()), np.sum(gap > 0)
    assert_fits([agreed.sum(), willing - agreed.sum()], [chance, 1 - chance])


def test_the_threshold_falls_with_the_root_of_the_number_of_stages():
    """The threshold 1 - √n · ½ / 2 is .75 with one stage and .25 with nine: .01 below it nobody agrees, .01 above it
    some do."""
    for stages, threshold in ((1, 0.75), (9, 0.25)):
        for step, agrees in ((-0.01, False), (0.01, True)):
            case = frozen(at_the_threshold("russia", threshold + step) | {"all_for_all.stages": stages})
            assert play(case, 200, seed=110, weeks=20)["agreements"].any() == agrees
