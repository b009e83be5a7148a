"""The store of a result: one SQLite file, written block by block.

Every block of worlds, and every group of whole prior draws, is one transaction; blocks come in order. Whatever stops
the process, and whenever, the file then holds worlds 0 to n - 1 for some n, the counts of exactly these worlds, and
checksums of both. Tables: `worlds` (unless only counts are stored), `columns`, `prior`, `weeks`, `totals`, `looks` (of
a run with precision-based stopping), `meta`, `provenance`, `checksums`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.montecarlo import checksums
from sim.montecarlo.contents import CHECKSUMS
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.database import Database, definitions
from sim.montecarlo.prior import PriorRun
from sim.montecarlo.tally import Rows, Tally, whole

if TYPE_CHECKING:
    from sim.model.outcomes import Column
    from sim.montecarlo.stored import StoredResult

SCHEMA_VERSION = 2
"""Of the store's tables. A store of version 1 has no checksums and is read; one of another version is refused."""

LOOKS = ("swap_first", "talks_first", "neither")
"""What the table `looks` counts of all worlds up to a look; together they are all worlds."""

TYPES = {"week": "REAL", "amount": "REAL", "code": "INTEGER", "count": "INTEGER", "persons": "INTEGER"}
"""Kind of a column -> how SQLite keeps it."""

TABLES = {
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)",
    "provenance": "CREATE TABLE provenance (name TEXT PRIMARY KEY, value TEXT)",
    "columns": "CREATE TABLE columns (name TEXT PRIMARY KEY, kind TEXT, unit TEXT, meaning TEXT)",
    "weeks": ("CREATE TABLE weeks (event TEXT, week INTEGER, worlds INTEGER, PRIMARY KEY (event, week)) WITHOUT ROWID"),
    "totals": "CREATE TABLE totals (name TEXT PRIMARY KEY, total TEXT, scale INTEGER)",
    "checksums": CHECKSUMS,
}
"""Definitions of the tables of every store."""

LOOKS_TABLE = (
    f"CREATE TABLE looks (look INTEGER PRIMARY KEY, {', '.join(f'{name} INTEGER' for name in ('worlds', *LOOKS))})"
)


def worlds_table(names: Sequence[str], kinds: Sequence[str]) -> str:
    """Definition of the table `worlds`, from the names of its columns and their kinds."""
    types = [TYPES[kind] + (" PRIMARY KEY" if name == "world" else "") for name, kind in zip(names, kinds, strict=True)]
    return f"CREATE TABLE worlds ({definitions(names, types)})"


def prior_table(names: Sequence[str]) -> str:
    """Definition of the table `prior`: the draw's number, parameters, counts, and a checksum of the row."""
    kinds = {"draw": "INTEGER PRIMARY KEY", "checksum": "TEXT"} | dict.fromkeys(("worlds", *COUNTS), "INTEGER")
    return f"CREATE TABLE prior ({definitions(names, [kinds.get(name, 'REAL') for name in names])})"


def prior_columns(parameters: Iterable[str]) -> tuple[str, ...]:
    """Columns of the table `prior`."""
    return ("draw", *parameters, "worlds", *COUNTS, "checksum")


def prior_sums(first: int, parameters: Sequence[np.ndarray], worlds: np.ndarray, counts: np.ndarray) -> list[str]:
    """The checksums of whole draws, the first of which has the number `first`."""
    return checksums.of_each_row([np.arange(first, first + len(counts)), *parameters, worlds, counts])


