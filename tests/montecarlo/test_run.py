"""`sim.run` on a stand-in engine: same bits under every cut, kept under every stop."""

import json
import os
import sqlite3
from itertools import pairwise

import numpy as np
import pandas
import pytest

from sim.montecarlo import block, worker_pool
from sim.montecarlo.blocks import LARGEST
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.errors import OutputError, ResultError, RunError, writing
from sim.montecarlo.run_ledger import RunLedger
from sim.result import folder as folders
from sim.result.job import Job
from sim.result.result import Result
from tests.montecarlo.conftest import small_blocks
from tests.montecarlo.standin import StandInScenario, slow


def bits(result):
    """Everything that must not depend on how a result was made."""
    clocks = ("seconds", "world_weeks_per_second")
    return json.dumps({name: value for name, value in result.summary.items() if name not in clocks})


@pytest.mark.parametrize("workers", [1, 2, 7])
@pytest.mark.parametrize("largest", [1024, 3000, 8192])
def test_the_same_bits_for_every_cut_and_number_of_workers(run_stand_in, monkeypatch, workers, largest):
    expected = run_stand_in(worlds=9000, workers=1, prior=(13, 100))
    monkeypatch.setattr(block, "ENGINE", slow)
    monkeypatch.setattr(worker_pool, "cut", lambda worlds, workers: small_blocks(worlds, workers, largest))
    found = run_stand_in(worlds=9000, workers=workers, prior=(13, 100))
    assert bits(found) == bits(expected)
    pandas.testing.assert_frame_equal(found.worlds, expected.worlds)
    pandas.testing.assert_frame_equal(found.prior, expected.prior)
    pandas.testing.assert_frame_equal(found.incidence, expected.incidence)


def test_fewer_worlds_are_a_prefix_of_more(run_stand_in):
    few, many = run_stand_in(worlds=1000), run_stand_in(worlds=20_000)
    pandas.testing.assert_frame_equal(few.worlds, many.worlds.iloc[:1000])


def test_fewer_draws_are_a_prefix_of_more(run_stand_in):
    few, many = run_stand_in(prior=(7, 300)), run_stand_in(prior=(30, 300))
    pandas.testing.assert_frame_equal(few.prior, many.prior.iloc[:7])


def test_a_draw_uses_its_own_parameters_in_all_its_worlds(run_stand_in):
    result = run_stand_in(prior=(40, 600))
    assert result.prior["russia.chip"].corr(result.prior["swap_first"], method="spearman") < -0.5
    assert (result.prior[[f"{name}_count" for name in COUNTS[:3]]].sum(axis=1) == 600).all()
    assert result.drivers.index[0] == "russia.chip"
    assert result.drivers.loc["russia.chip", "swap_first"] < -0.5
    assert set(result.drivers.index) == {"russia.chip", "factor"}


def test_seeds_differ(run_stand_in):
    assert bits(run_stand_in(seed=1)) != bits(run_stand_in(seed=2))


def test_counts_alone_give_the_same_summary(run_stand_in, tmp_path):
    rows, counts = run_stand_in(), run_stand_in(store="counts", out=tmp_path)
    assert bits(rows) == bits(counts)
    with pytest.raises(ResultError, match="only counts"):
        _ = counts.worlds
    with sqlite3.connect(counts.folder / "result.sqlite") as store:
        assert "worlds" not in {row[0] for row in store.execute("SELECT name FROM sqlite_master")}
    store.close()


@pytest.mark.slow
def test_memory_does_not_grow_with_worlds_when_only_counts_are_stored(run_stand_in, monkeypatch):
    import tracemalloc

    def peak(worlds):
        tracemalloc.start()
        run_stand_in(worlds=worlds, store="counts", workers=1)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(4 * LARGEST)
    assert peak(24 * LARGEST) < 1.2 * peak(4 * LARGEST)  # blocks of one size in both


