"""Running blocks on any executor: in order, never many at once, stoppable, and repaired when a worker is lost.

Anything with the `concurrent.futures.Executor` interface will do (`executors.py`). Threads are the default: NumPy
releases the interpreter's lock, nothing is pickled, nothing starts slowly. Results are delivered in the order of blocks
whatever the order in which they finish, so that what has been delivered is at any moment a prefix of the worlds, and no
number depends on the scheduling.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future
from typing import TypeVar

from sim.montecarlo.interrupt import Stopped
from sim.montecarlo.waiting import Waiting

Item = TypeVar("Item")
Done = TypeVar("Done")

Recover = Callable[[Item, BaseException], Done]
"""Given an item whose task failed, and how: its result all the same, or an exception."""


def cores() -> int:
    """Cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every platform
        return os.cpu_count() or 1


def run_blocks(
    task: Callable[[Item], Done],
    blocks: Iterable[Item],
    deliver: Callable[[Done], None],
    *,
    waiting: Waiting,
    ahead: int,
    report: Callable[[], None] = lambda: None,
    recover: Recover[Item, Done] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> bool:
    """Run `task` on every block and `deliver` the results in the order of blocks.

    Parameters
    ----------
    task : what to do with a block; must be picklable for executors of other processes
    blocks : blocks, or whatever else `task` takes; read lazily
    deliver : called in this thread, once a block
    waiting : where `task` runs, and how it is waited for. When it is asked to stop, blocks that have not started are
        cancelled, those that are running may finish, and the unbroken prefix of blocks is delivered.
    ahead : int >= 1
        Blocks submitted and not yet delivered, at most: memory does not grow with the number of blocks.
    report : called after every delivery; may ask to stop by raising KeyboardInterrupt
    recover : called in this thread with a block and the exception of its task; what it returns is delivered in the
        block's place. Nothing new is submitted while blocks that failed are waiting for it. Without it the exception
        is raised.
    enough : asked after every delivery; when it says so the run is at its end, and blocks beyond are thrown away, done
        or not

    Returns
    -------
    bool: True when every block was delivered, or enough of them; False when stopped before

    Raises
    ------
    WorkerError
        when a cluster has had no worker for too long
    whatever `task`, `recover` or `deliver` raises, and KeyboardInterrupt on a second Ctrl-C; in any case after
    cancelling what has not started
    """
    rest = iter(blocks)
    under_way: deque[tuple[Item, Future[Done]]] = deque()

    def hand_over() -> None:
        deliver(_result(*under_way[0], recover, waiting))
        under_way.popleft()
        try:
            report()
        except KeyboardInterrupt:
            waiting.stop.asked = True

    try:
        while True:
            if waiting.stop.asked:
                _cancel(under_way)
            while not waiting.stop.asked and _room(under_way, ahead) and (block := next(rest, None)) is not None:
                under_way.append((block, _submitted(waiting, task, block)))
            if not under_way:
                return next(rest, None) is None
            if waiting.over(under_way[0][1]):
                hand_over()
                if enough():
                    return True
    except Stopped:  # here the unbroken prefix ends
        return False
    finally:
        _cancel(under_way)


def _room(under_way: deque[tuple[Item, Future[Done]]], ahead: int) -> bool:
    """Whether another block may be submitted: not too many under way, and none first in line that has failed."""
    if not under_way:
        return True
    first = under_way[0][1]
    failed = first.done() and (first.cancelled() or first.exception() is not None)
    return len(under_way) < ahead and not failed


def _submitted(waiting: Waiting, task: Callable[[Item], Done], item: Item) -> Future[Done]:
    """A future in any case: an executor that has just lost its workers is noticed when the block's turn comes."""
    try:
        return waiting.submit(task, item)
    except BrokenExecutor as error:
        failed: Future[Done] = Future()
        failed.set_exception(error)
        return failed


def _result(item: Item, future: Future[Done], recover: Recover[Item, Done] | None, waiting: Waiting) -> Done:
    try:
        return waiting.result(future)
    except Exception as error:
        if recover is None:
            raise
        failure = error
    return recover(item, failure)


def _cancel(under_way: deque[tuple[Item, Future[Done]]]) -> None:
    for _, future in under_way:
        future.cancel()
