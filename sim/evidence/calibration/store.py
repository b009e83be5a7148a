"""The store of a calibration: one SQLite file with one row per batch, resumed after any stop.

Every row has a checksum, which is looked at before NumPy opens what is in it. A row that was taken out is done again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.evidence.calibration.pieces import Arrays
from sim.montecarlo import checksums, provenance
from sim.montecarlo.archive import unpacked
from sim.montecarlo.contents import CHECKSUMS, Contents
from sim.montecarlo.database import MEMORY, Database, begin
from sim.montecarlo.errors import ResultError, reading

FILE = "calibration.sqlite"
PROVENANCE = "provenance"
"""Among the notes: differs from call to call, and is no reason to write a store anew."""

TABLES = {
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)",
    "checksums": CHECKSUMS,
    "pieces": (
        "CREATE TABLE pieces (stage TEXT, generation INTEGER, number INTEGER, content BLOB, checksum TEXT,"
        " finished TEXT, PRIMARY KEY (stage, generation, number)) WITHOUT ROWID"
    ),
}


class CalibrationStore(Database):
    """Finished pieces of work by stage, generation and number; each is one transaction.

    Parameters
    ----------
    place : the file, made when it is not there; `MEMORY` for none
    facts : what decides every piece; a store that says otherwise is refused
    notes : what else it says of the calibration, by name: the last call's

    Raises
    ------
    ResultError
        when the file holds another calibration, or is damaged or edited
    OutputError
        when it cannot be written
    """

    def __init__(self, place: Path | str, facts: Mapping[str, Any], notes: Mapping[str, Any] | None = None):
        facts, notes = json.loads(json.dumps(facts)), json.loads(json.dumps(notes or {}))

        def fill(database: Database) -> None:
            with database.transaction():
                for definition in TABLES.values():
                    database.run(definition)
                database.put("meta", {"facts": facts, **notes})

        if place == MEMORY:
            super().__init__(place, new=True)
            fill(self)
            return
        if not Path(place).exists():
            begin(Path(place), fill)
        super().__init__(place, new=False)
        try:
            with reading(place):
                found = self.waiting(self._stated)
            if found != facts:
                raise ResultError(
                    Path(place), "it holds another calibration", "choose another folder (--out), or move that one away"
                )
        except BaseException:
            self.close()
            raise
        self._note(notes)

    def _stated(self) -> Any:
        self.contents.hold_tables(TABLES)
        return self.contents.facts("meta").get("facts")

    def _note(self, notes: Mapping[str, Any]) -> None:
        """Say what is asked for now, where the store says something else."""
        with reading(self.place):
            said = self.waiting(lambda: self.contents.facts("meta"))
        if any(said.get(name) != value for name, value in notes.items() if name != PROVENANCE):
            with self.transaction():
                self.put("meta", notes)

    @property
    def contents(self) -> Contents:
        """What it holds, to be checked."""
        return Contents(self._connection, self.place)

    def add(self, stage: str, generation: int, number: int, content: Arrays) -> None:
        """Keep a piece: one transaction. What is there already stays: it is the same."""
        packed = io.BytesIO()
        np.savez(packed, **content)
        checksum = checksums.of_bytes(stage, generation, number, packed.getvalue())
        with self.transaction():
            self.run(
                "INSERT OR IGNORE INTO pieces VALUES (?, ?, ?, ?, ?, ?)",
                stage, generation, number, packed.getvalue(), checksum, provenance.now(),
            )  # fmt: skip

    def pieces(self, stage: str, check: Callable[[Arrays], None], generation: int = 0) -> dict[int, Arrays]:
        """Finished pieces of a stage; see `read_pieces`."""
        with reading(self.place):
            return self.waiting(lambda: read_pieces(self.contents, stage, check, generation))


def read_pieces(
    contents: Contents, stage: str, check: Callable[[Arrays], None], generation: int = 0
) -> dict[int, Arrays]:
    """Finished pieces of a stage: number -> arrays.

    Parameters
    ----------
    contents : of the store
    check : raises ValueError, or KeyError for an array that is missing, where a piece is not what it must be

    Raises
    ------
    ResultError
        when one is damaged or edited
    """
    found = {}
    query = "SELECT number, content, checksum FROM pieces WHERE stage = ? AND generation = ? ORDER BY number"
    for number, content, checksum in contents.rows(query, stage, generation):
        where = f"table pieces, {stage} {number} of generation {generation}"
        if type(number) is not int or number < 0 or not isinstance(content, bytes):
            contents.wrong(where, "not a number and its arrays")
        contents.hold(where, checksums.of_bytes(stage, generation, number, content), checksum)
        with contents.at(where):
            found[number] = unpacked(content, len(content))
            check(found[number])
    return found
