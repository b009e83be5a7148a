"""Running blocks on any executor: in order, never many at once, stoppable, and mended when a worker is lost.

Anything with the `concurrent.futures.Executor` interface will do (`executors.py`). Threads are the default: NumPy
releases the interpreter's lock, nothing is pickled, nothing starts slowly. Results are delivered in the order of blocks
whatever the order in which they finish, so that what has been delivered is at any moment a prefix of the worlds, and no
number depends on the scheduling.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from typing import TypeVar

from .cluster import cut_off
from .interrupt import Stop

Item = TypeVar("Item")
Done = TypeVar("Done")

Recover = Callable[[Item, BaseException], Done]
"""Given an item whose task failed, and how: its result all the same, or an exception."""

_LOOK_EVERY_SECONDS = 0.1
"""How soon Ctrl-C is noticed while a block is running."""


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
    executor: Executor,
    ahead: int,
    stop: Stop,
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
    executor : where `task` runs
    ahead : int >= 1
        Blocks submitted and not yet delivered, at most: memory does not grow with the number of blocks.
    stop : when it is asked, blocks that have not started are cancelled, those that are running may finish, and the
        unbroken prefix of blocks is delivered. (Dask does not say which are running: there all are cancelled.)
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
    whatever `task`, `recover` or `deliver` raises, and KeyboardInterrupt on a second Ctrl-C, after cancelling what has
    not started
    """
    rest = iter(blocks)
    under_way: deque[tuple[Item, Future[Done]]] = deque()

    def hand_over() -> None:
        deliver(_result(*under_way[0], recover, stop))
        under_way.popleft()
        try:
            report()
        except KeyboardInterrupt:
            stop.asked = True

    try:
        while not stop.asked:
            while _room(under_way, ahead) and (block := next(rest, None)) is not None:
                under_way.append((block, _submitted(executor, task, block)))
            if not under_way:
                return True
            if wait([under_way[0][1]], timeout=_LOOK_EVERY_SECONDS).done:
                hand_over()
                if enough():
                    return True
            elif cut_off(executor):
                under_way = deque((block, future if future.done() else _lost()) for block, future in under_way)
        _cancel(under_way)
        while under_way:
            hand_over()
            if enough():
                return True
    except _Stopped:
        pass
    finally:
        _cancel(under_way)
    return not under_way and next(rest, None) is None


class _Stopped(Exception):
    """The next block was cancelled by us: here the unbroken prefix ends."""


def _room(under_way: deque[tuple[Item, Future[Done]]], ahead: int) -> bool:
    """Whether another block may be submitted: not too many under way, and none first in line that has failed."""
    if not under_way:
        return True
    first = under_way[0][1]
    failed = first.done() and (first.cancelled() or first.exception() is not None)
    return len(under_way) < ahead and not failed


def _submitted(executor: Executor, task: Callable[[Item], Done], item: Item) -> Future[Done]:
    """A future in any case: an executor that has just lost its workers is told when the block's turn comes."""
    try:
        return executor.submit(task, item)
    except BrokenExecutor as error:
        failed: Future[Done] = Future()
        failed.set_exception(error)
        return failed


def _lost() -> Future[Done]:
    """The future of a task whose executor has lost touch with whatever would have done it."""
    lost: Future[Done] = Future()
    lost.set_exception(CancelledError())
    return lost


def _result(item: Item, future: Future[Done], recover: Recover[Item, Done] | None, stop: Stop) -> Done:
    try:
        return future.result()
    except CancelledError as error:
        if stop.asked:
            raise _Stopped from error
        if recover is None:
            raise
        failure: Exception = error
    except Exception as error:
        if recover is None:
            raise
        failure = error
    return recover(item, failure)


def _cancel(under_way: deque[tuple[Item, Future[Done]]]) -> None:
    for _, future in under_way:
        future.cancel()
