"""Where blocks run: threads, processes, somebody else's executor; what is refused; what a lost worker costs."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

import sim
from sim.montecarlo import block, cluster, executors, release
from sim.montecarlo.block import OutcomeTask
from sim.montecarlo.blocks import Block
from sim.montecarlo.errors import RunError, WorkerError
from sim.montecarlo.executors import LONG, ahead, at_once, check, lost_worker, opened, release_for
from sim.montecarlo.interrupt import Stop
from sim.montecarlo.prior import PriorTask
from sim.montecarlo.processes import ProcessPool
from sim.montecarlo.recovery import retry_once
from sim.montecarlo.waiting import Waiting
from sim.result.result import Result
from tests.montecarlo.fatal import FATAL, Fatal, alive, bits, run, small_blocks

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True, scope="module")
def one_tile():
    with small_blocks():
        yield


@pytest.fixture(scope="module")
def expected():
    return bits(run(workers=1))


@pytest.fixture
def fatal(tmp_path, monkeypatch):
    """Make one block fatal so many times."""

    def make(times):
        marks = tmp_path / "marks"
        marks.mkdir()
        monkeypatch.setattr(block, "ENGINE", Fatal(marks, times))
        return marks

    return make


# -- opened, closed, refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [None, "threads", "processes"])
def test_what_is_ours_is_shut_down(word):
    with opened(word, 2) as executor:
        assert executor.submit(divmod, 7, 2).result() == (3, 1)
        assert (at_once(executor, 2), ahead(executor, 2)) == (2, 4)
    with pytest.raises(RuntimeError):
        executor.submit(divmod, 7, 2)
    executor.shutdown()


def test_what_is_the_callers_is_left_open():
    with ThreadPoolExecutor(1) as threads:
        with opened(threads, 2) as executor:
            assert executor is threads
        assert threads.submit(divmod, 7, 2).result() == (3, 1)


def test_after_an_error_nothing_is_waited_for():
    for word in ("threads", "processes"):
        started = time.perf_counter()
        with pytest.raises(ArithmeticError), opened(word, 1) as executor:
            first = executor.submit(time.sleep, 1.0)
            waiting = [executor.submit(time.sleep, 60) for _ in range(5)]
            raise ArithmeticError
        assert time.perf_counter() - started < 0.9, word
        while not (first.done() and waiting[-1].done()):
            assert time.perf_counter() - started < 30, word
            time.sleep(0.01)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("", "must be threads, processes, auto or dask://HOST:PORT"),
        ("thread", "did you mean threads"),
        ("Processes", "did you mean processes"),
        ("proceses", "did you mean processes"),
        ("dask", "did you mean dask://HOST:PORT"),
        ("tcp://10.0.0.1:8786", "did you mean dask://10.0.0.1:8786"),
        ("ray://somewhere", "must be threads, processes, auto or dask://HOST:PORT$"),
        ("dask://", "not an address of the form"),
        ("dask://host", "not an address of the form"),
        ("dask://:8786", "not an address of the form"),
        ("dask://host:port", "not an address of the form"),
        ("dask://host:0", "not an address of the form"),
        ("dask://host:99999", "not an address of the form"),
        ("dask://host:8786/", "not an address of the form"),
        ("dask://me@host:8786", "not an address of the form"),
        ("dask://[::1:8786", "not an address of the form"),
        (7, "interface of an Executor"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(word, says, tmp_path):
    with pytest.raises(RunError, match=says):
        check(word)
    with pytest.raises(RunError, match=says):
        run(executor=word, out=tmp_path)
    assert not any(tmp_path.iterdir())


def test_dask_that_is_not_installed_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(RunError, match=r'pip install "allforall\[dask\]"'):
        check("dask://127.0.0.1:8786")


def test_importing_is_light():
    code = (
        "import sys, sim.montecarlo.executors, sim.montecarlo.recovery\n"
        "heavy = {'distributed', 'dask', 'multiprocessing', 'concurrent.futures.process', 'mesa'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# -- processes ----------------------------------------------------------------------------------------------------


def test_processes_give_the_same_bits_and_repeat(expected, tmp_path):
    result = run(executor="processes", out=tmp_path)
    assert bits(result) == expected
    assert result.rerun(executor="processes", workers=2).agrees


def test_a_killed_process_costs_time_and_nothing_else(expected, fatal):
    marks = fatal(1)
    assert bits(run(executor="processes")) == expected
    assert len(list(marks.iterdir())) == 1


@pytest.mark.slow
def test_a_process_killed_twice_is_an_error_that_keeps_what_was_done(fatal, tmp_path):
    marks = fatal(9)
    with pytest.raises(WorkerError, match=rf"worlds {FATAL:,} to .* lost twice.*fewer --workers") as caught:
        run(executor="processes", out=tmp_path / "out")
    assert len(list(marks.iterdir())) == 2
    kept = Result.load(next((tmp_path / "out").iterdir()))
    assert kept.partial and kept.summary["worlds"] == caught.value.result.summary["worlds"] == FATAL


def test_a_pool_continues_after_a_loss():
    pool = ProcessPool(2)
    try:
        # Both processes are there before one is killed: CPython's own pool may stumble, in a thread of its own and after
        # all futures have failed, when a process is started while it is burying another ("dictionary changed size").
        for nap in [pool.submit(time.sleep, 0.2), pool.submit(time.sleep, 0.2)]:
            nap.result()
        lost = [pool.submit(time.sleep, 60), pool.submit(signal.raise_signal, signal.SIGKILL)]
        for future in lost:
            with pytest.raises(BrokenExecutor) as caught:
                future.result(timeout=30)
            assert lost_worker(caught.value)
        assert pool.submit(int, "11", base=2).result() == 3
    finally:
        pool.shutdown()


def test_a_loss_that_the_standard_pool_misses_is_noticed(monkeypatch):
    """Rarely it does: what is under way would never end."""
    monkeypatch.setattr("concurrent.futures.process._ExecutorManagerThread.terminate_broken", lambda *_: None)
    monkeypatch.setattr("sim.montecarlo.processes._END_SECONDS", 0.1)
    pool = ProcessPool(1)
    waiting = Waiting(pool, Stop())
    try:
        lost = [pool.submit(signal.raise_signal, signal.SIGKILL), pool.submit(divmod, 7, 2)]
        for future in lost:
            with pytest.raises((BrokenExecutor, CancelledError)):
                waiting.result(future)
        monkeypatch.undo()
        assert waiting.result(pool.submit(divmod, 7, 2)) == (3, 1)
    finally:
        pool.shutdown()


def test_processes_do_not_hear_signals_that_are_the_parents():
    with opened("processes", 1) as executor:
        process = executor.submit(os.getpid).result()
        nap = executor.submit(time.sleep, 0.3)
        os.kill(process, signal.SIGINT)
        os.kill(process, signal.SIGTERM)
        nap.result()
        assert executor.submit(os.getpid).result() == process


ORPHANS = """
import os, sys, time
from sim.montecarlo.executors import opened
if __name__ == "__main__":
    with opened("processes", 2) as executor:
        both = [executor.submit(time.sleep, 600) for _ in range(2)]
        print(*executor._pool._processes, flush=True)
        both[0].result()
