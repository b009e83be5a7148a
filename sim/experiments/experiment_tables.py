"""Tables of the ledger of an experiment, and reading them: facts, scenarios, points and cells, each checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from sim.experiments.design.sample import BLOCK
from sim.montecarlo import checksums
from sim.montecarlo.contents import CHECKSUMS, META, NEWER, PROVENANCE, Contents, Meta, read_scenario
from sim.montecarlo.errors import ResultError
from sim.montecarlo.integrity import Count, Origin, agree
from sim.montecarlo.ledger import definitions
from sim.montecarlo.tally import ORDERS, SWAP_EVENTS

if TYPE_CHECKING:
    from sim.experiments.design import Design
    from sim.scenario import Scenario

SCHEMA_VERSION = 2
"""Of the store's tables. Version 1 had no checksums."""

KEY = ("scenario", "point", "round", "part")
CLOCK = ("seconds", "finished")
"""Columns that differ from run to run; no checksum is over them."""

_BEFORE, _AFTER = (*KEY, "first_world", "worlds", "reason"), ("checksum", *CLOCK)
"""Columns of `cells` before and after those that are counted."""

TABLES = {
    "meta": META,
    "provenance": PROVENANCE,
    "scenarios": "CREATE TABLE scenarios (scenario INTEGER PRIMARY KEY, label TEXT, hash TEXT, yaml TEXT)",
    "checksums": CHECKSUMS,
}


class ExperimentMeta(Meta):
    """The facts in `meta` that every experiment has."""

    status: Literal["running", "partial", "complete"]
    engine: str
    kind: str
    design: str
    design_kind: str
    common_draws: bool
    scenarios: tuple[str, ...]
    scenario_hashes: tuple[str, ...]
    points: Count
    keys: tuple[str, ...]
    points_hash: str
    seed: Annotated[int, Field(ge=0)]
    worlds: Annotated[Count, Field(ge=1)]
    replicates: Annotated[Count, Field(ge=1)]
    precision: Annotated[float, Field(gt=0, lt=0.5)] | None = None
    max_worlds: Annotated[Count, Field(ge=1)] | None = None


class ExperimentOrigin(Origin):
    """The facts in `provenance`."""

    command: str


@dataclass(frozen=True)
class Cells:
    """Cells of a store, checked.

    Attributes
    ----------
    names : what is counted
    rows : as SQLite gives them, without checksums
    keys : int64 (cells, 4)
    worlds : int64 (cells,)
    counts : int64 (cells, names), zeros where a cell failed
    failed : bool (cells,)
    """

    names: tuple[str, ...]
    rows: list[tuple]
    keys: np.ndarray
    worlds: np.ndarray
    counts: np.ndarray
    failed: np.ndarray

    @property
    def columns(self) -> list[str]:
        """Names of the columns of `rows`."""
        return [*_BEFORE, *self.names, *CLOCK]


# -- tables -----------------------------------------------------------------------------------------------------------


def points_columns(keys: Sequence[str]) -> list[str]:
    return ["scenario", "point", *keys]


def points_table(columns: Sequence[str]) -> str:
    """Definition of the table `points`, from the names of its columns."""
    kinds = ["INTEGER", "INTEGER", *["REAL"] * (len(columns) - 2)]
    return f"CREATE TABLE points ({definitions(columns, kinds)}, PRIMARY KEY (scenario, point)) WITHOUT ROWID"


def cells_columns(names: Sequence[str]) -> list[str]:
    return [*_BEFORE, *names, *_AFTER]


def cells_table(columns: Sequence[str]) -> str:
    """Definition of the table `cells`, from the names of its columns."""
    named = {"reason": "TEXT", "checksum": "TEXT", "seconds": "REAL", "finished": "TEXT"}
    kinds = [named.get(name, "INTEGER") for name in columns]
    return f"CREATE TABLE cells ({definitions(columns, kinds)}, PRIMARY KEY ({', '.join(KEY)})) WITHOUT ROWID"


