"""How often a general exchange came first in other conflicts, by coding (MODEL.md, 7.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.evidence.record.reference_class import (
    ALL_FOR_ALL,
    NO_SWAP,
    ONE_SIDED,
    SWAP_FIRST,
    PastWar,
    read_reference_class,
)
from sim.shown import Shown, ShowsItself

LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class BaseRate:
    """One answer of the reference class.

    Attributes
    ----------
    coding : which cases, and what counts as "swap first", in words
    key : the same as one word
    unit : "case", or "conflict" where each conflict has one vote that its episodes share
    swap_first, of : votes for "swap first", and all; fractions of a vote with conflicts
    mean, low, high : Jeffreys mean and 95 % interval
    """

    key: str
    coding: str
    unit: str
    swap_first: float
    of: float
    mean: float
    low: float
    high: float


class BaseRates(ShowsItself, tuple[BaseRate, ...]):
    """The answers of the reference class, one a coding and unit; a tuple of `BaseRate`."""

    def shown(self) -> Shown:
        return Shown(
            heading=f"Base rates: how often a general exchange came first in other wars, by {len(self)} codings",
            table=lambda: [("coding", "votes", "swap first", "of", "mean", "95 % interval"), *map(_cells, self)],
            caution="A chosen list of wars, not a sample: a bound to hold a claim against, and no rate.",
        )


def _cells(rate: BaseRate) -> tuple[str, ...]:
    ends = f"{100 * rate.low:.1f} to {100 * rate.high:.1f} %"
    votes = (f"{number:.4g}" for number in (rate.swap_first, rate.of))
    return (rate.coding, f"one a {rate.unit}", *votes, f"{100 * rate.mean:.1f} %", ends)


def jeffreys_interval(count: float, cases: float) -> tuple[float, float]:
    """95 % Jeffreys interval of a proportion; 0 or 1 where nothing or everything was counted (MODEL.md, 7.4)."""
    from scipy.special import betaincinv

    tail = (1 - LEVEL) / 2
    low = 0.0 if count == 0 else float(betaincinv(count + 0.5, cases - count + 0.5, tail))
    high = 1.0 if count == cases else float(betaincinv(count + 0.5, cases - count + 0.5, 1 - tail))
    return low, high


def _strict(war: PastWar) -> bool:
    return war.reading == ALL_FOR_ALL


def _loose(war: PastWar) -> bool:
    return war.order == SWAP_FIRST


CODINGS: dict[str, tuple[str, Callable[[PastWar], bool], Callable[[PastWar], bool]]] = {
    "strict": ("two-sided all-for-all that opened talks", lambda war: war.order != NO_SWAP, _strict),
    "loose": ("any general exchange, as coded", lambda war: war.order != NO_SWAP, _loose),
    "loose_two_sided": (
        "as coded, without one-sided releases", lambda war: war.order != NO_SWAP and war.reading != ONE_SIDED, _loose,
    ),
    "short_list": ("short list, two-sided all-for-all", lambda war: war.short_list, _strict),
}  # fmt: skip
"""Key -> words, which rows are in it, and which of them are "swap first". Both at once is not "swap first"."""


def base_rates(rows: Iterable[PastWar] | None = None) -> BaseRates:
    """The answer of the reference class by coding, first with a vote for each case, then one for each conflict.

    Parameters
    ----------
    rows : the list; the one that comes with the package by default. A coding without a row is left out.
    """
    rows = read_reference_class() if rows is None else tuple(rows)
    return BaseRates(
        _rate(key, words, unit, [war for war in rows if inside(war)], counts)
        for unit in ("case", "conflict")
        for key, (words, inside, counts) in CODINGS.items()
        if any(inside(war) for war in rows)
    )


def _rate(key: str, words: str, unit: str, rows: list[PastWar], counts: Callable[[PastWar], bool]) -> BaseRate:
    votes = [1.0 if unit == "case" else 1 / sum(other.war == war.war for other in rows) for war in rows]
    of = sum(votes)
    of = round(of) if abs(of - round(of)) < 1e-9 else of
    count = sum(vote for vote, war in zip(votes, rows, strict=True) if counts(war))
    low, high = jeffreys_interval(count, of)
    return BaseRate(
        key=key, coding=words, unit=unit, swap_first=count, of=of, mean=(count + 0.5) / (of + 1), low=low, high=high
    )
