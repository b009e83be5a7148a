"""The bytes of a file, or the text of an override, with places in it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from sim.printable import printable
from sim.scenario.text.lookalikes import found_in
from sim.scenario.text.problems import Problem, ScenarioError, shown
from sim.tables.files import CannotRead, Folder, Missing, TooLarge, read_file
from sim.tables.text import BREAK, NotText, decoded

SIZE_LIMIT = 262_144
"""Largest scenario file, in bytes: thirty times the base scenario."""

ROWS_LIMIT = 64 * 2**20
"""Most that joint draws written out in a file (``rows: |``) may add to that, in bytes."""

RESOLVED = "scenario.resolved.yaml"
"""The scenario in a folder of results."""

_ROWS = re.compile(rb"(?m)^( *)rows: \|.*\n(?:\1 +.*\n)*")


@functools.lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    """Lines of a text, kept while its problems are being reported."""
    return BREAK.split(text)


@dataclass(frozen=True, slots=True)
class Source:
    """A text that problems can point into.

    Attributes
    ----------
    name : how the text is called in messages
    text : the whole of it
    path : the file, resolved; None for text that is not in a file
    setting : True for an override, which is named in full and has no lines
    """

    name: str
    text: str
    path: Path | None = None
    setting: bool = False

    def line(self, number: int) -> str:
        """Line `number`, counted from 1; empty beyond the end."""
        lines = _lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    @property
    def lines(self) -> list[str]:
        """All lines, without their ends."""
        return _lines(self.text)

    def snippet(self, line: int, column: int, width: int) -> str:
        """The line with a caret below `column`; long lines are cut around it."""
        text = self.line(line).replace("\t", " ")
        start = max(0, column - 60)
        part = printable(text[start : start + 100], "\N{REPLACEMENT CHARACTER}")
        label = "    " if self.setting else f"{line:>5} | "
        blank = " " * len(label) if self.setting else "      | "
        caret = "^" + "~" * (min(max(width, 1), max(len(part) - (column - 1 - start), 1)) - 1)
        return f"{label}{part}\n{blank}{' ' * (column - 1 - start)}{caret}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a source: line and column from 1, and how many characters it spans."""

    source: Source
    line: int = 1
    column: int = 1
    width: int = 1

    def problem(self, message: str, *, path: str = "", remedy: str = "") -> Problem:
        """A problem at this place."""
        snippet = self.source.snippet(self.line, self.column, self.width) if self.source.text.strip() else ""
        line, column = (None, None) if self.source.setting else (self.line, self.column)
        hidden = found_in(self.source.line(self.line)[self.column - 1 :][: self.width])
        if hidden:
            told = f"column {self.column + hidden[0]} holds {hidden[1]}"
            remedy = f"{told}; {remedy}" if remedy else told
        return Problem(
            file=self.source.name, line=line, column=column, path=path, message=message, snippet=snippet, remedy=remedy
        )


def read(path: Path, name: str | None = None) -> Source:
    """Read a scenario file: a regular file of strict UTF-8 text, not larger than `SIZE_LIMIT`.

    Parameters
    ----------
    path : the file
    name : how it is called in messages; the path by default

    Raises
    ------
    ScenarioError
        when there is no such file, it cannot be read, is too large, or is not text
    """
    name = name or str(path)
    called = shown(name, 300)
    try:
        raw = read_file(path, SIZE_LIMIT + ROWS_LIMIT)
        return decode(raw, called, path.resolve())
    except Folder:
        raise nowhere(called, "this is a folder; expected a scenario file", _file_inside(path, name)) from None
    except Missing:
        raise nowhere(called, "no such file") from None
    except TooLarge:
        raise _too_large(called, SIZE_LIMIT) from None
    except CannotRead as wrong:
        raise nowhere(called, f"the file cannot be read: {wrong.reason}", "name a scenario file") from None


def nowhere(name: str, message: str, remedy: str = "") -> ScenarioError:
    """What is wrong with a file as a whole, or with a name: there is no line to point at."""
    return ScenarioError([Problem(file=name, line=None, column=None, path="", message=message, remedy=remedy)])


def _file_inside(folder: Path, name: str) -> str:
    """The scenario of a folder of results, as a remedy; empty where there is none."""
    inside = Path(name) / RESOLVED
    return f"its scenario is {shown(inside, 300)}" if (folder / RESOLVED).is_file() else ""


def decode(raw: bytes, name: str, path: Path | None = None, limit: int = SIZE_LIMIT, showing: bool = True) -> Source:
    """Text of a file from its bytes, at most `limit` of them apart from joint draws written out; see `read`.

    `showing` says whether problems may show the line they are about: not of a file that may be quite another one.
    """
    if len(raw) > limit + ROWS_LIMIT or (len(raw) > limit and len(_ROWS.sub(b"", raw)) > limit):
        raise _too_large(name, limit)
    try:
        return Source(name, decoded(raw), path)
    except NotText as wrong:
        line, column = wrong.place
        source = Source(name, wrong.before if showing else "")
        raise ScenarioError([Mark(source, line, column).problem(wrong.reason, remedy=wrong.remedy)]) from None


def _too_large(name: str, limit: int) -> ScenarioError:
    remedy = "it states parameters; data belong in files of their own"
    message = f"the file is larger than {limit // 1024} KiB"
    return ScenarioError([Mark(Source(name, "")).problem(message, remedy=remedy)])
