"""The ledger of a calibration: one row per batch.

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
from sim.montecarlo.contents import CHECKSUMS, META, Contents
from sim.montecarlo.errors import ResultError
from sim.montecarlo.ledger import Ledger

FILE = "calibration.sqlite"
PROVENANCE = "provenance"
"""Among the notes: differs from call to call, and is no reason to rewrite a store."""

TABLES = {
    "meta": META,
    "checksums": CHECKSUMS,
    "pieces": (
        "CREATE TABLE pieces (stage TEXT, generation INTEGER, number INTEGER, content BLOB, checksum TEXT,"
        " finished TEXT, PRIMARY KEY (stage, generation, number)) WITHOUT ROWID"
    ),
}


class CalibrationLedger(Ledger):
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

        def fill(ledger: Ledger) -> None:
            for definition in TABLES.values():
                ledger.run(definition)
            ledger.put("meta", {"facts": facts, **notes})

        def check(contents: Contents) -> None:
            contents.hold_tables(TABLES)
            said.update(contents.facts("meta"))
            if said.get("facts") != facts:
                raise ResultError(
                    contents.place,
                    "it holds another calibration",
                    "choose another folder (--out), or move that one away",
                )

        said: dict[str, Any] = {}
        self.begin_or_resume(place, fill, check)
        if said and any(said.get(name) != value for name, value in notes.items() if name != PROVENANCE):
            self.note(**notes)

    def add(self, stage: str, generation: int, number: int, content: Arrays) -> None:
        """Keep a piece: one transaction. What is there already stays: it is the same."""
        packed = io.BytesIO()
        arrays: dict[str, Any] = dict(content)
        np.savez(packed, **arrays)
        checksum = checksums.of_bytes(stage, generation, number, packed.getvalue())
        with self.transaction():
            self.run(
                "INSERT OR IGNORE INTO pieces VALUES (?, ?, ?, ?, ?, ?)",
                stage, generation, number, packed.getvalue(), checksum, provenance.now(),
            )  # fmt: skip

    def pieces(self, stage: str, check: Callable[[Arrays], None], generation: int = 0) -> dict[int, Arrays]:
        """Finished pieces of a stage; see `read_pieces`."""
        return self.read(lambda contents: read_pieces(contents, stage, check, generation))


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
    found: dict[int, Arrays] = {}
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
