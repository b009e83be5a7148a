"""Joint draws of several parameters: a CSV file in the folder of the scenario, or rows written out in it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

import numpy as np

from .check import Report, checked, kind_of
from .errors import ScenarioError, did_you_mean, nearest, shown
from .merge import Merged
from .nodes import Items, Node, Scalar, Table
from .paths import unknown_path
from .priors import JOINT
from .scalars import Unreadable, interpret
from .shape import Leaf
from .source import Mark, Source, decode

SUFFIX = ".csv"

FEWEST_ROWS, MOST_ROWS = 2, 100_000

SIZE_LIMIT = 20 * 10**6
"""Largest file of draws, in bytes."""

MOST_PROBLEMS = 20
"""Told of one file: a wrong column is wrong in every row."""

_KEY = ("uncertain", JOINT)
_NUMBER = r"[ \t]*[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?[ \t]*"
_ROW = re.compile(f"{_NUMBER}(?:,{_NUMBER})*")
"""A row of numbers as `interpret` understands them."""


@dataclass(kw_only=True)
class Sample:
    """Joint draws: rows that are equally likely, each with a value for every column.

    Attributes
    ----------
    mark : place of the key that states them
    layer : number of the layer that does
    columns : path -> its values, float64 (rows,)
    source : what the rows stand in
    names : every column of the source, those that are left out included
    lines : line of each row
    """

    mark: Mark
    layer: int
    columns: dict[str, np.ndarray]
    source: Source
    names: tuple[str, ...]
    lines: np.ndarray

    def place(self, path: str, row: int) -> Mark:
        """Where the value of a column in a row stands."""
        return _cells(self.source, int(self.lines[row]))[self.names.index(path)].mark

    def as_document(self) -> dict[str, Any]:
        """As a resolved file says it: the columns that are left, and a line of numbers for each row."""
        rows = zip(*(values.tolist() for values in self.columns.values()), strict=True)
        lines = (",".join(repr(value).removesuffix(".0") for value in row) for row in rows)
        return {"columns": list(self.columns), "rows": "".join(f"{line}\n" for line in lines)}


def read_sample(mark: Mark, node: Node, layer: int, merged: Merged, report: Report) -> Sample | None:
    """The draws that an entry ``from`` states; None (and problems, at their places in the file of the draws).

    Parameters
    ----------
    mark, node : place of the key, and what it says
    layer : number of the layer that says so
    merged : tells which parameters there are
    """
    if isinstance(node, Table):
        found = _written(node, report)
    elif isinstance(node, Scalar) and node.text:
        found = _of_file(node, report)
    else:
        report.add(
            node.mark,
            f"from takes the name of a CSV file with joint draws, or fixed; found {kind_of(node)}",
            _KEY,
            "such as from: posterior.csv; fixed drops inherited draws",
        )
        return None
    if found is None:
        return None
    source, header, lines = found
    items = _items(header, merged, report)
    if items is None or not _rows_fit(source, lines, node.mark if isinstance(node, Table) else header[0].mark, report):
        return None
    values, places, unread = _numbers(source, lines, len(items))
    before = len(report.problems)
    for line in unread[:MOST_PROBLEMS]:
        _explain(source, line, items, report)
    _check(source, values, places, items, report)
    if len(report.problems) > before:
        report.problems[before:] = sorted(report.problems[before:], key=_place)[:MOST_PROBLEMS]
        return None
    columns = {path: values[place] for place, path in enumerate(items)}
    return Sample(mark=mark, layer=layer, columns=columns, source=source, names=tuple(items), lines=places)


def _place(problem: Any) -> tuple[int, int]:
    return problem.line, problem.column


# -- where the rows stand ---------------------------------------------------------------------------------------------

Found = tuple[Source, list[Scalar], range]
"""What the rows stand in, the names of the columns, and the lines that may hold rows."""


def _of_file(node: Scalar, report: Report) -> Found | None:
    source = _open(node, report)
    if source is None:
        return None
    first = next((number for number, line in enumerate(source.lines, start=1) if line.strip()), None)
    if first is None:
        report.add(node.mark, f"the file '{shown(node.text)}' is empty", _KEY, "its first line names parameters")
        return None
    text = source.line(first)
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if sign in text and "," not in text:
            place = Mark(source, first, text.index(sign) + 1)
            report.add(place, f"the columns are separated by {word}", _KEY, "separate them by commas")
            return None
    if _quoted(source, first, report):
        return None
    return source, _cells(source, first), range(first + 1, len(source.lines) + 1)


def _open(node: Scalar, report: Report) -> Source | None:
    """The text of a file of draws; None (and a problem) when it cannot be read."""
    here, name = node.mark.source, node.text

    def refuse(message: str, remedy: str) -> None:
        report.add(node.mark, message, _KEY, remedy)

    if not name.lower().endswith(SUFFIX) or len(name) > 200 or "://" in name:
        hint = "did you mean 'fixed'?" if nearest(name, ["fixed"]) else "such as from: posterior.csv"
        refuse(f"from takes the name of a CSV file in the folder of the scenario, found '{shown(name)}'", hint)
        return None
    if here.path is None:
        refuse(
            f"the draws '{shown(name)}' cannot be found: this text is in no folder",
            "read the scenario from its file, or write columns and rows out here",
        )
        return None
    folder = here.path.parent
    try:
        place = (folder / name).resolve()
        if PureWindowsPath(name).anchor or not place.is_relative_to(folder.resolve()):
            refuse(f"the draws '{shown(name)}' lie outside the folder of the scenario", "put the file beside it")
            return None
        if place.exists() and not place.is_file():
            raise OSError("this is a folder" if place.is_dir() else "this is not a regular file")
        with place.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        names = [path.name for path in sorted(folder.glob(f"*{SUFFIX}"))][:200]
        hint = did_you_mean(name, names, "CSV files there") or "put the file into the folder of the scenario"
        refuse(f"there is no file '{shown(name)}' in the folder of the scenario", hint)
        return None
    except (OSError, ValueError, RuntimeError) as reason:
        words = getattr(reason, "strerror", None) or str(reason)
        refuse(f"the draws '{shown(name)}' cannot be read: {words[:1].lower()}{words[1:]}", "name a CSV file")
        return None
    if len(raw) > SIZE_LIMIT:
        refuse(f"the file '{shown(name)}' is larger than {SIZE_LIMIT // 10**6} MB", "some thousand rows are enough")
        return None
    try:
        return decode(raw, shown(Path(here.name).parent / name, 300), place, limit=SIZE_LIMIT)
    except ScenarioError as reason:
        report.problems += reason.problems
        report.bad.add(_KEY)
        return None


def _written(node: Table, report: Report) -> Found | None:
    """Rows that are written out in the scenario itself, as in a resolved one."""
    before = len(report.problems)
    for word, place in node.keys.items():
        if word not in ("columns", "rows"):
            hint = did_you_mean(word, ["columns", "rows"], "allowed here")
            hint = "'from' stands for joint draws; choose another label" if word == "scales" else hint
            report.add(place, f"unknown key '{shown(word)}' in from", (*_KEY, word), hint)
    for word in () if len(report.problems) > before else ("columns", "rows"):
        if word not in node.entries:
            report.add(node.mark, f"from lacks '{word}'", (*_KEY, word), "or name a CSV file: from: posterior.csv")
    if len(report.problems) > before:
        return None
    columns, rows = node.entries["columns"], node.entries["rows"]
    if not isinstance(columns, Items) or not columns.entries:
        report.add(columns.mark, "columns must be a list of paths of parameters", _KEY, "such as [uae.engagement]")
    for entry in columns.entries if isinstance(columns, Items) else ():
        if not isinstance(entry, Scalar):
            report.add(entry.mark, f"columns must name parameters, found {kind_of(entry)}", _KEY)
    source = rows.mark.source
    if not isinstance(rows, Scalar) or source.line(rows.mark.line)[rows.mark.column - 1 :][:1] != "|":
        report.add(rows.mark, "rows must be a text of lines with a number a column", _KEY, "write 'rows: |' above them")
    if len(report.problems) > before:
        return None
    return source, columns.entries, range(rows.mark.line + 1, rows.mark.line + 1 + len(rows.text.splitlines()))


# -- columns ----------------------------------------------------------------------------------------------------------


def _items(header: list[Scalar], merged: Merged, report: Report) -> dict[str, Leaf] | None:
    """Columns with what they are of; None (and a problem for each that is wrong)."""
    before, items = len(report.problems), {}
    for cell in header:
        if len(report.problems) - before >= MOST_PROBLEMS:
            break
        if _is_number(cell):
            report.add(cell.mark, f"the first line must name parameters, found {shown(cell.text)}", _KEY)
            break
        problem = _column_problem(cell.text, merged, hint=not report.crowded)
        if cell.text in items:
            problem = f"the column '{shown(cell.text)}' is there twice", "keep one of the two"
        if problem:
            report.add(cell.mark, problem[0], _KEY, problem[1])
        else:
            items[cell.text] = merged.item(tuple(cell.text.split(".")))
    return items if len(report.problems) == before else None


def _is_number(cell: Scalar) -> bool:
    return bool(_ROW.fullmatch(cell.text))


def _column_problem(name: str, merged: Merged, hint: bool) -> tuple[str, str] | None:
    """What is wrong with the name of a column, and what to do about it; None if nothing is."""
    if not name:
        return "a column has no name", "the first line names a parameter a column; leave out numbers of rows"
    path = tuple(name.split("."))
    item = merged.item(path)
    if isinstance(item, Leaf):
        if item.kind in ("float", "int"):
            return None
        what = "true or false" if item.kind == "bool" else "a text"
        return f"{name} is {what}; joint draws hold numbers", "leave the column out"
    if len(path) == 1:
        below = (".".join(found) for root in (*merged.parties, *merged.filled()) for found in merged.numbers(root))
        close = next((found for found in below if found.rpartition(".")[2] == name), "") if hint else ""
        return (
            f"'{shown(name)}' is not the path of a parameter",
            f"did you mean '{close}'?" if close else "leave the column out: rows are equally likely, and hold no more",
        )
    return unknown_path(merged, path, "the column", hint=hint)[:2]


# -- rows -------------------------------------------------------------------------------------------------------------


def _cells(source: Source, line: int) -> list[Scalar]:
    """The cells of a line, without blanks around them."""
    found, column = [], 1
    for cell in source.line(line).split(","):
        bare = cell.strip()
        blanks = len(cell) - len(cell.lstrip()) if bare else 0
        found.append(Scalar(bare, True, Mark(source, line, column + blanks, max(len(bare), 1))))
        column += len(cell) + 1
    return found


def _quoted(source: Source, line: int, report: Report) -> bool:
    """Whether there are quotes in a line; then there is a problem."""
    text = source.line(line)
    if '"' not in text:
        return False
    report.add(
        Mark(source, line, text.index('"') + 1), "quotes have no place among the draws", _KEY, "remove the quotes"
    )
    return True


def _rows_fit(source: Source, lines: range, mark: Mark, report: Report) -> bool:
    """Whether there are as many rows as there may be."""
    count = sum(bool(text.strip()) for text in source.lines[lines.start - 1 : lines.stop - 1])
    if FEWEST_ROWS <= count <= MOST_ROWS:
        return True
    rows = f"{count:,} row{'' if count == 1 else 's'} of draws"
    if count < FEWEST_ROWS:
        report.add(mark, f"{rows}; expected {FEWEST_ROWS} or more", _KEY, "state values, where nothing is uncertain")
    else:
        report.add(mark, f"{rows}; at most {MOST_ROWS:,}", _KEY, "some thousand rows are enough")
    return False


@functools.lru_cache(maxsize=4)
def _numbers(source: Source, lines: range, width: int) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Rows as numbers, which nobody may change: a file that many scenarios draw from is read once.

    Returns
    -------
    values : float64 (columns, rows), of the rows that can be read
    places : line of each of these rows
    unread : lines of the others
    """
    rows, places, unread = [], [], []
    for line, text in zip(lines, source.lines[lines.start - 1 :], strict=False):
        if not text.strip():
            continue
        cells = text.split(",")
        if len(cells) == width and _ROW.fullmatch(text):
            rows.append([float(cell) for cell in cells])
            places.append(line)
        else:
            unread.append(line)
    values = np.ascontiguousarray(np.array(rows, float).reshape(len(rows), width).T) + 0.0
    values.flags.writeable = False
    return values, np.array(places, int), unread


