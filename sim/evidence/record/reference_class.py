"""Other conflicts: which came first, a general exchange of prisoners, or the earlier of talks and ceasefire.

A purposive list, not a sample; many of its dates are recalled, marked so row by row (`sim/evidence/README.md`). A bound
for the headline, not a rate at which such things happen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.evidence.record.table import CONFIDENCE, Row, once_each, one_of, reading, some_text, true_or_blank
from sim.tables.cells import Unfit
from sim.tables.text import quoted

FILE = Path(__file__).parents[1] / "reference_class.csv"
COLUMNS = (
    "conflict", "war", "general_exchange_date", "broader_talks_date", "ceasefire_date", "order", "reading",
    "short_list", "prisoners", "mediator", "note", "source", "confidence",
)  # fmt: skip
TALKS_FIRST, SWAP_FIRST, SIMULTANEOUS, NO_SWAP = ORDERS = (
    "talks_first", "swap_first", "simultaneous", "no_general_swap",
)  # fmt: skip
ALL_FOR_ALL, ONE_SIDED = "all_for_all", "one_sided_release"
READINGS = (ALL_FOR_ALL, ONE_SIDED, "partial", "condition_of_earlier_deal", "no_causal_link")
"""What a swap that came first was: only `all_for_all`, two-sided and opening talks, counts in the strict coding."""

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, kw_only=True)
class PastWar:
    """One conflict, or one episode of it.

    Attributes
    ----------
    conflict : name of the episode; `war`: of the conflict, shared by its episodes
    exchange_date, talks_date, ceasefire_date : YYYY, YYYY-MM or YYYY-MM-DD, as well as it is known; None if not
    order : one of `ORDERS`
    reading : one of `READINGS` where the swap came first, else None
    short_list : whether it is one of the twelve coded from general histories
    """

    conflict: str
    war: str
    exchange_date: str | None
    talks_date: str | None
    ceasefire_date: str | None
    order: str
    reading: str | None
    short_list: bool
    prisoners: str
    mediator: str
    note: str
    source: str
    confidence: str


@dataclass(frozen=True, kw_only=True)
class PastWars:
    """Counts over the list: which came first, the general exchange or the earlier of talks and ceasefire."""

    cases: int
    talks_first: int
    swap_first: int
    simultaneous: int
    no_general_swap: int
    strictly_swap_first: int

    @property
    def ordered(self) -> int:
        """Cases in which both could be dated, so that an order exists."""
        return self.talks_first + self.swap_first + self.simultaneous


def read_reference_class(file: Path | str | None = None) -> tuple[PastWar, ...]:
    """The list, in the order of the file; file and errors as of `read_exchanges`."""
    with reading(FILE if file is None else file) as (table, content):
        found = [(row.line, _past_war(row)) for row in table.rows(content, COLUMNS)]
        once_each(table, [(line, each.conflict) for line, each in found], "conflict")
    return tuple(each for _, each in found)


def _past_war(row: Row) -> PastWar:
    order = row.read("order", one_of(*ORDERS))
    meaning = row.read("reading", one_of(*READINGS, "")) or None
    if order == SWAP_FIRST and meaning is None:
        row.table.blame("the swap came first, but not what it was", row.line, "reading",
                        f"write one of {', '.join(READINGS)}")  # fmt: skip
    if order != SWAP_FIRST and meaning is not None:
        reason = f"a reading goes with {SWAP_FIRST}, the order is {order}"
        row.table.blame(reason, row.line, "reading", "leave it blank")
    return PastWar(
        conflict=row.read("conflict", some_text, ""),
        war=row.read("war", some_text, ""),
        exchange_date=row.read("general_exchange_date", _partial_date),
        talks_date=row.read("broader_talks_date", _partial_date),
        ceasefire_date=row.read("ceasefire_date", _partial_date),
        order=order,
        reading=meaning,
        short_list=row.read("short_list", true_or_blank),
        prisoners=row.cells["prisoners"],
        mediator=row.cells["mediator"],
        note=row.cells["note"],
        source=row.cells["source"],
        confidence=row.read("confidence", one_of(*CONFIDENCE)),
    )


def _partial_date(text: str) -> str | None:
    """A year, a month or a day that exists; None where it is not known."""
    if not text:
        return None
    found = _PARTIAL.fullmatch(text.removesuffix(".0"))  # as programs write a column of years with gaps
    try:
        if found is None:
            raise ValueError
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise Unfit(f"{quoted(text)} is not a date that exists", "write YYYY, YYYY-MM or YYYY-MM-DD") from None
    return found[0]


def past_wars(rows: Iterable[PastWar] | None = None) -> PastWars:
    """Count the list by `order`."""
    rows = read_reference_class() if rows is None else list(rows)
    count = Counter(row.order for row in rows)
    return PastWars(
        cases=count.total(),
        **{order: count[order] for order in ORDERS},
        strictly_swap_first=sum(row.reading == ALL_FOR_ALL for row in rows),
    )
