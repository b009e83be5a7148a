"""Ctrl-C in a terminal and a scheduler's SIGTERM reach every process of a command; only the parent is to hear them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.montecarlo.errors import ResultError
from sim.result.result import Result
from tests.montecarlo.fatal import alive, processes

ROOT = Path(__file__).parents[2]

COMMAND = [
    "run", "kyiv_summit_2025", "--worlds", "40000000", "--set", "horizon_weeks=8", "--no-prior", "--store", "counts",
    "--executor", "processes", "--workers", "2",
]  # fmt: skip


@pytest.fixture
def command(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", *COMMAND],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    with process:
        yield process
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def folder(tmp_path):
    """The result's folder, once it is there."""
    deadline = time.monotonic() + 60
    while not (found := [*tmp_path.glob("results/*/result.sqlite")]):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found[0].parent


def done(place):
    try:
        return Result.load(place).summary["worlds"]
    except (ResultError, KeyError, ZeroDivisionError):  # nothing there to be read yet
        return 0


def gone(group):
    """Whether soon nobody of a process group is left."""
    deadline = time.monotonic() + 60
    while any(alive(process, group) for process in processes()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "send"),
    [
        pytest.param(signal.SIGINT, os.killpg, id="ctrl-c to all"),
        pytest.param(signal.SIGTERM, os.killpg, id="sigterm to all"),
        pytest.param(signal.SIGTERM, os.kill, id="sigterm to the parent", marks=pytest.mark.slow),
    ],
)
def test_a_signal_ends_it_in_order_and_nothing_leaks(number, send, command, tmp_path):
    place, deadline = folder(tmp_path), time.monotonic() + 60
    while not done(place):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    send(command.pid, number)
    out, errors = command.communicate(timeout=120)
    assert command.returncode == 130, errors
    assert errors.startswith("allforall: stopped; what was done is marked partial and kept in\n")
    assert len(errors.splitlines()) == 3 and "allforall resume" in errors
    kept = Result.load(place)
    assert kept.partial and 0 < kept.summary["worlds"] < 40_000_000 and "swap first" in out
    assert gone(command.pid)


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.1, 0.3])
def test_ctrl_c_while_processes_start_is_heard_by_the_parent_alone(command, tmp_path, pause):
    folder(tmp_path)
    time.sleep(pause)
    os.killpg(command.pid, signal.SIGINT)
    _, errors = command.communicate(timeout=120)
    assert command.returncode == 130 and "Traceback" not in errors and "stopped" in errors
    assert gone(command.pid)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_waits_for_nothing(number, command, tmp_path):
    place, deadline = folder(tmp_path), time.monotonic() + 60
    while not done(place):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(command.pid, number)
    time.sleep(0.02)
    os.killpg(command.pid, number)
    _, errors = command.communicate(timeout=120)
    assert command.returncode == 130 and "Traceback" not in errors and "leaked" not in errors
    assert gone(command.pid)
