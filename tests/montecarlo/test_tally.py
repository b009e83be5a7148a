"""Counting: additive, exact, in any order, under any cut."""

import itertools
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.draws import TILE
from sim.model.outcomes import Column, columns
from sim.montecarlo.blocks import Block
from sim.montecarlo.counts import COUNTS, count_worlds
from sim.montecarlo.tally import FINE, empty, tally
from tests.montecarlo.standin import ISSUES, MEDIATORS, StandInScenario, stand_in

SCENARIO = StandInScenario()
COLUMNS = columns(MEDIATORS, ISSUES)
WORLDS = 6 * TILE + 17


def counted(first, stop):
    return tally(stand_in(SCENARIO, Block(first, stop - first), 5), COLUMNS, SCENARIO.horizon_weeks)


def same(a, b):
    return (
        (a.worlds, a.totals, a.scales) == (b.worlds, b.totals, b.scales)
        and a.weeks.keys() == b.weeks.keys()
        and all(np.array_equal(a.weeks[event], b.weeks[event]) for event in a.weeks)
    )


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(1, WORLDS - 1), max_size=12), st.randoms(use_true_random=False))
def test_any_cut_in_any_order_gives_the_same_bits(cuts, shuffled: random.Random):
    whole = counted(0, WORLDS)
    parts = [counted(*pair) for pair in itertools.pairwise([0, *sorted(cuts), WORLDS])]
    shuffled.shuffle(parts)
    assert same(sum(parts, start=empty(SCENARIO.horizon_weeks)), whole)


def test_what_is_counted_is_what_the_rows_say():
    rows = stand_in(SCENARIO, Block(0, WORLDS), 5)
    found = counted(0, WORLDS)
    swap, talks = (np.nan_to_num(rows[name], nan=np.inf) for name in ("completed_week", "talks_week"))
    assert found.totals["completed.swap_first"] == np.sum(swap < talks) == found.happened("swap_first")
    assert found.totals["completed.talks_first"] == np.sum(talks < swap) == found.happened("talks_first")
    assert found.totals["completed.neither"] == np.sum(np.isinf(np.minimum(swap, talks)))
    assert sum(found.totals[f"agreed.{name}"] for name in ("swap_first", "talks_first", "neither")) == WORLDS
    assert sum(found.totals[f"offer.{name}"] for name in ("silence", "accepted", "refused")) == WORLDS
    assert found.happened("offer_refused") == found.totals["offer.refused"]
    assert found.totals["agreements"] == rows["agreements"].sum()
    assert found.total("paid_eu") == pytest.approx(rows["paid_eu"].astype(float).sum(), rel=1e-7)
    assert found.total("settlement_difference") == pytest.approx(
        np.nansum(rows["settlement_difference"].astype(float)), rel=1e-6
    )
    assert type(found.total("paid_eu")) is float and type(found.total("agreements")) is int


def test_weeks_hold_the_dates_up_to_their_end():
    rows = stand_in(SCENARIO, Block(0, 6), 5)
    rows["ceasefire_week"] = np.array([np.nan, 0.0, 0.5, 1.0, 1.0000001, 30.0])
    assert tally(rows, COLUMNS, 30).weeks["ceasefire"].tolist() == [1, 2, 1, *[0] * 27, 1]


def test_sums_stay_exact_past_64_bits():
    one = counted(0, TILE)
    one.totals["paid_eu"] = 2**62
    assert (one + one + one).totals["paid_eu"] == 3 * 2**62
    assert (one + one + one).total("paid_eu") == 3 * 2**62 / FINE


def test_a_tally_travels_between_processes():
    assert same(pickle.loads(pickle.dumps(counted(0, 3000))), counted(0, 3000))


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("talks_week", 30.5, "outside"),
        ("talks_week", -0.1, "outside"),
        ("paid_eu", np.inf, "infinite"),
        ("exchanges", 0.5, "whole"),
    ],
)
def test_impossible_rows_are_refused(column, value, says):
    rows = stand_in(SCENARIO, Block(0, 3), 5)
    rows[column] = rows[column].astype(float)
    rows[column][1] = value
    with pytest.raises(ValueError, match=f"{column}.*{says}"):
        tally(rows, COLUMNS, 30)


def test_horizons_do_not_mix():
    with pytest.raises(ValueError, match="horizons differ"):
        empty(10) + empty(11)


def test_column_kinds_are_those_that_are_counted():
    assert {column.kind for column in COLUMNS} == {"week", "code", "count", "persons", "amount"}
    assert isinstance(COLUMNS[0], Column)


def test_counts_by_group_are_those_of_each_group_alone():
    rows = stand_in(SCENARIO, Block(0, 3000), 5)
    group = np.arange(3000) // 700
    found = count_worlds(rows, group, 5)
    for number in range(5):
        alone = {name: values[group == number] for name, values in rows.items()}
        one = tally(alone, COLUMNS, 30)
        expected = [
            one.totals[f"{reading}.{name}"]
            for reading in ("completed", "agreed")
            for name in ("neither", "swap_first", "talks_first")
        ]
        expected += [
            one.totals["completed.same_week"],
            *(one.happened(event) for event in ("agreed", "completed", "talks", "settlement")),
        ]
        assert found[number].tolist() == expected
    assert len(COUNTS) == found.shape[1]
