"""Two constant hazards (MODEL.md, 6.13 and V1)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outcomes import First, first_event, same_week
from sim.scenario import load
from tests.verification.closed_forms.chances import assert_fits
from tests.worlds import play

pytestmark = pytest.mark.row("V1")

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
    """With constant hazards no other process runs: no exchange, offer, collapse, breakdown or release."""
    rows = play(load("constant_hazard"), 500)
    for name in ("exchanges", "offers", "collapses", "breakdowns", "released_by_ukraine", "released_by_russia"):
        assert not rows[name].any()
