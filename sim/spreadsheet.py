"""CSV that a spreadsheet may open: text in it is never taken for a formula, and comes back as it was.

Spreadsheets run a cell that begins with = + - @ (or their full-width forms, a tab or the end of a line). As text is
written, such a cell gets an apostrophe in front, as OWASP recommends; `read_cell` takes it off again. Numbers are no
text: -0.5 stays -0.5.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.printable import visible

if TYPE_CHECKING:
    import pandas

_RUNS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(f"'*[{_RUNS}]")
_MARKED = re.compile(f"'+[{_RUNS}]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def write_cell(value: Any) -> Any:
    """A value as it is written: text that would run as a formula with an apostrophe in front; all else unchanged."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def read_cell(text: str) -> str:
    """The text of a cell as it was before `write_cell`: its apostrophe is taken off."""
    return text[1:] if _MARKED.match(text) else text


def rows_as_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows of values, the first being the header, as CSV; escape sequences in text are written out."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_written(value) for value in row] for row in rows)
    return text.getvalue()


def table_as_csv(table: pandas.DataFrame, header: bool = True) -> str:
    """A table without its index as CSV; escape sequences in text are written out."""
    safe = table.copy(deep=False)
    for place, kind in enumerate(table.dtypes):
        if kind.kind not in "biufcmM":
            safe.isetitem(place, table.iloc[:, place].map(_written))
    safe.columns = [_written(name) for name in table.columns]
    return safe.to_csv(index=False, header=header, lineterminator="\n")


def tables_as_csv(tables: Iterable[pandas.DataFrame]) -> Iterator[str]:
    """Tables with the same columns as one CSV, part by part."""
    for number, table in enumerate(tables):
        yield table_as_csv(table, header=not number)


def _written(value: Any) -> Any:
    return write_cell(visible(value)) if isinstance(value, str) else value
