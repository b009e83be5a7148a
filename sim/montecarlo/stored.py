"""Reading a store: what `store.py` has written, back as arrays and counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .counts import COUNTS
from .errors import ResultError, reading
from .opening import for_reading
from .prior import PriorRun
from .store import LOOKS, SCHEMA_VERSION
from .tally import Rows, Tally

if TYPE_CHECKING:
    import sqlite3

_DTYPES = {"week": np.float64, "amount": np.float32, "code": np.int8, "count": np.int64, "persons": np.int64}
"""Kind of a column -> type of the array it is read into."""

_AT_ONCE = 8192


class StoredResult:
    """A store opened for reading; closes with `close()` or at the end of a `with` block.

    Parameters
    ----------
    place : the file
    connection : one that is open already; by default one is opened

    Attributes
    ----------
    meta, provenance : dict

    Raises
    ------
    ResultError
        when there is no store, it is damaged, or of another schema version
    """

    def __init__(self, place: Path, connection: sqlite3.Connection | None = None):
        self.place = place
        if not place.is_file():
            raise ResultError(place, "no such store", "name a result folder that `allforall run` has written")
        with reading(place):
            self._connection = for_reading(place) if connection is None else connection
        try:
            self.meta = self._facts("meta")
            self.provenance = self._facts("provenance")
            version = self.meta.get("schema_version")
            if version != SCHEMA_VERSION:
                raise ResultError(
                    place,
                    f"schema version {version}, this is version {SCHEMA_VERSION}",
                    "read it with the release of allforall that wrote it",
                )
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> StoredResult:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @property
    def has_rows(self) -> bool:
        """Whether there is a row a world."""
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = 'worlds'"))

    def tally(self) -> Tally:
        """The counts of all worlds stored."""
        horizon = self.meta["horizon_weeks"]
        counted = Tally(worlds=self.meta["worlds"], horizon_weeks=horizon)
        for event, week, worlds in self._rows("SELECT event, week, worlds FROM weeks"):
            counted.weeks.setdefault(event, np.zeros(horizon + 1, np.int64))[week] = worlds
        for name, total, scale in self._rows("SELECT name, total, scale FROM totals"):
            counted.totals[name] = int(total)
            if scale != 1:
                counted.scales[name] = scale
        return counted

    def kinds(self) -> dict[str, str]:
        """Column of `worlds` -> its kind, in order."""
        return dict(self._rows("SELECT name, kind FROM columns ORDER BY rowid"))

    def dictionary(self) -> list[tuple[str, str, str, str]]:
        """The dictionary of the columns: name, kind, unit, meaning."""
        return self._rows("SELECT name, kind, unit, meaning FROM columns ORDER BY rowid")

    def blocks(self, first: int = 0, stop: int | None = None, at_once: int = _AT_ONCE) -> Iterator[Rows]:
        """Read the rows of worlds `first` to `stop - 1`, some at a time, in order."""
        kinds = self.kinds()
        stop = self.meta["worlds"] if stop is None else stop
        listed = ", ".join(f'"{name}"' for name in kinds)
        while first < stop:
            until = min(first + at_once, stop)
            rows = self._rows(
                f"SELECT {listed} FROM worlds WHERE world >= ? AND world < ? ORDER BY world", first, until
            )
            if len(rows) != until - first:
                raise ResultError(
                    self.place, f"worlds {first} to {until - 1} are not all there", "the store is damaged"
                )
            yield {
                # NULL comes as None, which NumPy reads as NaN.
                name: np.array(values, dtype=_DTYPES[kind])
                for (name, kind), values in zip(kinds.items(), zip(*rows, strict=True), strict=True)
            }
            first = until

    def prior(self) -> PriorRun | None:
        """The prior run, or None when no whole draw was stored."""
        if not self.meta["draws"]:
            return None
        with reading(self.place):
            cursor = self._connection.execute("SELECT * FROM prior ORDER BY draw")
            names, rows = [entry[0] for entry in cursor.description], cursor.fetchall()
        table = dict(zip(names, map(np.array, zip(*rows, strict=True)), strict=True))
        parameters = names[1 : names.index("worlds")]
        return PriorRun(
            draws_requested=self.meta["draws_requested"],
            worlds_per_draw=self.meta["worlds_per_draw"],
            parameters={path: table[path].astype(np.float64) for path in parameters},
            counts=np.stack([table[name].astype(np.int64) for name in COUNTS], axis=1),
        )

    def row_range(self) -> tuple[int, int, int]:
        """First world of `worlds`, the number after the last, and how many rows there are; zeros where there is none."""
        (found,) = self._rows("SELECT coalesce(min(world), 0), coalesce(max(world) + 1, 0), count(*) FROM worlds")
        return found

    def looks(self) -> tuple[tuple[int, ...], ...]:
        """Counts of all worlds (`LOOKS`) at every look of a run that stops when sure; nothing for any other run."""
        if self.meta.get("precision") is None:
            return ()
        return tuple(self._rows(f"SELECT {', '.join(LOOKS)} FROM looks ORDER BY look"))

    def _facts(self, table: str) -> dict[str, Any]:
        return {name: json.loads(value) for name, value in self._rows(f"SELECT name, value FROM {table}")}

    def _rows(self, query: str, *values: Any) -> list[tuple]:
        with reading(self.place):
            return self._connection.execute(query, values).fetchall()
