"""The progress bar: on standard error, and only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .streams import unguarded

if TYPE_CHECKING:
    from sim.experiments.conduct import Standing

Report = Callable[[int, int, float], None]
"""Worlds done, worlds in all, seconds since the start."""


@contextmanager
def progress_bar(what: str, wanted: bool = True) -> Iterator[Report | None]:
    """Give a function that moves a bar with the time left; None where no bar is to be shown."""
    with _bar(what, wanted, "") as move:
        yield None if move is None else lambda done, total, seconds: move(done, total, "")


@contextmanager
def standing_bar(what: str, wanted: bool = True) -> Iterator[Callable[[Standing], None] | None]:
    """The same for an experiment: points, worlds, rate and time left."""
    with _bar(what, wanted, "{task.fields[words]}") as move:
        yield None if move is None else lambda standing: move(standing.worlds, standing.worlds_in_all, told(standing))


@contextmanager
def stage_bar(what: str, wanted: bool = True) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """The same for what goes on in stages: the stage, and how many of its steps are done."""
    with _bar(what, wanted, "{task.fields[words]}") as move:
        yield None if move is None else lambda stage, done, steps: move(min(done, steps or done), steps or done, stage)


def told(standing: Standing) -> str:
    """How far an experiment is, in words."""
    rate = standing.new_worlds / standing.seconds if standing.seconds > 0 else 0
    points = f"{standing.points:,}/{standing.points_in_all:,} points"
    return f"{points}, {standing.worlds:,}/{standing.worlds_in_all:,} worlds, {rate:,.0f}/s"


@contextmanager
def _bar(what: str, wanted: bool, words: str) -> Iterator[Callable[[int, int, str], None] | None]:
    if not wanted or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12 if words else 30),
        TextColumn("{task.percentage:>3.0f} %"),
    ]
    columns += [TextColumn(words, markup=False)] if words else []
    columns += [TimeRemainingColumn(compact=True), TextColumn("left")]
    with Progress(*columns, console=Console(file=unguarded(sys.stderr)), transient=True) as bar:
        task = bar.add_task(what, total=None, words="")

        def move(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total, words=text)

        yield move
