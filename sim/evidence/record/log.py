"""Exchanges as they happened, in the record or in many simulated worlds: one form for both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.evidence.record.exchanges import DIRECT, UNKNOWN, Exchange
from sim.evidence.record.window import Window

MOST_PERSONS = 1e9
"""In one exchange, where a file says so."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ExchangeLog:
    """Exchanges in the order of world and day.

    Attributes
    ----------
    worlds : int, how many worlds were watched, those without an exchange included
    days : float64 (worlds,), how long each was watched
    world : int (n,), in which world
    day : int (n,), day of the window
    ukrainians, russians : float64 (n,), persons returned to each side; NaN where not known
    credited : bool (n,), whether the mediator asked about had a part
    """

    worlds: int
    days: np.ndarray
    world: np.ndarray
    day: np.ndarray
    ukrainians: np.ndarray
    russians: np.ndarray
    credited: np.ndarray

    def __len__(self) -> int:
        return len(self.world)

    def check(self, window: Window) -> None:
        """Hold every column against the others and the window; ValueError when one is not what it must be."""
        persons = (self.ukrainians, self.russians)
        kinds = (self.days, *persons), (self.world, self.day), (self.credited,)
        if any(column.dtype.kind not in kind for kind, own in zip("fib", kinds, strict=True) for column in own):
            raise ValueError("a column of the exchanges is of another kind")
        if self.days.shape != (self.worlds,) or not ((self.days >= 0) & (self.days <= window.days)).all():
            raise ValueError("the days that each world was watched are not those of the window")
        if any(column.shape != (self.world.size,) for column in (self.world, self.day, *persons, self.credited)):
            raise ValueError("the columns of the exchanges are not equally long")
        if not ((self.world >= 0) & (self.world < self.worlds) & (self.day >= 0) & (self.day < window.days)).all():
            raise ValueError("an exchange is outside the worlds or the window")
        if (np.diff(self.world) < 0).any() or (np.diff(self.day)[np.diff(self.world) == 0] < 0).any():
            raise ValueError("the exchanges are not in the order of world and day")
        if any(not (np.isnan(column) | ((column >= 0) & (column < MOST_PERSONS))).all() for column in persons):
            raise ValueError("a number of persons cannot be")

    def between(self, first: np.ndarray | float, stop: np.ndarray | float) -> ExchangeLog:
        """What happened in a stretch of each world's days, `first` inside and `stop` not, where no day is left out.

        Parameters
        ----------
        first : number or (worlds,); NaN in a world without such a stretch
        stop : number or (worlds,); NaN in a world where it goes on to the end
        """
        first, stop = (np.broadcast_to(np.asarray(limit, float), (self.worlds,)) for limit in (first, stop))
        stop = np.where(np.isnan(stop), np.inf, stop)
        inside = (self.day >= first[self.world]) & (self.day < stop[self.world])
        days = np.clip(np.minimum(stop, self.days) - first, 0, None)
        return self.only(inside, np.where(np.isnan(days), 0, days))

    def only(self, which: np.ndarray, days: np.ndarray | None = None) -> ExchangeLog:
        """Some of the exchanges, bool (n,)."""
        return ExchangeLog(
            worlds=self.worlds,
            days=self.days if days is None else days,
            world=self.world[which],
            day=self.day[which],
            ukrainians=self.ukrainians[which],
            russians=self.russians[which],
            credited=self.credited[which],
        )

    def of(self, worlds: slice) -> ExchangeLog:
        """Some of the worlds, numbered from 0."""
        numbers = range(self.worlds)[worlds]
        inside = (self.world >= numbers.start) & (self.world < numbers.stop)
        some = self.only(inside)
        return ExchangeLog(
            **{**vars(some), "worlds": len(numbers), "days": self.days[worlds], "world": some.world - numbers.start}
        )


def leading_mediator(exchanges: Iterable[Exchange]) -> str:
    """Who is credited with most exchanges, as the record spells it, the first by name of several; empty for nobody."""
    named = Counter(name for row in exchanges for name in row.mediators if name not in (DIRECT, UNKNOWN))
    return min(named, key=lambda name: (-named[name], name), default="")


def party_key(name: str) -> str:
    """The key in a scenario file of a party that the record calls `name`."""
    return "_".join(name.casefold().split())


def log_of_record(exchanges: Iterable[Exchange], window: Window, mediator: str | None = None) -> ExchangeLog:
    """The record as one world: what it says happened in the window.

    Parameters
    ----------
    exchanges : rows of the record
    window : days to be looked at; the record must reach to its end
    mediator : whose share is asked about, as the record spells it; the leading one by default
    """
    exchanges = tuple(exchanges)
    if mediator is None:
        mediator = leading_mediator(exchanges)
    rows = sorted((row for row in exchanges if window.first <= row.date <= window.last), key=lambda row: row.date)
    return cut(
        window,
        worlds=1,
        world=np.zeros(len(rows), np.intp),
        day=np.array([window.day(row.date) for row in rows], np.intp),
        ukrainians=np.array([_known(row.ukrainians) for row in rows], float),
        russians=np.array([_known(row.russians) for row in rows], float),
        credited=np.array([mediator in row.mediators for row in rows], bool),
    )


def cut(window: Window, *, worlds: int, day: np.ndarray, **columns: np.ndarray) -> ExchangeLog:
    """Exchanges cut to the days of a window that are looked at; columns as of `ExchangeLog`, in its order."""
    inside = (day >= 0) & (day < window.days)
    inside[inside] = window.looked_at[day[inside]]
    return ExchangeLog(
        worlds=worlds,
        days=np.full(worlds, float(window.looked_at.sum())),
        day=day[inside],
        **{name: column[inside] for name, column in columns.items()},
    )


def _known(persons: int | None) -> float:
    return np.nan if persons is None else float(persons)