def test_progress_counts_the_worlds_of_both_parts(run_stand_in):
    seen = []
    run_stand_in(worlds=5000, prior=(10, 300), workers=1, progress=lambda *told: seen.append(told))
    assert seen[0][:2] == (0, 8000) and seen[-1][:2] == (8000, 8000)
    assert [done for done, *_ in seen] == sorted({done for done, *_ in seen})
    assert all(later[2] >= earlier[2] for earlier, later in pairwise(seen))


# -- kept ---------------------------------------------------------------------------------------------------------


def test_streamed_and_saved_results_load_the_same(run_stand_in, tmp_path):
    streamed = run_stand_in(worlds=9000, prior=(6, 500), out=tmp_path / "new" / "results")
    saved = run_stand_in(worlds=9000, prior=(6, 500)).save(tmp_path, figure=False)
    assert saved != streamed.folder
    for folder in (streamed.folder, saved):
        loaded = Result.load(folder)
        assert bits(loaded) == bits(streamed)
        pandas.testing.assert_frame_equal(loaded.worlds, streamed.worlds)
        pandas.testing.assert_frame_equal(loaded.prior, streamed.prior)
        assert not loaded.partial and loaded.seed == 3 and loaded.folder == folder
        assert {file.name for file in folder.iterdir()} == {
            "provenance.json",
            "result.sqlite",
            "scenario.resolved.yaml",
            "summary.csv",
            "summary.json",
        }
    assert json.loads((streamed.folder / "summary.json").read_text()) == streamed.summary
    assert bits(Result.load(streamed.folder / "summary.json")) == bits(streamed)


def test_a_result_held_in_memory_keeps_the_same_rows(run_stand_in, tmp_path):
    pandas.testing.assert_frame_equal(run_stand_in().worlds, run_stand_in(out=tmp_path).worlds)


def test_names_never_meet(run_stand_in, tmp_path):
    result = run_stand_in()
    folders = {result.save(tmp_path, figure=False) for _ in range(5)}
    assert len(folders) == 5
    assert all(folder.name.startswith("stand_in-2") for folder in folders)


def test_provenance_says_where_it_comes_from(run_stand_in, tmp_path):
    result = run_stand_in(out=tmp_path, command="allforall run x")
    told = json.loads((result.folder / "provenance.json").read_text())
    assert (
        told
        == result.provenance
        == Result.load(result.folder).provenance
        | {name: told[name] for name in ("finished", "worlds_done", "draws_done")}
    )
    assert told["command"] == "allforall run x" and told["seed"] == 3 and told["tile_worlds"] == 1024
    assert {"allforall", "engine", "python", "numpy", "mesa"} <= told["versions"].keys()
    assert run_stand_in().provenance["command"].startswith("sim.run('stand_in', worlds=5000, seed=3")


# -- stopped ------------------------------------------------------------------------------------------------------


def stop_after(worlds):
    def progress(done, total, seconds):
        if done >= worlds:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("kept", ["folder", "memory"])
def test_ctrl_c_keeps_whole_blocks_marked_partial(run_stand_in, tmp_path, kept):
    out = tmp_path if kept == "folder" else None
    result = run_stand_in(worlds=100_000, workers=2, out=out, progress=stop_after(20_000), prior=(5, 100))
    worlds = result.summary["worlds"]
    assert result.partial and result.summary["partial"] and result.summary["worlds_requested"] == 100_000
    assert 20_000 <= worlds < 100_000 and worlds % 1024 == 0
    assert result.summary["prior"] is None
    whole = run_stand_in(worlds=worlds)
    pandas.testing.assert_frame_equal(result.worlds, whole.worlds)
    assert result.counted.totals == whole.counted.totals
    if out:
        loaded = Result.load(result.folder)
        assert loaded.partial and bits(loaded) == bits(result)


