"""Joint draws of several parameters: a CSV file in the folder of the scenario, or rows written out in it."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.layers.merge import Merged
from sim.scenario.paths import unknown_path
from sim.scenario.shape import Leaf
from sim.scenario.text.beside import NAMELESS, Words, head_of, open_beside, scalars, whole_record
from sim.scenario.text.cells import cell_value
from sim.scenario.text.check import Report, kind_of
from sim.scenario.text.nodes import Items, Node, Scalar, Table
from sim.scenario.text.problems import did_you_mean, shown
from sim.scenario.text.scalars import Unreadable
from sim.scenario.text.source import Mark, Source
from sim.scenario.uncertainty.priors import JOINT
from sim.tables.cells import NUMBER
from sim.tables.records import Malformed, Record, records

FEWEST_ROWS, MOST_ROWS = 2, 100_000

SIZE_LIMIT = 20 * 10**6
"""Largest file of draws, in bytes."""

MOST_PROBLEMS = 20
"""Told of one file: a wrong column is wrong in every row."""

_KEY = ("uncertain", JOINT)
_WORDS = Words(key="from", folder="the folder of the scenario", example="posterior.csv", spared="fixed")


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
    rows : each row as it stands there
    """

    mark: Mark
    layer: int
    columns: dict[str, np.ndarray]
    source: Source
    names: tuple[str, ...]
    rows: tuple[Record, ...]

    def place(self, path: str, row: int) -> Mark:
        """Where the value of a column in a row stands."""
        return scalars(self.source, self.rows[row])[self.names.index(path)].mark

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
    merged : says which parameters there are
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
    source, header, rows = found
    items = _items(header, merged, report)
    if items is None or not _rows_fit(rows, node.mark if isinstance(node, Table) else header[0].mark, report):
        return None
    values, read, unread = _numbers(rows, len(items))
    before = len(report.problems)
    for row in unread[:MOST_PROBLEMS]:
        _explain(source, row, items, report)
    _check(source, values, read, items, report)
    if len(report.problems) > before:
        report.problems[before:] = sorted(report.problems[before:], key=_place)[:MOST_PROBLEMS]
        return None
    columns = {path: values[place] for place, path in enumerate(items)}
    return Sample(mark=mark, layer=layer, columns=columns, source=source, names=tuple(items), rows=read)


def _place(problem: Any) -> tuple[int, int]:
    return problem.line, problem.column


# -- where the rows stand ---------------------------------------------------------------------------------------------

Found = tuple[Source, list[Scalar], "Rows"]
"""What the rows stand in, the names of the columns, and the rows."""


