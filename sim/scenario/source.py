"""The bytes of a file, or the text of an override, with places in it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from sim.printable import printable

from .errors import Problem, ScenarioError, shown

SIZE_LIMIT = 262_144
"""Largest scenario file, in bytes: thirty times the base scenario."""

ROWS_LIMIT = 64 * 2**20
"""Most that joint draws written out in a file (``rows: |``) may add to that, in bytes."""

RESOLVED = "scenario.resolved.yaml"
"""The scenario in a folder of results."""

_BREAK = re.compile(r"\r\n|\r|\n")
_ROWS = re.compile(rb"(?m)^( *)rows: \|.*\n(?:\1 +.*\n)*")
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
"""Characters that do not belong in a scenario: controls, lone surrogates, line separators other than the usual ones."""


@functools.lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    """Lines of a text, kept while its problems are being told."""
    return _BREAK.split(text)


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
        if path.is_dir():
            raise nowhere(called, "this is a folder; expected a scenario file", _file_inside(path, name))
        if path.exists() and not path.is_file():
            raise nowhere(called, "this is not a regular file; expected a scenario file")
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + ROWS_LIMIT + 1)
        resolved = path.resolve()
    except ScenarioError:
        raise
    except FileNotFoundError:
        raise nowhere(called, "no such file") from None
    except (OSError, ValueError, RuntimeError) as reason:
        text = getattr(reason, "strerror", None) or str(reason)
        raise nowhere(called, f"the file cannot be read: {text}") from None
    return decode(raw, called, resolved)


def nowhere(name: str, message: str, remedy: str = "") -> ScenarioError:
    """What is wrong with a file as a whole, or with a name: there is no line to point at."""
    return ScenarioError([Problem(file=name, line=None, column=None, path="", message=message, remedy=remedy)])


def _file_inside(folder: Path, name: str) -> str:
    """The scenario of a folder of results, as a remedy; empty where there is none."""
    inside = Path(name) / RESOLVED
    return f"its scenario is {shown(inside, 300)}" if (folder / RESOLVED).is_file() else ""


def decode(raw: bytes, name: str, path: Path | None = None, limit: int = SIZE_LIMIT) -> Source:
    """Text of a file from its bytes, at most `limit` of them beside joint draws written out; see `read`."""
    empty = Mark(Source(name, ""))
    if len(raw) > limit + ROWS_LIMIT or (len(raw) > limit and len(_ROWS.sub(b"", raw)) > limit):
        raise ScenarioError(
            [
                empty.problem(
                    f"the file is larger than {limit // 1024} KiB",
                    remedy="it states parameters; data belong in files of their own",
                )
            ]
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        before = raw[: reason.start].decode("utf-8")
        line, column = _position(before)
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message, remedy = "the file is UTF-16, not UTF-8", "save it as UTF-8"
        else:
            message = f"byte 0x{raw[reason.start]:02x} is not UTF-8 text"
            remedy = "save the file as UTF-8 text"
        raise ScenarioError([Mark(Source(name, before), line, column).problem(message, remedy=remedy)]) from None
    text = text.removeprefix("\ufeff")
    source = Source(name, text, path)
    bad = UNPRINTABLE.search(text)
    if bad:
        line, column = _position(text[: bad.start()])
        raise ScenarioError(
            [
                Mark(source, line, column).problem(
                    f"character U+{ord(bad[0]):04X} does not belong in a text file",
                    remedy="is this a binary file? remove the character",
                )
            ]
        )
    return source


def _position(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows the text `before`."""
    lines = _BREAK.split(before)
    return len(lines), len(lines[-1]) + 1
