"""Processes that simulate blocks: they leave signals to the parent, end with it, and are restarted after a loss."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError, wait
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnContext, SpawnProcess
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Done = TypeVar("Done")

_IMPORTING = 87
"""Exit status of a process that would start processes while it still imports the script that has started it."""

_END_SECONDS = 5
"""How long the end of a process may take to be known."""

_GUARD = 'put what the script does under `if __name__ == "__main__":`, or use executor="threads"'


class ProcessPool(Executor):
    """A pool of spawned processes that can be used on after one of them was killed.

    A pool of the standard library is lost with its first killed process: every task under way fails with
    `BrokenExecutor`, and so does every later one. Here the tasks under way fail in the same way, but the next one
    that is submitted starts new processes.

    Every process hangs on a leash, a pipe that only the parent holds: when it is let go, or the parent dies, however
    suddenly, the process ends in the midst of its task. Nothing is left behind that computes for nobody.

    Processes are spawned, never forked, and each imports the script that started it: a script that uses them needs
    ``if __name__ == "__main__":``. Where it is missing the script comes here a second time, in the new process and
    while that is not ready yet: then the process ends at once.

    Parameters
    ----------
    workers : int >= 1
    prepare : what each process does before its first task; picklable
    """

    def __init__(self, workers: int, prepare: Callable[[], None] | None = None):
        end_if_importing()
        self.workers, self.prepare = workers, prepare
        self._closed = False
        self._lock = threading.Lock()
        self._ended: float | None = None
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

    def notice_losses(self) -> None:
        """Fail what is under way where a process has ended and the standard pool has missed it.

        It may wait for the end of those processes alone that were there before the last one was started, and may
        stumble over a task that is submitted while it fails the others (until Python 3.12). Then nothing would end.
        """
        with self._lock:
            if self._closed or all(process.exitcode is None for process in self._context.started):
                return
            if self._ended is None:
                self._ended = monotonic()
            if monotonic() - self._ended < _END_SECONDS:
                return
            missed = list(self._under_way)
            self._close(wait=False)
            self._open()
        for future in wait(missed, timeout=1).not_done:  # the pool itself may be awake now
            with suppress(InvalidStateError):
                future.set_exception(BrokenExecutor("a process has ended"))

    def cannot_start(self) -> tuple[str, str] | None:
        """To be asked after a loss: why no process has come to life, and what to do about it; None where one has."""
        if self._signs_of_life.poll():
            return None
        for process in self._context.started:  # the pool ends them all when it has lost one
            process.join(_END_SECONDS)
        ended = [process.exitcode for process in self._context.started if process.exitcode is not None]
        if _IMPORTING in ended:
            return (
                'the script that uses processes lacks `if __name__ == "__main__":`, and each new process begins by'
                " running the script that started it",
                _GUARD,
            )
        status = max(ended, default=0)
        if status == 0:
            return None
        if status < 0:
            return (
                f"its processes were killed by signal {-status} before they could begin, perhaps out of memory",
                'try fewer workers, or executor="threads"',
            )
        return (
            f"its processes ended before they could begin (exit status {status}): each first imports the script that"
            " started it, and that failed",
            f"see what it said; keep the script in a file, and {_GUARD}",
        )

    def _submit(self, task: Callable[..., Done], values: tuple, named: dict[str, Any]) -> Future[Done]:
        # The pool starts a process when it has a task for it.
        with _signals_blocked():
            future = self._pool.submit(task, *values, **named)
        self._under_way.add(future)
        return future

    def _open(self) -> None:
        from concurrent.futures import ProcessPoolExecutor

        self._context = _Context()
        self._ended = None
        self._under_way: WeakSet[Future] = WeakSet()
        self._leash = held, _ = self._context.Pipe(duplex=False)
        self._signs_of_life, alive = self._life = self._context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(
            self.workers, mp_context=self._context, initializer=_begin, initargs=(held, alive, self.prepare)
        )

    def _close(self, *, wait: bool, cancel_futures: bool = True) -> None:
        try:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        finally:
            for end in (*self._leash, *self._life):
                end.close()


class _Process(SpawnProcess):
    """A process that SIGTERM does not end: a scheduler sends it to all, and only the parent is to hear it."""

    terminate = SpawnProcess.kill


class _Context(SpawnContext):
    """Starts such processes, and remembers them."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[_Process] = []

    def Process(self, *values: Any, **named: Any) -> _Process:  # type: ignore[override]  # there it is a class
        self.started.append(_Process(*values, **named))
        return self.started[-1]


def end_if_importing() -> None:
    """End this process if it was spawned and still imports the script that has started it: nothing can run there.

    The parent knows it by its exit status. (`multiprocessing` looks at the same mark, and raises.)
    """
    process = sys.modules.get("multiprocessing.process")
    if process is not None and getattr(process.current_process(), "_inheriting", False):
        raise SystemExit(_IMPORTING)


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Processes started inside are born deaf to Ctrl-C and SIGTERM, which may come before they can ask for that."""
    if not hasattr(signal, "pthread_sigmask"):  # not on every platform
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(leash: Connection, alive: Connection, prepare: Callable[[], None] | None) -> None:
    """Prepare a new process.

    Ctrl-C in a terminal reaches every process of the command, and so does a scheduler's SIGTERM. Only the parent is to
    hear them: blocks under way finish.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    alive.send_bytes(b".")
    threading.Thread(target=_end_with, args=(leash,), name="leash", daemon=True).start()
    if prepare is not None:
        prepare()


def _end_with(leash: Connection) -> None:
    """Wait until the parent lets go, then end this process at once."""
    try:
        leash.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
