"""What is counted over worlds: additive, exact, and the same whatever the order in which it is added.

Counts are integers; sums of amounts are kept in whole units of 1/`FINE`, rounded world by world before anything is
added. Integer addition is associative, so every cut into blocks, every number of workers and every order gives the
same bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.outcomes import ORDERS as ORDERS
from sim.model.outcomes import first_event, same_week

if TYPE_CHECKING:
    from sim.model.outcomes import Column

Rows = Mapping[str, np.ndarray]
"""Column -> array over the worlds of a block (`sim.model.outcomes.columns`)."""

FINE = 2**24
"""Amounts are summed in whole units of 1/FINE: finer than the float32 they come in for all sizes above 1/2."""

OFFER_FATES = ("silence", "accepted", "refused")
"""Names of the codes of the column `offer_fate`: 0, 1, 2."""

SWAP_EVENTS = {"completed": "completed_week", "agreed": "agreed_week"}
"""The two readings of "swap": which column dates it. "completed" is the headline's."""


@dataclass
class Tally:
    """Counts and sums over some worlds.

    Attributes
    ----------
    worlds : int
    horizon_weeks : int
    weeks : event -> int64 (horizon_weeks + 1,)
        Worlds by the week in which the event came; week w holds the dates in (w - 1, w], week 0 those on the start
        date.
        "completed", "agreed", "talks", "ceasefire", "settlement", "refused": whenever they came.
        "swap_first", "talks_first": only where before the other; "agreed_first", "talks_before_agreed": the same with
        agreement as the swap.
        "offer_accepted", "offer_refused": the answer to the offer open at the start.
    totals : name -> int
        Exact sums, in units of 1/`scales[name]`. Beside every column that is no date: "completed.swap_first",
        "agreed.neither" and so on, "completed.same_week", "agreed.same_week", "offer.silence", "offer.accepted",
        "offer.refused".
    scales : name -> int
        Only of totals that are not whole numbers.
    """

    worlds: int
    horizon_weeks: int
    weeks: dict[str, np.ndarray] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        if self.horizon_weeks != other.horizon_weeks:
            raise ValueError(f"horizons differ: {self.horizon_weeks} and {other.horizon_weeks} weeks")
        return Tally(
            worlds=self.worlds + other.worlds,
            horizon_weeks=self.horizon_weeks,
            weeks=_added(self.weeks, other.weeks),
            totals=_added(self.totals, other.totals),
            scales={**self.scales, **other.scales},
        )

    def total(self, name: str) -> float:
        """The sum of a column or count over all worlds; a whole number stays one."""
        scale = self.scales.get(name, 1)
        return self.totals[name] if scale == 1 else self.totals[name] / scale

    def happened(self, event: str) -> int:
        """In how many worlds an event came by the horizon."""
        return int(self.weeks[event].sum())


def empty(horizon_weeks: int) -> Tally:
    """The tally of no world."""
    return Tally(worlds=0, horizon_weeks=horizon_weeks)


def tally(rows: Rows, columns: Sequence[Column], horizon_weeks: int) -> Tally:
    """Count the worlds of a block.

    Parameters
    ----------
    rows : column -> array (worlds,)
    columns : what the columns are
    horizon_weeks : int

    Raises
    ------
    ValueError
        when a date lies outside the horizon, a count is no whole number or an amount is infinite: the engine is wrong
        then
    """
    result = Tally(worlds=len(rows["world"]), horizon_weeks=horizon_weeks)
    for column in columns:
        values = rows[column.name]
        if column.kind == "week":
            result.weeks[column.name.removesuffix("_week")] = _by_week(values, horizon_weeks, column.name)
        elif column.kind == "amount":
            result.totals[column.name] = _fine_sum(values, column.name)
            result.scales[column.name] = FINE
        elif column.kind != "code" and column.name != "world":
            result.totals[column.name] = int(whole(values, column.name).sum())
    _count_orders(result, rows)
    _count_offers(result, rows)
    return result


def _count_orders(result: Tally, rows: Rows) -> None:
    talks = rows["talks_week"]
    for reading, column in SWAP_EVENTS.items():
        swap, order = rows[column], orders(rows, reading)
        for code, name in enumerate(ORDERS):
            result.totals[f"{reading}.{name}"] = int(np.count_nonzero(order == code))
        result.totals[f"{reading}.same_week"] = int(np.count_nonzero(same_week(swap, talks)))
        first, second = (
            ("swap_first", "talks_first") if reading == "completed" else ("agreed_first", "talks_before_agreed")
        )
        result.weeks[first] = _by_week(swap[order == ORDERS.index("swap_first")], result.horizon_weeks, column)
        result.weeks[second] = _by_week(talks[order == ORDERS.index("talks_first")], result.horizon_weeks, "talks_week")


def _count_offers(result: Tally, rows: Rows) -> None:
    fate, answered = rows["offer_fate"], rows["offer_answered_week"]
    for code, name in enumerate(OFFER_FATES):
        result.totals[f"offer.{name}"] = int(np.count_nonzero(fate == code))
        if name != "silence":
            result.weeks[f"offer_{name}"] = _by_week(
                answered[fate == code], result.horizon_weeks, "offer_answered_week"
            )


def orders(rows: Rows, reading: str) -> np.ndarray:
    """Which event came first in every world, int8 (worlds,), codes as in `ORDERS`; `reading` as in `SWAP_EVENTS`."""
    return first_event(rows[SWAP_EVENTS[reading]], rows["talks_week"])


def _by_week(dates: np.ndarray, horizon_weeks: int, name: str) -> np.ndarray:
    known = dates[~np.isnan(dates)]
    if known.size and not (known.min() >= 0 and known.max() <= horizon_weeks):
        raise ValueError(f"{name}: a date outside weeks 0 to {horizon_weeks}")
    return np.bincount(np.ceil(known).astype(np.int64), minlength=horizon_weeks + 1)


def _fine_sum(values: np.ndarray, name: str) -> int:
    known = values[~np.isnan(values)].astype(np.float64)
    if not np.isfinite(known).all():
        raise ValueError(f"{name}: an amount is infinite")
    return int(np.rint(known * FINE).astype(np.int64).sum())


def whole(values: np.ndarray, name: str) -> np.ndarray:
    """Whole numbers as int64, whatever type they come in; ValueError when one is not whole."""
    integers = values.astype(np.int64)
    if not np.array_equal(integers, values):
        raise ValueError(f"{name}: not a whole number")
    return integers


def _added(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}
