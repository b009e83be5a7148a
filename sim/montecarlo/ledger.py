"""The ledger: the one kind of store, a SQLite file written in transactions, resumed after any stop.

Runs, experiments and calibrations keep what is done in one. Each has tables of its own for it, next to `meta` (facts,
such as what decides everything else in it, and how far it came) and `checksums`; `contents.py` reads any of them, and
believes nothing.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sim.montecarlo import checksums
from sim.montecarlo.contents import Contents
from sim.montecarlo.errors import OutputError, ResultError, reading, writing
from sim.montecarlo.opening import check_tables, for_reading, for_writing, is_busy

MEMORY = ":memory:"
"""In the place of a file: a ledger that ends with the process."""

PATIENCE = 60.0
"""Seconds for which a lock that another program holds is waited for."""

SAY_AFTER = 3.0
"""Seconds after which such waiting is said."""

_STEP = 0.05

Done = TypeVar("Done")

_log = logging.getLogger("sim")


class Ledger:
    """A ledger opened for writing, transaction by transaction: whatever stops the process, one is there or not.

    Every method that writes raises `OutputError` when the disk does not take it; what was written before stays whole.
    A lock that somebody else holds is waited for in steps, so that nothing is deaf meanwhile: said after `SAY_AFTER`
    seconds, given up after `PATIENCE`.

    Attributes
    ----------
    stopping : says whether somebody has asked to stop; then a lock is no longer waited for

    Parameters
    ----------
    place : the file; made when `new`, and then it must not exist. `MEMORY` for none.
    new : whether to make it
    """

    def __init__(self, place: Path | str, *, new: bool):
        self.place = place
        self.stopping: Callable[[], bool] = lambda: False
        self._patience = PATIENCE
        if place == MEMORY:
            self._connection = sqlite3.connect(MEMORY, isolation_level=None)
            return
        if new:
            with writing(place):
                Path(place).open("xb").close()
        with writing(place) if new else reading(place):
            self._connection = for_writing(Path(place))
            with self._closed_on_error():
                self.waiting(lambda: check_tables(self._connection, Path(place)))

    def begin_or_resume(self, place: Path | str, fill: Callable[[Ledger], None], check: Callable[[Contents], None]):
        """Open the ledger that is there, or make it.

        Parameters
        ----------
        place : the file, or `MEMORY`
        fill : writes what is known before the first piece of work; in one transaction
        check : refuses what is there, where it is damaged or something else
        """
        if place == MEMORY:
            Ledger.__init__(self, place, new=True)
            with self.transaction():
                fill(self)
            return
        if not Path(place).exists():
            begin(Path(place), fill)
        Ledger.__init__(self, place, new=False)
        with self._closed_on_error():
            self.read(check)

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    @property
    def contents(self) -> Contents:
        """What it holds, to be checked."""
        return Contents(self._connection, self.place)

    def read(self, query: Callable[[Contents], Done]) -> Done:
        """What it holds, by a function that may have to wait for a lock."""
        with reading(self.place):
            return self.waiting(lambda: query(self.contents))

    def note(self, **facts: Any) -> None:
        """Set facts in `meta`, such as `status`."""
        with self.transaction():
            self.put("meta", facts)

    def close(self) -> None:
        """Close the file; an unfinished transaction is taken back."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept together, or nothing of it."""
        with writing(self.place):
            if self._connection.in_transaction:
                # An interrupt fell between beginning the last one and guarding it.
                self._connection.execute("ROLLBACK")
            self.waiting(lambda: self._connection.execute("BEGIN IMMEDIATE"))
            try:
                yield
                self.waiting(lambda: self._connection.execute("COMMIT"))
            except BaseException:
                if self._connection.in_transaction:
                    # Otherwise SQLite has taken it back itself, as it does on a full disk.
                    self._connection.execute("ROLLBACK")
                raise

    def waiting(self, attempt: Callable[[], Done]) -> Done:
        """Do what needs a lock, again and again while somebody else holds it.

        SQLite's own waiting would not hear Ctrl-C, and would begin again for every page of a large transaction.

        Raises
        ------
        OutputError
            when it was not to be had; from then on a lock is asked for once
        """
        since, said = time.monotonic(), False
        while True:
            try:
                return attempt()
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    raise
            waited = time.monotonic() - since
            if waited >= self._patience or self.stopping():
                self._patience = 0.0
                raise OutputError(
                    self.place,
                    f"another program has kept it locked for {waited:.0f} seconds, perhaps one that shows its tables",
                    "close that program",
                )
            if waited >= SAY_AFTER and not said:
                said = True
                _log.warning(
                    "%s: waiting, since another program keeps it locked; close what has it open (after %.0f seconds the"
                    " run stops and keeps what is done)", self.place, self._patience,
                )  # fmt: skip
            time.sleep(_STEP)

    def run(self, statement: str, *values: Any) -> None:
        """Execute one statement."""
        self._connection.execute(statement, values)

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for every row."""
        self._connection.executemany(statement, rows)

    def insert(self, table: str, names: Sequence[str], lists: Sequence[Sequence[Any]], instead: str = "") -> None:
        """Insert rows given as columns; `instead` is OR REPLACE or nothing."""
        marks = ", ".join("?" * len(names))
        listed = ", ".join(map(quoted, names))
        self.run_many(f"INSERT {instead} INTO {table} ({listed}) VALUES ({marks})", zip(*lists, strict=True))

    def put(self, table: str, facts: Mapping[str, Any]) -> None:
        """Set facts in a table of names and JSON values, and seal it."""
        self.run_many(
            f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            " WHERE value IS NOT excluded.value",  # what is the same writes nothing
            [(name, json.dumps(value, allow_nan=False)) for name, value in facts.items()],
        )
        self.seal(table)

    def seal(self, *tables: str) -> None:
        """Keep the checksums of small tables as they are now; within the transaction that changes them."""
        for table in tables:
            rows = self._connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
            self.keep_sums(table, [(0, checksums.of_table(rows))])

    def seal_names(self, table: str, names: Sequence[str]) -> None:
        """Keep the checksum of the names of a table's columns, where these differ from store to store."""
        self.keep_sums(f"{table} columns", [(0, checksums.of_table([names]))])

    def keep_sums(self, part: str, sums: Iterable[tuple[int, str]]) -> None:
        """Keep checksums of numbered parts of a table."""
        rows = [(part, number, found) for number, found in sums]
        self.run_many(
            "INSERT INTO checksums VALUES (?, ?, ?) ON CONFLICT (part, number) DO UPDATE SET sha256 = excluded.sha256"
            " WHERE sha256 IS NOT excluded.sha256",
            rows,
        )


