"""The ledger of a run, written block by block.

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
from sim.montecarlo.ledger import Ledger
from sim.montecarlo.prior import PriorRun
from sim.montecarlo.run_tables import (
    LOOKS,
    LOOKS_TABLE,
    SCHEMA_VERSION,
    TABLES,
    TYPES,
    prior_columns,
    prior_sums,
    prior_table,
    worlds_table,
)
from sim.montecarlo.tally import Rows, Tally, whole

if TYPE_CHECKING:
    from sim.model.outcomes import Column


class RunLedger(Ledger):
    """What is done of a run; a new one.

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
        begun = {"schema_version": SCHEMA_VERSION, "status": "running", "worlds": 0, "draws": 0, "seconds": 0.0}
        super().__init__(place, new=True)
        with self._closed_on_error(), self.transaction():
            self._make_tables()
            if meta.get("precision") is not None:
                self.run(LOOKS_TABLE)
                self.seal("looks")
            self.put("meta", {**begun, **meta})
            self.put("provenance", provenance)

    @classmethod
    def resumed(cls, place: Path) -> RunLedger:
        """Open one that is there, to add to it; a transaction that a kill left half done is taken back.

        Its columns are to be set before rows are added.

        Raises
        ------
        ResultError
            as `Ledger`
        """
        ledger = cls.__new__(cls)
        ledger.columns = None
        Ledger.__init__(ledger, place, new=False)
        return ledger

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
