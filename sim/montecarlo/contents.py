"""What stands in a store, read as something that may be damaged or edited: tables, checksums, JSON, numbers.

A store is a file that may have come by mail. Everything in it is checked against what this program writes before any of
it is used, and whatever is wrong becomes a `ResultError` that says where.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sim.montecarlo import checksums
from sim.montecarlo.errors import MOST_WORDS, ResultError
from sim.montecarlo.opening import is_busy
from sim.printable import shown
from sim.scenario import Scenario, ScenarioError, loads
from sim.scenario.text.source import RESOLVED

CHECKSUMS = "CREATE TABLE checksums (part TEXT, number INTEGER, sha256 TEXT, PRIMARY KEY (part, number)) WITHOUT ROWID"
"""Every store's table of checksums: of a small table as a whole, of a large one part by part."""

META, PROVENANCE = (f"CREATE TABLE {name} (name TEXT PRIMARY KEY, value TEXT)" for name in ("meta", "provenance"))
"""Tables of facts."""

NEWER = "read it with the release of allforall that wrote it"
"""What to do with a store of another schema version, or with a scenario that is no longer valid."""

REMEDY = "it was damaged or edited: restore it from a whole copy, or run it again"

MOST = 1_000_000
"""Rows of a small table at most."""

_DEEPEST = 64
"""Levels of nesting in JSON at most."""

_Definition = str | Callable[[Sequence[str]], str]


class Meta(BaseModel):
    """The part of a table of facts that is relied on; strict types, other facts are left alone."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, allow_inf_nan=False)


class Contents:
    """The contents of a store that is open.

    Parameters
    ----------
    connection : where it is open
    place : its file, for messages
    verified : whether it has checksums; what was written before there were any has none
    """

    def __init__(self, connection: sqlite3.Connection, place: Path | str, *, verified: bool = True):
        self.connection, self.place, self.verified = connection, place, verified

    def wrong(self, where: str, what: str) -> NoReturn:
        """Refuse the store: `where` names table and row, `what` says what is wrong there."""
        raise ResultError(self.place, f"{where}: {what}", REMEDY)

    @contextmanager
    def at(self, where: str) -> Iterator[None]:
        """Turn what Python, NumPy or pydantic says of a value into a refusal of the store."""
        try:
            yield
        except ValidationError as error:
            key, words = _first(error)
            self.wrong(f"{where}, {key}" if key else where, words)
        except _SAID as error:
            self.wrong(where, _short(_words(error)))

    # -- tables -------------------------------------------------------------------------------------------------------

    def rows(self, query: str, *values: Any, most: int | None = None) -> list[tuple]:
        """What a query gives; refused when it is more than `most` rows.

        Raises
        ------
        ResultError
        sqlite3.OperationalError
            when somebody else holds the lock it needs: whoever can wait tries again (`Ledger.waiting`)
        """
        try:
            cursor = self.connection.execute(query, values)
            found = cursor.fetchall() if most is None else cursor.fetchmany(most + 1)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if isinstance(error, sqlite3.Error) and is_busy(error):
                raise
            reason, remedy = f"cannot read: {_short(error)}", "it is damaged or not written by allforall"
            raise ResultError(self.place, reason, remedy) from error
        if most is not None and len(found) > most:
            self.wrong(query, f"more than {most:,} rows")
        return found

    def version(self, known: Sequence[int], remedy: str = NEWER) -> int:
        """The schema version of the tables, the last of `known` or an earlier one of them; any other is refused."""
        self.tables()
        (written,) = self.rows("SELECT value FROM meta WHERE name = 'schema_version'") or (("null",),)
        return hold_version(self.place, self.json("meta", "schema_version", written[0]), known, remedy)

    def tables(self) -> dict[str, str]:
        """Table -> its definition; refused where there is anything but plain tables, such as a view or a trigger."""
        found = {}
        for kind, name, definition in self.rows("SELECT type, name, sql FROM sqlite_master", most=100):
            if kind == "table" and isinstance(name, str) and isinstance(definition, str):
                found[name] = definition
            elif kind != "index" or definition is not None:  # SQLite's own indices have no definition
                self.wrong(f"{kind} {name}", "a store has nothing but tables")
        return found

    def hold_tables(self, expected: Mapping[str, _Definition], optional: Mapping[str, _Definition] = {}) -> set[str]:
        """Hold the tables against their definitions, letter by letter, and return their names.

        A definition may be a function of the names of the columns that are found, where these differ from store to
        store.
        """
        found = self.tables()
        for name in (*expected, *found):
            definition = expected.get(name, optional.get(name))
            if name not in found:
                self.wrong(f"table {name}", "it is missing")
            if definition is None:
                self.wrong(f"table {name}", "a store has no such table")
            if callable(definition):
                definition = definition(self.names(name))
            if found[name] != definition:
                self.wrong(f"table {name}", "its columns are not those that are written")
        return set(found)

    def names(self, table: str) -> list[str]:
        """Columns of a table."""
        return [row[0] for row in self.rows("SELECT name FROM pragma_table_info(?)", table, most=100_000)]

    def sealed_names(self, table: str) -> list[str]:
        """Columns of a table, checked against their checksum."""
        found = self.names(table)
        kept = self.sums(f"{table} columns").get(0)
        self.hold(f"names of the columns of table {table}", checksums.of_table([found]), kept)
        return found

    # -- checksums ----------------------------------------------------------------------------------------------------

    def sums(self, part: str) -> dict[int, str]:
        """The checksums of a part: number -> checksum; none where there are none."""
        if not self.verified:
            return {}
        return dict(self.rows("SELECT number, sha256 FROM checksums WHERE part = ?", part))

    def hold(self, where: str, found: str, kept: str | None) -> None:
        """Hold a checksum against the one that was kept with the rows."""
        if self.verified and found != kept:
            missing = kept is None
            self.wrong(where, "there is no checksum of it" if missing else "not what was written: checksum differs")

    def sealed(self, table: str, most: int = MOST) -> list[tuple]:
        """All rows of a small table in the order of its key, checked against the table's checksum."""
        rows = self.rows(f"SELECT * FROM {table} ORDER BY 1, 2", most=most)
        if self.verified:
            self.hold(f"table {table}", checksums.of_table(rows), self.sums(table).get(0))
        return rows

    def facts(self, table: str) -> dict[str, Any]:
        """A table of names and JSON values."""
        return {str(name): self.json(table, str(name), value) for name, value in self.sealed(table)}

    # -- values -------------------------------------------------------------------------------------------------------

    def json(self, table: str, name: str, text: Any) -> Any:
        """A JSON value of a table of facts: text, strict, not nested too deeply."""
        where = f"table {table}, {name}"
        if not isinstance(text, str):
            self.wrong(where, "no text")
        with self.at(where):
            value = json.loads(text, parse_constant=_no_number)
            _plain(value)
            return value

    def validated(self, where: str, model: type[Any], value: Any) -> Any:
        """A value as a pydantic model or another type has it: strict, lists for tuples allowed."""
        with self.at(where):
            return validated(model, value)

    def whole(self, where: str, values: Sequence[Any]) -> np.ndarray:
        """Whole numbers as SQLite gives them, as int64; refused where one is something else."""
        with self.at(where):
            found = np.array(values) if len(values) else np.zeros(np.shape(values), np.int64)
            if found.dtype.kind != "i":
                raise ValueError("not a whole number")
            return found.astype(np.int64)

    def real(self, where: str, values: Sequence[Any]) -> np.ndarray:
        """Numbers as SQLite gives them, as float64, NULL as NaN; refused where one is a text or infinite."""
        with self.at(where):
            found = np.array(values, np.float64)
            if np.isinf(found).any():
                raise ValueError("an infinite number")
            return found