@contextmanager
def opened(place: Path | str, writer: str) -> Iterator[Contents]:
    """The contents of a ledger that is there, to be read and nothing else; `writer` has written such, in words."""
    place = Path(place)
    if not place.is_file():
        raise ResultError(place, "no such store", f"name {writer} has written")
    with reading(place), closing(for_reading(place)) as connection:
        yield Contents(connection, place)


def begin(place: Path, fill: Callable[[Ledger], None]) -> None:
    """Make a ledger under another name and give it its own when it is whole: a kill leaves no half of one.

    Another process may do the same at the same time: then the first to finish has made the store of both.
    """
    half = place.with_name(f"{place.name}.{secrets.token_hex(3)}.part")
    try:
        with closing(Ledger(half, new=True)) as ledger, ledger.transaction():
            fill(ledger)
        with writing(place):
            _name(half, place)
    except OutputError:
        if not place.exists():
            raise
    finally:
        for left in (half, half.with_name(f"{half.name}-journal")):
            with suppress(OSError):
                left.unlink()


def _name(half: Path, place: Path) -> None:
    """Give a file its name unless that is taken."""
    try:
        os.link(half, place)
    except OSError:
        if place.exists() or not half.exists():
            raise
        os.rename(half, place)  # a file system without links


def quoted(name: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def definitions(names: Sequence[str], kinds: Sequence[str]) -> str:
    """Columns as CREATE TABLE lists them."""
    return ", ".join(f"{quoted(name)} {kind}" for name, kind in zip(names, kinds, strict=True))
