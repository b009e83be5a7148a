"""The machinery on the real model: same bits however it is run, repeated from its provenance, nothing left over."""

import gc
import json
import re
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas
import pytest

import sim
from sim.model.draws import TILE
from sim.model.outcomes import columns
from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import Block
from sim.montecarlo.errors import ResultError
from sim.negotiation import Belligerent
from sim.negotiation.model import NegotiationModel
from sim.result.result import Result
from sim.scenario import load
from tests.edited import edit
from tests.montecarlo.fatal import small_blocks

SHORT = ["horizon_weeks=30"]
WORLDS = 3 * TILE + 100


def run(**how):
    return sim.run("kyiv_summit_2025", **{"worlds": WORLDS, "overrides": SHORT, "prior": None, "figure": False, **how})


@pytest.fixture(autouse=True, scope="module")
def one_tile():
    with small_blocks():
        yield


def bits(result):
    return json.dumps(
        {name: value for name, value in result.summary.items() if name not in ("seconds", "world_weeks_per_second")}
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A result of the base scenario, kept in a folder."""
    return run(worlds=2 * TILE, prior=(9, 150), out=tmp_path_factory.mktemp("results"), workers=2)


@pytest.mark.slow
def test_workers_processes_and_stores_give_the_same_bits(tmp_path):
    expected = run(workers=1, prior=(5, 300))
    found = [run(workers=workers, prior=(5, 300)) for workers in (2, 7)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        found.append(run(workers=2, prior=(5, 300), executor=processes))
    found.append(run(workers=2, prior=(5, 300), out=tmp_path))
    for result in found:
        assert bits(result) == bits(expected)
        pandas.testing.assert_frame_equal(result.worlds, expected.worlds)
        pandas.testing.assert_frame_equal(result.prior, expected.prior)
    assert bits(run(store="counts", prior=(5, 300))) == bits(expected)


def test_a_world_is_the_same_alone_in_a_block_and_in_a_run():
    result = run()
    world = 2 * TILE + 7
    alone = NegotiationModel(result.scenario, worlds=1, first_world=world, seed=1)
    rows = alone.run().outcomes()
    alone.release()
    for name, values in rows.items():
        if name != "world":
            assert np.array_equal(values, result.worlds.loc[[world], name].to_numpy(), equal_nan=True), name


def test_rows_have_exactly_the_columns_that_are_described():
    result = run(worlds=5)
    assert ["world", *result.worlds.columns] == [column.name for column in columns(result.facts.mediators)]


def test_the_shares_partition_the_worlds():
    summary = run().summary
    for part in ("outcomes", "agreed", "offer"):
        assert sum(entry["count"] for entry in summary[part].values()) == WORLDS, part
    assert summary["agreed"]["swap_first"]["count"] >= summary["outcomes"]["swap_first"]["count"] > 0


def test_tables_say_what_the_summary_says():
    result = run(prior=(6, 100))
    assert result.outcomes.loc["talks_first", "share"] == result.summary["outcomes"]["talks_first"]["share"]
    assert result.incidence["swap_first"].iloc[-1] == result.summary["outcomes"]["swap_first"]["share"]
    assert result.incidence["agreed_first"].iloc[-1] == result.summary["agreed"]["swap_first"]["share"]
    assert result.incidence["offer_refused"].iloc[-1] == result.summary["offer"]["refused"]["share"]
    assert list(result.trade.index) == ["ukraine", "russia", *result.facts.mediators]
    assert list(result.agreed.columns) == list(result.offer.columns) == ["count", "share", "low", "high"]
    assert len(result.prior) == 6 and "russia.all_for_all.bargaining_chip" in result.prior
    assert len(result.drivers) == len(result.scenario.priors)


@pytest.fixture
def no_collector():
    """The garbage collector off: what stays is what is still referred to, or goes round in a ring."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_many_blocks_leave_nothing_behind(no_collector):
    scenario = load("kyiv_summit_2025", ["horizon_weeks=5"])

    def alive():
        return sum(isinstance(thing, NegotiationModel | Belligerent) for thing in gc.get_objects())

    others = alive()  # of other tests

    def bytes_after(blocks):
        for number in range(blocks):
            simulate(scenario, Block(number * TILE, TILE), 1)
        return tracemalloc.get_traced_memory()[0]

    bytes_after(2)
    tracemalloc.start()
    try:
        before = bytes_after(1)
        assert bytes_after(20) - before < 1_000_000  # the arrays of one block alone take more
    finally:
        tracemalloc.stop()
    assert alive() == others


def test_a_model_that_fails_is_let_go_too(monkeypatch):
    scenario = load("kyiv_summit_2025", SHORT)
    released = []
    release = NegotiationModel.release
    monkeypatch.setattr(NegotiationModel, "release", lambda model: (released.append(True), release(model)))
    monkeypatch.setattr(NegotiationModel, "step", lambda model: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        simulate(scenario, Block(0, 2), 1)
    assert released


# -- repeated -----------------------------------------------------------------------------------------------------


def test_a_saved_result_repeats_bit_for_bit(saved):
    verdict = Result.load(saved.folder).rerun(workers=1)
    assert verdict.agrees and verdict.rows and verdict.differences == () and verdict.versions == ()
    assert (verdict.worlds, verdict.draws) == (2 * TILE, 9)
    assert "agrees, bit for bit" in str(verdict)


def test_counts_alone_repeat_too(tmp_path):
    result = run(worlds=TILE, store="counts", prior=(3, 100), out=tmp_path)
    verdict = sim.rerun(result.folder)
    assert verdict.agrees and not verdict.rows and "every count" in str(verdict)


def copy_of(saved, tmp_path, change):
    """A copy of the folder with its store changed."""
    folder = Result.load(saved.folder).save(tmp_path, figure=False)
    edit(folder / "result.sqlite", change, seal=True)
    return folder


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE worlds SET exchanges = exchanges + 1 WHERE world = 1030", "column exchanges: first in world 1030"),
        ("UPDATE worlds SET talks_week = NULL WHERE talks_week > 0", "column talks_week"),
        ("UPDATE totals SET total = '5' WHERE name = 'agreements'", "count agreements: 5 then"),
        ("UPDATE weeks SET worlds = worlds + 1 WHERE event = 'talks' AND week = 3", "weeks of talks"),
        (
            "UPDATE prior SET neither = neither - 1, talks_first = talks_first + 1 WHERE draw = 2",
            "prior run, neither: 1 of 9 draws differ",
        ),
        ('UPDATE prior SET "spoilers.weekly_rate" = 0 WHERE draw = 2', "draws of spoilers.weekly_rate"),
    ],
)
def test_a_changed_result_is_found_out(saved, tmp_path, change, says):
    verdict = sim.rerun(copy_of(saved, tmp_path, change))
    assert not verdict.agrees and any(says in difference for difference in verdict.differences), verdict.differences
    assert "DIFFER" in str(verdict) and "another machine, or a damaged store" in str(verdict)


