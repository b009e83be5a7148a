"""Precision-based stopping: the same end for every number of workers, kept and read back, under every stop."""

import json
import os
import signal
import sqlite3
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import pandas
import pytest

from sim.analysis.proportions import wilson
from sim.montecarlo import block, worker_pool
from sim.montecarlo.blocks import Block, cut
from sim.montecarlo.errors import ResultError, RunError
from sim.montecarlo.interrupt import Stop
from sim.montecarlo.runner import run_blocks
from sim.montecarlo.schedule import looks
from sim.montecarlo.waiting import Waiting
from sim.result.result import Result
from tests.edited import edit
from tests.montecarlo.standin import StandInScenario, slow, stand_in

HALF_WIDTH = 0.008


@pytest.fixture
def run(run_stand_in):
    def sure(precision=HALF_WIDTH, **how):
        return run_stand_in(worlds=None, precision=precision, **how)

    return sure


@pytest.fixture
def repeat(run_stand_in, monkeypatch):
    """`Result.rerun` on the stand-in engine."""
    monkeypatch.setattr("sim.scenario.load", lambda *_: StandInScenario())
    return lambda result, **how: result.rerun(**how)


def bits(result):
    clocks = ("seconds", "world_weeks_per_second")
    return json.dumps({name: value for name, value in result.summary.items() if name not in clocks})


def counts(result):
    return [result.summary["outcomes"][name]["count"] for name in ("swap_first", "talks_first", "neither")]


# -- where it stops -----------------------------------------------------------------------------------------------


def test_it_stops_at_the_first_look_with_all_three_intervals_narrow_enough(run):
    result = run()
    interval, outcomes = result.summary["interval"], result.summary["outcomes"]
    widths = [(share["high"] - share["low"]) / 2 for share in outcomes.values()]
    assert interval == {
        "kind": "confidence_sequence",
        "level": 0.95,
        "half_width_wanted": HALF_WIDTH,
        "half_width": max(widths),
        "reached": True,
        "looks": len(result.looks),
        "max_worlds": 1_000_000,
    }
    assert max(widths) <= HALF_WIDTH and not result.partial
    assert [sum(look) for look in result.looks] == list(looks(1_000_000))[: interval["looks"]]
    assert sum(result.looks[-1]) == result.summary["worlds"] and list(result.looks[-1]) == counts(result)
    assert result.stopping.widest(result.looks[:-1], result.looks[-2]) > HALF_WIDTH
    assert all(share["low"] <= share["share"] <= share["high"] for share in outcomes.values())


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("largest", [1024, 32_768])
def test_the_same_stop_for_every_cut_and_number_of_workers(run, monkeypatch, workers, largest):
    expected = run(workers=1)
    monkeypatch.setattr(block, "ENGINE", slow)
    monkeypatch.setattr(worker_pool, "cut", lambda worlds, workers: cut(worlds, workers=workers, largest=largest))
    found = run(workers=workers)
    assert found.looks == expected.looks and bits(found) == bits(expected)
    pandas.testing.assert_frame_equal(found.worlds, expected.worlds)


def test_the_same_stop_on_another_executor(run):
    with ThreadPoolExecutor(3) as executor:
        assert bits(run(executor=executor, workers=3)) == bits(run(workers=1))


def test_worlds_are_those_of_a_run_of_as_many(run, run_stand_in):
    sure = run()
    plain = run_stand_in(worlds=sure.summary["worlds"])
    pandas.testing.assert_frame_equal(sure.worlds, plain.worlds)
    pandas.testing.assert_frame_equal(sure.incidence, plain.incidence)
    assert counts(sure) == counts(plain) and sure.summary["agreed"] == plain.summary["agreed"]
    assert plain.summary["interval"] == {"kind": "wilson", "level": 0.95} and plain.looks == ()
    for name, share in plain.summary["outcomes"].items():
        assert (share["low"], share["high"]) == wilson(share["count"], plain.summary["worlds"])
        assert sure.summary["outcomes"][name]["low"] < share["low"]
        assert sure.summary["outcomes"][name]["high"] > share["high"]


