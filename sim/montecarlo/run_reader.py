"""Reading the ledger of a run: what is kept, checked against its checksums, back as arrays and counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sim.montecarlo import checksums, integrity
from sim.montecarlo.contents import Contents
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.errors import ResultError, reading
from sim.montecarlo.opening import for_reading
from sim.montecarlo.prior import PriorRun
from sim.montecarlo.run_tables import (
    LOOKS,
    LOOKS_TABLE,
    SCHEMA_VERSIONS,
    TABLES,
    WITHOUT_CHECKSUMS,
    prior_sums,
    prior_table,
    worlds_table,
)
from sim.montecarlo.tally import Rows, Tally

_DTYPES = {"week": np.float64, "amount": np.float32, "code": np.int8, "count": np.int64, "persons": np.int64}
"""Kind of a column -> type of the array it is read into."""

_AT_ONCE = 8192


class StoredResult:
    """A store opened for reading; closes with `close()` or at the end of a `with` block.

    All but the rows is read and checked at once: tables against their definitions and checksums, values against their
    types and ranges, counts against each other. Rows are checked when they are read. The counts are not counted again
    from the rows: the checksums of both were written in one transaction.

    Parameters
    ----------
    place : the file, or the contents of a ledger that is open, with which it ends

    Attributes
    ----------
    meta, provenance : dict
    contents : for who has to refuse more of it
    verified : whether what it holds is verified by checksums; not so in a store of version 1

    Raises
    ------
    ResultError
        when there is no store, it is damaged or edited, or of another schema version
    """

    def __init__(self, place: Path | Contents):
        if isinstance(place, Path):
            if not place.is_file():
                raise ResultError(place, "no such store", "name a result folder that `allforall run` has written")
            with reading(place):
                place = Contents(for_reading(place), place)
        self.contents, self.place, self._connection = place, place.place, place.connection
        try:
            with reading(self.place):
                # All of one moment: a run that is still going on may write between two queries.
                self._connection.execute("BEGIN")
                self._read()
                self._connection.execute("COMMIT")
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
    def verified(self) -> bool:
        return self.contents.verified

    @property
    def has_rows(self) -> bool:
        """Whether there is one row per world."""
        return "worlds" in self._tables

    def tally(self) -> Tally:
        """The counts of all worlds stored."""
        return self._tally

    def kinds(self) -> dict[str, str]:
        """Column of `worlds` -> its kind, in order."""
        return {name: kind for name, kind, _, _ in self._columns}

    def dictionary(self) -> list[tuple[str, str, str, str]]:
        """The dictionary of the columns: name, kind, unit, meaning."""
        return self._columns

    def prior(self) -> PriorRun | None:
        """The prior run, or None when no whole draw was stored."""
        return self._prior

    def looks(self) -> tuple[tuple[int, ...], ...]:
        """Counts of all worlds (`LOOKS`) at every look of a run with precision-based stopping; else nothing."""
        return self._looks

    def row_range(self) -> tuple[int, int, int]:
        """First world of `worlds`, the number after the last, and how many rows there are; zeros where there are none."""
        query = "SELECT coalesce(min(world), 0), coalesce(max(world) + 1, 0), count(*) FROM worlds"
        (found,) = self.contents.rows(query)
        return found

    def check_rows(self) -> None:
        """Read every row and hold it against its checksum; `ResultError` when one is damaged, edited or missing."""
        if self.has_rows:
            for _ in self.blocks():
                pass

    def blocks(self, first: int = 0, stop: int | None = None, at_once: int = _AT_ONCE) -> Iterator[Rows]:
        """Read the rows of worlds `first` to `stop - 1`, some at a time, in order."""
        kinds, worlds, unit = self.kinds(), self.meta["worlds"], checksums.ROWS
        stop = worlds if stop is None else stop
        sums = self.contents.sums("worlds")
        listed = ", ".join(f'"{name}"' for name in kinds)
        while first < stop:
            until = min(first + at_once, stop)
            # Whole units of the checksums, as far as there are worlds.
            start, end = first // unit * unit, min(-(-until // unit) * unit, worlds)
            query = f"SELECT {listed} FROM worlds WHERE world >= ? AND world < ? ORDER BY world"
            rows = self.contents.rows(query, start, end)
            where = f"table worlds, worlds {start} to {end - 1}"
            if len(rows) != end - start:
                self.contents.wrong(where, f"worlds {start} to {end - 1} are not all there")
            table = dict(zip(kinds, map(self._array, kinds, kinds.values(), zip(*rows, strict=True)), strict=True))
            if self.verified:
                for number, found in checksums.of_worlds(table):
                    part = f"table worlds, worlds {number * unit} to {min((number + 1) * unit, end) - 1}"
                    self.contents.hold(part, found, sums.get(number))
            own = slice(first - start, until - start)
            with self.contents.at(where):
                typed = {name: _typed(table[name][own], kind) for name, kind in kinds.items()}
            yield typed
            first = until

    # -- read at once -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        contents = self.contents
        contents.verified = contents.version(SCHEMA_VERSIONS) != WITHOUT_CHECKSUMS
        self._columns = contents.rows("SELECT name, kind, unit, meaning FROM columns ORDER BY rowid", most=10_000)
        integrity.check_columns(contents, self._columns)
        self._tables = self._hold_tables()
        contents.sealed("columns")
        self.meta, self.provenance = contents.facts("meta"), contents.facts("provenance")
        self._meta = contents.validated("table meta", integrity.RunMeta, self.meta)
        contents.validated("table provenance", integrity.Origin, self.provenance)
        self._tally, self._looks, self._prior = self._read_tally(), self._read_looks(), self._read_prior()
        integrity.check_run(contents, self._meta, self._tally, self._looks, self._prior)
        self._check_extent()

    def _hold_tables(self) -> set[str]:
        kinds = self.kinds()
        expected = {name: text for name, text in TABLES.items() if self.verified or name != "checksums"}
        if kinds:
            expected["worlds"] = worlds_table(list(kinds), list(kinds.values()))
        return self.contents.hold_tables(expected, {"prior": prior_table, "looks": LOOKS_TABLE})

    def _read_tally(self) -> Tally:
        contents, horizon = self.contents, self._meta.horizon_weeks
        counted = Tally(worlds=self._meta.worlds, horizon_weeks=horizon)
        for event, week, worlds in contents.sealed("weeks"):
            integrity.check_week(contents, event, week, worlds, self._meta)
            counted.weeks.setdefault(event, np.zeros(horizon + 1, np.int64))[week] = worlds
            integrity.check_events(contents, counted.weeks)
        for name, total, scale in contents.sealed("totals"):
            counted.totals[name] = integrity.total(contents, name, total, scale)
            if scale != 1:
                counted.scales[name] = scale
        return counted

    def _read_looks(self) -> tuple[tuple[int, ...], ...]:
        if self._meta.precision is None:
            return ()
        if "looks" not in self._tables:
            self.contents.wrong("table looks", "it is missing")
        return integrity.looks(self.contents, self.contents.sealed("looks"), len(LOOKS))

    def _read_prior(self) -> PriorRun | None:
        contents, draws = self.contents, self._meta.draws
        if not draws:
            return None
        if "prior" not in self._tables:
            contents.wrong("table prior", "it is missing")
        names = contents.sealed_names("prior")
        rows = contents.rows("SELECT * FROM prior ORDER BY draw", most=draws)
        if len(rows) != draws:
            contents.wrong("table prior", f"{len(rows):,} draws, {draws:,} are said to be there")
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        parameters = {name: contents.real(f"table prior, {name}", columns[name])
                      for name in names[1 : names.index("worlds")]}  # fmt: skip
        numbers, worlds = (contents.whole(f"table prior, {name}", columns[name]) for name in ("draw", "worlds"))
        counts = np.stack([contents.whole(f"table prior, {name}", columns[name]) for name in COUNTS], axis=1)
        integrity.check_draws(contents, numbers, parameters, worlds, counts, self._meta.worlds_per_draw)
        if self.verified:
            sums = prior_sums(0, list(parameters.values()), worlds, counts)
            for draw, (found, kept) in enumerate(zip(sums, columns["checksum"], strict=True)):
                contents.hold(f"table prior, draw {draw}", found, kept)
        return PriorRun(
            draws_requested=self._meta.draws_requested,
            worlds_per_draw=self._meta.worlds_per_draw,
            parameters=parameters,
            counts=counts,
        )

    def _check_extent(self) -> None:
        """Whether there are as many rows as are said to be; holes between them are found when they are read."""
        contents, worlds = self.contents, self._meta.worlds
        if self.has_rows != (self._meta.stored == "rows"):
            contents.wrong("table meta, stored", f"it says {self._meta.stored}, which is not what is there")
        if not self.has_rows:
            return
        (first, last), *_ = contents.rows("SELECT min(world), max(world) FROM worlds")
        if (first, last) != ((0, worlds - 1) if worlds else (None, None)):
            contents.wrong("table worlds", f"not the rows of the {worlds:,} worlds that are said to be there")
        if not self.verified and worlds:
            integrity.count_again(contents, self._columns, self.blocks(), self._tally)

    def _array(self, name: str, kind: str, values: Any) -> np.ndarray:
        where = f"table worlds, {name}"
        return (self.contents.real if kind in ("week", "amount") else self.contents.whole)(where, values)


def _typed(values: np.ndarray, kind: str) -> np.ndarray:
    """Values in the type of their kind; ValueError when one does not fit."""
    with np.errstate(over="ignore"):
        found = values.astype(_DTYPES[kind])
    if np.isinf(found).any() or (found.dtype.kind == "i" and not np.array_equal(found, values)):
        raise ValueError("a number that is too large")
    return found