def cell_sums(numbers: np.ndarray, reasons: Sequence[str | None]) -> list[str]:
    """The checksum of every cell: key, first world, worlds and counts, int64 (cells, ...), and why it failed."""
    return checksums.of_each_row([numbers], [reasons])


def points_sum(scenario: int, number: int, points: np.ndarray) -> tuple[int, str]:
    """Number and checksum of a block of the points of a scenario, float64 (points, dimensions)."""
    return _points_part(scenario, number), checksums.of_columns({"": points})


def _points_part(scenario: int, number: int) -> int:
    return (scenario << 32) + number


# -- checks -----------------------------------------------------------------------------------------------------------


def check_tables(contents: Contents, remedy: str = NEWER) -> None:
    """Hold version and tables of a ledger against what is written; `remedy` where it is of another version."""
    contents.version([SCHEMA_VERSION], remedy)

    def cells(columns: Sequence[str]) -> str:
        if tuple(columns[: len(_BEFORE)]) != _BEFORE or tuple(columns[-len(_AFTER) :]) != _AFTER:
            contents.wrong("table cells", "its columns are not those that are written")
        return cells_table(columns)

    contents.hold_tables({**TABLES, "points": points_table, "cells": cells})


def facts(contents: Contents, table: str = "meta") -> dict[str, Any]:
    """The facts of a store's table of names and values."""
    found = contents.facts(table)
    if table == "provenance":
        contents.validated("table provenance", ExperimentOrigin, found)
    if table == "meta":
        meta = contents.validated("table meta", ExperimentMeta, found)
        if not len(meta.scenarios) == len(meta.scenario_hashes) >= 1:
            contents.wrong("table meta, scenarios", "not as many as their hashes")
    return found


def check_keys(contents: Contents, keys: Sequence[str]) -> None:
    """Hold the columns of `points` against the dimensions."""
    if contents.names("points") != points_columns(keys):
        contents.wrong("table points", "its columns are not the dimensions of this design")


def check_design(contents: Contents, design: Design) -> None:
    """Hold scenarios and points against those of a design."""
    kept, labels = scenarios(contents), design.labels
    if len(kept) != len(labels):
        contents.wrong("table scenarios", f"{len(kept):,} scenarios, this design has {len(labels):,}")
    for number, (row, label, case) in enumerate(zip(kept, labels, design.scenarios, strict=True)):
        *kept_as, text = row
        if kept_as != [number, label, case.hash]:
            contents.wrong(f"table scenarios, {label}", "not the scenario of this design")
        if text != case.to_yaml():  # a parameter may have been declared since, which changes no hash
            scenario_of(contents.place, label, text, case.hash)
    check_keys(contents, design.keys)
    expected = [(number, points) for number, points in enumerate(design.points)]
    for scenario, first, found in points(contents, len(expected), design.size):
        part = expected[scenario][1][first : first + len(found)]
        if not np.array_equal(found, part, equal_nan=True):
            contents.wrong(
                f"table points, scenario {scenario}, points {first} to {first + len(found) - 1}",
                "not the points of this design",
            )


# -- reading ----------------------------------------------------------------------------------------------------------


def scenario_of(place: Path | str, label: str, text: str, hash_: str) -> Scenario:
    """A scenario that is kept as YAML.

    Raises
    ------
    ResultError
        when it does not hold here, or its hash is another than that it was run with
    """
    scenario = read_scenario(place, text, f"{label}.resolved.yaml", label)
    if scenario.hash != hash_:
        raise ResultError(place, f"its scenario {label} is not the one that was run: the hash differs", NEWER)
    return scenario


def scenarios(contents: Contents) -> list[tuple]:
    """Rows of `scenarios`: number, label, hash, YAML."""
    rows = contents.sealed("scenarios")
    for number, row in enumerate(rows):
        if row[0] != number or not all(isinstance(word, str) for word in row[1:]):
            contents.wrong("table scenarios", f"row {number} is no scenario")
    return rows


