"""Processes that simulate blocks: they leave Ctrl-C to the parent, end with it, and are started anew after a loss."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Done = TypeVar("Done")


class ProcessPool(Executor):
    """A pool of spawned processes that can be used on after one of them was killed.

    A pool of the standard library is lost with its first killed process: every task under way fails with
    `BrokenExecutor`, and so does every later one. Here the tasks under way fail in the same way, but the next one
    that is submitted starts new processes.

    Every process hangs on a leash, a pipe that only the parent holds: when it is let go, or the parent dies, however
    suddenly, the process ends in the midst of its task. Nothing is left behind that computes for nobody.

    Processes are spawned, never forked: a script that uses them needs ``if __name__ == "__main__":``.

    Parameters
    ----------
    workers : int >= 1
    prepare : what each process does before its first task; picklable
    """

    def __init__(self, workers: int, prepare: Callable[[], None] | None = None):
        self.workers, self.prepare = workers, prepare
        self._closed = False
        self._lock = threading.Lock()
        self._open()

    def submit(self, task: Callable[..., Done], /, *values: Any, **named: Any) -> Future[Done]:
        """Run a picklable task in one of the processes."""
        with self._lock:
            if self._closed:
                raise RuntimeError("this pool of processes is shut down")
            try:
                return self._submit(task, values, named)
            except BrokenExecutor:
                self._close(wait=False)
                self._open()
                return self._submit(task, values, named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: after what is under way, or at once when not to `wait`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._close(wait=wait, cancel_futures=cancel_futures)

    def _submit(self, task: Callable[..., Done], values: tuple, named: dict[str, Any]) -> Future[Done]:
        # The pool starts a process when it has a task for it.
        with _interrupts_blocked():
            return self._pool.submit(task, *values, **named)

    def _open(self) -> None:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        spawning = get_context("spawn")
        self._leash = held, _ = spawning.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(
            self.workers, mp_context=spawning, initializer=_begin, initargs=(held, self.prepare)
        )

    def _close(self, *, wait: bool, cancel_futures: bool = True) -> None:
        try:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        finally:
            for end in self._leash:
                end.close()


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Processes started inside are born deaf to Ctrl-C: it may come before they can ask for that themselves."""
    if not hasattr(signal, "pthread_sigmask"):  # not on every platform
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(leash: Connection, prepare: Callable[[], None] | None) -> None:
    """Prepare a new process.

    Ctrl-C in a terminal reaches every process of the command. Only the parent is to hear it: blocks under way finish.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), name="leash", daemon=True).start()
    if prepare is not None:
        prepare()


def _end_with(leash: Connection) -> None:
    """Wait until the parent lets go, then end this process at once."""
    try:
        leash.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
