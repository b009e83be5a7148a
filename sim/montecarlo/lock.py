"""One process at a time writes a result: a lock of the system's, which ends with the process that holds it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sim.montecarlo.errors import ResultError, writing
from sim.montecarlo.opening import for_writing, is_busy


class WriterLock:
    """The right to write a result, held from here until `release` or the end of the process, however that comes.

    SQLite's lock on an empty file is taken, as it works on every system and on shared disks like that of the store.
    The file goes with the lock where the system allows it, and stays after a kill, which does no harm.

    Parameters
    ----------
    place : the file of the lock; made when it is not there

    Raises
    ------
    ResultError
        when another process holds it
    OutputError
        when the file cannot be made
    """

    def __init__(self, place: Path):
        self.place = place
        with writing(place):
            while not self._take():
                pass

    def _take(self) -> bool:
        """Take the lock on the file that bears the name; False when it bears it no longer."""
        with suppress(FileExistsError):
            self.place.open("xb").close()
        try:
            before = os.lstat(self.place)
            self._connection = for_writing(self.place)
        except FileNotFoundError:  # its holder has just released it
            return False
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
            if os.path.samestat(before, os.lstat(self.place)):
                return True
        except FileNotFoundError:
            pass
        except sqlite3.OperationalError as error:
            self._connection.close()
            if not is_busy(error):
                raise
            raise ResultError(
                self.place.parent, "another process is writing it", "wait until that has ended, or stop it"
            ) from None
        except BaseException:
            self._connection.close()
            raise
        self._connection.close()
        return False

    def release(self) -> None:
        """Let others write. The name goes first: whoever waits for the old file sees that it is not the one any more."""
        with suppress(OSError):  # Windows deletes no open file
            self.place.unlink()
        self._connection.close()
