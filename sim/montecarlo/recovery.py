"""A block whose worker was lost is simulated again, once: it gives the same bits, and what it cost is only time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sim.montecarlo import cluster
from sim.montecarlo.errors import WorkerError
from sim.montecarlo.executors import cannot_start, lost_worker
from sim.montecarlo.waiting import Waiting

Item = TypeVar("Item")
Done = TypeVar("Done")


def retry_once(
    task: Callable[[Item], Done], waiting: Waiting, said: Callable[[Item], str] = str
) -> Callable[[Item, BaseException], Done]:
    """What `run_blocks` does about a task that failed: try it again when its worker was lost, otherwise raise.

    When a worker is lost, others' tasks may fail with it. All are tried again one after the other, each alone, so that
    the task that brings its worker down is distinguished from those that ran at the same time.

    Parameters
    ----------
    task, waiting : as in `run_blocks`
    said : what to call an item in a message

    Raises
    ------
    WorkerError
        by what is returned, when the worker was lost a second time, has no allforall, or when no worker is left
    Stopped
        by what is returned, when someone has asked to stop and it cannot be done any more
    """

    def recover(item: Item, error: BaseException) -> Done:
        _raise_unless_lost(error, waiting)
        try:
            return waiting.result(waiting.submit(_again, task, item))
        except Exception as second:
            _raise_unless_lost(second, waiting)
            need_a_worker(waiting)
            raise WorkerError(
                "executor",
                f"the worker that simulated {said(item)} was lost twice: killed, perhaps out of memory, or cut off",
                "try fewer --workers or more memory per worker, and --store counts for many worlds",
            ) from second

    return recover


def _raise_unless_lost(error: BaseException, waiting: Waiting) -> None:
    raise_if_no_task_is_to_blame(error, waiting)
    if not lost_worker(error):
        raise error


def raise_if_no_task_is_to_blame(error: BaseException, waiting: Waiting) -> None:
    """Raise a WorkerError when a task failed for a reason that every other task would fail for.

    Its worker could not even import it, the executor's processes cannot start, or its scheduler is gone.
    """
    if isinstance(error, WorkerError):
        raise error
    raise_without_package(error)
    if not lost_worker(error):
        return
    if waiting.gone():
        raise WorkerError(
            "executor",
            f"the scheduler at {cluster.place(waiting.executor)} went away",
            "start it again, or use another executor",
        ) from error
    why = cannot_start(waiting.executor)
    if why is not None:
        raise WorkerError("executor", *why) from error


def raise_without_package(error: BaseException) -> None:
    """Raise a WorkerError when a task failed because its worker could not even import it."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] == "sim":
        raise WorkerError(
            "executor", f"a worker has no allforall, or another release ({error})", "install the same version there"
        ) from error


def need_a_worker(waiting: Waiting) -> None:
    """Raise a WorkerError where nobody is left to do anything at all: then no task is to blame for its failure."""
    try:
        waiting.result(waiting.submit(_nothing))
    except Exception as error:
        raise_if_no_task_is_to_blame(error, waiting)
        raise WorkerError(
            "executor",
            f"no worker is left, or none can be started ({type(error).__name__}: {error})",
            "see whether the cluster still runs; a script that uses processes needs"
            ' `if __name__ == "__main__":` around what it does',
        ) from error


def _again(task: Callable[[Item], Done], item: Item) -> Done:
    """The same task under another name: to Dask the same call would be the one that it has just seen fail."""
    return task(item)


def _nothing() -> None:
    """What any worker can do."""