def _explain(source: Source, line: int, items: dict[str, Leaf], report: Report) -> None:
    """What is wrong with a row that cannot be read."""
    if _quoted(source, line, report):
        return
    cells = _cells(source, line)
    if len(cells) != len(items):
        text = source.line(line)
        start = len(text) - len(text.lstrip()) + 1
        report.add(
            Mark(source, line, start, max(len(text.strip()), 1)),
            f"the row has {len(cells)} {'value' if len(cells) == 1 else 'values'}; there are {len(items)} "
            f"{'column' if len(items) == 1 else 'columns'}",
            _KEY,
            "every draw has a value for each column; write decimals with a point",
        )
        return
    for cell, (name, item) in zip(cells, items.items(), strict=True):
        _tell(cell, name, item, report)


def _tell(cell: Scalar, name: str, item: Leaf, report: Report) -> None:
    """The problem of a value, if there is one."""
    try:
        value = interpret(cell)
        if value is None:
            raise Unreadable("a value is missing", "every draw has a value for each column")
    except Unreadable as reason:
        report.add(cell.mark, f"{name}: {reason.message}", _KEY, reason.remedy)
        return
    if item.kind == "int" and isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        checked(item, value, tuple(name.split(".")))
    except Unreadable as reason:
        report.add(cell.mark, reason.message, _KEY, reason.remedy)


def _check(source: Source, values: np.ndarray, places: np.ndarray, items: dict[str, Leaf], report: Report) -> None:
    """Every number must be a value that its parameter could have."""
    for position, (column, wrong) in enumerate(_wrong(values, items)):
        name, item = column
        for row in np.flatnonzero(wrong)[:MOST_PROBLEMS]:
            _tell(_cells(source, int(places[row]))[position], name, item, report)


def _wrong(values: np.ndarray, items: dict[str, Leaf]) -> Iterator[tuple[tuple[str, Leaf], np.ndarray]]:
    """For each column, which of its rows `checked` would refuse."""
    for column, found in zip(items.items(), values, strict=True):
        item = column[1]
        wrong = ~np.isfinite(found)
        if item.low is not None:
            wrong |= found < item.low
        if item.high is not None:
            wrong |= found > item.high
        if item.kind == "int":
            wrong |= found != np.floor(found)
        yield column, wrong
