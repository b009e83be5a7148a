"""Running an experiment: batches on any executor, each kept when it is done, and resumed after any stop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from sim.experiments.cells import Batch, Key
from sim.experiments.design import Design
from sim.experiments.experiment_ledger import ExperimentLedger
from sim.experiments.tasks import BatchResult, Task, Work
from sim.montecarlo import executors
from sim.montecarlo.errors import RunError, WorkerError
from sim.montecarlo.interrupt import Stop, stop_on_interrupt
from sim.montecarlo.recovery import need_a_worker, raise_if_no_task_is_to_blame, raise_without_package
from sim.montecarlo.worker_pool import WorkerPool, worker_pool
from sim.progress import ProgressState

Counts = dict[Key, np.ndarray]
"""Cells that are done -> their counts."""

MOST_WORDS = 300
"""Letters of a reason: a failed cell says why, not everything it knows."""

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


Progress = Callable[[ProgressState], None]


class Plan:
    """What an experiment wants simulated, round by round.

    A round is a sequence of batches that do not wait for each other; the next round may depend on what they counted.
    """

    design: Design

    def rounds(self, done: Counts, failed: set[Key], workers: int) -> Iterator[Iterable[Work]]:
        """Batches still to be done. `done` and `failed` grow while the iterator is being read."""
        raise NotImplementedError

    def extent(self) -> tuple[int, int]:
        """Points and worlds of the whole experiment, as far as is known."""
        raise NotImplementedError

    def last_of(self, key: Key) -> bool:
        """Whether with this cell its point is done, as far as is known: with a wanted precision, done once."""
        raise NotImplementedError

    def worlds_of(self, key: Key) -> int | None:
        """Worlds of a cell; None where there is none of this key."""
        raise NotImplementedError


@dataclass(kw_only=True)
class ExperimentRunner:
    """One experiment under way.

    Parameters
    ----------
    task : counts a batch
    plan : what there is to do
    store : where it is kept
    executor, workers : as `sim.montecarlo.worker_pool.worker_pool` takes them
    worker_timeout : seconds to wait for workers of a cluster that has none
    progress : called with the progress, or None
    done : cells that are done already
    """

    task: Task
    plan: Plan
    store: ExperimentLedger
    executor: Executor | str | None
    workers: int
    worker_timeout: float
    progress: Progress | None = None
    done: Counts = field(default_factory=dict)
    failed: set[Key] = field(default_factory=set)
    _pool: WorkerPool = field(init=False)
    _points: set[tuple[int, int]] = field(default_factory=set)
    _worlds: int = 0
    _new: int = 0
    _started: float = 0.0

    def run(self) -> bool:
        """Do what is not done yet; return whether it came to its end. Ctrl-C ends it in order.

        Raises
        ------
        OutputError
            when the store cannot be written: what it holds stays, and the same call resumes from there
        RunError, WorkerError
            when nothing can be simulated at all: no executor, no worker left, another release on the workers
        """
        self._points = {key[:2] for key in self.done if self.plan.last_of(key)}
        self._worlds = self.store.worlds()
        with stop_on_interrupt() as stop:
            self.store.stopping = lambda: stop.asked
            try:
                complete = self._run(stop)
            except KeyboardInterrupt:
                complete = False
            self.store.note(status="complete" if complete else "partial")
        return complete

    def _run(self, stop: Stop) -> bool:
        works = self.plan.rounds(self.done, self.failed, self.workers)
        first = next(works, None)
        if first is None:
            return True
        weeks = max(scenario.horizon_weeks for scenario in self.plan.design.scenarios)
        left = self.plan.extent()[1] - self._worlds
        with worker_pool(self.executor, self.workers, stop, self.worker_timeout, left * weeks) as self._pool:
            self.task = self._pool.ready(self.task)
            self._started = perf_counter()
            self._pool.report(self._report)
            while first is not None:
                if not self._pool.run(self.task, first, self._keep, tell=self._report, recover=self._recover):
                    return False
                first = next(works, None)
        return True

    def _keep(self, result: BatchResult) -> None:
        self.store.add(result)
        for cell, counts, reason in zip(result.batch.cells, result.counts, result.reasons, strict=True):
            if reason is not None or self.plan.last_of(cell.key):
                self._points.add(cell.key[:2])
            if reason is None:
                self.done[cell.key] = counts
                self._worlds += cell.block.worlds
                self._new += cell.block.worlds
            else:
                self.failed.add(cell.key)

    def _report(self) -> None:
        if self.progress is None:
            return
        points, worlds = self.plan.extent()
        self.progress(
            ProgressState(
                points=len(self._points),
                points_in_all=points,
                worlds=self._worlds,
                worlds_in_all=worlds,
                new_worlds=self._new,
                seconds=perf_counter() - self._started,
            )
        )

    # -- what cannot be simulated -------------------------------------------------------------------------------------

    def _recover(self, work: Work, error: BaseException) -> BatchResult:
        """A batch that failed is done cell by cell, so that what fails is a row with its reason and takes nobody along.

        A batch whose worker was lost, or that found no memory, is first tried once more as it is: mostly another one
        was to blame.
        """
        self._raise_if_no_point_is_to_blame(error)
        reason = reason_of(error)
        if executors.lost_worker(error) or isinstance(error, MemoryError):
            found = self._again(work)
            if isinstance(found, BatchResult):
                return found
            reason = found
        singles = _singles(work)
        if len(singles) == 1:
            return self._failed(work, reason)
        results = [self._alone(single) for single in singles]
        return BatchResult(
            work.batch,
            np.concatenate([result.counts for result in results]),
            tuple(result.reasons[0] for result in results),
            sum(result.seconds for result in results),
        )

    def _alone(self, work: Work) -> BatchResult:
        found = self._again(work)
        return found if isinstance(found, BatchResult) else self._failed(work, found)

    def _again(self, work: Work) -> BatchResult | str:
        """Do a batch that failed once more: its result, or why it has none."""
        try:
            return self._pool.waiting.result(self._pool.waiting.submit(_attempt, self.task, work))
        except Exception as error:
            self._raise_if_no_point_is_to_blame(error)
            if executors.lost_worker(error):
                need_a_worker(self._pool.waiting)
            return reason_of(error)

    def _raise_if_no_point_is_to_blame(self, error: BaseException) -> None:
        """Raise what would befall every point alike: it ends the experiment, and no row is made of it."""
        _raise_if_asked_for(error)
        raise_if_no_task_is_to_blame(error, self._pool.waiting)

    def _failed(self, work: Work, reason: str) -> BatchResult:
        return BatchResult(work.batch, np.zeros((1, len(self.task.names)), np.int64), (reason,), 0.0)


def _attempt(task: Task, work: Work) -> BatchResult | str:
    """The task, or why it failed: in words, since not every exception finds its way home from another process."""
    try:
        return task(work)
    except Exception as error:
        _raise_if_asked_for(error)
        return reason_of(error)


def _raise_if_asked_for(error: BaseException) -> None:
    """Raise what lies in what was asked for, or in the release that does it, and not in a point."""
    if isinstance(error, RunError | WorkerError):
        raise error
    raise_without_package(error)


def _singles(work: Work) -> list[Work]:
    """The cells of a batch, each as a batch of its own."""
    found = []
    for group in work.groups:
        for place, cell in enumerate(group.cells):
            values = {path: column[place : place + 1] for path, column in group.values.items()}
            found.append(Work(Batch((cell,)), (replace(group, cells=(cell,), values=values),)))
    return found


def reason_of(error: BaseException) -> str:
    """Why a cell failed, on one line: the same words whenever and wherever it fails in this way."""
    if executors.lost_worker(error):
        return "the process that simulated it was lost more than once: killed, perhaps out of memory"
    return _words(error)[:MOST_WORDS]


def _words(error: BaseException) -> str:
    """Kind and message of an error, without the addresses in memory that some messages name."""
    words = _ADDRESS.sub("0x...", " ".join(str(error).split()))
    words = words.encode(errors="backslashreplace").decode()
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
