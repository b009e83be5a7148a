"""Points from a table: a CSV file with a column a dimension and a row a point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sim.scenario.check import Report, leaf
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.nodes import Scalar
from sim.scenario.scalars import Unreadable
from sim.scenario.shape import Leaf
from sim.scenario.source import Mark, Source, decode

from .parameters import Dimensions

SIZE_LIMIT = 64 * 2**20
"""Largest table, in bytes."""

MOST_ROWS = 1_000_000

MOST_PROBLEMS = 20
"""Told of one table: a wrong column is wrong in every row."""


def read_table(node: Scalar, known: Dimensions, report: Report) -> np.ndarray | None:
    """Read a table.

    Parameters
    ----------
    node : the name of the file, as the design writes it: a file beside the design
    known : takes the columns, in their order
    report : receives problems, at their places in the table

    Returns
    -------
    float64 (rows, columns), empty cells NaN: as stated; None when it cannot be read
    """
    source = _open(node, report)
    if source is None:
        return None
    lines = [number for number, line in enumerate(source.text.splitlines(), start=1) if line.strip()]
    if not lines:
        report.add(node.mark, f"the table '{shown(node.text)}' is empty", ("table",), "its first line names parameters")
        return None
    items = _header(source, lines[0], known, report)
    if items is None:
        return None
    first = Mark(source, lines[0], 1, max(len(source.line(lines[0])), 1))
    if len(lines) == 1:
        report.add(
            first,
            "the table has no points: there is nothing below its first line",
            ("table",),
            "write a line of values for each point",
        )
        return None
    if len(lines) > MOST_ROWS + 1:
        report.add(first, f"the table has {len(lines) - 1:,} points; at most {MOST_ROWS:,}", ("table",))
        return None
    return _rows(source, lines[1:], items, report)


def _header(source: Source, line: int, known: Dimensions, report: Report) -> list[tuple[str, Leaf]] | None:
    """The columns; None (and a problem for each that is wrong)."""
    text = source.line(line)
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if mark in text and "," not in text:
            place = Mark(source, line, text.index(mark) + 1)
            report.add(place, f"the columns are separated by {word}", ("table",), "separate them by commas")
            return None
    before, items, seen = len(report.problems), [], set()
    for cell in _cells(source, line, report):
        if not cell.text:
            report.add(cell.mark, "a column has no name", ("table",), "the first line names a parameter a column")
        elif cell.text in seen:
            report.add(cell.mark, f"the column '{shown(cell.text)}' is there twice", ("table",), "keep one of the two")
        else:
            seen.add(cell.text)
            items.append((cell.text, known.take(cell.text, cell.mark)))
    return None if len(report.problems) > before else items


def _rows(source: Source, lines: list[int], items: list[tuple[str, Leaf]], report: Report) -> np.ndarray:
    values = np.full((len(lines), len(items)), np.nan)
    paths = [tuple(key.split(".")) for key, _ in items]
    for row, line in enumerate(lines):
        if len(report.problems) >= MOST_PROBLEMS:
            break
        cells = list(_cells(source, line, report))
        if cells and len(cells) != len(items):
            report.add(
                Mark(source, line, 1, max(len(source.line(line)), 1)),
                f"the line has {len(cells)} {'cell' if len(cells) == 1 else 'cells'}; the first line names "
                f"{len(items)} {'column' if len(items) == 1 else 'columns'}",
                ("table",),
                "write decimals with a point; leave a cell empty for the value as stated",
            )
            continue
        for column, (cell, (key, item)) in enumerate(zip(cells, items, strict=False)):
            if not cell.text or len(report.problems) >= MOST_PROBLEMS:
                continue
            try:
                values[row, column] = float(leaf(item, cell, paths[column]))
            except Unreadable as reason:
                report.add(cell.mark, reason.message, ("table", key), reason.remedy)
    return values


def _cells(source: Source, line: int, report: Report) -> Iterator[Scalar]:
    """The cells of a line, without blanks around them; none (and a problem) where there are quotes."""
    text = source.line(line)
    if '"' in text:
        report.add(
            Mark(source, line, text.index('"') + 1),
            "quotes have no place in a table: every cell is a plain value",
            ("table",),
            "remove the quotes",
        )
        return
    column = 1
    for cell in text.split(","):
        bare = cell.strip()
        blanks = len(cell) - len(cell.lstrip()) if bare else 0
        yield Scalar(bare, True, Mark(source, line, column + blanks, max(len(bare), 1)))
        column += len(cell) + 1


def _open(node: Scalar, report: Report) -> Source | None:
    """The text of a table; None (and a problem) when the file cannot be read."""
    design = node.mark.source
    try:
        place = Path(node.text) if design.path is None else design.path.parent / node.text
        if place.exists() and not place.is_file():
            words = "this is a folder" if place.is_dir() else "this is not a regular file"
            raise OSError(words)
        if place.stat().st_size > SIZE_LIMIT:
            raise OSError(f"it is larger than {SIZE_LIMIT >> 20} MiB")
        raw = place.read_bytes()
    except (OSError, ValueError) as reason:
        words = getattr(reason, "strerror", None) or str(reason)
        report.add(
            node.mark,
            f"the table '{shown(node.text)}' cannot be read: {words[:1].lower()}{words[1:]}",
            ("table",),
            "name a CSV file in the folder of the design",
        )
        return None
    name = node.text if design.path is None else str(Path(design.name).parent / node.text)
    try:
        return decode(raw, shown(name, 300), place, limit=SIZE_LIMIT)
    except ScenarioError as reason:
        report.problems += reason.problems
        return None
