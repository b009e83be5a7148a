"""The threshold of trust (Kydd 2000, 2005; MODEL.md, 6.7 and V6)."""

from __future__ import annotations

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
