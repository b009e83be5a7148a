"""Waiting hears Ctrl-C and SIGTERM, says what it waits for, and ends: with the parts of Dask that it looks at made up."""

import logging
import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from sim.montecarlo import cluster
from sim.montecarlo import waiting as waiting_module
from sim.montecarlo.errors import RunError, WorkerError
from sim.montecarlo.interrupt import Stop, Stopped, stop_on_interrupt, terminated_as_interrupted
from sim.montecarlo.waiting import Waiting
from tests.montecarlo.fatal import one_tile_blocks, run

PLACE = "tcp://10.0.0.1:8786"


class MadeUpDask(Executor):
    """As Dask's executor: takes tasks, of which nothing comes.

    Parameters
    ----------
    answers : what the scheduler says of its threads, one after the other, the last for ever; None for no answer yet, an
        exception where it cannot be asked
    """

    def __init__(self, *answers, status="running", stream_closed=False):
        stream = SimpleNamespace(closed=lambda: stream_closed)
        self._client = SimpleNamespace(status=status, scheduler_comm=stream, scheduler=SimpleNamespace(address=PLACE))
        self.answers = list(answers)
        self.asked = 0

    def submit(self, task, /, *values, **named):
        return Future()

    def ask(self):
        self.asked += 1
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = Future()
        if isinstance(said, BaseException):
            answer.set_exception(said)
        elif said is not None:
            answer.set_result(said)
        return answer


MadeUpDask.__module__ = "distributed.made_up"


@pytest.fixture(autouse=True)
def asking(monkeypatch):
    monkeypatch.setattr(cluster, "ask_threads", lambda executor: executor.ask())


@pytest.mark.parametrize(
    ("answer", "reason"), [(0, "no worker at"), (None, "no answer from"), (OSError("refused"), "no answer from")]
)
def test_a_cluster_without_workers_is_waited_for_as_long_as_was_said(answer, reason):
    said = []
    waiting = Waiting(MadeUpDask(answer), Stop(), 0.5, said.append)
    started = time.monotonic()
    with pytest.raises(WorkerError, match=rf"{reason}.* {PLACE} for 0.5 seconds; start workers.*--worker-timeout"):
        waiting.result(Future())
    assert time.monotonic() - started >= 0.5
    assert len(said) == 1 and said[0].startswith(reason) and "up to 0.5 seconds" in said[0]


def test_a_worker_that_comes_begins_the_time_anew():
    """Missing, there, missing: each time it is said; a task is waited for as long as workers are there."""
    said, dask = [], MadeUpDask(0, 0, 0, 4, 4, 0)
    waiting = Waiting(dask, Stop(), 0.8, said.append)
    with pytest.raises(WorkerError, match="no worker"):
        waiting.result(Future())
    assert len(said) == 2 and dask.asked >= 7


def test_a_pause_in_which_nobody_asked_is_no_time_without_workers(monkeypatch):
    """As when storing took long: an old answer is followed by a new question before anything ends."""
    clock = [100.0]
    monkeypatch.setattr(waiting_module, "monotonic", lambda: clock[0])
    waiting, task = Waiting(MadeUpDask(0, 0, 2), Stop(), 10), Future()
    for second in (100, 101, 102, 103, 1000, 1001, 1002):
        clock[0] = second
        assert not waiting.over(task)


def test_where_workers_are_nothing_is_said_and_nothing_ends(monkeypatch):
    clock = iter(range(0, 100_000, 100))
    monkeypatch.setattr(waiting_module, "monotonic", lambda: next(clock))
    waiting = Waiting(MadeUpDask(8), Stop(), 1, pytest.fail)
    assert not any(waiting.over(Future()) for _ in range(5))


def test_what_is_said_goes_to_standard_error_where_nobody_has_set_logging_up(capsys, monkeypatch):
    log = logging.getLogger("sim")
    monkeypatch.setattr(log, "propagate", False)
    monkeypatch.setattr(log, "handlers", [])
    waiting_module.warn("100 % of the workers are gone")
    assert capsys.readouterr().err == "100 % of the workers are gone\n"


