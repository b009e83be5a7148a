"""A CSV table next to the file that names it: found, opened, and its first line looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.text.check import Path as Key
from sim.scenario.text.check import Report
from sim.scenario.text.nodes import Scalar
from sim.scenario.text.problems import ScenarioError, did_you_mean, nearest, shown
from sim.scenario.text.source import Mark, Source, decode
from sim.tables.files import CannotRead, Folder, Missing, Outside, TooLarge, read_file, within
from sim.tables.records import Record, other_separator, records

SUFFIX = ".csv"

NAMELESS = (
    "the first line names one parameter per column; leave out numbers of rows (pandas: index=False, R: row.names=FALSE)"
)

_BEGINS = "a table begins with a line of names, one per column, such as us_envoy.engagement"
_NAME = re.compile(r"[\w .*-]{0,100}")
"""What the first line of a table of parameters holds; anything else is another file, and is not shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """How messages speak of a table.

    Attributes
    ----------
    key : the key that names it
    folder : in which it must be
    example : a name for it
    spared : another word that may stand in its place; empty if none
    """

    key: str
    folder: str
    example: str
    spared: str = ""


def open_beside(
    node: Scalar, folder: Path | None, limit: int, words: Words, path: Key, report: Report
) -> Source | None:
    """The text of a CSV file in a folder or below it; None (and a problem) when it cannot be read.

    Parameters
    ----------
    node : the name of the file
    folder : where it must be; None where there is none
    limit : most bytes
    path : the key in the report
    """
    name = node.text

    def refuse(message: str, remedy: str) -> None:
        report.add(node.mark, message, path, remedy)

    if not name.lower().endswith(SUFFIX) or len(name) > 200 or "://" in name:
        slip = words.spared and nearest(name, [words.spared])
        hint = f"did you mean '{slip}'?" if slip else f"such as {words.key}: {words.example}"
        refuse(f"{words.key} takes the name of a CSV file in {words.folder}, found '{shown(name, 40)}'", hint)
        return None
    if folder is None:
        refuse(
            f"the file '{shown(name)}' cannot be found: this text is in no folder",
            "read it from its file, or write columns and rows out here",
        )
        return None
    try:
        place = within(folder, name)
        raw = read_file(place, limit)
    except Outside:
        refuse(f"the file '{shown(name)}' lies outside {words.folder}", "put the file next to it")
    except Missing:
        names = [found.name for found in sorted(folder.glob(f"*{SUFFIX}"))][:200]
        hint = did_you_mean(name, names, "CSV files there") or f"put the file into {words.folder}"
        refuse(f"there is no file '{shown(name)}' in {words.folder}", hint)
    except TooLarge:
        refuse(f"the file '{shown(name)}' is larger than {limit // 10**6} MB", "some thousand rows are enough")
    except CannotRead as wrong:
        remedy = "name a CSV file in it" if isinstance(wrong, Folder) else "name a CSV file"
        refuse(f"the file '{shown(name)}' cannot be read: {wrong.reason}", remedy)
    else:
        here = node.mark.source
        called = name if here.path is None else Path(here.name).parent / name
        try:
            return decode(raw, shown(called, 300), place, limit=limit, showing=False)
        except ScenarioError as wrong:
            report.problems += wrong.problems
            report.bad.add(path)
    return None


def head_of(source: Source, node: Scalar, path: Key, report: Report) -> tuple[list[Scalar], Record] | None:
    """The names in the first line of a table, and that line; None (and a problem) where there are none.

    Raises
    ------
    Malformed
        where quotes do not fit
    """
    first = next(records(source.text), None)
    if first is None:
        report.add(node.mark, f"the file '{shown(node.text)}' is empty", path, "its first line names parameters")
        return None
    other = other_separator(source.line(first.line))
    if other:
        report.add(Mark(source, first.line, other[0]), other[1], path, other[2])
        return None
    if not all(_NAME.fullmatch(cell) for cell in first.cells):
        unseen = Mark(Source(source.name, "", source.path), first.line)
        report.add(unseen, "the first line names no parameters, or other things too", path, _BEGINS)
        return None
    return scalars(source, first), first


def scalars(source: Source, record: Record) -> list[Scalar]:
    """The cells of a record, with their places."""
    places = record.places(source.lines)
    return [Scalar(cell, True, Mark(source, *place)) for cell, place in zip(record.cells, places, strict=True)]


def whole_record(source: Source, record: Record) -> Mark:
    """The place of a record as a whole."""
    text = source.line(record.line)
    return Mark(source, record.line, len(text) - len(text.lstrip()) + 1, max(len(text.strip()), 1))
