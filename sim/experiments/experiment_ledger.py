"""The ledger of an experiment: one row per cell, written batch by batch.

Every finished batch is one transaction. Rows are keyed by scenario, point, round and part; nothing in them but the two
clock columns, `seconds` and `finished`, depends on when, where or in which order they were computed. Tables:
`scenarios`, `points`, `cells`, `meta`, `provenance`, `checksums`. Every row of `cells` has a checksum of its own, so
that several processes may write one store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments import experiment_tables as held
from sim.experiments.cells import Key
from sim.experiments.design.sample import blocks
from sim.experiments.experiment_tables import KEY, SCHEMA_VERSION
from sim.experiments.tasks import BatchResult
from sim.montecarlo import provenance
from sim.montecarlo import release as releases
from sim.montecarlo.contents import Contents
from sim.montecarlo.errors import ResultError, reading
from sim.montecarlo.ledger import Ledger, opened
from sim.montecarlo.opening import finished

if TYPE_CHECKING:
    import pandas

    from sim.experiments.design import Design

FILE = "experiment.sqlite"

_WORLDS = "SELECT coalesce(sum(worlds), 0) FROM cells WHERE reason IS NULL"

Within = Callable[[Key], "int | None"]
"""How many worlds the cell of a key has; None where there is no such cell."""

_REMEDY = "choose another folder for this one (--out), or move that folder away"


class ExperimentLedger(Ledger):
    """Where the counts of an experiment are kept.

    Parameters
    ----------
    place : the file, made when it is not there; `MEMORY` for none
    names : what is counted of every cell
    design : its points
    facts : what a store must agree on to be resumed, in plain values; `design.facts()` among it
    origin : provenance of this run
    notes : what else to write into a new store, in plain values: it need not agree

    Raises
    ------
    ResultError
        when the file holds something else: another version, design, scenario or seed, or is damaged or edited; it is
        left as it is
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
        notes: Mapping[str, Any] | None = None,
    ):
        self.names = tuple(names)

        def fill(ledger: Ledger) -> None:
            _fill(ledger, design, self.names)
            ledger.put("meta", {"schema_version": SCHEMA_VERSION, "status": "running", **facts})
            ledger.put("meta", {**design.described(), **(notes or {})})
            ledger.put("provenance", origin)

        self.begin_or_resume(place, fill, lambda contents: _agree(contents, facts, design))

    def add(self, result: BatchResult) -> None:
        """Keep a batch: one transaction. A cell that failed is a row with its reason and no counts.

        What another process on the same store has counted stays: it is the same, and a store that is complete, which
        is read without a lock, is not written again.
        """
        finished = provenance.now()
        good: list[tuple[Any, ...]] = []
        bad: list[tuple[Any, ...]] = []
        keys = np.array([(*cell.key, cell.block.first, cell.block.worlds) for cell in result.batch.cells], np.int64)
        failed = np.array([reason is not None for reason in result.reasons])
        counts = np.where(failed[:, None], 0, result.counts)
        sums = held.cell_sums(np.concatenate([keys, counts], axis=1), result.reasons)
        for key, counted, reason, checksum in zip(keys.tolist(), counts.tolist(), result.reasons, sums, strict=True):
            counted = counted if reason is None else [None] * len(counted)
            seconds = float(result.seconds) * key[-1] / result.batch.worlds
            row = (*key, reason, *counted, checksum, seconds, finished)
            (good if reason is None else bad).append(row)
        marks = ", ".join("?" * len(held.cells_columns(self.names)))
        same = " AND ".join(f"{name} = ?" for name in KEY)
        with self.transaction():
            rows = [*good, *bad]
            self.run_many(f"DELETE FROM cells WHERE reason IS NOT NULL AND {same}", [row[: len(KEY)] for row in rows])
            self.run_many(f"INSERT OR IGNORE INTO cells VALUES ({marks})", rows)

    def done(self, within: Within | None = None) -> dict[Key, np.ndarray]:
        """Cells that are finished -> their counts, int64 (names,). A cell that failed is not: it is tried again.

        Parameters
        ----------
        within : how many worlds the cell of a key has, None where there is no such cell

        Raises
        ------
        ResultError
            when a cell is damaged or edited, or not one of this experiment
        """
        return self.read(lambda contents: _done(contents, self.names, within))

    def worlds(self) -> int:
        """Worlds of all cells that are finished."""
        ((worlds,),) = self.read(lambda contents: contents.rows(_WORLDS))
        return worlds

    def tables(self) -> dict[str, pandas.DataFrame]:
        """All tables that `read_table` reads, by name: what remains of a store in memory when it is closed."""
        names = ("cells", "points", "scenarios", "meta", "provenance")
        return self.read(lambda contents: {name: _table(contents, name) for name in names})


def _fill(ledger: Ledger, design: Design, names: Sequence[str]) -> None:
    """Make the tables of a store, and fill those that are known before the first batch."""
    run = ledger.run
    for definition in held.TABLES.values():
        run(definition)
    for number, (label, case) in enumerate(zip(design.labels, design.scenarios, strict=True)):
        run("INSERT INTO scenarios VALUES (?, ?, ?, ?)", number, label, case.hash, case.to_yaml())
    ledger.seal("scenarios")
    columns = held.points_columns(design.keys)
    run(held.points_table(columns))
    for number, values in enumerate(design.points):
        first = 0
        for part, some in enumerate(blocks(values)):
            stop = first + len(some)
            ledger.insert("points", columns, [[number] * len(some), range(first, stop), *some.T.tolist()])
            ledger.keep_sums("points", [held.points_sum(number, part, some)])
            first = stop
    columns = held.cells_columns(names)
    run(held.cells_table(columns))
    ledger.seal_names("cells", columns)


