"""The model's events as coded in the record: broader talks, all-for-all swaps, and where the record ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.evidence.record.table import CONFIDENCE, Row, Table, a_date, a_date_or_blank, once_each, one_of, reading

FILE = Path(__file__).parents[1] / "coded_events.csv"
COLUMNS = ("event", "date", "until", "note", "source", "confidence")
TALKS, TALKS_WIDE, AGREED, COMPLETED, ENDS = EVENTS = (
    "talks_opened", "talks_opened_wide", "swap_agreed", "swap_completed", "record_ends",
)  # fmt: skip


@dataclass(frozen=True)
class Session:
    """Broader talks from the day they opened to the day they lapsed, both inside; None: beyond the record."""

    opened: date
    until: date | None


@dataclass(frozen=True, kw_only=True)
class Coding:
    """What happened of the events that the model is about; definitions in MODEL.md, section 4.

    Attributes
    ----------
    talks : sessions of broader talks in the narrow sense, by date
    talks_wide : openings in the wide sense, proximity talks
    swap_agreed, swap_completed : days of all-for-all swaps
    record_ends : last day that the record covers; nothing after it is known to have been quiet
    """

    talks: tuple[Session, ...]
    talks_wide: tuple[date, ...]
    swap_agreed: tuple[date, ...]
    swap_completed: tuple[date, ...]
    record_ends: date

    def first_talks(self, since: date) -> date | None:
        """The first opening on or after a day; None if there was none in the record."""
        return next((session.opened for session in self.talks if session.opened >= since), None)

    def first_agreed(self, since: date) -> date | None:
        """The first agreement on or after a day."""
        return next((day for day in self.swap_agreed if day >= since), None)

    def first_completed(self, since: date) -> date | None:
        """The first completed swap on or after a day."""
        return next((day for day in self.swap_completed if day >= since), None)

    def in_session(self, day: date) -> bool:
        """Whether broader talks were open on a day."""
        return any(each.opened <= day and (each.until is None or day <= each.until) for each in self.talks)


def read_coding(file: Path | str | None = None) -> Coding:
    """The coding of a table; file and errors as of `read_exchanges`."""
    with reading(FILE if file is None else file) as (table, content):
        rows = [_coded(row) for row in table.rows(content, COLUMNS)]
        once_each(table, [(line, (event, day)) for line, event, day, _ in rows], "event on the same day")
        read = [(line, event, day, until) for line, event, day, until in rows if event and day]
        _check(table, read)
    days = {event: sorted(day for _, own, day, _ in read if own == event) for event in EVENTS}
    sessions = sorted((day, until) for _, event, day, until in read if event == TALKS)
    return Coding(
        talks=tuple(Session(opened, until) for opened, until in sessions),
        talks_wide=tuple(days[TALKS_WIDE]),
        swap_agreed=tuple(days[AGREED]),
        swap_completed=tuple(days[COMPLETED]),
        record_ends=days[ENDS][0],
    )


def _coded(row: Row) -> tuple[int, str | None, date | None, date | None]:
    row.read("confidence", one_of(*CONFIDENCE))
    event, day = row.read("event", one_of(*EVENTS)), row.read("date", a_date)
    until = row.read("until", a_date_or_blank)
    if until is not None and event != TALKS:
        row.table.blame(f"{event} has no end", row.line, "until", f"only {TALKS} lasts; leave it blank")
    if until is not None and day is not None and until < day:
        row.table.blame(f"ends on {until}, before it began on {day}", row.line, "until")
    return row.line, event, day, until


def _check(table: Table, rows: list[tuple[int, str, date, date | None]]) -> None:
    """What must hold between rows; only where every row could be read."""
    if table.problems:
        return
    ends = [day for _, event, day, _ in rows if event == ENDS]
    if len(ends) != 1:
        table.blame(f"{len(ends)} rows say {ENDS}", None, None, "exactly one must say up to when the record was kept")
        return
    for line, event, day, until in rows:
        late = max(day, until or day)
        if late > ends[0]:
            table.blame(f"{event} on {late} is after the record ends, {ends[0]}", line, "date", f"move {ENDS}")
    sessions = sorted((day, until, line) for line, event, day, until in rows if event == TALKS for _ in [0])
    for (_, until, _), (opened, _, line) in zip(sessions, sessions[1:], strict=False):
        if until is None or until >= opened:
            table.blame(
                f"talks open on {opened} while earlier ones are in session", line, "date", "say until when those lasted"
            )
