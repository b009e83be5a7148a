"""A window of time: the days that are looked at, the same for the record and for simulated worlds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

MONTHS_A_WEEK = 12 / 52


@dataclass(frozen=True)
class Window:
    """The days from `first` to `last`, both inside; day 0 is `first`.

    Parameters
    ----------
    first, last : first and last day
    left_out : stretches (first day, day after the last) that are not looked at, such as those with talks in session

    Raises
    ------
    ValueError
        when `last` is before `first`, or nothing is left
    """

    first: date
    last: date
    left_out: tuple[tuple[date, date], ...] = ()

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError(f"the window ends on {self.last}, before it begins on {self.first}")
        if not self.looked_at.any():
            raise ValueError(f"nothing is left of the window {self.first} to {self.last}")

    @property
    def days(self) -> int:
        """Days from the first to the last."""
        return (self.last - self.first).days + 1

    @property
    def weeks(self) -> int:
        """Weeks that a simulation needs to cover the window."""
        return -(-self.days // 7)

    def day(self, when: date) -> int:
        """Number of a date's day; negative before the window."""
        return (when - self.first).days

    @cached_property
    def looked_at(self) -> np.ndarray:
        """Whether each day is looked at, bool (days,)."""
        found = np.ones(self.days, bool)
        for first, stop in self.left_out:
            found[max(self.day(first), 0) : max(self.day(stop), 0)] = False
        return found

    @cached_property
    def months(self) -> tuple[date, ...]:
        """First days of the calendar months of which at least half is looked at."""
        return tuple(self._months)

    @cached_property
    def month_of_day(self) -> np.ndarray:
        """Index into `months` of each day, int (days,); -1 for a day of another month."""
        places = {month: number for number, month in enumerate(self.months)}
        found = np.full(self.days, -1)
        for month, days in self._months.items():
            found[days] = places[month]
        return found

    @cached_property
    def _months(self) -> dict[date, np.ndarray]:
        """Months that count, and the days of each that are looked at."""
        every = [self.first + timedelta(days=day) for day in range(self.days)]
        found: dict[date, list[int]] = {}
        for day, when in enumerate(every):
            if self.looked_at[day]:
                found.setdefault(when.replace(day=1), []).append(day)
        return {month: np.array(days) for month, days in found.items() if 2 * len(days) >= _length(month)}

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def _length(month: date) -> int:
    """Days of a month, given its first."""
    return ((month + timedelta(days=31)).replace(day=1) - month).days