# -- reading ----------------------------------------------------------------------------------------------------------


def read_table(place: Path | str, table: str) -> pandas.DataFrame:
    """A table of a store, ordered by its key; that of the cells without its checksums.

    Raises
    ------
    ResultError
        when there is no such store, or it is damaged or edited
    """
    with _opened(place) as contents:
        return _table(contents, table)


def read_facts(place: Path, table: str = "meta") -> dict[str, Any]:
    """The facts of a store's table of names and values; errors as `read_table`."""
    with _opened(place) as contents:
        return held.facts(contents, table)


@contextmanager
def _opened(place: Path | str) -> Iterator[Contents]:
    """The contents of a file that is there, its tables checked."""
    with opened(place, "a folder that `allforall sweep` or `compare`") as contents:
        held.check_tables(contents)
        yield contents


def _table(contents: Contents, table: str) -> pandas.DataFrame:
    import pandas

    if table == "cells":
        cells = held.cells(contents)
        return pandas.DataFrame.from_records(cells.rows, columns=cells.columns, coerce_float=True)
    if table == "points":
        facts = held.facts(contents)
        held.check_keys(contents, facts["keys"])
        parts = [
            pandas.DataFrame(found, columns=facts["keys"]).assign(scenario=number, point=first + np.arange(len(found)))
            for number, first, found in held.points(contents, len(facts["scenarios"]), facts["points"])
        ]
        return pandas.concat(parts, ignore_index=True)[held.points_columns(facts["keys"])]
    rows = held.scenarios(contents) if table == "scenarios" else contents.sealed(table)
    return pandas.DataFrame.from_records(rows, columns=contents.names(table))


def read_finished(
    place: Path, names: Sequence[str], facts: Mapping[str, Any], design: Design, within: Within
) -> tuple[dict[Key, np.ndarray], dict[str, Any]] | None:
    """The cells that are finished, and the provenance, of a store that says it is complete; nothing is written.

    Parameters
    ----------
    place, names, facts, design : as of `ExperimentLedger`
    within : as of `ExperimentLedger.done`

    Returns
    -------
    cells and provenance, or None where there is no store or it is not complete

    Raises
    ------
    ResultError
        when it holds something else, or is damaged or edited
    """
    if not place.is_file():
        return None
    with reading(place):
        connection = finished(place)
        if connection is None:
            return None
        with closing(connection):
            contents = Contents(connection, place)
            _agree(contents, facts, design)
            return _done(contents, names, within), held.facts(contents, "provenance")


def read_done(place: Path, within: Within) -> tuple[dict[Key, np.ndarray], set[Key]]:
    """The cells that are finished with their counts, and those that failed; see `ExperimentLedger.done`."""
    with _opened(place) as contents:
        cells = held.cells(contents, lambda key: within(Key(*key)))
    keys = [Key(*key) for key in cells.keys.tolist()]
    good = {key: counts for key, counts, failed in zip(keys, cells.counts, cells.failed, strict=True) if not failed}
    return good, set(keys) - set(good)


def _done(contents: Contents, names: Sequence[str], within: Within | None) -> dict[Key, np.ndarray]:
    cells = held.cells(contents, None if within is None else lambda key: within(Key(*key)))
    if cells.names != tuple(names):
        contents.wrong("table cells", "something else is counted in it")
    kept = zip(cells.keys.tolist(), cells.counts, cells.failed, strict=True)
    return {Key(*key): counts for key, counts, failed in kept if not failed}


# -- may it be resumed? ------------------------------------------------------------------------------------------

_SAID = {
    "kind": "another kind of experiment",
    "design_kind": "another kind of design",
    "seed": "another seed",
    "worlds": "another number of worlds",
    "replicates": "another number of replicates",
    "scenario_hashes": "another scenario",
    "scenarios": "other scenarios",
    "precision": "another precision",
    "max_worlds": "another cap (--max-worlds)",
    "common_draws": "draws of another kind",
    "keys": "other dimensions",
    "points": "another number of points",
    "points_hash": "other points",
}
"""What differs, in words; anything else is called by its name."""

_NOT_COMPARED = {"design", "engine", "schema_version", "status", "title", "description", "movers", "tornado_worlds"}


def _agree(contents: Contents, facts: Mapping[str, Any], design: Design) -> None:
    """Refuse a store that is damaged, edited, or not that of the same experiment."""
    place = contents.place
    held.check_tables(contents, _REMEDY)
    found, facts = held.facts(contents), json.loads(json.dumps(facts))
    versions = {**held.facts(contents, "provenance").get("versions", {}), "engine": found.get("engine")}
    releases.check_writer(place, versions, f"resume with that version, or {_REMEDY}")
    names = [name for name in {**facts, **found} if name not in _NOT_COMPARED]
    different = [name for name in names if found.get(name) != facts.get(name)]
    if different:
        ordered = [name for name in _SAID if name in different] + [name for name in different if name not in _SAID]
        first = ordered[0]
        then, now = found.get(first), facts.get(first)
        values = f" ({_plain(then)}, asked for is {_plain(now)})" if _short(then) and _short(now) else ""
        if first == "scenario_hashes":
            changed = [
                label for label, old, new in zip(facts["scenarios"], then or (), now or (), strict=False) if old != new
            ]
            values = f" ({', '.join(changed)} has changed since)" if changed else ""
        raise ResultError(place, f"it holds {_SAID.get(first, f'another {first}')}{values}", _REMEDY)
    held.check_design(contents, design)


def _short(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return (
        value is None
        or (isinstance(value, (int, float, str)) and len(str(value)) <= 40)
        or (isinstance(value, list) and len(str(value)) <= 120)
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
