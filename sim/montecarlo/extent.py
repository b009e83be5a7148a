"""How long a run will take and how much room it needs: refused where it cannot fit, said before it is long."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from math import inf
from pathlib import Path

from sim.montecarlo.errors import RunError

LONG_SECONDS = 120
"""From here on the estimate is said before the first world."""

SECONDS_PER_WORLD_WEEK = 3e-7
"""On one core of a machine of 2025 (`make bench`, "a world-week on one core"); machines differ by a factor of three."""

BYTES_PER_ROW = 250
"""Of one world in a store that keeps rows, or in memory."""

BYTES_PER_POINT, BYTES_PER_VALUE = 400, 9
"""Of one point of an experiment in its store, and of each of its values."""


MEMORY_PER_POINT = 4000
"""Of one point of an experiment over the whole prior: its counts, and its row of the table while that is made."""


@dataclass(frozen=True, kw_only=True)
class Extent:
    """What a run or an experiment is going to take, roughly.

    Attributes
    ----------
    world_weeks : to be simulated
    workers : that share them
    stored : bytes written to the folder
    memory : bytes held at the same time, on top of what every run takes
    smaller : what to ask for instead where it does not fit, as in "take fewer worlds"
    """

    world_weeks: int
    workers: int = 1
    stored: int = 0
    memory: int = 0
    smaller: str = "take fewer worlds"

    @property
    def seconds(self) -> float:
        """How long it will take."""
        return self.world_weeks * SECONDS_PER_WORLD_WEEK / self.workers

    def check(self, folder: Path | None) -> None:
        """Refuse what cannot fit.

        Parameters
        ----------
        folder : where it is written, or a folder above it that exists; None where nothing is written

        Raises
        ------
        RunError
            with the figure, when the disk or the memory has less room than it takes
        """
        self.check_memory()
        if folder is not None and self.stored > (free := free_space(folder)):
            raise RunError(
                f"the store would take about {size(self.stored)}, and {size(free)} are free in {folder};"
                f" {self.smaller}, or choose another folder (--out)"
            )

    def check_memory(self) -> None:
        """Refuse what cannot be held; RunError as of `check`."""
        if self.memory > (free := free_memory()):
            raise RunError(
                f"this would take about {size(self.memory)} of memory, and {size(free)} are free; {self.smaller}"
            )

    def announce(self) -> None:
        """Say how long it will take and how large the store will be, where it is long."""
        if self.seconds >= LONG_SECONDS:
            on = "one worker" if self.workers == 1 else f"{self.workers:,} workers"
            kept = f", and a store of {size(self.stored)}" if self.stored > 10**8 else ""
            logging.getLogger("sim").info("this takes about %s on %s%s", duration(self.seconds), on, kept)


def free_space(folder: Path) -> float:
    """Bytes free on the disk of a folder, or of the nearest folder above it that exists; infinity where it is unknown."""
    place = folder.absolute()
    try:
        while not place.is_dir() and place != place.parent:
            place = place.parent
        found = shutil.disk_usage(place)
    except OSError:  # whoever writes there will say why
        return inf
    return found.free if found.total else inf


def free_memory() -> int:
    """Bytes of memory that a process can still have without pushing others out."""
    import psutil

    return psutil.virtual_memory().available


def size(number: float) -> str:
    """Bytes as people say them: 1.5 GB."""
    for unit, scale in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if number >= scale:
            return f"{number / scale:,.1f} {unit}" if number < 100 * scale else f"{number / scale:,.0f} {unit}"
    return f"{number / 1e3:,.0f} kB"


def duration(seconds: float) -> str:
    """Seconds as people say them, to two digits at most: 20 minutes, 3 hours, 12 days."""
    for unit, scale in (("year", 31_557_600), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * scale:
            number = seconds / scale
            number = round(number, -1) if number >= 100 else round(number)
            return f"{number:,.0f} {unit}s"
    return f"{seconds:.0f} seconds"
