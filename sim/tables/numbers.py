"""A table of numbers alone, such as draws: names of the columns, and rows without a gap."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.tables.files import CannotRead, read_file
from sim.tables.records import Malformed, other_separator, records
from sim.tables.text import BREAK, NotText, decoded, quoted


class NoNumbers(ValueError):
    """A file is no table of numbers; the message says where, why, and what to do."""


def read_numbers(path: Path | str, most: int) -> tuple[list[str], np.ndarray]:
    """Read a CSV file with a name and a number in every column.

    Parameters
    ----------
    most : bytes that it may have

    Returns
    -------
    names of the columns; values, float64 (rows, columns), all finite

    Raises
    ------
    NoNumbers
        when it cannot be read, or holds anything else
    """
    try:
        text = decoded(read_file(path, most))
        rows = records(text)
        head = next(rows, None)
        if head is None:
            raise NoNumbers(f"{path}: the file is empty")
        other = other_separator(BREAK.split(text, head.line)[head.line - 1])
        if other:
            raise NoNumbers(f"{path}, line {head.line}: {other[1]}; {other[2]}")
        for number, name in enumerate(head.cells):
            if not name or name in head.cells[:number]:
                raise NoNumbers(f"{path}, line {head.line}: the column {quoted(name)} has no name, or is there twice")
        values = [_values(path, row.line, row.cells, head.cells) for row in rows]
    except CannotRead as wrong:
        raise NoNumbers(f"{path}: {wrong.reason}") from None
    except NotText as wrong:
        raise NoNumbers(f"{path}, line {wrong.place[0]}: {wrong.reason}; {wrong.remedy}") from None
    except Malformed as wrong:
        raise NoNumbers(f"{path}, line {wrong.line}: {wrong.reason}; {wrong.remedy}") from None
    if not values:
        raise NoNumbers(f"{path}: there are no rows below the first line")
    return list(head.cells), np.array(values)


def _values(path: Path | str, line: int, cells: tuple[str, ...], names: tuple[str, ...]) -> list[float]:
    if len(cells) != len(names):
        raise NoNumbers(f"{path}, line {line}: {len(cells)} cells where the first line has {len(names)}")
    found = []
    for cell, name in zip(cells, names, strict=True):
        try:
            found.append(float(cell) if cell.isascii() and "_" not in cell else np.nan)
        except ValueError:
            found.append(np.nan)
        if not np.isfinite(found[-1]):
            raise NoNumbers(f"{path}, line {line}, column {quoted(name)}: {quoted(cell)} is not a number")
    return found
