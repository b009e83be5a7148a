"""A cell of a table, or a plain value of a DataFrame, as the value of a parameter."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.scenario.shape import Leaf
from sim.scenario.text.check import Path, checked
from sim.scenario.text.nodes import Scalar
from sim.scenario.text.scalars import interpret
from sim.tables.cells import NUMBER, is_missing, read_truth

MOST = 1.7976931348623157e308
"""The largest finite number."""


def cell_value(item: Leaf, cell: Scalar, path: Path) -> bool | int | float | None:
    """What a cell says; None where it is blank, or a program wrote that there is no value.

    Programs that hold a column as fractions write whole numbers as 2.0 and truth as 1.0: both are taken.

    Raises
    ------
    Unreadable
        with what is wrong and what was expected
    """
    if item.kind == "float" and NUMBER.fullmatch(cell.text):  # what most cells are
        number = float(cell.text) + 0.0
        if (item.low is None or number >= item.low) and (number <= (MOST if item.high is None else item.high)):
            return number
    if is_missing(cell.text):
        return None
    if item.kind == "bool":
        found = read_truth(cell.text)
        return checked(item, interpret(cell) if found is None else found, path)
    return _whole_where_asked(item, interpret(cell), path)


def plain_value(item: Leaf, value: Any, path: Path) -> bool | int | float | None:
    """A value of a DataFrame; None where it is missing. Errors as of `cell_value`."""
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        from sim.scenario.text.source import Mark, Source

        text = value.strip()
        return cell_value(item, Scalar(text, True, Mark(Source("", text))), path)
    if item.kind == "bool" and isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    return _whole_where_asked(item, value, path)


def _whole_where_asked(item: Leaf, value: Any, path: Path) -> bool | int | float:
    whole = item.kind == "int" and isinstance(value, float) and value.is_integer()
    return checked(item, int(value) if whole else value, path)