@pytest.mark.parametrize("how", [{"status": "closed"}, {"stream_closed": True}])
def test_a_client_that_will_hear_no_more_is_not_waited_for(how):
    """It has given its scheduler up, or the scheduler has taken leave and is followed by another at its address."""
    waiting = Waiting(MadeUpDask(8, **how), Stop(), 0.3)
    with pytest.raises(CancelledError):
        waiting.result(Future())


def test_what_is_in_memory_comes_with_the_error(monkeypatch):
    """A run without a folder: what had been done is in the error."""

    class Two(MadeUpDask):
        def submit(self, task, /, *values):
            future = Future()
            if values[0].first == 0:
                future.set_result(task(*values))
            return future

    Two.__module__ = "distributed.made_up"
    monkeypatch.setattr("sim.montecarlo.worker_pool.cut", one_tile_blocks)
    with pytest.raises(WorkerError) as caught:
        run(worlds=3000, executor=Two(0), worker_timeout=0.3)
    kept = caught.value.result
    assert kept.partial and 0 < kept.summary["worlds"] < 3000 and "resume" not in str(caught.value)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "soon", True, None])
def test_what_is_no_time_is_refused(seconds):
    with pytest.raises(RunError, match=r"worker_timeout \(--worker-timeout\) is .*: it must be a number of seconds"):
        run(worlds=10, worker_timeout=seconds)


# -- being asked to stop ------------------------------------------------------------------------------------------


def asked():
    stop = Stop()
    stop.asked = True
    return stop


def test_what_has_not_begun_is_cancelled_and_what_has_may_finish():
    with ThreadPoolExecutor(1) as threads:
        go = threading.Event()
        running, queued = threads.submit(go.wait, 60), threads.submit(divmod, 7, 2)
        while not running.running():
            time.sleep(0.001)
        waiting = Waiting(threads, asked())
        with pytest.raises(Stopped):
            waiting.result(queued)
        threading.Timer(0.2, go.set).start()
        assert waiting.result(running) is True
        with pytest.raises(Stopped):
            waiting.submit(divmod, 7, 2)


@pytest.mark.parametrize("error", [BrokenExecutor(), CancelledError()])
def test_what_was_lost_when_somebody_asked_to_stop_is_not_tried_again(error):
    lost = Future()
    lost.set_exception(error)
    with pytest.raises(Stopped):
        Waiting(None, asked()).result(lost)
    with pytest.raises(type(error)):
        Waiting(None, Stop()).result(lost)


@pytest.fixture
def usual():
    """The handlers that a Python program begins with."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_noted_the_second_raises_and_handlers_come_back(first, second, usual):
    with pytest.raises(KeyboardInterrupt), stop_on_interrupt() as stop:
        os.kill(os.getpid(), first)
        assert stop.asked
        os.kill(os.getpid(), second)
        pytest.fail("the second one is heard")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_somebody_elses_handler_of_sigterm_is_left_alone(usual):
    heard = []
    theirs = lambda *_: heard.append(True)  # noqa: E731
    signal.signal(signal.SIGTERM, theirs)
    with terminated_as_interrupted(), stop_on_interrupt() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
    assert heard and not stop.asked and signal.getsignal(signal.SIGTERM) is theirs


def test_sigterm_is_heard_where_ctrl_c_is_ignored(usual):
    """As in a shell's background, or under nohup."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stop_on_interrupt() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.asked
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_sigterm_ends_a_command_as_ctrl_c_does(usual, capsys):
    from sim.cli.ending import STOPPED, guarded

    assert guarded(lambda: os.kill(os.getpid(), signal.SIGTERM)) == STOPPED
    assert capsys.readouterr().err == "allforall: stopped\n"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
