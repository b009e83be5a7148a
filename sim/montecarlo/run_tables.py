"""Tables of the ledger of a run, and how their rows are checksummed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.model.outcomes import OUTCOMES
from sim.montecarlo import checksums
from sim.montecarlo.contents import CHECKSUMS, META, PROVENANCE
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.ledger import definitions

WITHOUT_CHECKSUMS, SCHEMA_VERSION = SCHEMA_VERSIONS = 1, 2
"""Of the tables. A ledger of version 1 has no checksums and is read; one of another version is refused."""

LOOKS = OUTCOMES
"""What the table `looks` counts of all worlds up to a look; together they are all worlds."""

TYPES = {"week": "REAL", "amount": "REAL", "code": "INTEGER", "count": "INTEGER", "persons": "INTEGER"}
"""Kind of a column -> how SQLite keeps it."""

TABLES = {
    "meta": META,
    "provenance": PROVENANCE,
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
