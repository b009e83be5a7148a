"""Running blocks on any executor: in order, never many at once, and stoppable.

Anything with the `concurrent.futures.Executor` interface will do. Threads are the default: NumPy releases the
interpreter's lock, nothing is pickled, nothing starts slowly. Results are delivered in the order of blocks whatever
the order in which they finish, so that what has been delivered is at any moment a prefix of the worlds, and no number
depends on the scheduling.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

from .blocks import Block
from .interrupt import Stop

Done = TypeVar("Done")

_LOOK_EVERY_SECONDS = 0.1
"""How soon Ctrl-C is noticed while a block is running."""


def cores() -> int:
    """Cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every platform
        return os.cpu_count() or 1


@contextmanager
def pool(workers: int, executor: Executor | None = None) -> Iterator[Executor]:
    """Give `executor` back, or threads of our own that are shut down in the end. A caller's executor is left open."""
    if executor is not None:
        yield executor
        return
    threads = ThreadPoolExecutor(workers, thread_name_prefix="worlds")
    try:
        yield threads
    except BaseException:
        threads.shutdown(wait=False, cancel_futures=True)
        raise
    threads.shutdown()


def run_blocks(
    task: Callable[[Block], Done],
    blocks: Iterable[Block],
    deliver: Callable[[Done], None],
    *,
    executor: Executor,
    ahead: int,
    stop: Stop,
    report: Callable[[], None] = lambda: None,
) -> bool:
    """Run `task` on every block and `deliver` the results in the order of blocks.

    Parameters
    ----------
    task : what to do with a block; must be picklable for executors of other processes
    blocks : read lazily
    deliver : called in this thread, once a block
    executor : where `task` runs
    ahead : int >= 1
        Blocks submitted and not yet delivered, at most: memory does not grow with the number of blocks.
    stop : when it is asked, blocks that have not started are cancelled, those that are running may finish, and the
        unbroken prefix of blocks is delivered
    report : called after every delivery; may ask to stop by raising KeyboardInterrupt

    Returns
    -------
    bool: True when every block was delivered, False when stopped before

    Raises
    ------
    whatever `task` or `deliver` raises, and KeyboardInterrupt on a second Ctrl-C, after cancelling what has not started
    """
    rest = iter(blocks)
    under_way: deque[Future[Done]] = deque()
    try:
        while not stop.asked:
            while len(under_way) < ahead and (block := next(rest, None)) is not None:
                under_way.append(executor.submit(task, block))
            if not under_way:
                return True
            if wait([under_way[0]], timeout=_LOOK_EVERY_SECONDS).done:
                _hand_over(under_way, deliver, report, stop)
        for future in under_way:
            future.cancel()
        while under_way:
            _hand_over(under_way, deliver, report, stop)
    except CancelledError:
        pass
    finally:
        for future in under_way:
            future.cancel()
    return not under_way and next(rest, None) is None


def _hand_over(
    under_way: deque[Future[Done]], deliver: Callable[[Done], None], report: Callable[[], None], stop: Stop
) -> None:
    deliver(under_way[0].result())
    under_way.popleft()
    try:
        report()
    except KeyboardInterrupt:
        stop.asked = True
