"""The table of diplomatic events around the exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.evidence.record.table import CONFIDENCE, Row, a_date, names, once_each, one_of, reading, some_text

FILE = Path(__file__).parents[1] / "diplomacy_timeline.csv"
COLUMNS = ("date", "event", "kind", "parties", "source", "confidence")
KINDS = (
    "talks_opened", "talks_round", "swap_proposed", "swap_agreed", "ceasefire_proposed", "ceasefire_agreed",
    "ceasefire_violated", "summit", "envoy_visit", "aid_change", "sanction", "other",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DiplomaticEvent:
    """One event; `kind` is one of `KINDS` and a reporter's word, not the coding of the model's events (`coding.py`)."""

    date: date
    event: str
    kind: str
    parties: tuple[str, ...]
    source: str
    confidence: str


def read_diplomacy(file: Path | str | None = None) -> tuple[DiplomaticEvent, ...]:
    """The events of a table, by date; file and errors as of `read_exchanges`."""
    with reading(FILE if file is None else file) as (table, content):
        found = [(row.line, _event(row)) for row in table.rows(content, COLUMNS)]
        once_each(table, [(line, (each.date, each.event)) for line, each in found if each.date], "event")
    return tuple(sorted((each for _, each in found), key=lambda each: each.date))


def _event(row: Row) -> DiplomaticEvent:
    return DiplomaticEvent(
        date=row.read("date", a_date),
        event=row.read("event", some_text, ""),
        kind=row.read("kind", one_of(*KINDS)),
        parties=row.read("parties", names, ()),
        source=row.cells["source"],
        confidence=row.read("confidence", one_of(*CONFIDENCE)),
    )
