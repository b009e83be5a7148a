"""Progress bars: on standard error where that is a terminal, below the cell of a notebook, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Report = Callable[[int, int, float], None]
"""Worlds done, worlds in all, seconds since the start."""

Told = TypeVar("Told", bound=Callable[..., None])
_Move = Callable[[int, int, str], None]

SECONDS = 0.2
"""Between two looks of a bar in a notebook."""


@dataclass(frozen=True, kw_only=True)
class ProgressState:
    """How far an experiment is.

    Attributes
    ----------
    points, points_in_all : points of the design that are done, or failed; with a wanted precision: done once
    worlds, worlds_in_all : int; in all: as far as is known, which with a wanted precision is a guess
    new_worlds : those of this run alone
    seconds : since the start of this run
    """

    points: int
    points_in_all: int
    worlds: int
    worlds_in_all: int
    new_worlds: int
    seconds: float


@contextmanager
def following(
    progress: bool | Told | None, bar: Callable[[str], AbstractContextManager[Told | None]], what: str
) -> Iterator[Told | None]:
    """What to call with the progress of something, from what a caller gave as `progress`.

    Parameters
    ----------
    progress : a function, which is given back; True for a bar, where one can be shown; None or False for nothing
    bar : `progress_bar`, `worlds_bar` or `stage_bar`, as what is told is of their kind
    what : what is going on, in a word

    Raises
    ------
    TypeError
        for anything else
    """
    if progress is True:
        with bar(what) as tell:
            yield tell
    elif progress is None or progress is False:
        yield None
    elif callable(progress):
        yield progress
    else:
        raise TypeError(f"progress is {progress!r}: it must be True, a function to call with it, or None")


@contextmanager
def progress_bar(what: str, wanted: bool = True) -> Iterator[Report | None]:
    """Give a function that moves a bar with the time left; None where no bar is to be shown."""
    with _bar(what, wanted, "") as move:
        yield None if move is None else lambda done, total, seconds: move(done, total, "")


@contextmanager
def worlds_bar(what: str, wanted: bool = True) -> Iterator[Callable[[ProgressState], None] | None]:
    """The same for an experiment: points, worlds, rate and time left."""
    with _bar(what, wanted, "{task.fields[words]}") as move:
        yield None if move is None else lambda standing: move(standing.worlds, standing.worlds_in_all, told(standing))


@contextmanager
def stage_bar(what: str, wanted: bool = True) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """The same for what goes on in stages: the stage, and how many of its steps are done."""
    with _bar(what, wanted, "{task.fields[words]}") as move:
        yield None if move is None else lambda stage, done, steps: move(min(done, steps or done), steps or done, stage)


def told(standing: ProgressState) -> str:
    """How far an experiment is, in words."""
    rate = standing.new_worlds / standing.seconds if standing.seconds > 0 else 0
    points = f"{standing.points:,}/{standing.points_in_all:,} points"
    return f"{points}, {standing.worlds:,}/{standing.worlds_in_all:,} worlds, {rate:,.0f}/s"


@contextmanager
def _bar(what: str, wanted: bool, words: str) -> Iterator[_Move | None]:
    if wanted and _in_notebook():
        with _below_the_cell(what, words) as move:
            yield move
    elif wanted and sys.stderr is not None and sys.stderr.isatty():
        from rich.console import Console

        # A stream that makes text harmless would spoil what moves the cursor: the one behind it is written to.
        with _progress(words, console=Console(file=getattr(sys.stderr, "raw", sys.stderr)), transient=True) as shown:
            yield _mover(shown, what)
    else:
        yield None


def _progress(words: str, **how: Any) -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12 if words else 30),
        TextColumn("{task.percentage:>3.0f} %"),
    ]
    columns += [TextColumn(words, markup=False)] if words else []
    columns += [TimeRemainingColumn(compact=True), TextColumn("left")]
    return Progress(*columns, **how)


def _mover(shown: Progress, what: str) -> _Move:
    task = shown.add_task(what, total=None, words="")

    def move(done: int, total: int, text: str) -> None:
        shown.update(task, completed=done, total=total, words=text)

    return move


def _in_notebook() -> bool:
    """Whether this runs in the kernel of a notebook. Nothing is loaded to find out."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None


@contextmanager
def _below_the_cell(what: str, words: str) -> Iterator[_Move]:
    """A bar as output of a cell, each output replacing the last. rich's own live display needs ipywidgets."""
    from IPython.display import display

    shown = _progress(words)
    update = _mover(shown, what)

    def table() -> Any:
        return shown.make_tasks_table(shown.tasks)

    handle = display(table(), display_id=True)
    last = monotonic()

    def move(done: int, total: int, text: str) -> None:
        nonlocal last
        update(done, total, text)
        if monotonic() - last >= SECONDS:
            last = monotonic()
            handle.update(table())

    try:
        yield move
    finally:
        handle.update(table())