def test_ctrl_c_in_the_prior_run_keeps_whole_draws(run_stand_in, tmp_path):
    result = run_stand_in(worlds=2000, prior=(100, 700), workers=1, out=tmp_path, progress=stop_after(30_000))
    draws = result.summary["prior"]["draws"]
    assert result.partial and result.summary["worlds"] == 2000 and result.summary["prior"]["partial"]
    assert 30 <= draws < 100
    pandas.testing.assert_frame_equal(result.prior, run_stand_in(worlds=2000, prior=(draws, 700)).prior)
    loaded = Result.load(result.folder)
    assert loaded.partial and loaded.summary["prior"] == result.summary["prior"]
    assert json.loads((result.folder / "provenance.json").read_text())["draws_done"] == draws


def test_ctrl_c_before_the_first_block_leaves_nothing(run_stand_in, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run_stand_in(out=tmp_path, progress=stop_after(0), worlds=100_000, workers=1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", ["folder", "memory"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_second_ctrl_c_while_a_block_is_kept_keeps_the_others(run_stand_in, tmp_path, monkeypatch, kept, moment):
    take, taken = Job.take_worlds, []

    def interrupted(job, result):
        taken.append(True)
        if len(taken) == 4 and moment == "before":
            raise KeyboardInterrupt
        before = job.counted
        take(job, result)
        if len(taken) == 4:
            job.counted = before  # as if it had been kept, and not yet counted
            raise KeyboardInterrupt

    monkeypatch.setattr(Job, "take_worlds", interrupted)
    result = run_stand_in(worlds=100_000, workers=2, out=tmp_path if kept == "folder" else None)
    worlds = result.summary["worlds"]
    assert result.partial and len(result.worlds) == worlds > 20_000
    monkeypatch.undo()
    if kept == "folder":
        assert bits(Result.load(result.folder)) == bits(result)
    assert result.counted.totals["agreements"] == result.worlds["agreements"].sum()


def test_a_failing_engine_keeps_what_was_done(run_stand_in, tmp_path, monkeypatch):
    engine = block.ENGINE

    def failing(scenario, block, seed, values=None):
        if block.first >= 16_384:
            raise ArithmeticError("world 16384")
        return engine(scenario, block, seed, values)

    monkeypatch.setattr(block, "ENGINE", failing)
    with pytest.raises(ArithmeticError):
        run_stand_in(worlds=50_000, workers=1, out=tmp_path)
    loaded = Result.load(next(tmp_path.iterdir()))
    assert loaded.partial and loaded.summary["worlds"] > 0


# -- places that cannot be written --------------------------------------------------------------------------------


def fill_after(monkeypatch, blocks):
    """Make the disk full once so many blocks have been stored."""
    add_block = RunLedger.add_block
    done = []

    def add(self, *args):
        if len(done) == blocks:
            self._connection.execute(
                f"PRAGMA max_page_count = {self._connection.execute('PRAGMA page_count').fetchone()[0]}"
            )
        add_block(self, *args)
        done.append(True)

    monkeypatch.setattr(RunLedger, "add_block", add)


def test_a_disk_that_fills_up_keeps_finished_blocks(run_stand_in, tmp_path, monkeypatch):
    fill_after(monkeypatch, 2)
    with pytest.raises(OutputError, match=r"full.*free some space") as caught:
        run_stand_in(worlds=60_000, workers=2, out=tmp_path)
    kept = caught.value.result
    loaded = Result.load(kept.folder)
    assert kept.partial and loaded.partial and bits(kept) == bits(loaded)
    assert 0 < kept.summary["worlds"] < 60_000 and len(loaded.worlds) == kept.summary["worlds"]


def test_a_disk_full_from_the_start_leaves_nothing(run_stand_in, tmp_path, monkeypatch):
    fill_after(monkeypatch, 0)
    with pytest.raises(OutputError) as caught:
        run_stand_in(out=tmp_path)
    assert caught.value.result is None and list(tmp_path.iterdir()) == []


def test_a_summary_that_cannot_be_written_loses_nothing(run_stand_in, tmp_path, monkeypatch):
    def full(folder, result):
        with writing(folder / "summary.json"):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "write_end", full)
    with pytest.raises(OutputError, match="no space left on device; free some space") as caught:
        run_stand_in(out=tmp_path)
    assert caught.value.result.summary["worlds"] == 5000
    assert bits(Result.load(next(tmp_path.iterdir()))) == bits(caught.value.result)


def test_ctrl_c_while_the_folder_is_finished_keeps_the_result(run_stand_in, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "write_end", interrupted)
    result = run_stand_in(out=tmp_path)
    assert not result.partial and bits(Result.load(result.folder)) == bits(result)


@pytest.mark.parametrize("place", ["file", "file/below", "/dev/full", "/proc/nothing", "x" * 300])
def test_an_impossible_folder_is_refused_before_the_first_world(run_stand_in, tmp_path, monkeypatch, place):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setattr(block, "ENGINE", None)
    with pytest.raises(OutputError) as caught:
        run_stand_in(out=tmp_path / place)
    assert place.split("/")[-1][:20] in caught.value.place and "--out" in caught.value.remedy
    assert (tmp_path / "file").read_text() == "mine"


def test_a_half_written_file_is_never_left(run_stand_in, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    result = run_stand_in()
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError):
        result.save(tmp_path, figure=False)
    assert [file.name for folder in tmp_path.iterdir() for file in folder.iterdir()] == []
    monkeypatch.undo()
    assert result.summary["worlds"] == 5000


# -- asked wrongly ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"worlds": 0}, "worlds is 0"),
        ({"worlds": -5}, "at least 1"),
        ({"worlds": 2.5}, "whole number"),
        ({"worlds": True}, "worlds is True"),
        ({"worlds": "many"}, "whole number"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": None}, "seed is None"),
        ({"workers": 0}, "workers is 0"),
        ({"store": "all"}, '"rows" or "counts"'),
        ({"prior": 400}, "prior is 400"),
        ({"prior": (0, 10)}, "draws of the prior is 0"),
        ({"prior": (10, 0)}, "worlds per draw is 0"),
        ({"prior": (1, 2, 3)}, "prior is"),
        ({"overrides": ["a=1"]}, "already resolved"),
    ],
)
def test_senseless_runs_are_refused(run_stand_in, how, says):
    with pytest.raises(RunError, match=says):
        run_stand_in(**how)


