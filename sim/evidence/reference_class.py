"""The record of past wars: how often a general exchange of prisoners came before talks or a ceasefire.

A purposive list of 45 conflicts or episodes of one, not a sample; many of its dates are recalled, marked so row by row
(`sim/evidence/README.md`). A sanity bound for the headline, not a base rate.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("reference_class.csv")
ORDERS = ("talks_first", "swap_first", "simultaneous", "no_general_swap")

TWO_SIDED_ALL_FOR_ALL_THAT_OPENED_TALKS = 0
"""Of the `swap_first` rows two are one-sided, one partial, one the condition of an earlier deal, one without a link."""


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


def read(file: Path = FILE) -> list[dict[str, str]]:
    """Return the rows of the list as dictionaries of text; a blank cell is the empty string.

    Raises
    ------
    ValueError
        if a row's `order` is none of `ORDERS`.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["order"] not in ORDERS:
            raise ValueError(
                f"{file.name}: {row['conflict']}: order is {row['order']!r}, expected one of {', '.join(ORDERS)}"
            )
    return rows


def past_wars(rows: Iterable[dict[str, str]] | None = None) -> PastWars:
    """Count the list by `order`."""
    count = Counter(row["order"] for row in (read() if rows is None else rows))
    return PastWars(
        cases=count.total(),
        **{order: count[order] for order in ORDERS},
        strictly_swap_first=TWO_SIDED_ALL_FOR_ALL_THAT_OPENED_TALKS,
    )


def jeffreys_interval(count: int, cases: int) -> tuple[float, float]:
    """95 % Jeffreys interval of a proportion; 0 or 1 where nothing or everything was counted (MODEL.md, 7.4)."""
    from scipy.special import betaincinv

    low = 0.0 if count == 0 else float(betaincinv(count + 0.5, cases - count + 0.5, 0.025))
    high = 1.0 if count == cases else float(betaincinv(count + 0.5, cases - count + 0.5, 0.975))
    return low, high