def _of_file(node: Scalar, report: Report) -> Found | None:
    here = node.mark.source
    source = open_beside(node, here.path and here.path.parent, SIZE_LIMIT, _WORDS, _KEY, report)
    if source is None:
        return None
    try:
        found = head_of(source, node, _KEY, report)
        return found and (source, found[0], _rows_of(source))
    except Malformed as wrong:
        report.add(Mark(source, wrong.line), wrong.reason, _KEY, wrong.remedy)
        return None


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows as they stand in a text; one that many scenarios draw from is read once."""

    records: tuple[Record, ...]

    def __len__(self) -> int:
        return len(self.records)


@functools.lru_cache(maxsize=4)
def _rows_of(source: Source) -> Rows:
    """The rows of a file below its first line; one more than there may be, where there are too many."""
    return Rows(tuple(itertools.islice(records(source.text), 1, MOST_ROWS + 2)))


@functools.lru_cache(maxsize=4)
def _rows_in(source: Source, lines: range) -> Rows:
    """The rows written out in some lines of a scenario."""
    parted = ((line, source.line(line)) for line in lines)
    cells = ((line, tuple(cell.strip() for cell in text.split(","))) for line, text in parted if text.strip())
    return Rows(tuple(Record(line, line, row) for line, row in itertools.islice(cells, MOST_ROWS + 1)))


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
        report.add(columns.mark, "columns must be a list of paths of parameters", _KEY, "such as [us_envoy.engagement]")
    names: list[Scalar] = []
    for entry in columns.entries if isinstance(columns, Items) else ():
        if isinstance(entry, Scalar):
            names.append(entry)
        else:
            report.add(entry.mark, f"columns must name parameters, found {kind_of(entry)}", _KEY)
    source = rows.mark.source
    if not isinstance(rows, Scalar) or source.line(rows.mark.line)[rows.mark.column - 1 :][:1] != "|":
        report.add(
            rows.mark, "rows must be a text of lines with one number per column", _KEY, "write 'rows: |' above them"
        )
    if len(report.problems) > before or not isinstance(rows, Scalar):
        return None
    lines = range(rows.mark.line + 1, rows.mark.line + 1 + len(rows.text.splitlines()))
    return source, names, _rows_in(source, lines)


# -- columns ----------------------------------------------------------------------------------------------------------


def _items(header: list[Scalar], merged: Merged, report: Report) -> dict[str, Leaf] | None:
    """Columns with what they are of; None (and a problem for each that is wrong)."""
    before, items = len(report.problems), dict[str, Leaf]()
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
        elif isinstance(item := merged.item(tuple(cell.text.split("."))), Leaf):
            items[cell.text] = item
    return items if len(report.problems) == before else None


def _is_number(cell: Scalar) -> bool:
    return bool(NUMBER.fullmatch(cell.text))


def _column_problem(name: str, merged: Merged, hint: bool) -> tuple[str, str] | None:
    """What is wrong with the name of a column, and what to do about it; None if nothing is."""
    if not name:
        return "a column has no name", NAMELESS
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


def _rows_fit(rows: Rows, mark: Mark, report: Report) -> bool:
    """Whether there are as many rows as there may be."""
    count = len(rows)
    if FEWEST_ROWS <= count <= MOST_ROWS:
        return True
    if count < FEWEST_ROWS:
        told = f"{count} row{'' if count == 1 else 's'} of draws; expected {FEWEST_ROWS} or more"
        report.add(mark, told, _KEY, "state values, where nothing is uncertain")
    else:
        report.add(mark, f"more than {MOST_ROWS:,} rows of draws", _KEY, "some thousand rows are enough")
    return False


@functools.lru_cache(maxsize=4)
def _numbers(rows: Rows, width: int) -> tuple[np.ndarray, tuple[Record, ...], list[Record]]:
    """Rows as numbers, which nobody may change: a file that many scenarios draw from is read once.

    Returns
    -------
    values : float64 (columns, rows), of the rows that can be read
    read : these rows
    unread : the others
    """
    found, read, unread = [], [], []
    for row in rows.records:
        if len(row.cells) == width and all(map(NUMBER.fullmatch, row.cells)):
            found.append([float(cell) for cell in row.cells])
            read.append(row)
        else:
            unread.append(row)
    values = np.ascontiguousarray(np.array(found, float).reshape(len(found), width).T) + 0.0
    values.flags.writeable = False
    return values, tuple(read), unread


def _explain(source: Source, row: Record, items: dict[str, Leaf], report: Report) -> None:
    """What is wrong with a row that cannot be read."""
    if len(row.cells) != len(items):
        report.add(
            whole_record(source, row),
            f"the row has {len(row.cells)} {'value' if len(row.cells) == 1 else 'values'}; there are {len(items)} "
            f"{'column' if len(items) == 1 else 'columns'}",
            _KEY,
            "every draw has a value for each column; write decimals with a point",
        )
        return
    for cell, (name, item) in zip(scalars(source, row), items.items(), strict=True):
        _tell(cell, name, item, report)


def _tell(cell: Scalar, name: str, item: Leaf, report: Report) -> None:
    """The problem of a value, if there is one."""
    try:
        if cell_value(item, cell, tuple(name.split("."))) is None:
            report.add(cell.mark, f"{name}: a value is missing", _KEY, "every draw has a value for each column")
    except Unreadable as reason:
        message = reason.message if reason.message.startswith(name) else f"{name}: {reason.message}"
        report.add(cell.mark, message, _KEY, reason.remedy)


def _check(
    source: Source, values: np.ndarray, rows: tuple[Record, ...], items: dict[str, Leaf], report: Report
) -> None:
    """Every number must be a value that its parameter could have."""
    for position, (column, wrong) in enumerate(_wrong(values, items)):
        name, item = column
        for row in np.flatnonzero(wrong)[:MOST_PROBLEMS]:
            _tell(scalars(source, rows[row])[position], name, item, report)


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
