"""The record of prisoner exchanges: one row per announced exchange, one day's handover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.evidence.record.table import CONFIDENCE, Row, a_date, names, once_each, one_of, persons_or_blank, reading
from sim.tables.cells import Unfit

FILE = Path(__file__).parents[1] / "pow_exchanges.csv"
COLUMNS = (
    "date", "ukrainians_returned", "russians_returned", "civilians_included", "mediator", "note", "source",
    "confidence",
)  # fmt: skip
DIRECT, UNKNOWN = "direct", "unknown"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One announced exchange.

    Attributes
    ----------
    date : day of the handover
    ukrainians, russians : persons returned to each side; None where not known, never zero for that
    civilians : how many of the Ukrainians were civilians; None where not known
    mediators : who is credited; `direct` for the sides themselves, `unknown` alone where nobody is known
    note, source : in words
    confidence : high, medium or low
    """

    date: date
    ukrainians: int | None
    russians: int | None
    civilians: int | None
    mediators: tuple[str, ...]
    note: str
    source: str
    confidence: str


def read_exchanges(file: Path | str | None = None) -> tuple[Exchange, ...]:
    """The exchanges of a table, by date.

    Parameters
    ----------
    file : CSV in UTF-8 with the columns of `COLUMNS`; None for the table that comes with the package

    Raises
    ------
    EvidenceError
        with every row and column that is not valid
    """
    with reading(FILE if file is None else file) as (table, content):
        found = [(row.line, _exchange(row)) for row in table.rows(content, COLUMNS)]
        once_each(
            table,
            [(line, (each.date, each.ukrainians, each.russians, each.mediators)) for line, each in found if each.date],
            "exchange (day, numbers and mediators)",
        )
        if not found and not table.problems:
            table.blame("the table has no rows", None, None, "write a row for each exchange")
    return tuple(sorted((each for _, each in found), key=lambda each: each.date))


def _exchange(row: Row) -> Exchange:
    found = Exchange(
        date=row.read("date", a_date),
        ukrainians=row.read("ukrainians_returned", persons_or_blank),
        russians=row.read("russians_returned", persons_or_blank),
        civilians=row.read("civilians_included", persons_or_blank),
        mediators=row.read("mediator", _mediators, ()),
        note=row.cells["note"],
        source=row.cells["source"],
        confidence=row.read("confidence", one_of(*CONFIDENCE)),
    )
    if found.ukrainians == 0 and found.russians == 0:
        row.table.blame("nobody returned on either side", row.line, None, "blank means unknown; remove the row if none")
    if found.civilians is not None and found.ukrainians is not None and found.civilians > found.ukrainians:
        row.table.blame(
            f"{found.civilians} civilians among {found.ukrainians} Ukrainians", row.line, "civilians_included",
            "ukrainians_returned counts soldiers and civilians together",
        )  # fmt: skip
    return found


def _mediators(text: str) -> tuple[str, ...]:
    if not text:
        raise Unfit("nobody is named", "write direct for the sides themselves, unknown if not known")
    found = names(text)
    if UNKNOWN in found and len(found) > 1:
        raise Unfit("unknown is next to a name", "keep the name alone, or unknown alone")
    return found