class StoreWriter(Database):
    """Writes a new store.

    Parameters
    ----------
    place : file to make; must not exist
    columns : what a row of `worlds` holds; None to store counts only
    meta, provenance : facts for the tables of those names, as JSON
    """

    def __init__(
        self, place: Path, columns: Sequence[Column] | None, meta: Mapping[str, Any], provenance: Mapping[str, Any]
    ):
        self.columns = columns
        super().__init__(place, new=True)
        try:
            with self.transaction():
                self._make_tables()
                if meta.get("precision") is not None:
                    self.run(LOOKS_TABLE)
                    self.seal("looks")
                self.put(
                    "meta",
                    {
                        "schema_version": SCHEMA_VERSION,
                        "status": "running",
                        "worlds": 0,
                        "draws": 0,
                        "seconds": 0.0,
                        **meta,
                    },
                )
                self.put("provenance", provenance)
        except BaseException:
            self.close()
            raise

    @classmethod
    def going_on(cls, place: Path) -> StoreWriter:
        """Open a store that is there, to add to it; a transaction that a kill left half done is taken back.

        Its columns are to be set before rows are added.

        Raises
        ------
        ResultError
            as `Database`
        """
        writer = cls.__new__(cls)
        writer.columns = None
        Database.__init__(writer, place, new=False)
        return writer

    def stored(self) -> StoredResult:
        """What it holds, read over the same connection; ends with this writer."""
        from sim.montecarlo.stored import StoredResult

        return StoredResult(self.place, self._connection)

    def add_block(self, rows: Rows | None, counted: Tally, seconds: float, looks: Iterable[Sequence[int]] = ()) -> None:
        """Store a block: its rows (unless only counts are stored), and tally and time of all worlds up to its end.

        `looks` are the counts (`LOOKS`) of those looks that lie within the block or at its end.
        """
        with self.transaction():
            for counts in looks:  # SQLite numbers them from 1
                self.insert("looks", ("worlds", *LOOKS), [[value] for value in (sum(counts), *counts)])
                self.seal("looks")
            if self.columns is not None and rows is not None:
                kept = {column.name: _kept(rows[column.name], column) for column in self.columns}
                # Python numbers: SQLite would store NumPy's as blobs. NaN becomes NULL by itself.
                self.insert("worlds", list(kept), [values.tolist() for values in kept.values()])
                self.keep_sums("worlds", checksums.of_worlds(kept))
            weeks = [
                (event, week, worlds)
                for event, by_week in counted.weeks.items()
                for week, worlds in enumerate(by_week.tolist())
            ]
            self.run_many("INSERT OR REPLACE INTO weeks VALUES (?, ?, ?)", weeks)
            totals = [(name, str(total), counted.scales.get(name, 1)) for name, total in counted.totals.items()]
            self.run_many("INSERT OR REPLACE INTO totals VALUES (?, ?, ?)", totals)
            self.seal("weeks", "totals")
            self.put("meta", {"worlds": counted.worlds, "seconds": seconds})

    def add_draws(self, first: int, run: PriorRun) -> None:
        """Store whole draws of the prior run, `first` the number of the first of them."""
        with self.transaction():
            names = prior_columns(run.parameters)
            self.run(prior_table(names).replace("TABLE", "TABLE IF NOT EXISTS", 1))
            self.seal_names("prior", names)
            worlds, drawn = np.full(run.draws, run.worlds_per_draw), list(run.parameters.values())
            self.insert(
                "prior",
                names,
                [
                    range(first, first + run.draws),
                    *(values.tolist() for values in drawn),
                    worlds.tolist(),
                    *run.counts.T.tolist(),
                    prior_sums(first, drawn, worlds, run.counts),
                ],
            )
            self.put("meta", {"draws": first + run.draws})

    def note(self, **facts: Any) -> None:
        """Set facts in `meta`, such as `status` and `seconds`."""
        with self.transaction():
            self.put("meta", facts)

    def note_resumed(self, origin: Mapping[str, Any]) -> None:
        """Set that it is being resumed, and its provenance, together."""
        with self.transaction():
            self.put("meta", {"status": "running"})
            self.put("provenance", origin)

    def _make_tables(self) -> None:
        for definition in TABLES.values():
            self.run(definition)
        columns = self.columns or ()
        if self.columns is not None:
            self.run(worlds_table([column.name for column in columns], [column.kind for column in columns]))
        for column in columns:
            self.run("INSERT INTO columns VALUES (?, ?, ?, ?)", column.name, column.kind, column.unit, column.meaning)
        self.seal("columns", "weeks", "totals")


def _kept(values: np.ndarray, column: Column) -> np.ndarray:
    """Values of a column as they are kept: whole numbers or float64."""
    return checksums.canonical(values if TYPES[column.kind] == "REAL" else whole(values, column.name))
