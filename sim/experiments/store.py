"""The store of an experiment: one SQLite file with a row a cell, written batch by batch, gone on with after any stop.

Every finished batch is one transaction. Rows are keyed by scenario, point, round and part; nothing in them but the two
clock columns, `seconds` and `finished`, depends on when, where or in which order they were computed. Tables:
`scenarios`, `points`, `cells`, `meta`, `provenance`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.montecarlo import provenance
from sim.montecarlo.database import MEMORY, Database, begin, definitions, quoted
from sim.montecarlo.errors import ResultError, reading
from sim.montecarlo.opening import finished, for_reading

from .cells import Key
from .design.sample import blocks
from .tasks import BatchResult

if TYPE_CHECKING:
    import pandas

    from .design import Design

SCHEMA_VERSION = 1
FILE = "experiment.sqlite"

KEY = ("scenario", "point", "round", "part")
CLOCK = ("seconds", "finished")
"""Columns that differ from run to run."""

_REMEDY = "choose another folder for this one (--out), or move that folder away"


class ExperimentStore(Database):
    """Where the counts of an experiment are kept.

    Parameters
    ----------
    place : the file, made when it is not there; `MEMORY` for none
    names : what is counted of every cell
    design : its points
    facts : what a store must agree on to be gone on with, in plain values; `design.facts()` among it
    origin : provenance of this run

    Raises
    ------
    ResultError
        when the file holds something else: another version, design, scenario or seed; it is left as it is
    OutputError
        when it cannot be written
    """

    def __init__(
        self,
        place: Path | str,
        names: Sequence[str],
        design: Design,
        facts: Mapping[str, Any],
        origin: Mapping[str, Any],
    ):
        self.names = tuple(names)

        def fill(database: Database) -> None:
            with database.transaction():
                _tables(database, design, self.names)
                database.put("meta", {"schema_version": SCHEMA_VERSION, "status": "running", **facts})
                database.put("provenance", origin)

        if place == MEMORY:
            super().__init__(place, new=True)
            fill(self)
            return
        place = Path(place)
        if not place.exists():
            begin(place, fill)
        super().__init__(place, new=False)
        try:
            with reading(place):
                self.waiting(lambda: _agree(place, _facts(self._connection, place), facts))
        except BaseException:
            self.close()
            raise

    def add(self, result: BatchResult) -> None:
        """Keep a batch: one transaction. A cell that failed is a row with its reason and no counts.

        What another process on the same store has counted stays: it is the same, and a store that is complete, which
        is read without a lock, is not written again.
        """
        finished = provenance.now()
        good, bad = [], []
        for cell, counts, reason in zip(result.batch.cells, result.counts.tolist(), result.reasons, strict=True):
            counted = counts if reason is None else [None] * len(counts)
            seconds = result.seconds * cell.block.worlds / result.batch.worlds
            row = (*cell.key, cell.block.first, cell.block.worlds, reason, *counted, seconds, finished)
            (good if reason is None else bad).append(row)
        names = (*KEY, "first_world", "worlds", "reason", *self.names, *CLOCK)
        marks = ", ".join("?" * len(names))
        same = " AND ".join(f"{name} = ?" for name in KEY)
        with self.transaction():
            rows = [*good, *bad]
            self.run_many(f"DELETE FROM cells WHERE reason IS NOT NULL AND {same}", [row[: len(KEY)] for row in rows])
            self.run_many(f"INSERT OR IGNORE INTO cells VALUES ({marks})", rows)

    def note(self, **facts: Any) -> None:
        """Set facts in `meta`, such as `status`."""
        with self.transaction():
            self.put("meta", facts)

    def done(self) -> dict[Key, np.ndarray]:
        """Cells that are finished -> their counts, int64 (names,). A cell that failed is not: it is tried again."""
        with reading(self.place):
            return self.waiting(lambda: _done(self._connection, self.names))

    def worlds(self) -> int:
        """Worlds of all cells that are finished."""
        with reading(self.place):
            query = "SELECT coalesce(sum(worlds), 0) FROM cells WHERE reason IS NULL"
            return self.waiting(lambda: self._connection.execute(query).fetchone()[0])

    def tables(self) -> dict[str, pandas.DataFrame]:
        """All tables that `read_table` reads, by name: what remains of a store in memory when it is closed."""
        with reading(self.place):
            return {name: _table(self._connection, name) for name in _ORDER}


def _tables(database: Database, design: Design, names: Sequence[str]) -> None:
    """Make the tables of a store, and fill those that are known before the first batch."""
    run = database.run
    run("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
    run("CREATE TABLE provenance (name TEXT PRIMARY KEY, value TEXT)")
    run("CREATE TABLE scenarios (scenario INTEGER PRIMARY KEY, label TEXT, hash TEXT, yaml TEXT)")
    for number, (label, case) in enumerate(zip(design.labels, design.scenarios, strict=True)):
        run("INSERT INTO scenarios VALUES (?, ?, ?, ?)", number, label, case.hash, case.to_yaml())
    columns = ("scenario", "point", *design.keys)
    kinds = ["INTEGER", "INTEGER", *["REAL"] * len(design.keys)]
    run(f"CREATE TABLE points ({definitions(columns, kinds)}, PRIMARY KEY (scenario, point)) WITHOUT ROWID")
    for number, values in enumerate(design.points):
        first = 0
        for some in blocks(values):
            stop = first + len(some)
            database.insert("points", columns, [[number] * len(some), range(first, stop), *some.T.tolist()])
            first = stop
    columns = (*KEY, "first_world", "worlds", "reason", *names, *CLOCK)
    kinds = [*["INTEGER"] * 6, "TEXT", *["INTEGER"] * len(names), "REAL", "TEXT"]
    run(f"CREATE TABLE cells ({definitions(columns, kinds)}, PRIMARY KEY ({', '.join(KEY)})) WITHOUT ROWID")


_ORDER = {
    "cells": ", ".join(KEY), "points": "scenario, point", "scenarios": "scenario", "meta": "name", "provenance": "name",
}  # fmt: skip
"""Table -> by what it is ordered."""


def read_table(place: Path | str, table: str) -> pandas.DataFrame:
    """A table of a store, ordered by its key.

    Raises
    ------
    ResultError
        when there is no such store, or it is damaged
    """
    import pandas

    _exists(Path(place))
    with reading(place), closing(for_reading(Path(place))) as connection:
        try:
            return _table(connection, table)
        except (pandas.errors.DatabaseError, sqlite3.Error) as error:
            raise ResultError(place, f"cannot read: {error}", "it is damaged or not written by allforall") from error


def _table(connection: sqlite3.Connection, table: str) -> pandas.DataFrame:
    import pandas

    return pandas.read_sql_query(f"SELECT * FROM {table} ORDER BY {_ORDER[table]}", connection)


def read_finished(
    place: Path, names: Sequence[str], facts: Mapping[str, Any]
) -> tuple[dict[Key, np.ndarray], dict[str, Any]] | None:
    """The cells that are finished, and the provenance, of a store that says it is complete; nothing is written.

    Parameters
    ----------
    place, names, facts : as of `ExperimentStore`

    Returns
    -------
    cells and provenance, or None where there is no store or it is not complete

    Raises
    ------
    ResultError
        when it holds something else
    """
    if not place.is_file():
        return None
    with reading(place):
        connection = finished(place)
        if connection is None:
            return None
        with closing(connection):
            _agree(place, _facts(connection, place), facts)
            return _done(connection, names), _facts(connection, place, "provenance")


def _done(connection: sqlite3.Connection, names: Sequence[str]) -> dict[Key, np.ndarray]:
    listed = ", ".join(map(quoted, (*KEY, *names)))
    rows = connection.execute(f"SELECT {listed} FROM cells WHERE reason IS NULL").fetchall()
    return {Key(*row[:4]): np.array(row[4:], np.int64) for row in rows}


def read_facts(place: Path, table: str = "meta") -> dict[str, Any]:
    """The facts of a store's table of names and values; errors as `read_table`."""
    _exists(place)
    with reading(place), closing(for_reading(place)) as connection:
        return _facts(connection, place, table)