def test_numpy_integers_are_numbers_too(run_stand_in):
    result = run_stand_in(worlds=np.int64(1500), seed=np.int32(2))
    assert json.dumps(result.summary)


def test_a_scenario_without_priors_has_no_range(run_stand_in, monkeypatch):
    monkeypatch.setattr(StandInScenario, "priors", ())
    assert run_stand_in(prior=True).summary["prior"] is None


def test_loading_what_is_not_there(tmp_path):
    for place in (tmp_path, tmp_path / "nothing", os.devnull):
        with pytest.raises(ResultError, match="allforall run"):
            Result.load(place)


# -- shown --------------------------------------------------------------------------------------------------------


def test_it_shows_itself_with_all_that_belongs_to_a_number(run_stand_in):
    for result in (
        run_stand_in(prior=(20, 100)),
        run_stand_in(),
        run_stand_in(StandInScenario(experimental=True, title="<b>")),
    ):
        text, html = repr(result), result._repr_html_()
        assert max(map(len, text.splitlines())) <= 120
        text = " ".join(text.split())
        swap = result.summary["outcomes"]["swap_first"]
        for part in (
            f"{swap['count']:,}",
            "5,000 worlds",
            "seed 3",
            "95 %",
            "judged parameters",
            "not a forecast",
            "never advice",
        ):
            assert part in text and part in html
        assert ("not run" in text) == (result.prior is None)
        assert ("EXPERIMENTAL" in text) == result.summary["experimental"]
        assert "<b> [" not in html