def test_what_is_computed_beyond_the_stop_is_thrown_away_and_little(run, monkeypatch):
    started = []

    def noting(scenario, block, seed, values=None):
        started.append(block.stop)
        return stand_in(scenario, block, seed, values)

    monkeypatch.setattr(block, "ENGINE", noting)
    worlds = run(workers=2).summary["worlds"]
    assert len([stop for stop in started if stop > worlds]) <= 3  # one more than workers


def test_finer_takes_more_worlds_and_begins_alike(run):
    coarse, fine = run(0.02), run(0.006)
    assert coarse.summary["worlds"] < fine.summary["worlds"]
    assert fine.looks[: len(coarse.looks)] == coarse.looks


@pytest.mark.parametrize("cap", [1, 1000, 8192, 10_000, 20_480])
def test_the_cap_ends_it_unreached_but_whole(run, cap, tmp_path):
    result = run(0.001, max_worlds=cap, out=tmp_path)
    interval = result.summary["interval"]
    assert result.summary["worlds"] == cap == interval["max_worlds"] == result.summary["worlds_requested"]
    assert not interval["reached"] and interval["half_width"] > 0.001 and not result.partial
    assert bits(Result.load(result.folder)) == bits(result)


def test_the_range_is_run_after_the_stop(run):
    result = run(0.02, prior=(6, 500))
    assert result.prior_run.draws == 6 and not result.partial


def test_progress_gives_a_total_that_ends_as_the_truth(run):
    seen = []
    worlds = run(workers=2, prior=(3, 1000), progress=lambda *told: seen.append(told[:2])).summary["worlds"]
    assert seen[-1] == (worlds + 3000, worlds + 3000)
    assert all(done <= total < 200_000 for done, total in seen)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


# -- kept and repeated --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("store", ["rows", "counts"])
def test_it_is_kept_with_its_looks(run, tmp_path, store):
    streamed = run(out=tmp_path / "a", store=store)
    saved = run(store=store).save(tmp_path / "b", figure=False)
    for folder in (streamed.folder, saved):
        loaded = Result.load(folder)
        assert bits(loaded) == bits(streamed) and loaded.looks == streamed.looks
        with sqlite3.connect(folder / "result.sqlite") as connection:
            rows = connection.execute("SELECT look, worlds, swap_first, talks_first, neither FROM looks").fetchall()
        connection.close()
        assert rows == [(number, sum(look), *look) for number, look in enumerate(streamed.looks, start=1)]
        assert json.loads((folder / "summary.json").read_text())["interval"] == streamed.summary["interval"]


def test_a_run_of_a_fixed_size_has_no_table_of_looks(run_stand_in, tmp_path):
    folder = run_stand_in(out=tmp_path).folder
    with sqlite3.connect(folder / "result.sqlite") as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'looks'").fetchall()
    connection.close()


def test_the_provenance_says_what_decided_the_numbers(run):
    found = run(0.02, max_worlds=50_000).provenance
    assert (found["precision"], found["max_worlds"]) == (0.02, 50_000) and "worlds" not in found
    assert "precision=0.02, max_worlds=50000" in found["command"]


def test_it_can_be_repeated(run, repeat, tmp_path, monkeypatch):
    monkeypatch.setattr(worker_pool, "cut", lambda worlds, workers: cut(worlds, workers=workers, largest=5000))
    result = run(out=tmp_path)
    for workers in (1, 3):
        verdict = repeat(result, workers=workers)
        assert verdict.agrees and verdict.worlds == result.summary["worlds"], str(verdict)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE looks SET swap_first = swap_first + 1, neither = neither - 1 WHERE look = 1",
        "UPDATE looks SET talks_first = talks_first - 1, neither = neither + 1 WHERE look = 1",
    ],
)
def test_repeating_notices_other_counts_at_the_looks(run, repeat, tmp_path, damage):
    result = run(out=tmp_path)
    edit(result.folder / "result.sqlite", damage, seal=True)
    verdict = repeat(result, workers=1)
    assert not verdict.agrees and any("counts at the looks" in difference for difference in verdict.differences)


