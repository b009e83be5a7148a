"""Whoever simulates: an executor that is open. Runs, repeats, experiments and calibrations all have blocks done here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sim.montecarlo import executors
from sim.montecarlo.blocks import cut
from sim.montecarlo.interrupt import Stop
from sim.montecarlo.recovery import retry_once
from sim.montecarlo.runner import Recover, run_blocks
from sim.montecarlo.schedule import blocks_between
from sim.montecarlo.waiting import WORKER_TIMEOUT, Waiting

Take = Callable[[Any], None]
"""Keeps what came out of a task, in this thread and in order."""


@dataclass(frozen=True)
class WorkerPool:
    """Workers, and how they are waited for.

    Parameters
    ----------
    waiting : the executor, and who may ask to stop
    workers : int >= 1, as many as were asked for
    """

    waiting: Waiting
    workers: int

    @property
    def width(self) -> int:
        """How many tasks are done at once."""
        return executors.at_once(self.waiting.executor, self.workers)

    def ready(self, task: Any) -> Any:
        """A task that refuses to be done by another release, where other processes do it."""
        return replace(task, release=executors.release_for(self.waiting.executor))

    def report(self, tell: Callable[[], None]) -> None:
        """Tell how far it is; who is told may ask to stop by raising KeyboardInterrupt."""
        try:
            tell()
        except KeyboardInterrupt:
            self.waiting.stop.asked = True

    def run(
        self,
        task: Any,
        items: Iterable[Any],
        take: Take,
        *,
        tell: Callable[[], None] = lambda: None,
        enough: Callable[[], bool] | None = None,
        recover: Recover | None = None,
        called: Callable[[Any], str] = str,
    ) -> bool:
        """Have a task done with every item, and take what comes out; returns and errors as of `run_blocks`.

        Parameters
        ----------
        task : a dataclass that can be called, with a field `release`; picklable for executors of other processes
        items, take, tell, enough : `blocks`, `deliver`, `report`, `enough` of `run_blocks`
        recover : of `run_blocks`; a task whose worker was lost is done once more by default
        called : what to call an item in a message
        """
        task = self.ready(task)
        ahead = executors.ahead(self.waiting.executor, self.workers)
        return run_blocks(
            task,
            items,
            take,
            waiting=self.waiting,
            ahead=ahead if enough is None else min(ahead, self.width + 1),
            report=tell,
            recover=recover or retry_once(task, self.waiting, called),
            enough=enough or (lambda: False),
        )

    def run_worlds(self, task: Any, edges: Iterable[int], take: Take, *, first: int = 0, **how: Any) -> bool:
        """The same with the blocks of worlds after the `first`, cut at every one of `edges` (`blocks_between`)."""
        return self.run(task, blocks_between(edges, workers=self.width, first=first, cut=cut), take, **how)


@contextmanager
def worker_pool(
    executor: Executor | str | None,
    workers: int,
    stop: Stop,
    worker_timeout: float = WORKER_TIMEOUT,
    world_weeks: int = 0,
) -> Iterator[WorkerPool]:
    """Open the executor that was asked for; parameters and errors as of `executors.opened` and `Waiting`."""
    with executors.opened(executor, workers, world_weeks) as running:
        yield WorkerPool(Waiting(running, stop, worker_timeout), workers)
