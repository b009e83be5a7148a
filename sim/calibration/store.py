"""The store of a calibration: one SQLite file with a row a batch, gone on with after any stop."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.montecarlo import provenance
from sim.montecarlo.database import MEMORY, Database, begin
from sim.montecarlo.errors import ResultError, reading

FILE = "calibration.sqlite"
Arrays = Mapping[str, np.ndarray]


class CalibrationStore(Database):
    """Finished pieces of work by stage, generation and number; each is one transaction.

    Parameters
    ----------
    place : the file, made when it is not there; `MEMORY` for none
    facts : what decides every piece; a store that says otherwise is refused

    Raises
    ------
    ResultError
        when the file holds another calibration
    OutputError
        when it cannot be written
    """

    def __init__(self, place: Path | str, facts: Mapping[str, Any]):
        facts = json.loads(json.dumps(facts))

        def fill(database: Database) -> None:
            with database.transaction():
                database.run("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
                database.run(
                    "CREATE TABLE pieces (stage TEXT, generation INTEGER, number INTEGER, content BLOB, finished TEXT,"
                    " PRIMARY KEY (stage, generation, number)) WITHOUT ROWID"
                )
                database.put("meta", {"facts": facts})

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

    def _stated(self) -> Any:
        found = self._connection.execute("SELECT value FROM meta WHERE name = 'facts'").fetchone()
        return None if found is None else json.loads(found[0])

    def add(self, stage: str, generation: int, number: int, content: Arrays) -> None:
        """Keep a piece: one transaction. What is there already stays: it is the same."""
        packed = io.BytesIO()
        np.savez(packed, **content)
        with self.transaction():
            self.run(
                "INSERT OR IGNORE INTO pieces VALUES (?, ?, ?, ?, ?)",
                stage, generation, number, packed.getvalue(), provenance.now(),
            )  # fmt: skip

    def pieces(self, stage: str, generation: int = 0) -> dict[int, Arrays]:
        """Finished pieces of a stage: number -> arrays."""
        with reading(self.place):
            rows = self._connection.execute(
                "SELECT number, content FROM pieces WHERE stage = ? AND generation = ? ORDER BY number",
                (stage, generation),
            ).fetchall()
        return {number: dict(np.load(io.BytesIO(content), allow_pickle=False)) for number, content in rows}
