"""A block whose worker was lost is simulated once more: it gives the same bits, and what it cost is only time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from .cluster import cut_off
from .errors import WorkerError
from .executors import lost_worker

Item = TypeVar("Item")
Done = TypeVar("Done")


def once_more(
    task: Callable[[Item], Done], executor: Executor, said: Callable[[Item], str] = str
) -> Callable[[Item, BaseException], Done]:
    """What `run_blocks` does about a task that failed: try it again when its worker was lost, otherwise raise.

    When a worker is lost, others' tasks may fail with it. All are tried again one after the other, each alone, so that
    the task that brings its worker down is told from those that stood beside it.

    Parameters
    ----------
    task, executor : as in `run_blocks`
    said : what to call an item in a message

    Raises
    ------
    WorkerError
        by what is returned, when the worker was lost a second time, or has no allforall
    """

    def recover(item: Item, error: BaseException) -> Done:
        _raise_unless_lost(error)
        if cut_off(executor):
            raise WorkerError(
                "executor",
                f"the scheduler went away before {said(item)} was done",
                "start it again, or use another executor",
            ) from error
        try:
            return executor.submit(_again, task, item).result()
        except Exception as second:
            _raise_unless_lost(second)
            raise WorkerError(
                "executor",
                f"the worker that simulated {said(item)} was lost twice: killed, perhaps out of memory, or cut off",
                "try fewer --workers or more memory a worker, and --store counts for many worlds",
            ) from second

    return recover


def _raise_unless_lost(error: BaseException) -> None:
    raise_without_package(error)
    if not lost_worker(error):
        raise error


def raise_without_package(error: BaseException) -> None:
    """Raise a WorkerError when a task failed because its worker could not even import it."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] == "sim":
        raise WorkerError(
            "executor", f"a worker has no allforall, or another release ({error})", "install the same version there"
        ) from error


def _again(task: Callable[[Item], Done], item: Item) -> Done:
    """The same task under another name: to Dask the same call would be the one that it has just seen fail."""
    return task(item)