"""


def test_processes_end_with_a_parent_that_is_killed(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(ORPHANS)
    parent = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    with parent:
        children = [int(word) for word in parent.stdout.readline().split()]
        assert len(children) == 2
        time.sleep(1)
        parent.kill()
    deadline = time.monotonic() + 20
    while any(map(alive, children)):
        assert time.monotonic() < deadline, "orphans"
        time.sleep(0.1)


# -- processes that cannot start ----------------------------------------------------------------------------------

UNGUARDED = """
import sim
common = {"executor": "processes", "workers": 2}
for call in (
    lambda: sim.run("no_uae", worlds=3000, prior=None, out="out", **common),
    lambda: sim.sweep("us_pressure", worlds=10, out="out", **common),
    lambda: sim.calibrate(checks=0, out="out", **common),
):
    try:
        call()
    except sim.montecarlo.errors.WorkerError as error:
        print(error)
"""


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_so_whatever_it_calls(tmp_path):
    """And no process of it says anything, or leaves anything behind."""
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert len(said) == 3
    for line in said:
        assert re.match(r'executor: the script .* lacks `if __name__ == "__main__":`.*; put .*executor="threads"', line)
        assert "memory" not in line
    assert not [place.name for place in (tmp_path / "out").iterdir() if place.name.startswith("no_uae")]


def test_a_process_that_still_imports_its_script_ends_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr(multiprocessing.current_process(), "_inheriting", True, raising=False)
    with pytest.raises(SystemExit):
        ProcessPool(1)
    with pytest.raises(SystemExit):
        run(executor="processes", out=tmp_path)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("ended", "alive", "says"),
    [
        ([1, -9], False, "imports the script that started it, and that failed"),
        ([-9, -9], False, "killed by signal 9 before they could begin, perhaps out of memory"),
        ([-9, -9], True, None),
        ([], False, None),
    ],
)
def test_why_processes_cannot_start_is_told_by_how_they_ended(ended, alive, says):
    pool = ProcessPool(2)
    try:
        pool._context.started = [SimpleNamespace(exitcode=status, join=lambda limit: None) for status in ended]
        if alive:
            pool._life[1].send_bytes(b".")
        why = pool.cannot_start()
    finally:
        pool.shutdown()
    assert why is None if says is None else says in why[0]


# -- lost workers, other releases ---------------------------------------------------------------------------------


def test_losses_are_told_from_failures():
    class KilledWorker(Exception):
        """As Dask's."""

    assert not lost_worker(KilledWorker())
    KilledWorker.__module__ = "distributed.scheduler"
    assert all(map(lost_worker, (KilledWorker(), BrokenExecutor(), CancelledError())))
    assert not any(map(lost_worker, (ValueError(), MemoryError(), KeyboardInterrupt(), OSError())))


