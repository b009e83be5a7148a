"""Ctrl-C, really sent: whole batches are kept, and the same command resumes to the same rows."""

import json
import os
import signal
import time

import pytest

from sim.montecarlo.errors import ResultError
from tests.experiments.engines import Failing, Slow
from tests.experiments.small import DESIGN, counted, ended, rows, started, sweep

CHILD = """
import sys
from sim.montecarlo import block
from tests.experiments import engines, small
small.small_batches()
small.cells.LARGEST = 300
block.ENGINE = engines.Slow(float(sys.argv.pop(1)))
sys.argv[0] = "allforall"
from sim.cli.main import main
if __name__ == "__main__":
    main()
"""

RESUMES = "the same command resumes from"


def design_file(folder):
    """The small design as a file; JSON is YAML."""
    place = folder / "small.yaml"
    place.write_text(json.dumps(DESIGN))
    return place


@pytest.fixture
def command(tmp_path):
    """Start the command in a group of its own; every one is ended with the test."""
    begun = []
    words = ["sweep", design_file(tmp_path), "--out", tmp_path, "--set", "horizon_weeks=6", "--workers", "2", "--quiet"]

    def start(*more, slow=0.1):
        begun.append(started(CHILD, slow, *words, *more, start_new_session=True))
        return begun[-1]

    yield start
    for child in begun:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        ended(child)


def done(out):
    """Cells that are kept; none while there is no store."""
    try:
        return counted(out)[0]
    except ResultError:
        return 0


def wait_for(child, condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("executor", "number"),
    [("threads", signal.SIGTERM), pytest.param("processes", signal.SIGINT, marks=pytest.mark.slow)],
)
def test_a_signal_keeps_whole_batches_and_the_same_command_resumes(executor, number, command, expected, tmp_path):
    child = command("--executor", executor)
    wait_for(child, lambda: done(tmp_path) >= 3)
    os.killpg(child.pid, number)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 130
    assert errors == f"allforall: stopped; what is done is kept in\n{tmp_path / 'small'}\n{RESUMES} there\n"
    kept = done(tmp_path)
    assert 3 <= kept < 24 and counted(tmp_path)[1] == 0
    assert json.loads((tmp_path / "small" / "summary.json").read_text())["partial"] is True
    again = command("--executor", executor, slow=0)
    assert again.communicate(timeout=60) == (f"{tmp_path / 'small'}\n", "") and again.returncode == 0
    assert rows(tmp_path) == expected
    assert json.loads((tmp_path / "small" / "summary.json").read_text())["partial"] is False


@pytest.mark.parametrize("executor", ["threads", pytest.param("processes", marks=pytest.mark.slow)])
def test_ctrl_c_before_the_first_batch(executor, command, expected, tmp_path):
    child = command("--executor", executor, slow=2)
    wait_for(child, (tmp_path / "small" / "experiment.sqlite").exists)
    os.killpg(child.pid, signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 130 and RESUMES in errors and "Traceback" not in errors
    assert done(tmp_path) < 24
    sweep(tmp_path)
    assert rows(tmp_path) == expected


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["threads", pytest.param("processes", marks=pytest.mark.slow)])
def test_a_second_ctrl_c_ends_at_once_and_loses_nothing_that_was_kept(executor, command, expected, tmp_path):
    child = command("--executor", executor, slow=1)
    wait_for(child, lambda: done(tmp_path) >= 1)
    kept = done(tmp_path)
    os.killpg(child.pid, signal.SIGINT)
    time.sleep(0.05)
    os.killpg(child.pid, signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 130 and RESUMES in errors and "Traceback" not in errors
    assert kept <= done(tmp_path) < 24
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_ctrl_c_between_any_two_batches(expected, tmp_path, monkeypatch, engine):
    """Asked for in the progress of every batch in turn, in this process: each time a batch or more further."""
    monkeypatch.setattr("sim.experiments.cells.LARGEST", 900)
    monkeypatch.setattr("sim.experiments.cells._SMALLEST", 64)
    reached = [0]

    def stop(standing):
        if standing.new_worlds:
            raise KeyboardInterrupt

    for _ in range(24):
        found = sweep(tmp_path, workers=1, progress=stop)
        reached.append(counted(tmp_path)[0])
        if not found.partial:
            break
    assert reached == sorted(reached) and reached[-1] == 24 and len(reached) > 3
    assert rows(tmp_path) == expected


def test_ctrl_c_is_heard_while_points_that_fail_are_tried_one_by_one(engine, expected, tmp_path):
    """A batch with failures takes long: it is left, and done again next time."""
    tried = []

    def failing(scenario, block, seed, values=None, copies=1):
        if block.worlds == 300:
            tried.append(block.first)
            if len(tried) == 2:
                os.kill(os.getpid(), signal.SIGINT)
        return Failing("any", everywhere=True)(scenario, block, seed, values, copies)

    engine(failing)
    with pytest.raises(KeyboardInterrupt):
        sweep(tmp_path, workers=1)
    assert len(tried) < 24 and counted(tmp_path) == (0, 0)
    engine(Slow(0))
    sweep(tmp_path)
    assert rows(tmp_path) == expected
