"""A CSV table parted into records and cells, each with its place: quotes as spreadsheets, R and pandas write them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.tables.cells import bare

MOST_CELLS = 5000
"""Of a record: several times the parameters of the largest scenario."""

_CELL = re.compile(r' *"(?:[^"]|"")*"[^,\n]*|[^,\n]*')
_ERRORS = {
    "unexpected end of data": ("a quote that is opened here is never closed", "close it, or remove it"),
    "expected after": (
        "a quote is closed in the middle of a cell",
        "put the whole cell in quotes, and write a quote inside it twice",
    ),
    "field limit": (f"a cell has more than {csv.field_size_limit():,} characters", "look for a quote never closed"),
}


class Malformed(ValueError):
    """The table cannot be parted into cells from a line on; `line`, `reason` and `remedy` say where and why."""

    def __init__(self, line: int, reason: str, remedy: str):
        super().__init__(reason)
        self.line, self.reason, self.remedy = line, reason, remedy


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a table.

    Attributes
    ----------
    line, last : its first and its last line, from 1; a quoted cell may run over several
    cells : as `bare` leaves them
    """

    line: int
    last: int
    cells: tuple[str, ...]

    def places(self, lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Of each cell line and column, from 1, and how many characters it spans, quotes left out.

        Parameters
        ----------
        lines : all lines of the table, without their ends
        """
        text, begins = "\n".join(lines[self.line - 1 : self.last]), 0
        for _ in self.cells:
            found = _CELL.match(text, begins)
            assert found is not None  # it matches nothing, too
            cell = found[0]
            start, inner = begins, cell.strip()
            if inner:
                start += len(cell) - len(cell.lstrip())
            if inner.startswith('"'):
                start, inner = start + 1, inner[1:].rpartition('"')[0]
            column = start - (text.rfind("\n", 0, start) + 1) + 1
            yield self.line + text.count("\n", 0, start), column, max(len(inner.partition("\n")[0]), 1)
            begins += len(cell) + 1


def records(text: str) -> Iterator[Record]:
    """The records of a table, one by one, blank lines left out; numbers of cells may differ.

    Raises
    ------
    Malformed
        where a quote is not closed, or closed in the middle of a cell, or there are more cells than any table has
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            told = next((words for part, words in _ERRORS.items() if part in str(error)), (str(error), ""))
            raise Malformed(line, *told) from None
        if len(cells) > MOST_CELLS:
            reason = f"the line has {len(cells):,} cells; at most {MOST_CELLS:,}"
            raise Malformed(line, reason, "is this another kind of file?")
        if len(cells) > 1 or any(cell.strip() for cell in cells):
            yield Record(line, reader.line_num, tuple(bare(cell) for cell in cells))


def other_separator(header: str) -> tuple[int, str, str] | None:
    """Where the first line of a table is not parted by commas: column, what is wrong, what to do; else None."""
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if sign in header and "," not in header:
            return (
                header.index(sign) + 1,
                f"the columns are separated by {word}",
                "separate them by commas, and write decimals with a point (a spreadsheet: save as CSV UTF-8; R:"
                " write.csv, not write.csv2; pandas: to_csv without sep)",
            )
    return None
