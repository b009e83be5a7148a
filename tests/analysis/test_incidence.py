"""Cumulative incidence: the plain fraction by week."""

import numpy as np
import pytest

from sim.analysis.incidence import COMPETING, MARGINAL, incidence
from sim.analysis.proportions import wilson
from sim.model.outcomes import columns, first_event
from sim.montecarlo.blocks import Block
from sim.montecarlo.tally import tally
from tests.montecarlo.standin import ISSUES, MEDIATORS, StandInScenario, stand_in

ROWS = stand_in(StandInScenario(), Block(0, 4000), 5)


@pytest.fixture(scope="module")
def table():
    return incidence(tally(ROWS, columns(MEDIATORS, ISSUES), 30))


def test_each_week_counts_the_dates_up_to_its_end(table):
    first = first_event(ROWS["completed_week"], ROWS["talks_week"])
    for week in (0, 1, 7, 30):
        swap = np.mean((first == 1) & (ROWS["completed_week"] <= week))
        assert table.loc[week, "swap_first"] == pytest.approx(swap, abs=1e-15)
        assert table.loc[week, "talks"] == pytest.approx(np.mean(ROWS["talks_week"] <= week), abs=1e-15)


def test_it_has_a_row_a_week_and_a_band_for_every_event(table):
    assert list(table["week"]) == list(range(31)) and (table["worlds"] == 4000).all()
    for event in (*COMPETING, *MARGINAL):
        assert table[event].is_monotonic_increasing
        assert ((table[f"{event}_low"] <= table[event]) & (table[event] <= table[f"{event}_high"])).all()
        count = round(table[event].iloc[-1] * 4000)
        assert (table[f"{event}_low"].iloc[-1], table[f"{event}_high"].iloc[-1]) == wilson(count, 4000)


def test_the_first_events_and_neither_add_up(table):
    last = table.iloc[-1]
    first = first_event(ROWS["completed_week"], ROWS["talks_week"])
    assert last["swap_first"] + last["talks_first"] + np.mean(first == 0) == pytest.approx(1)
    assert (table["swap_first"] <= table["completed"]).all() and (table["agreed_first"] <= table["agreed"]).all()
