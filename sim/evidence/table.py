"""Strict reading of a CSV table: every row with its line, every doubt with its place."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sim.printable import printable

from .errors import EvidenceError, Problem

Value = TypeVar("Value")

MOST_BYTES = 20_000_000
EARLIEST = date(2014, 1, 1)
MOST_PERSONS = 100_000
CONFIDENCE = ("high", "medium", "low")
_SHOWN = 40


class Unfit(Exception):
    """A cell cannot be used; `reason` and `remedy` say why and what to write."""

    def __init__(self, reason: str, remedy: str = ""):
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass
class Row:
    """A row of a table; what is wrong with its cells is collected in the table.

    Attributes
    ----------
    line : in the file, the header being line 1
    cells : column -> text, blanks at the ends taken off
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

        Columns beside those asked for are allowed and not read; `optional` ones are blank where they are missing.
        """
        text = self._decoded(content)
        lines = csv.reader(text.splitlines(keepends=True), strict=True)
        try:
            header = [name.strip() for name in next(lines, [])]
            if self._header_fits(header, columns):
                for cells in lines:
                    if len(cells) != len(header) and any(cells):
                        self.blame(
                            f"{len(cells)} cells where the header has {len(header)}", lines.line_num, None,
                            "put quotes round a text with a comma in it",
                        )  # fmt: skip
                    elif any(cell.strip() for cell in cells):
                        found = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
                        yield Row(self, lines.line_num, dict.fromkeys(optional, "") | found)
        except csv.Error as error:
            self.blame(f"not a CSV table from here on ({error})", lines.line_num, None, "look for a quote never closed")

    def _decoded(self, content: bytes) -> str:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._stop("the file is UTF-16", "save it as UTF-8")
        if len(content) > MOST_BYTES:
            self._stop(f"the file has {len(content):,} bytes; at most {MOST_BYTES:,} are read", "cut it")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            found = content[max(error.start - 20, 0) : error.start + 1].decode("latin-1").splitlines()[-1]
            self.blame(
                f"byte 0x{content[error.start]:02x} is not UTF-8 (after {found[:-1]!r}): the file has another encoding,"
                " such as Windows-1251 or Latin-1, or mixes several",
                line, None, "save the whole file as UTF-8",
            )  # fmt: skip
            raise EvidenceError(self.problems) from None
        if "\0" in text:
            self._stop("the file holds NUL characters", "it is no text; save the table as CSV in UTF-8")
        if not text.strip():
            self._stop("the file is empty", "write a header and a row for each entry")
        return text

    def _header_fits(self, header: list[str], columns: Sequence[str]) -> bool:
        for name in sorted({name for name in header if header.count(name) > 1}):
            self.blame(f"column '{name}' stands twice in the header", 1, name or None, "keep one of the two")
        missing = [name for name in columns if name not in header]
        if missing and len(header) == 1 and any(sign in header[0] for sign in ";\t"):
            self.blame("cells are parted by semicolons or tabs", 1, None, "part them by commas")
            return False
        for name in missing:
            near = difflib.get_close_matches(name, [each for each in header if each not in columns], 1, 0.6)
            self.blame(
                f"column '{name}' is missing", 1, None,
                f"is it '{near[0]}'? then rename it" if near else f"the header must have {', '.join(columns)}",
            )  # fmt: skip
        return not self.problems

    def _stop(self, reason: str, remedy: str) -> None:
        self.blame(reason, None, None, remedy)
        raise EvidenceError(self.problems)


@contextmanager
def reading(file: Path | str) -> Iterator[tuple[Table, bytes]]:
    """The table of a file, and its bytes; raises `EvidenceError` in the end if anything was found wrong."""
    path = Path(file)
    table = Table(path.name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EvidenceError(
            Problem(str(file), None, None, f"cannot be read ({error.strerror or error})", "name a CSV file")
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
    """A day that exists, as YYYY-MM-DD."""
    if not text:
        raise Unfit("the date is blank", "write YYYY-MM-DD")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Unfit(f"{shown(text)} is not a date that exists", "write YYYY-MM-DD") from None
    if len(text) != 10:
        raise Unfit(f"{shown(text)} is not written as YYYY-MM-DD", f"write {found}")
    if found < earliest:
        raise Unfit(f"{shown(text)} is before {earliest.year}", "is the year right?")
    return found


def a_date_or_blank(text: str) -> date | None:
    """A day, or None."""
    return a_date(text) if text else None


def persons_or_blank(text: str) -> int | None:
    """A number of persons; None where it is not known."""
    if not text:
        return None
    if text.lstrip("-").isascii() and text.lstrip("-").isdigit():
        number = int(text[:20])
        if number < 0:
            raise Unfit(f"{text[:_SHOWN]} is negative", "persons are counted from 0; leave it blank if not known")
        if number > MOST_PERSONS:
            raise Unfit(f"{text[:_SHOWN]} is more than {MOST_PERSONS:,} persons", "is a digit too many in it?")
        return number
    if any(sign in text for sign in ",. '\u00a0\u202f") and text.translate(_NO_MARKS).isdigit():
        raise Unfit(f"{shown(text)} is not a whole number", "write whole persons, without separators")
    raise Unfit(f"{shown(text)} is not a number", "write whole persons, or leave it blank if not known")


_NO_MARKS = str.maketrans("", "", ",. '\u00a0\u202f")


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


def shown(text: str) -> str:
    """A cell in quotes, cut, without signs that could drive a terminal."""
    clean = printable(text)
    mark = '"' if "'" in clean else "'"
    return f"{mark}{clean if len(clean) <= _SHOWN else f'{clean[:_SHOWN]}...'}{mark}"