def _facts(connection: sqlite3.Connection, place: Path, table: str = "meta") -> dict[str, Any]:
    rows = connection.execute(f"SELECT name, value FROM {table}").fetchall()
    try:
        return {name: json.loads(value) for name, value in rows}
    except (TypeError, ValueError) as error:
        raise ResultError(place, f"cannot read: {error}", "it is damaged or not written by allforall") from error


def _exists(place: Path) -> None:
    if not place.is_file():
        raise ResultError(place, "no such store", "name a folder that `allforall sweep` or `compare` has written")


# -- may it be gone on with? ------------------------------------------------------------------------------------------

_SAID = {
    "kind": "another kind of experiment",
    "design_kind": "another kind of design",
    "seed": "another seed",
    "worlds": "another number of worlds",
    "replicates": "another number of replicates",
    "scenario_hashes": "another scenario",
    "scenarios": "other scenarios",
    "precision": "another precision",
    "max_worlds": "another fuse (--max-worlds)",
    "common_draws": "draws of another kind",
    "keys": "other dimensions",
    "points": "another number of points",
    "points_hash": "other points",
}
"""What differs, in words; anything else is told by its name."""

_NOT_COMPARED = {"design", "engine", "schema_version", "status"}


def _agree(place: Path, found: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Refuse a store whose facts are not those of the same experiment."""
    facts = json.loads(json.dumps(facts))
    version = found.get("schema_version")
    if version != SCHEMA_VERSION:
        raise ResultError(place, f"schema version {version}, this is version {SCHEMA_VERSION}", _REMEDY)
    if found.get("engine") != facts["engine"]:
        raise ResultError(
            place,
            f"it was written by another version of the model (engine {found.get('engine')}, this is {facts['engine']})",
            f"go on with that version, or {_REMEDY}",
        )
    names = [name for name in {**facts, **found} if name not in _NOT_COMPARED]
    different = [name for name in names if found.get(name) != facts.get(name)]
    if different:
        ordered = [name for name in _SAID if name in different] + [name for name in different if name not in _SAID]
        first = ordered[0]
        then, now = found.get(first), facts.get(first)
        values = f" ({_plain(then)}, asked for is {_plain(now)})" if _short(then) and _short(now) else ""
        if first == "scenario_hashes":
            changed = [
                label for label, old, new in zip(facts["scenarios"], then or (), now, strict=False) if old != new
            ]
            values = f" ({', '.join(changed)} has changed since)" if changed else ""
        raise ResultError(place, f"it holds {_SAID.get(first, f'another {first}')}{values}", _REMEDY)


def _short(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return value is None or (isinstance(value, (int, float, str)) and len(str(value)) <= 40) or (
        isinstance(value, list) and len(str(value)) <= 120
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