_SAID = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError)
"""What Python, NumPy, pandas and pydantic say of values that are not what they should be."""


@contextmanager
def holding(place: Path | str) -> Iterator[None]:
    """Turn what is said of the contents of a file into its refusal: what is damaged or forged is no internal error."""
    try:
        yield
    except ValidationError as error:
        key, words = _first(error)
        raise ResultError(place, f"{key}: {words}" if key else words, REMEDY) from error
    except _SAID as error:
        raise ResultError(place, _short(_words(error)), REMEDY) from error


def hold_version(place: Path | str, version: Any, known: Sequence[int], remedy: str = NEWER) -> int:
    """A schema version, as it is written; `ResultError` where it is none of `known`, the last of which is this one."""
    if type(version) is not int or version not in known:
        said = version if isinstance(version, int | None) else "of no number"
        raise ResultError(place, f"schema version {said}, this is version {known[-1]}", remedy)
    return version


def validated(model: type[Any], value: Any) -> Any:
    """Plain values as a pydantic model or another type has them, strict; lists for tuples allowed.

    Raises
    ------
    ValidationError, TypeError, ValueError
    """
    # A command line may hold bytes that are no letters; they matter to nobody here.
    text = json.dumps(value, ensure_ascii=False).encode(errors="replace")
    return TypeAdapter(model).validate_json(text, strict=True)


def read_scenario(place: Path | str, text: str, file: str = RESOLVED, label: str = "") -> Scenario:
    """A scenario that is kept in a file.

    Parameters
    ----------
    place : the file, for messages
    text : YAML
    file : what its problems name as their file
    label : which of several it is

    Raises
    ------
    ResultError
        when it does not hold here
    """
    try:
        return loads(text, file=file)
    except ScenarioError as error:
        reason = f"its scenario{label and ' '}{label} is not valid here: {str(error).splitlines()[0]}"
        raise ResultError(place, reason, NEWER) from error


def _first(error: ValidationError) -> tuple[str, str]:
    """Where the first of the things lies that are wrong, and what it is."""
    first = error.errors(include_url=False)[0]
    return ".".join(map(str, first["loc"])), _short(first["msg"][:1].lower() + first["msg"][1:])


def _words(error: BaseException) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error) or type(error).__name__


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _plain(value: Any, depth: int = 0) -> None:
    """ValueError for JSON that is nested too deeply, or has a number that is none."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number that is too large")
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _plain(inner, depth + 1)


def _short(words: object) -> str:
    return shown(words, MOST_WORDS)
