"""Real signals to a real process: Ctrl-C keeps what is done, kill -9 loses no more than the blocks in hand."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas
import pytest

from sim.result.result import Result
from tests.montecarlo import standin

ROOT = Path(__file__).parents[2]

CHILD = """
import json
import sys
import sim.model.outcomes
from sim.montecarlo import block, worker_pool
from sim.result import run as module
from tests.montecarlo import conftest, standin

sim.model.outcomes.columns = conftest.few_issues
block.ENGINE = standin.slow
worker_pool.cut = conftest.small_blocks
try:
    result = module.run(standin.StandInScenario(), seed=3, prior=None, workers=2, out=sys.argv[1], figure=False,
                        **json.loads(sys.argv[2]), progress=lambda done, total, seconds: print(done, flush=True))
except KeyboardInterrupt:
    print("twice", flush=True)
    sys.exit(130)
print("partial" if result.partial else "whole", result.summary["worlds"], flush=True)
"""


@pytest.fixture
def child(request, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), json.dumps(getattr(request, "param", {"worlds": 2_000_000}))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    process.stderr.close()


def wait_for(child, worlds):
    """Read progress until so many worlds are done; return the last number read."""
    for line in child.stdout:
        if int(line) >= worlds:
            return int(line)
    raise AssertionError(child.stderr.read())


def expected_rows(worlds, monkeypatch):
    from sim.montecarlo.blocks import Block

    rows = standin.stand_in(standin.StandInScenario(), Block(0, worlds), 3)
    return pandas.DataFrame(rows).set_index("world")


def test_ctrl_c_ends_in_order(child, tmp_path, monkeypatch):
    wait_for(child, 30_000)
    child.send_signal(signal.SIGINT)
    out, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, "")
    state, worlds = out.split()[-2:]
    assert state == "partial" and int(worlds) >= 30_000
    result = Result.load(next(tmp_path.iterdir()))
    assert result.partial and result.summary["worlds"] == int(worlds) == len(result.worlds)
    assert json.loads((result.folder / "summary.json").read_text())["partial"] is True
    pandas.testing.assert_frame_equal(result.worlds, expected_rows(int(worlds), monkeypatch)[result.worlds.columns])


@pytest.mark.slow
def test_kill_at_any_moment_leaves_whole_blocks(child, tmp_path, monkeypatch):
    done = wait_for(child, random.Random(0).randrange(10_000, 200_000))
    time.sleep(random.random() * 0.2)
    child.kill()
    child.wait()
    folder = next(tmp_path.iterdir())
    assert not (folder / "summary.json").exists()
    result = Result.load(folder)
    worlds = result.summary["worlds"]
    assert result.partial and worlds >= done and worlds % 1024 == 0
    rows = result.worlds
    assert len(rows) == worlds
    pandas.testing.assert_frame_equal(rows, expected_rows(worlds, monkeypatch)[rows.columns])
    assert result.counted.totals["completed.swap_first"] == int(
        np.sum(rows["completed_week"].fillna(99) < rows["talks_week"].fillna(99))
    )


def test_a_store_can_be_read_while_it_is_written(child, tmp_path):
    wait_for(child, 10_000)
    result = Result.load(next(tmp_path.iterdir()))
    assert result.partial and result.summary["worlds"] >= 10_000


@pytest.mark.parametrize("child", [{"worlds": None, "precision": 0.0005}], indirect=True)
def test_kill_leaves_the_looks_of_the_worlds_that_are_kept(child, tmp_path):
    """A run with precision-based stopping: counts at the looks are written with the block that reaches them."""
    from sim.montecarlo.schedule import looks

    wait_for(child, random.Random(1).randrange(10_000, 60_000))
    child.kill()
    child.wait()
    result = Result.load(next(tmp_path.iterdir()))
    worlds, interval = result.summary["worlds"], result.summary["interval"]
    assert result.partial and not interval["reached"] and interval["kind"] == "confidence_sequence"
    assert [sum(look) for look in result.looks] == [look for look in looks(1_000_000) if look <= worlds]
