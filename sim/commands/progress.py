"""The progress bar: on standard error, and only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, int, float], None]
"""Worlds done, worlds in all, seconds since the start."""


@contextmanager
def progress_bar(what: str, wanted: bool = True) -> Iterator[Report | None]:
    """Give a function that moves a bar with the time left; None where no bar is to be shown."""
    if not wanted or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def report(done: int, total: int, seconds: float) -> None:
            bar.update(task, completed=done, total=total)

        yield report