def test_a_store_without_its_looks_is_damaged(run, tmp_path):
    folder = run(out=tmp_path).folder
    with sqlite3.connect(folder / "result.sqlite") as connection:
        connection.execute("DROP TABLE looks")
    connection.close()
    with pytest.raises(ResultError, match="damaged"):
        Result.load(folder)


# -- stopped by hand ----------------------------------------------------------------------------------------------


def interrupt_after(worlds):
    def progress(done, total, seconds):
        if done >= worlds:
            os.kill(os.getpid(), signal.SIGINT)

    return progress


@pytest.mark.parametrize("worlds", [3000, 12_000, 20_000])
def test_ctrl_c_gives_the_interval_of_the_worlds_that_were_done(run, repeat, monkeypatch, tmp_path, worlds):
    monkeypatch.setattr(worker_pool, "cut", lambda worlds, workers: cut(worlds, workers=workers, largest=1024))
    result = run(0.005, workers=1, out=tmp_path, progress=interrupt_after(worlds))
    done, interval = result.summary["worlds"], result.summary["interval"]
    assert result.partial and not interval["reached"] and done >= worlds
    assert interval["looks"] == sum(look <= done for look in looks(1_000_000)) == len(result.looks)
    assert bits(Result.load(result.folder)) == bits(result)
    assert repeat(result, workers=2).agrees
    widths = [(share["high"] - share["low"]) / 2 for share in result.summary["outcomes"].values()]
    # The stake aims at the half width asked for: before that the interval is wider than it could be.
    assert interval["half_width"] == max(widths) < 4 * 1.96 * 0.5 / np.sqrt(done)


def test_ctrl_c_at_the_last_look_is_the_end_all_the_same(run):
    worlds = run().summary["worlds"]
    result = run(workers=1, progress=interrupt_after(worlds))
    assert result.summary["worlds"] == worlds and result.summary["interval"]["reached"] and not result.partial


def test_blocks_under_way_never_carry_it_beyond_its_end():
    """Also when it is asked to stop by hand just before: what would come after the end is not delivered."""

    class AtOnce(Executor):
        def submit(self, task, block):
            future = Future()
            future.set_result(task(block))
            return future

    stop, seen = Stop(), []

    def deliver(block):
        seen.append(block)
        stop.asked = len(seen) >= 2

    blocks = [Block(1024 * number, 1024) for number in range(30)]
    assert run_blocks(
        lambda block: block, blocks, deliver, waiting=Waiting(AtOnce(), stop), ahead=6, enough=lambda: len(seen) == 3
    )
    assert stop.asked and seen == blocks[:3]


# -- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"precision": 0}, "above 0 and below 0.5"),
        ({"precision": 0.5}, "above 0 and below 0.5"),
        ({"precision": -0.1}, "above 0 and below 0.5"),
        ({"precision": float("nan")}, "above 0 and below 0.5"),
        ({"precision": "0.01"}, "above 0 and below 0.5"),
        ({"precision": True}, "above 0 and below 0.5"),
        ({"precision": 1j}, "above 0 and below 0.5"),
        ({"precision": 0.01, "worlds": 20_000}, "not both; max_worlds"),
        ({"precision": 0.01, "max_worlds": 0}, "max_worlds .* from 1 to"),
        ({"precision": 0.01, "max_worlds": 1e6}, "max_worlds .* whole number"),
        ({"max_worlds": 1000}, "without precision"),
    ],
)
def test_nonsense_is_refused(run_stand_in, how, words):
    with pytest.raises(RunError, match=words):
        run_stand_in(**{"worlds": None, **how})


def test_numpy_numbers_are_numbers(run):
    assert run(np.float32(0.02), max_worlds=np.int64(9000)).summary["interval"]["max_worlds"] == 9000


def test_without_either_it_is_twenty_thousand_worlds(run_stand_in):
    assert run_stand_in(worlds=None).summary["worlds"] == 20_000


def test_a_prompt_and_a_notebook_say_what_the_intervals_are(run):
    result = run(0.02)
    for shown in (repr(result), result._repr_html_()):
        words = " ".join(shown.split())
        assert (
            "95 % confidence sequence" in words
            and "Stop: as soon as each share is known to within 2 percentage" in words
        )
        assert "The interval in brackets is an ordinary one." in words
