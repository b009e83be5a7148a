"""Deaths at chosen places: inside a transaction, while the store is made, in a round that a precision has asked for."""

import json
import random
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from sim.experiments import cells, plan
from sim.experiments.experiment_ledger import ExperimentLedger
from sim.experiments.experiment_tables import CLOCK, KEY
from tests.experiments.small import KEYS, counted, ended, rows, started, sweep

DIES = """
import json, os, signal, sys
from sim.montecarlo.ledger import Ledger
from tests.experiments import small

out, how = sys.argv[1], json.loads(sys.argv[2])
small.small_batches()
left = [how["statements"]]
before = Ledger.run_many

def run_many(store, statement, rows):
    if how["table"] not in statement or " cells " in statement and not statement.startswith("INSERT OR IGNORE"):
        return before(store, statement, rows)
    if how["spill"]:  # a cache of few pages writes into the file before the transaction is kept
        store._connection.execute("PRAGMA cache_size = 1")
        store._connection.execute("PRAGMA cache_spill = 1")
    for row in rows:
        before(store, statement, [row])
        if how["spill"] and left[0] <= 1:
            before(store, "UPDATE points SET point = point + 1000", [()])
            before(store, "UPDATE scenarios SET yaml = yaml || ?", [("x" * 200_000,)])
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

Ledger.run_many = run_many
small.sweep(out, workers=1)
"""


def dies(out, **how):
    """Run the sweep in a process that kills itself inside a transaction."""
    child = started(DIES, out, json.dumps({"table": "cells", "spill": False, **how}))
    try:
        assert child.communicate(timeout=60)[1] == "" and child.returncode == -9
    finally:
        ended(child)


@pytest.mark.parametrize("statements", [1, 3, 8, 24])
def test_a_kill_inside_a_transaction_takes_the_whole_batch_back(statements, expected, tmp_path):
    dies(tmp_path, statements=statements)
    assert counted(tmp_path) == ((statements - 1) // 3 * 3, 0)
    sweep(tmp_path)
    assert rows(tmp_path) == expected


@pytest.mark.parametrize("table", ["points", "meta", "provenance"])
def test_a_kill_while_the_store_is_made_leaves_none(table, expected, tmp_path):
    """The store gets its name when it is whole: half a one is never met, and never refused as damaged."""
    dies(tmp_path, table=table, statements=2)
    assert not (tmp_path / "small" / "experiment.sqlite").exists()
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_a_hot_journal_is_taken_back(expected, tmp_path):
    """The process died with half a transaction in the file: whoever opens it next finds it as it was before."""
    dies(tmp_path, statements=8, spill=True)
    folder = tmp_path / "small"
    assert (folder / "experiment.sqlite-journal").stat().st_size > 0
    torn = tmp_path / "torn.sqlite"
    shutil.copy(folder / "experiment.sqlite", torn)  # without its journal
    with closing(sqlite3.connect(torn)) as store:
        try:
            spoilt = store.execute("SELECT count(*) FROM points WHERE point >= 1000").fetchone() != (0,)
        except sqlite3.DatabaseError:
            spoilt = True
    assert spoilt, "nothing of the unfinished transaction has reached the file"
    sweep(tmp_path)
    assert rows(tmp_path) == expected
    assert not (folder / "experiment.sqlite-journal").exists()


@pytest.mark.parametrize("draws", ["own", "common"])
def test_a_sweep_to_a_precision_that_was_stopped_anywhere_ends_with_the_same_rows(draws, tmp_path, monkeypatch):
    """What is done of a later round, or of a part of one, must not decide who needs another round."""
    monkeypatch.setattr(cells, "LARGEST", 512)
    monkeypatch.setattr(cells, "_SMALLEST", 64)
    monkeypatch.setattr(plan, "looks", lambda most: [600, 1200, 1700, most])
    monkeypatch.setattr(plan, "part_of_shared", lambda worlds: 256)
    monkeypatch.setattr(plan, "parts", lambda block, largest=256: cells.parts(block, largest))
    points = {"list": [{KEYS[1]: 0.3}, {KEYS[1]: 1.0}]}
    how = {"design": {"draws": draws, "worlds": 600, "points": points}, "max_worlds": 2000}
    how["precision"] = 0.03 if draws == "own" else 0.012
    sweep(tmp_path / "whole", **how)
    expected, reached = rows(tmp_path / "whole"), set()
    add = ExperimentLedger.add

    class Killed(BaseException):
        """As a kill: nothing after it is done."""

    for batches in range(1, 100, 1 if draws == "own" else 3):
        folder, kept = tmp_path / str(batches), []

        def dying(store, result, batches=batches, kept=kept):
            if len(kept) == batches:
                raise Killed
            add(store, result)
            kept.append(result)

        with monkeypatch.context() as patch:
            patch.setattr(ExperimentLedger, "add", dying)
            try:
                sweep(folder, **how)
                break
            except Killed:
                reached |= {cell.key.round for result in kept for cell in result.batch.cells}
        sweep(folder, **how)
        assert rows(folder) == expected, batches
    assert len(reached) > 1


@pytest.mark.parametrize("draws", ["own", "common"])
@pytest.mark.parametrize("precision", [0.012, 0.02, 0.03])
def test_whatever_is_done_of_a_round_the_plan_asks_for_the_same_cells(draws, precision, monkeypatch):
    """Any part of any round may be there already, in any order of batches: what follows is as if nothing were."""
    monkeypatch.setattr(plan, "looks", lambda most: [600, 1200, 1700, most])
    monkeypatch.setattr(plan, "part_of_shared", lambda worlds: 64)
    monkeypatch.setattr(plan, "parts", lambda block, largest=64: cells.parts(block, largest))
    points = {"list": [{KEYS[1]: value} for value in (0.3, 0.6, 1.0, 1.5)]}
    design = {"draws": draws, "worlds": 600, "points": points}
    whole = sweep(design=design, precision=precision, max_worlds=2000)
    found = (
        whole.read("cells")
        .drop(columns=list(CLOCK))
        .set_index(list(KEY))
        .drop(columns=["first_world", "worlds", "reason"])
    )
    counts = {cells.Key(*key): one.to_numpy(np.int64) for key, one in found.iterrows()}
    luck, last = random.Random(3), max(key.round for key in counts)
    for _ in range(100):
        reached = luck.randint(0, last)
        share = luck.random()
        done = {
            key: one for key, one in counts.items()
            if key.round < reached or (key.round == reached and luck.random() < share)
        }  # fmt: skip
        for works in plan.DesignPlan(whole.design, whole.precision).rounds(done, set(), 2):
            asked = [cell.key for work in works for cell in work.batch.cells]
            assert set(asked) <= set(counts) - set(done)
            done |= {key: counts[key] for key in asked}
        assert set(done) == set(counts)
