"""The room: the same numbers as a run, what is known is kept, lost processes are replaced, seats are counted."""

import os
import signal

import numpy as np
import pytest

import sim
from sim.analysis.paired import compare_orders
from sim.scenario import load
from sim.views.app.look import FIRST, count, report_of
from sim.views.app.room import Room

SHORT = {"horizon_weeks": 6}


@pytest.fixture(scope="module")
def base():
    return load("kyiv_summit_2025", SHORT)


@pytest.fixture(scope="module")
def room():
    made = Room()
    yield made
    made.close()


def test_a_look_counts_what_a_run_counts(base):
    twice = count(base, 3, 500, count(base, 3, 1000))
    run = sim.run(base, 1500, 3, prior=None)
    assert twice.summary.outcomes == run.numbers.outcomes and twice.worlds == 1500
    assert twice.incidence.startswith("<svg")


def test_the_change_is_that_of_a_comparison(base):
    pressed = load("kyiv_summit_2025", {**SHORT, "us_envoy.pressure.russia": 2.0})
    found = compare_orders(count(base, 1, 2000).order, count(pressed, 1, 2000).order)
    compared = sim.compare(base, pressed, worlds=2000).differences
    row = compared[(compared["swap"] == "completed") & (compared["outcome"] == "talks_first")].iloc[0]
    moved = found.differences["talks_first"]
    assert (moved.difference, moved.low, moved.high) == pytest.approx((row["difference"], row["low"], row["high"]))


@pytest.mark.slow
def test_what_is_known_is_not_simulated_again(room, base):
    view = room.first(base, 1)
    assert view.worlds == FIRST and view.fans.startswith("<svg")
    assert room.first(base, 1) is view
    more = room.more(base, 1)
    assert more.worlds == 2 * FIRST and more.fans == view.fans
    assert np.array_equal(more.order[:FIRST], view.order)
    assert room.first(base, 1) is more


def test_a_lost_process_is_replaced(room, base):
    room.first(base, 5)
    for process in list(room._quick._pool._processes.values()):
        os.kill(process.pid, signal.SIGKILL)
    assert room.first(base, 6).worlds == FIRST


def test_the_report_says_how_it_is_repeated(base):
    page = report_of(base, 1, "allforall run kyiv_summit_2025 --worlds 50 --set horizon_weeks=6", 50)
    assert "--set horizon_weeks=6" in page and "range if the assumptions vary" in page
