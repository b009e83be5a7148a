"""Strict reading of a CSV table: every row with its line, every doubt with its place."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from sim.evidence.record.table_errors import EvidenceError, Problem
from sim.tables.cells import Unfit, is_missing, read_day, read_truth, read_whole
from sim.tables.files import CannotRead, read_file
from sim.tables.records import Malformed, other_separator, records
from sim.tables.text import BREAK, NotText, decoded
from sim.tables.text import quoted as shown

Value = TypeVar("Value")

MOST_BYTES = 20_000_000
EARLIEST, LATEST = date(2014, 1, 1), date(2099, 12, 31)
MOST_PERSONS = 100_000
_MOST_PROBLEMS = 1000
CONFIDENCE = ("high", "medium", "low")


@dataclass
class Row:
    """A row of a table; what is wrong with its cells is collected in the table.

    Attributes
    ----------
    line : in the file, the header being line 1
    cells : column -> text, blanks at the ends taken off; empty where a program wrote that there is no value
    """

    table: Table
    line: int
    cells: dict[str, str]

    def read(self, column: str, how: Callable[[str], Value], otherwise: Any = None) -> Value | Any:
        """A cell as `how` reads it; `otherwise`, and a problem, where that says `Unfit`."""
        try:
            return how(self.cells[column])
        except Unfit as wrong:
            self.table.blame(wrong.reason, self.line, column, wrong.remedy)
            return otherwise


@dataclass
class Table:
    """A table that is being read.

    Attributes
    ----------
    place : how the file is called in messages
    problems : what has been found wrong with it
    """

    place: str
    problems: list[Problem] = field(default_factory=list)

    def blame(self, reason: str, row: int | None = None, column: str | None = None, remedy: str = "") -> None:
        """Note something that is wrong."""
        self.problems.append(Problem(self.place, row, column, reason, remedy))

    def rows(self, content: bytes, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
        """Rows of the file, one by one; those that do not fit the header are left out, with a problem.

        Columns besides those asked for are allowed and not read; `optional` ones are blank where they are missing.
        """
        text = self._decoded(content)
        rows = records(text)
        try:
            head = next(rows)
            other = other_separator(BREAK.split(text)[head.line - 1])
            if other:
                self.blame(other[1], head.line, None, other[2])
            elif self._header_fits(list(head.cells), columns):
                for row in rows:
                    if len(self.problems) > _MOST_PROBLEMS:
                        self.blame("nothing is read from here on", row.line, None, "is this another kind of table?")
                        return
                    if len(row.cells) != len(head.cells) and any(row.cells):
                        self.blame(
                            f"{len(row.cells)} cells where the header has {len(head.cells)}", row.line, None,
                            "put quotes round a text with a comma in it",
                        )  # fmt: skip
                    elif any(row.cells):
                        cells = ("" if is_missing(cell) else cell for cell in row.cells)
                        found = dict(zip(head.cells, cells, strict=True))
                        yield Row(self, row.line, dict.fromkeys(optional, "") | found)
        except Malformed as wrong:
            self.blame(wrong.reason, wrong.line, None, wrong.remedy)

    def _decoded(self, content: bytes) -> str:
        try:
            text = decoded(content)
        except NotText as wrong:
            line = wrong.place[0] if wrong.before else None
            after = wrong.before.splitlines()[-1:] if wrong.before[-1:] not in ("", "\n", "\r") else []
            near = f" (after {shown(after[0][-20:])})" if after else ""
            self._stop(f"{wrong.reason}{near}", wrong.remedy, line)
        if not text.strip():
            self._stop("the file is empty", "write a header and a row for each entry")
        return text

    def _header_fits(self, header: list[str], columns: Sequence[str]) -> bool:
        for name in sorted({name for name in header if name and header.count(name) > 1}):
            self.blame(f"column {shown(name)} stands twice in the header", 1, None, "keep one of the two")
        missing = [name for name in columns if name not in header]
        for name in missing:
            near = difflib.get_close_matches(name, [each for each in header if each not in columns], 1, 0.6)
            self.blame(
                f"column '{name}' is missing", 1, None,
                f"is it {shown(near[0])}? then rename it" if near else f"the header must have {', '.join(columns)}",
            )  # fmt: skip
        return not self.problems

    def _stop(self, reason: str, remedy: str, line: int | None = None) -> NoReturn:
        self.blame(reason, line, None, remedy)
        raise EvidenceError(self.problems)


@contextmanager
def reading(file: Path | str) -> Iterator[tuple[Table, bytes]]:
    """The table of a file, and its bytes; raises `EvidenceError` in the end if anything was found wrong."""
    path = Path(file)
    table = Table(path.name)
    try:
        content = read_file(path, MOST_BYTES)
    except CannotRead as error:
        raise EvidenceError(
            Problem(str(file), None, None, f"cannot be read: {error.reason}", "name a CSV file")
        ) from None
    yield table, content
    if table.problems:
        raise EvidenceError(table.problems)


def once_each(table: Table, rows: Sequence[tuple[int, Any]], what: str) -> None:
    """Blame the rows whose key stands further up already; `rows` are (line, key)."""
    seen: dict[Any, int] = {}
    for line, key in rows:
        if key in seen:
            table.blame(f"the same {what} as row {seen[key]}", line, None, "remove one of the two")
        seen.setdefault(key, line)


def a_date(text: str, earliest: date = EARLIEST) -> date:
    """A day that exists, as YYYY-MM-DD, from `earliest` to `LATEST`."""
    if not text:
        raise Unfit("the date is blank", "write YYYY-MM-DD")
    found = read_day(text)
    if not earliest <= found <= LATEST:
        side = f"before {earliest.year}" if found < earliest else f"after {LATEST.year}"
        raise Unfit(f"{shown(text)} is {side}", "is the year right?")
    return found


def a_date_or_blank(text: str) -> date | None:
    """A day, or None."""
    return a_date(text) if text else None


def persons_or_blank(text: str) -> int | None:
    """A number of persons; None where it is not known."""
    if not text:
        return None
    try:
        number = read_whole(text)
    except Unfit as wrong:
        raise Unfit(wrong.reason, f"{wrong.remedy or 'look again'}, or leave it blank if not known") from None
    if number < 0:
        raise Unfit(f"{shown(text)} is negative", "persons are counted from 0; leave it blank if not known")
    if number > MOST_PERSONS:
        raise Unfit(f"{shown(text)} is more than {MOST_PERSONS:,} persons", "is a digit too many in it?")
    return number


def true_or_blank(text: str) -> bool:
    """Whether something holds; a blank says no."""
    found = read_truth(text) if text else False
    if found is None:
        raise Unfit(f"{shown(text)} is neither yes nor no", "write yes, or leave it blank")
    return found


def names(text: str) -> tuple[str, ...]:
    """Names parted by semicolons, each once."""
    found = tuple(name.strip() for name in text.split(";"))
    if not all(found):
        raise Unfit("a name is blank", "part names by one semicolon; write unknown where nobody is known")
    if len(set(found)) < len(found):
        raise Unfit(f"{shown(text)} names somebody twice", "name each once")
    return found


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in words:
            near = difflib.get_close_matches(text.lower(), words, 1, 0.6)
            raise Unfit(
                f"{shown(text)} is none of {', '.join(words)}" if text else "it is blank",
                f"did you mean {near[0]}?" if near else f"write {words[0]}" if len(words) == 1 else "write one of them",
            )
        return text

    return read


def some_text(text: str) -> str:
    """Text that is not blank."""
    if not text:
        raise Unfit("it is blank", "say it in a few words")
    return text
