"""Where blocks are simulated: threads, processes, a Dask cluster, or whatever executor the caller has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager

from sim.montecarlo import cluster, release
from sim.montecarlo.errors import RunError

THREADS, PROCESSES, AUTO = "threads", "processes", "auto"

_FORMS = (THREADS, PROCESSES, AUTO, cluster.FORM)

LONG = 50_000_000
"""World-weeks from which on `AUTO` means processes.

Two threads are little faster than one, since NumPy hands the interpreter's lock over in every call; two processes are
nearly twice as fast, but take some two seconds to start. `make bench` measures both.
"""

_LOSSES_OF_DASK = {"KilledWorker", "CommClosedError", "FutureCancelledError", "WorkerStartTimeoutError"}


def check(executor: Executor | str | None) -> None:
    """Check what was asked for, before anything is started for it.

    Raises
    ------
    RunError
        when it is neither "threads", "processes", "auto", dask://HOST:PORT nor an executor, or Dask is not installed
    SystemExit
        in a new process that still imports the script that has started it (`processes.end_if_importing`)
    """
    if executor == PROCESSES:
        from sim.montecarlo.processes import end_if_importing

        end_if_importing()
    if ours(executor):
        return
    if not isinstance(executor, str):
        if not callable(getattr(executor, "submit", None)):
            raise RunError(f"executor is {executor!r}: it must be {_listed()} or have the interface of an Executor")
        return
    if not executor.startswith("dask://"):
        raise RunError(f"executor {executor!r}: it must be {_listed()}{_meant(executor)}")
    cluster.check(executor)


def ours(executor: Executor | str | None) -> bool:
    """Whether what was asked for are threads or processes of our own, of which there are as many as was said."""
    return executor is None or executor in (THREADS, PROCESSES, AUTO)


@contextmanager
def opened(executor: Executor | str | None, workers: int, world_weeks: int = 0) -> Iterator[Executor]:
    """Give the executor that was asked for.

    Parameters
    ----------
    executor : None or "threads" for threads of our own, "processes" for processes of our own, "auto" for whichever of
        them is faster, "dask://HOST:PORT" for the cluster of that scheduler, or anything with the
        `concurrent.futures.Executor` interface
    workers : int >= 1
        Threads or processes of our own.
    world_weeks : int
        How much there is to simulate, for "auto".

    Yields
    ------
    Executor. Threads and processes are shut down in the end, after an exception without waiting for what is under way;
    the connection to a cluster is closed, the cluster goes on; the caller's executor is left open.

    Raises
    ------
    RunError
        as `check`, and when no scheduler answers at the address
    """
    check(executor)
    if executor == AUTO:
        executor = PROCESSES if workers > 1 and world_weeks >= LONG else THREADS
    if executor is None or isinstance(executor, str):
        with _own(executor or THREADS, workers) as own:
            yield own
    else:
        yield executor


@contextmanager
def _own(word: str, workers: int) -> Iterator[Executor]:
    if word not in (THREADS, PROCESSES):
        with cluster.connected(word) as dask:
            yield dask
        return
    own = _processes(workers) if word == PROCESSES else ThreadPoolExecutor(workers, thread_name_prefix="worlds")
    try:
        yield own
    except BaseException:
        own.shutdown(wait=False, cancel_futures=True)
        raise
    own.shutdown()


def _processes(workers: int) -> Executor:
    from sim.montecarlo.processes import ProcessPool

    return ProcessPool(workers)


def at_once(executor: Executor, workers: int) -> int:
    """How many tasks an executor can run at once: the threads of a Dask cluster's workers, otherwise `workers`.

    A cluster whose workers are still waiting to be started counts as `workers`.
    """
    return (cluster.threads(executor) if cluster.is_dask(executor) else 0) or workers


def ahead(executor: Executor, workers: int) -> int:
    """How many tasks to keep submitted and not yet delivered: enough that nobody waits, and no more."""
    return 2 * at_once(executor, workers)


def release_for(executor: Executor) -> str | None:
    """The release that tasks on this executor must be run by, for `release.check`; None for threads, which share it."""
    return None if isinstance(executor, ThreadPoolExecutor) else release.current()


def lost_worker(error: BaseException) -> bool:
    """Whether a task failed because the process that ran it went away, and not by itself.

    A task cancelled by nobody here counts too: Dask cancels what a lost scheduler had in hand.
    """
    if isinstance(error, BrokenExecutor | CancelledError):
        return True
    return any(
        kind.__module__.split(".")[0] == "distributed" and kind.__name__ in _LOSSES_OF_DASK
        for kind in type(error).__mro__
    )


def cannot_start(executor: Executor) -> tuple[str, str] | None:
    """Why none of an executor's workers has come to life, and what to do about it; None where that is not so."""
    return executor.cannot_start() if hasattr(executor, "cannot_start") else None


def _listed() -> str:
    return f"{', '.join(_FORMS[:-1])} or {_FORMS[-1]}"


def _meant(word: str) -> str:
    """The nearest right form, as the end of a sentence; nothing when none is near."""
    scheme, mark, place = word.partition("://")
    if mark and place:
        return f"; did you mean dask://{place}?" if scheme in ("tcp", "http") or _near(scheme, ("dask",)) else ""
    close = _near(word.removesuffix(mark), (THREADS, PROCESSES, AUTO, "dask"))
    return f"; did you mean {cluster.FORM if close == 'dask' else close}?" if close else ""


def _near(word: str, known: tuple[str, ...]) -> str | None:
    return next(iter(difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)), None)
