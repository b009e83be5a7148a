"""What can go wrong around a run, said with place, reason and remedy."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.printable import shown, visible

RESUMES = "the same command resumes from what is done"
"""What to say of an experiment that ended early: it takes up what is in its folder."""

MOST_WORDS = 200
"""Letters of what is quoted from a file."""


class _PlacedError(Exception):
    """An error with a place, a reason and what to do about it."""

    def __init__(self, place: str | Path, reason: str, remedy: str):
        self.place, self.reason, self.remedy = str(place), reason, remedy
        super().__init__(str(place), reason, remedy)

    def __str__(self) -> str:
        return visible(f"{self.place}: {self.reason}; {self.remedy}")

    def add(self, words: str) -> None:
        """Add to what can be done about it."""
        self.remedy += f"; {words}"
        self.args = (self.place, self.reason, self.remedy)


class OutputError(_PlacedError):
    """A result could not be written.

    Attributes
    ----------
    place, reason, remedy : str
    result : Result or None
        What had been simulated when writing failed, marked partial and held in memory; None when nothing had.
    """

    result: Any = None


class ResultError(_PlacedError):
    """A stored result could not be read, or does not hold what is asked for."""


class WorkerError(_PlacedError):
    """A block could not be simulated where it was sent: a worker was lost again and again, or is of another release.

    Attributes
    ----------
    place, reason, remedy : str
    result : Result or None
        What had been simulated before, marked partial; None when nothing was kept.
    """

    result: Any = None


class RunError(ValueError):
    """A run was asked for that cannot be: a number of worlds below 1, an unknown way to store, and the like."""


_REMEDIES = {
    errno.ENOSPC: "free some space or choose another folder (--out)",
    errno.EDQUOT: "free some space or choose another folder (--out)",
    errno.EACCES: "choose a folder you may write to (--out)",
    errno.EPERM: "choose a folder you may write to (--out)",
    errno.EROFS: "choose a folder you may write to (--out)",
    errno.ENOTDIR: "choose a folder, not a file (--out)",
    errno.EEXIST: "choose a folder, not a file (--out)",
    errno.ENAMETOOLONG: "choose a shorter name (--out)",
}


@contextmanager
def writing(place: str | Path) -> Iterator[None]:
    """Turn what the system or SQLite says while writing at `place` into an `OutputError`."""
    try:
        yield
    except OSError as error:
        reason = f"cannot write: {(error.strerror or str(error)).lower()}"
        raise OutputError(place, reason, _REMEDIES.get(error.errno or 0, "choose another folder (--out)")) from error
    except sqlite3.Error as error:
        full = "full" in str(error)
        remedy = _REMEDIES[errno.ENOSPC if full else errno.EACCES]
        raise OutputError(place, f"cannot write: {error}", remedy) from error


@contextmanager
def reading(place: str | Path) -> Iterator[None]:
    """Turn what the system or SQLite says while reading at `place` into a `ResultError`."""
    try:
        yield
    except OSError as error:
        reason = f"cannot read: {(error.strerror or str(error)).lower()}"
        raise ResultError(place, reason, "name a result folder that `allforall run` has written") from error
    except sqlite3.Error as error:
        reason = f"cannot read: {shown(error, MOST_WORDS)}"  # SQLite quotes what stands in the file
        raise ResultError(place, reason, "it is damaged or not written by allforall") from error