def points(contents: Contents, scenarios: int, size: int) -> Iterator[tuple[int, int, np.ndarray]]:
    """The points of every scenario, some at a time: scenario, number of the first, float64 (points, dimensions)."""
    sums = contents.sums("points")
    query = "SELECT * FROM points WHERE scenario = ? AND point >= ? AND point < ? ORDER BY point"
    for scenario in range(scenarios):
        for number, first in enumerate(range(0, size, BLOCK)):
            stop = min(first + BLOCK, size)
            where = f"table points, scenario {scenario}, points {first} to {stop - 1}"
            rows = contents.rows(query, scenario, first, stop)
            if [row[1] for row in rows] != list(range(first, stop)):
                contents.wrong(where, "they are not all there")
            found = contents.real(where, [row[2:] for row in rows]).reshape(len(rows), -1)
            part, checksum = points_sum(scenario, number, found)
            contents.hold(where, checksum, sums.get(part))
            yield scenario, first, found
    ((count,),) = contents.rows("SELECT count(*) FROM points")
    if count != scenarios * size:
        contents.wrong("table points", f"{count:,} rows, not {scenarios:,} times {size:,}")


def cells(contents: Contents, within: Callable[[tuple[int, ...]], int | None] | None = None) -> Cells:
    """All cells, each checked against its checksum, its counts against its worlds.

    Parameters
    ----------
    within : how many worlds the cell of a key has, None where there is no such cell
    """
    columns = contents.sealed_names("cells")
    names = tuple(columns[len(_BEFORE) : -len(_AFTER)])
    rows = contents.rows(f"SELECT * FROM cells ORDER BY {', '.join(KEY)}")
    key = contents.whole("table cells, key", [row[:6] for row in rows]).reshape(-1, 6)
    reasons = [row[6] for row in rows]
    failed = np.array([reason is not None for reason in reasons], bool)
    counted = [row[len(_BEFORE) : -len(_AFTER)] for row in rows]
    nothing = (None,) * len(names)
    for told, some, reason in zip(key.tolist(), counted, reasons, strict=True):
        if not isinstance(reason, str | None) or (some == nothing and names != ()) != (reason is not None):
            contents.wrong(_told(told), "neither counts nor a reason alone")
    zeros = (0,) * len(names)
    table = [zeros if lost else some for lost, some in zip(failed, counted, strict=True)]
    counts = contents.whole("table cells, counts", table).reshape(-1, len(names))
    sums = cell_sums(np.concatenate([key, counts], axis=1), reasons) if rows else []
    places = (key >= 0).all(axis=1) & (key[:, 5] > 0)
    good = places & (failed | _agree(counts, names, key[:, 5]))
    for place, row in enumerate(rows):
        where = _told(row)
        contents.hold(where, sums[place], row[-len(_AFTER)])
        if not good[place]:
            contents.wrong(where, f"its counts are not those of {row[5]:,} worlds")
        if within is not None and within(row[: len(KEY)]) != row[5]:
            contents.wrong(where, f"no cell of this experiment, or not with {row[5]:,} worlds")
        if not (isinstance(row[-2], float) and 0 <= row[-2] < np.inf and isinstance(row[-1], str)):
            contents.wrong(where, "seconds and finished are not a time")
    kept = [(*row[: -len(_AFTER)], *row[-len(CLOCK) :]) for row in rows]
    return Cells(names, kept, key[:, : len(KEY)], key[:, 5], counts, failed)


def _told(row: Sequence[Any]) -> str:
    return f"table cells, {', '.join(f'{name} {value}' for name, value in zip(KEY, row, strict=False))}"


def _agree(counts: np.ndarray, names: Sequence[str], worlds: np.ndarray) -> np.ndarray:
    """Whether counts can be those of so many worlds: changes from the baseline add up as what came first does."""
    found = agree(counts, names, worlds)
    for reading in SWAP_EVENTS:
        own = [f"{reading}.{before}_to_{after}" for before in ORDERS for after in ORDERS]
        if set(own) <= set(names):
            found &= counts[:, [list(names).index(name) for name in own]].sum(axis=1) == worlds
    return found