def test_versions_that_differ_are_named(saved, tmp_path):
    change = """UPDATE provenance SET value = json_replace(value, '$.numpy', '1.0') WHERE name = 'versions'"""
    verdict = sim.rerun(copy_of(saved, tmp_path, change))
    assert verdict.agrees and verdict.versions == (("numpy", "1.0", np.__version__),)
    assert f"numpy: 1.0 then, {np.__version__} now" in str(verdict)


def test_another_scenario_in_the_folder_is_refused(saved, tmp_path):
    folder = Result.load(saved.folder).save(tmp_path, figure=False)
    place = folder / "scenario.resolved.yaml"
    changed = re.sub(r"answers_per_week: [\d.]+", "answers_per_week: 0.06", place.read_text(encoding="utf-8"))
    place.write_text(changed, encoding="utf-8")
    with pytest.raises(ResultError, match="not the scenario that was run"):
        sim.rerun(folder)


def test_the_resolved_scenario_runs_on_its_own(saved):
    again = sim.run(saved.folder / "scenario.resolved.yaml", worlds=2 * TILE, prior=(9, 150))
    assert bits(again) == bits(saved)


def test_the_first_figure_is_drawn(tmp_path):
    folder = run(worlds=50).save(tmp_path)
    assert (folder / "incidence.png").read_bytes().startswith(b"\x89PNG")
