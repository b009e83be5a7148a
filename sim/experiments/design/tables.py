"""Points from a table: a CSV file with one column per dimension and one row per point, or the table of a finished sweep."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from sim.experiments.design.parameters import Dimensions
from sim.scenario.shape import Leaf
from sim.scenario.text.beside import NAMELESS, Words, head_of, open_beside, scalars, whole_record
from sim.scenario.text.cells import cell_value
from sim.scenario.text.check import Report
from sim.scenario.text.nodes import Scalar
from sim.scenario.text.problems import shown
from sim.scenario.text.scalars import Unreadable
from sim.scenario.text.source import Mark, Source
from sim.tables.records import Malformed, Record, records

SIZE_LIMIT = 64 * 10**6
"""Largest table, in bytes."""

MOST_ROWS = 1_000_000

MOST_PROBLEMS = 20
"""Told of one table: a wrong column is wrong in every row."""

KEY = ("table",)
BEFORE, AFTER = ("scenario", "point"), ("status", "reason", "worlds")
"""Columns of a sweep's own table around its dimensions."""


def read_table(node: Scalar, known: Dimensions, report: Report) -> np.ndarray | None:
    """Read a table.

    Parameters
    ----------
    node : the name of the file: next to the design or below it; for a design from Python, in the working folder
    known : takes the columns, in their order
    report : receives problems, at their places in the table

    Returns
    -------
    float64 (rows, columns), empty cells NaN: as stated; None when it cannot be read
    """
    design = node.mark.source
    where = "working folder" if design.path is None else "folder of the design"
    folder = Path.cwd() if design.path is None else design.path.parent
    words = Words(key="table", folder=f"the {where}", example="points.csv")
    source = open_beside(node, folder, SIZE_LIMIT, words, KEY, report)
    if source is None:
        return None
    try:
        found = head_of(source, node, KEY, report)
        if found is None:
            return None
        columns = columns_of(found[0], whole_record(source, found[1]), report)
        if columns is None:
            return None
        items = items_of([found[0][number] for number in columns], known, report)
        if items is None:
            return None
        rows: Iterable[Record] = itertools.islice(records(source.text), 1, None)
        if columns.start:
            rows = _of_a_sweep(source, rows, columns, len(found[0]), report)
        return _values(source, found[1], rows, columns, len(found[0]), items, report)
    except Malformed as wrong:
        report.add(Mark(source, wrong.line), wrong.reason, KEY, wrong.remedy)
        return None


def columns_of(names: Sequence[Scalar], head: Mark, report: Report) -> range | None:
    """Which columns are dimensions: those between `point` and `status` in a sweep's own table, else all."""
    texts = [name.text for name in names]
    if tuple(texts[:2]) != BEFORE or AFTER[0] not in texts:
        return range(len(texts))
    end = texts.index(AFTER[0])
    if tuple(texts[end : end + 3]) != AFTER:
        return range(len(texts))
    if end == len(BEFORE):
        report.add(head, "the sweep of this table varied nothing", KEY, "leave points: out")
        return None
    return range(len(BEFORE), end)


def items_of(names: Sequence[Scalar], known: Dimensions, report: Report) -> list[tuple[str, Leaf]] | None:
    """What the columns are of; None (and a problem for each that is wrong)."""
    before, items, seen = len(report.problems), list[tuple[str, Leaf]](), set()
    for cell in names:
        if not cell.text:
            report.add(cell.mark, "a column has no name", KEY, NAMELESS)
        elif cell.text in seen:
            report.add(cell.mark, f"the column '{shown(cell.text)}' is there twice", KEY, "keep one of the two")
        else:
            seen.add(cell.text)
            item = known.take(cell.text, cell.mark)
            if item is not None:
                items.append((cell.text, item))
    return None if len(report.problems) > before else items


def _of_a_sweep(source: Source, rows: Iterable[Record], columns: range, width: int, report: Report) -> Iterable[Record]:
    """The rows of a sweep's table, each point once: it has a row for every scenario of the sweep."""
    points: dict[str, Record] = {}
    for row in rows:
        if len(row.cells) != width:
            yield row
            continue
        first = points.setdefault(row.cells[1], row)
        if first is row:
            yield row
        elif [first.cells[number] for number in columns] != [row.cells[number] for number in columns]:
            report.add(
                whole_record(source, row),
                f"point {shown(row.cells[1], 20)} has other values here than in line {first.line}",
                KEY,
                "the scenarios of that sweep state different values; keep the rows of one",
            )
            return


def _values(
    source: Source,
    head: Record,
    rows: Iterable[Record],
    columns: range,
    width: int,
    items: list[tuple[str, Leaf]],
    report: Report,
) -> np.ndarray | None:
    """Values of the dimensions, row by row; None (and a problem) when there are no rows, or too many."""
    paths = [tuple(key.split(".")) for key, _ in items]
    found: list[list[float]] = []
    before = len(report.problems)
    for row in rows:
        if len(report.problems) - before >= MOST_PROBLEMS:
            break
        if len(found) == MOST_ROWS:
            report.add(whole_record(source, row), f"the table has more than {MOST_ROWS:,} points", KEY)
            return None
        found.append([np.nan] * len(items))
        if len(row.cells) != width:
            cells = f"{len(row.cells)} {'cell' if len(row.cells) == 1 else 'cells'}"
            report.add(
                whole_record(source, row),
                f"the line has {cells}; the first line names {width} {'column' if width == 1 else 'columns'}",
                KEY,
                "write decimals with a point; leave a cell empty for the value as stated",
            )
            continue
        for place, (number, (key, item)) in enumerate(zip(columns, items, strict=True)):
            try:
                value = cell_value(item, Scalar(row.cells[number], True, Mark(source, row.line)), paths[place])
            except Unreadable as reason:
                report.add(scalars(source, row)[number].mark, reason.message, ("table", key), reason.remedy)
                continue
            if value is not None:
                found[-1][place] = float(value)
    if not found:
        report.add(
            whole_record(source, head),
            "the table has no points: there is nothing below its first line",
            KEY,
            "write a line of values for each point",
        )
        return None
    return np.array(found)
