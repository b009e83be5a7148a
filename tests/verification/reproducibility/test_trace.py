"""A world that is traced alone tells what happened to it among others (MODEL.md, V10)."""

import functools
import math

import numpy as np
import pytest

from sim.model.draws import TILE
from sim.negotiation.trace import Trace, WorldObserver, trace
from tests.verification.reproducibility.bits import BASE, scenario
from tests.worlds import play

pytestmark = pytest.mark.row("V10")

SEED, RUN = 3, 2 * TILE + 50
TRACED = (0, 1, 517, TILE - 1, TILE, TILE + 1, 2 * TILE - 1, 2 * TILE, RUN - 1)
EACH_WORLD = [pytest.param(name, world, id=f"{name}-{world}") for name in (BASE, "busy") for world in TRACED]

DATED = {
    "swap_agreed": "agreed_week",
    "swap_completed": "completed_week",
    "talks_opened": "talks_week",
    "ceasefire": "ceasefire_week",
    "settled": "settlement_week",
    "offer_refused": "refused_week",
}
"""Event of a trace -> the column that dates the first of its kind."""

COUNTED = {
    "swap_agreed": "agreements",
    "swap_collapsed": "collapses",
    "swap_incomplete": "incomplete",
    "offer": "offers",
    "talks_opened": "openings",
    "talks_broke_down": "breakdowns",
    "exchange": "exchanges",
    "exchange_cancelled": "cancelled",
}
"""Event of a trace -> the column that counts it."""


@functools.cache
def among_others(name: str) -> tuple[dict[str, np.ndarray], dict[int, WorldObserver]]:
    """A run with an observer for every traced world: its rows, and what the observers saw."""
    observers = {world: WorldObserver(world) for world in TRACED}
    return play(scenario(name), RUN, SEED, observers=observers.values()), observers


@functools.cache
def alone(name: str, world: int) -> Trace:
    """The trace of a world by itself."""
    return trace(scenario(name), world, SEED)


def events(told: Trace, kind: str) -> list[tuple[int, dict]]:
    """(week, details) of every event of a kind."""
    return [(week.number, details) for week in told.weeks for name, details in week.events if name == kind]


@pytest.mark.parametrize(("name", "world"), EACH_WORLD)
def test_a_world_traced_alone_is_the_world_of_the_run(name, world):
    """A world traced alone has the row, and week by week the story, that it has among 2,098 worlds."""
    rows, observers = among_others(name)
    told = alone(name, world)
    assert told.outcome.keys() == rows.keys()
    for column, values in rows.items():
        assert np.array([told.outcome[column]], values.dtype).tobytes() == values[world : world + 1].tobytes(), column
    # As text, because NaN is not equal to itself; repr of a float is exact.
    assert [repr(week) for week in told.weeks] == [repr(week) for week in observers[world].weeks]


@pytest.mark.parametrize(("name", "world"), EACH_WORLD)
def test_the_dates_of_a_trace_are_those_of_the_rows(name, world):
    """The first event of a kind lies in the week of its date, and a kind without a date has no event."""
    rows, _ = among_others(name)
    for kind, column in DATED.items():
        date, found = rows[column][world], events(alone(name, world), kind)
        # Dates in (t, t + 1] belong to week t.
        assert bool(found) is not math.isnan(date), kind
        assert not found or found[0][0] == math.ceil(date) - 1, kind


@pytest.mark.parametrize(("name", "world"), EACH_WORLD)
def test_the_events_of_a_trace_are_as_many_as_the_rows_count(name, world):
    """A trace has as many events of a kind, and as many persons released in them, as the row of the world counts."""
    rows, _ = among_others(name)
    told = alone(name, world)
    for kind, column in COUNTED.items():
        assert len(events(told, kind)) == rows[column][world], kind
    for side in ("ukraine", "russia"):
        released = sum(details["released"][side] for kind in ("exchange", "stage") for _, details in events(told, kind))
        assert released == rows[f"released_by_{side}"][world]


def test_the_traced_worlds_have_much_to_tell():
    """Among the traced worlds every dated and every counted event occurs, so that none is compared in vain."""
    told = [alone(name, world) for name in (BASE, "busy") for world in TRACED]
    kinds = {kind for one in told for week in one.weeks for kind, _ in week.events}
    assert set(DATED) | set(COUNTED) <= kinds
