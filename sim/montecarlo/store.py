"""The store of a result: one SQLite file, written block by block.

Every block of worlds, and every group of whole prior draws, is one transaction; blocks come in order. Whatever stops
the process, and whenever, the file then holds worlds 0 to n - 1 for some n and the counts of exactly these worlds.
Tables: `worlds` (unless only counts are stored), `columns`, `prior`, `weeks`, `totals`, `looks` (of a run that
stops when sure), `meta`, `provenance`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .counts import COUNTS
from .database import Database, definitions
from .prior import PriorRun
from .tally import Rows, Tally, whole

if TYPE_CHECKING:
    from sim.outcomes import Column

    from .stored import StoredResult

SCHEMA_VERSION = 1
"""Of the store's tables and of the JSON beside it. A store of another version is refused."""

LOOKS = ("swap_first", "talks_first", "neither")
"""What the table `looks` counts of all worlds up to a look; together they are all worlds."""

_TYPES = {"week": "REAL", "amount": "REAL", "code": "INTEGER", "count": "INTEGER", "persons": "INTEGER"}
"""Kind of a column -> how SQLite keeps it."""


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
        self._prior_columns: tuple[str, ...] | None = None
        super().__init__(place, new=True)
        try:
            with self.transaction():
                self._make_tables()
                if meta.get("precision") is not None:
                    counted = ", ".join(f"{name} INTEGER" for name in ("worlds", *LOOKS))
                    self.run(f"CREATE TABLE looks (look INTEGER PRIMARY KEY, {counted})")
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
        writer.columns = writer._prior_columns = None
        Database.__init__(writer, place, new=False)
        return writer

    def stored(self) -> StoredResult:
        """What it holds, read over the same connection; ends with this writer."""
        from .stored import StoredResult

        return StoredResult(self.place, self._connection)

    def add_block(
        self, rows: Rows | None, counted: Tally, seconds: float, looks: Iterable[Sequence[int]] = ()
    ) -> None:
        """Store a block: its rows (unless only counts are stored), and tally and time of all worlds up to its end.

        `looks` are the counts (`LOOKS`) of those looks that lie within the block or at its end.
        """
        with self.transaction():
            for counts in looks:  # SQLite numbers them from 1
                self.insert("looks", ("worlds", *LOOKS), [[value] for value in (sum(counts), *counts)])
            if self.columns is not None and rows is not None:
                self.insert(
                    "worlds",
                    [column.name for column in self.columns],
                    [_plain(rows[column.name], column) for column in self.columns],
                )
            weeks = [
                (event, week, worlds)
                for event, by_week in counted.weeks.items()
                for week, worlds in enumerate(by_week.tolist())
            ]
            self.run_many("INSERT OR REPLACE INTO weeks VALUES (?, ?, ?)", weeks)
            totals = [(name, str(total), counted.scales.get(name, 1)) for name, total in counted.totals.items()]
            self.run_many("INSERT OR REPLACE INTO totals VALUES (?, ?, ?)", totals)
            self.put("meta", {"worlds": counted.worlds, "seconds": seconds})

    def add_draws(self, first: int, run: PriorRun) -> None:
        """Store whole draws of the prior run, `first` the number of the first of them."""
        with self.transaction():
            if self._prior_columns is None:
                self._prior_columns = ("draw", *run.parameters, "worlds", *COUNTS)
                kinds = ["INTEGER PRIMARY KEY", *["REAL"] * len(run.parameters), *["INTEGER"] * (1 + len(COUNTS))]
                self.run(f"CREATE TABLE IF NOT EXISTS prior ({definitions(self._prior_columns, kinds)})")
            self.insert(
                "prior",
                self._prior_columns,
                [
                    range(first, first + run.draws),
                    *(drawn.tolist() for drawn in run.parameters.values()),
                    [run.worlds_per_draw] * run.draws,
                    *run.counts.T.tolist(),
                ],
            )
            self.put("meta", {"draws": first + run.draws})

    def note(self, **facts: Any) -> None:
        """Set facts in `meta`, such as `status` and `seconds`."""
        with self.transaction():
            self.put("meta", facts)

    def note_resumed(self, origin: Mapping[str, Any]) -> None:
        """Set that it is being gone on with, and its provenance, together."""
        with self.transaction():
            self.put("meta", {"status": "running"})
            self.put("provenance", origin)

    def _make_tables(self) -> None:
        run = self.run
        if self.columns is not None:
            kinds = [
                _TYPES[column.kind] + (" PRIMARY KEY" if column.name == "world" else "") for column in self.columns
            ]
            run(f"CREATE TABLE worlds ({definitions([column.name for column in self.columns], kinds)})")
        run("CREATE TABLE columns (name TEXT PRIMARY KEY, kind TEXT, unit TEXT, meaning TEXT)")
        for column in self.columns or ():
            run("INSERT INTO columns VALUES (?, ?, ?, ?)", column.name, column.kind, column.unit, column.meaning)
        run("CREATE TABLE weeks (event TEXT, week INTEGER, worlds INTEGER, PRIMARY KEY (event, week)) WITHOUT ROWID")
        run("CREATE TABLE totals (name TEXT PRIMARY KEY, total TEXT, scale INTEGER)")
        run("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
        run("CREATE TABLE provenance (name TEXT PRIMARY KEY, value TEXT)")


def _plain(values: np.ndarray, column: Column) -> list[Any]:
    """Python numbers: SQLite would store NumPy's as blobs. NaN becomes NULL by itself."""
    return (values if _TYPES[column.kind] == "REAL" else whole(values, column.name)).tolist()