def test_only_a_lost_worker_is_given_a_second_try():
    with ThreadPoolExecutor(1) as threads:
        recover = retry_once(len, Waiting(threads, Stop()))
        assert recover("abc", BrokenExecutor()) == 3
        with pytest.raises(ArithmeticError):
            recover("abc", ArithmeticError())
        with pytest.raises(TypeError):
            recover(7, BrokenExecutor())
        with pytest.raises(WorkerError, match="no allforall.*same version"):
            recover("abc", ModuleNotFoundError("No module named 'sim'", name="sim"))
        with pytest.raises(ModuleNotFoundError):
            recover("abc", ModuleNotFoundError("No module named 'mesa'", name="mesa"))


def test_workers_of_another_release_are_refused(monkeypatch):
    here = release.current()
    monkeypatch.setattr(executors.release, "current", lambda: "0.0.9, engine 0123456789abcdef")
    with pytest.raises(WorkerError) as caught:
        run(executor="processes")
    for words in (here, "0.0.9, engine 0123456789abcdef", "install the same version"):
        assert words in str(caught.value)


def test_tasks_compare_releases_only_when_asked(scenario):
    other = "0.0.9, engine 0123456789abcdef"
    for task in (
        OutcomeTask(scenario=scenario, seed=1, keep_rows=False, release=other),
        PriorTask(scenario=scenario, seed=1, worlds_per_draw=5, release=other),
    ):
        with pytest.raises(WorkerError, match=other):
            task(Block(0, 5))
    release.check(None)
    release.check(release.current())
    with ThreadPoolExecutor(1) as threads:
        assert release_for(threads) is None
    assert release_for(Future()) == release.current()


@pytest.mark.parametrize(
    ("workers", "world_weeks", "expected"),
    [(2, LONG, ProcessPool), (2, LONG - 1, ThreadPoolExecutor), (1, LONG, ThreadPoolExecutor)],
)
def test_auto_takes_processes_for_what_is_long(workers, world_weeks, expected):
    with opened("auto", workers, world_weeks) as running:
        assert isinstance(running, expected)


def test_a_run_knows_how_long_it_is(monkeypatch):
    """Worlds and those of the prior, times weeks; where a run stops by precision, a guess below its cap."""
    asked = []

    @contextmanager
    def listening(executor, workers, world_weeks=0):
        asked.append(world_weeks)
        with opened("threads", workers) as running:
            yield running

    monkeypatch.setattr("sim.montecarlo.executors.opened", listening)
    weeks = {"horizon_weeks": 2}
    short = partial(sim.run, "kyiv_summit_2025", overrides=weeks, prior=None, figure=False, executor="auto")
    short(worlds=3000)
    short(precision=0.05)
    assert asked == [6000, 2 * 400]
