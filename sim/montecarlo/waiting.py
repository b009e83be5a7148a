"""Waiting for what an executor does: never deaf to Ctrl-C, never in silence, and never for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, wait
from time import monotonic
from typing import Any, TypeVar

from sim.montecarlo import cluster
from sim.montecarlo.errors import WorkerError
from sim.montecarlo.executors import lost_worker
from sim.montecarlo.interrupt import Stop, Stopped

Done = TypeVar("Done")

WORKER_TIMEOUT = 300.0
"""Seconds without any worker on a cluster after which a run stops by default."""

_LOOK_EVERY_SECONDS = 0.1
"""How soon Ctrl-C is noticed."""

_ASK_EVERY_SECONDS = 1.0
"""How often a scheduler is asked for its workers; more often where the time limit is short."""

_SILENT_SECONDS = 5.0
"""Without a word for so long, a scheduler counts as one without workers; for so long its workers may be gone unsaid."""


def warn(words: str) -> None:
    """Warn by way of logging: where nobody has set that up, Python writes the words to standard error."""
    logging.getLogger("sim").warning("%s", words)


class Waiting:
    """The one way to wait for tasks of an executor.

    Threads, and processes on this machine, end by themselves: they finish, fail or die. A Dask cluster may lose all its
    workers, or its scheduler: a scheduler is asked for its workers now and then, and when there has been none for
    `timeout` seconds, waiting ends with an error. Workers that come in time are used as if nothing had been.

    Parameters
    ----------
    executor : where tasks run
    stop : when it is asked, tasks that have not begun are cancelled, and those that have may finish. (Dask does not say
        which have begun: there all are cancelled.)
    timeout : seconds without any worker on a cluster
    say : called with what is being waited for, once each time that workers are missing
    """

    def __init__(
        self, executor: Executor, stop: Stop, timeout: float = WORKER_TIMEOUT, say: Callable[[str], None] = warn
    ):
        self.executor, self.stop, self.timeout, self.say = executor, stop, timeout, say
        self._ask_every, self._grace = (min(each, timeout / 4) for each in (_ASK_EVERY_SECONDS, _SILENT_SECONDS))
        self._question: Future[int] | None = None
        self._asked = 0.0
        self._missing_since: float | None = None
        self._out_of_touch_since: float | None = None
        self._said = False

    def submit(self, task: Callable[..., Done], /, *values: Any) -> Future[Done]:
        """Have a task done; `Stopped` when someone has asked to stop."""
        if self.stop.asked:
            raise Stopped
        return self.executor.submit(task, *values)

    def over(self, future: Future) -> bool:
        """Wait a moment; whether there is nothing more to be waited for: it is done, or can never be.

        Raises
        ------
        WorkerError
            when the cluster has had no worker for too long
        """
        if future.done() or wait([future], timeout=_LOOK_EVERY_SECONDS).done or self.gone():
            return True
        if hasattr(self.executor, "notice_losses"):
            self.executor.notice_losses()
        self._look_for_workers()
        return False

    def gone(self) -> bool:
        """Whether the cluster is gone: what was submitted to it may never end."""
        if cluster.cut_off(self.executor):
            return True
        if not cluster.out_of_touch(self.executor):
            self._out_of_touch_since = None
            return False
        if self._out_of_touch_since is None:
            self._out_of_touch_since = monotonic()
        return monotonic() - self._out_of_touch_since >= self._grace

    def result(self, future: Future[Done]) -> Done:
        """What a future brings.

        Raises
        ------
        Stopped
            when someone has asked to stop, and its task was not begun, or was lost
        CancelledError
            when its cluster is gone
        WorkerError
            when the cluster has had no worker for too long
        whatever its task raises, and KeyboardInterrupt on a second Ctrl-C
        """
        while not self.over(future):
            if self.stop.asked:
                future.cancel()
        try:
            if not future.done():
                raise CancelledError
            return future.result()
        except Exception as error:
            if self.stop.asked and lost_worker(error):
                raise Stopped from error
            raise

    def _look_for_workers(self) -> None:
        if not cluster.is_dask(self.executor):
            return
        now = monotonic()
        if self._question is None:
            if now - self._asked >= self._ask_every:
                self._question, self._asked = cluster.ask_threads(self.executor), now
            return
        if self._question.done():
            answer, self._question = _answer(self._question), None
        elif now - self._asked >= self._grace:
            answer = None
        else:
            return
        if answer:
            self._missing_since, self._said = None, False
            return
        if self._missing_since is None:
            self._missing_since = self._asked
        # An answer is as old as its question: after a pause, in which nobody has asked, one more is put.
        self._are_missing(answer, (now if self._question is not None else self._asked) - self._missing_since)

    def _are_missing(self, answer: int | None, seconds: float) -> None:
        """There has been no worker for so long: say so, or give up."""
        where = cluster.place(self.executor)
        reason = f"no worker at {where}" if answer == 0 else f"no answer from the scheduler at {where}"
        if seconds >= self.timeout:
            raise WorkerError(
                "executor",
                f"{reason} for {self.timeout:g} seconds",
                "start workers there, or wait longer for them with --worker-timeout (worker_timeout)",
            )
        if not self._said and seconds >= self._grace:
            self._said = True
            self.say(f"{reason}: waiting up to {self.timeout:g} seconds for one (--worker-timeout)")


def _answer(question: Future[int]) -> int | None:
    """Threads of the workers of a cluster; None where nobody could be asked."""
    return None if question.cancelled() or question.exception() is not None else question.result()
