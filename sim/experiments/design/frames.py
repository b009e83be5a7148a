"""Points from a DataFrame: one column per dimension and one row per point, or the table of a sweep. Its index names rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from sim.experiments.design.parameters import Dimensions
from sim.experiments.design.tables import BEFORE, KEY, MOST_PROBLEMS, MOST_ROWS, columns_of, items_of
from sim.scenario import Problem
from sim.scenario.shape import Leaf
from sim.scenario.text.cells import plain_value
from sim.scenario.text.check import Report
from sim.scenario.text.nodes import Scalar
from sim.scenario.text.problems import shown
from sim.scenario.text.scalars import Unreadable
from sim.scenario.text.source import Mark, Source

if TYPE_CHECKING:
    import pandas

NAME = "points"
"""What a DataFrame is called in messages."""


def is_frame(value: Any) -> TypeGuard[pandas.DataFrame]:
    """Whether something is a DataFrame. Nothing is loaded to find out."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def read_frame(frame: pandas.DataFrame, known: Dimensions, report: Report) -> np.ndarray | None:
    """Read a DataFrame as `read_table` reads a file.

    Parameters
    ----------
    frame : columns named by parameters or common factors; numbers, truth or texts of any dtype; missing: as stated
    known : takes the columns, in their order
    report : receives problems, by row and column

    Returns
    -------
    float64 (rows, columns), missing values NaN; None when it cannot be read
    """
    heads = list(_heads(frame))
    first = Mark(heads[0].mark.source) if heads else Mark(Source(NAME, ""))
    if not heads:
        report.add(first, "the DataFrame has no columns", KEY, "give it one column per parameter")
        return None
    columns = columns_of(heads, first, report)
    if columns is None:
        return None
    items = items_of([heads[number] for number in columns], known, report)
    if items is None:
        return None
    frame = _once_each(frame, columns, report) if columns.start else frame
    if frame is None:
        return None
    if not len(frame):
        report.add(first, "the DataFrame has no rows, and so no points", KEY, "give it one row per point")
        return None
    if len(frame) > MOST_ROWS:
        report.add(first, f"the DataFrame has {len(frame):,} rows; at most {MOST_ROWS:,}", KEY, "take fewer points")
        return None
    values = np.full((len(frame), len(items)), np.nan)
    for place, (number, (key, item)) in enumerate(zip(columns, items, strict=True)):
        _fill(values[:, place], frame.iloc[:, number], key, item, report)
    return values


def _heads(frame: pandas.DataFrame) -> Iterator[Scalar]:
    """The names of the columns, with their places in a line of all of them."""
    names = [name.strip() if isinstance(name, str) else str(name) for name in frame.columns]
    source, column = Source(NAME, ", ".join(names)), 1
    for name in names:
        yield Scalar(name, True, Mark(source, 1, column, max(len(name), 1)))
        column += len(name) + 2


def _once_each(frame: pandas.DataFrame, columns: range, report: Report) -> pandas.DataFrame | None:
    """The rows of a sweep's table, each point once: it has a row for every scenario of the sweep."""
    point = BEFORE.index("point")
    rows = frame[~frame.iloc[:, [point, *columns]].duplicated()]
    twice = rows.iloc[:, point].duplicated()
    if twice.any():
        label = rows.index[twice.to_numpy()][0]
        remedy = "the scenarios of that sweep state different values; keep the rows of one"
        report.problems.append(_problem(label, "point", "the point has other values in another row", remedy))
        return None
    return rows


def _fill(values: np.ndarray, column: pandas.Series, key: str, item: Leaf, report: Report) -> None:
    """Write the values of a column; those that are equal are read once."""
    path, before = tuple(key.split(".")), len(report.problems)
    known: dict[tuple[type, Any], float] = {}
    for row, value in enumerate(column.array):
        if len(report.problems) - before >= MOST_PROBLEMS:
            return
        try:
            same = (type(value), value)
            found = known.get(same) if same in known else known.setdefault(same, _number(item, value, path))
        except TypeError:  # a list or the like, which no parameter can be
            reason = f"{key} is {shown(repr(value), 40)}: this is no number"
            report.problems.append(_problem(column.index[row], key, reason, "give it a number, or true or false"))
            continue
        except Unreadable as wrong:
            report.problems.append(_problem(column.index[row], key, wrong.message, wrong.remedy))
            continue
        values[row] = found


def _number(item: Leaf, value: Any, path: tuple[str, ...]) -> float:
    found = plain_value(item, value, path)
    return np.nan if found is None else float(found)


def _problem(label: Any, key: str, message: str, remedy: str) -> Problem:
    """What is wrong with a cell, by its row's label and its column."""
    where = f"{NAME}, row {shown(str(label), 40)}, column {shown(key)}"
    return Problem(file=where, line=None, column=None, path=f"{KEY[0]}.{key}", message=message, remedy=remedy)
