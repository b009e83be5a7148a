"""Two scenarios on the same worlds: differences of shares, and what became of each world.

World k has the same random draws under A and under B, so that the difference is taken world by world. Its variance
rests on the worlds that change alone, and far fewer worlds do than with draws of their own (common random numbers).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from sim.analysis.proportions import LEVEL, wilson
from sim.analysis.refusals import AnalysisError
from sim.model.outcomes import ORDERS as ORDERS

_HALVINGS = 60
"""Of an interval of length 2 at most: what is left is the last digit of a float."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An outcome's share under B less that under A.

    Attributes
    ----------
    share_a, share_b, difference : difference = share_b - share_a
    low, high : Tango's score interval of the difference
    standard_error : of the difference, paired
    gained, lost : worlds with the outcome under B alone, under A alone
    variance_paired, variance_independent : of one world's difference, on the same draws and on draws of its own
    fewer_worlds : by what factor the pairing saves worlds; None where no world changed
    """

    share_a: float
    share_b: float
    difference: float
    low: float
    high: float
    standard_error: float
    gained: int
    lost: int
    variance_paired: float
    variance_independent: float
    fewer_worlds: float | None


@dataclass(frozen=True, kw_only=True)
class Move:
    """Worlds that go from one outcome under A to another under B, with Wilson's interval of their share."""

    before: str
    after: str
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Paired:
    """A comparison of two scenarios on the same worlds.

    Attributes
    ----------
    worlds : number of pairs
    level : coverage of the intervals, each by itself
    changed, changed_share, changed_low, changed_high : worlds whose outcome is another, with Wilson's interval
    differences : outcome -> Difference
    moves : from what to what, the most frequent first; every pair of different outcomes
    """

    worlds: int
    level: float
    changed: int
    changed_share: float
    changed_low: float
    changed_high: float
    differences: dict[str, Difference]
    moves: tuple[Move, ...]


def compare_orders(a: np.ndarray, b: np.ndarray, level: float = LEVEL) -> Paired:
    """Compare what came first in the same worlds under A and under B.

    Parameters
    ----------
    a, b : int (worlds,), codes in the order of `ORDERS`, as `sim.model.outcomes.first_event` gives them; where one has more
        worlds, those that both have are compared
    level : coverage of each interval

    Returns
    -------
    Paired

    Raises
    ------
    AnalysisError : there is no world
    """
    worlds = min(len(a), len(b))
    table = np.bincount(3 * a[:worlds].astype(np.intp) + b[:worlds], minlength=9).reshape(3, 3)
    return compare(table, level)


def compare(table: np.ndarray, level: float = LEVEL) -> Paired:
    """Compare two scenarios on the same worlds.

    Parameters
    ----------
    table : int (3, 3)
        Worlds by outcome under A (rows) and under B (columns), both in the order of `ORDERS`.
    level : coverage of each interval

    Returns
    -------
    Paired

    Raises
    ------
    AnalysisError : the table is not 3 x 3, holds a negative or broken number, or no world
    """
    counts = _checked(table)
    worlds, same = int(counts.sum()), np.diag(counts)
    under_a, under_b = counts.sum(axis=1), counts.sum(axis=0)
    gained, lost = under_b - same, under_a - same
    low, high = tango(gained, lost, worlds, level)
    differences = {
        name: _difference(
            int(gained[row]), int(lost[row]), int(under_a[row]), worlds, float(low[row]), float(high[row])
        )
        for row, name in enumerate(ORDERS)
    }
    changed = worlds - int(same.sum())
    below, above = wilson(changed, worlds, level)
    return Paired(
        worlds=worlds,
        level=level,
        changed=changed,
        changed_share=changed / worlds,
        changed_low=below,
        changed_high=above,
        differences=differences,
        moves=_moves(counts, worlds, level),
    )


def tango(gained: Any, lost: Any, worlds: int, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Score interval of the difference of two paired proportions (Tango 1998 Statistics in Medicine 17:891-908).

    Parameters
    ----------
    gained, lost : int or array of int
        Pairs with the event the second time alone, the first time alone.
    worlds : pairs, > 0
    level : coverage aimed at

    Returns
    -------
    (low, high) : float64, in the shape of `gained`

    Notes
    -----
    The limits are where (gained - lost - nΔ)/sqrt(n(2q + Δ(1 - Δ))) is ±z, with q the share of pairs lost that is
    likeliest under the difference Δ. Chosen over Newcombe's method 10 (1998): it is the test inverted and not two
    Wilson intervals joined by an estimate of their correlation, turns sign exactly with A and B exchanged, and with no
    pair changed has the limits ±z²/(n + z²). It keeps its coverage for small shares, where the textbook interval
    does not.
    """
    gained, lost = np.asarray(gained, np.float64), np.asarray(lost, np.float64)
    return _lower(gained, lost, worlds, level), -_lower(lost, gained, worlds, level)


def _lower(gained: np.ndarray, lost: np.ndarray, worlds: int, level: float) -> np.ndarray:
    """The difference below the estimate at which the score is z: by halving, since the score falls with Δ."""
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    low, high = np.full(gained.shape, -1.0), (gained - lost) / worlds
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        far = (gained - lost - worlds * middle) ** 2 > z2 * worlds * _variance(gained, lost, worlds, middle)
        low, high = np.where(far, middle, low), np.where(far, high, middle)
    return np.where(lost == worlds, -1.0, (low + high) / 2)


def _variance(gained: np.ndarray, lost: np.ndarray, worlds: int, difference: np.ndarray) -> np.ndarray:
    """Variance of one pair's difference, with the share of pairs lost that is likeliest under the difference."""
    # The upper root of Tango's quadratic in the share lost: 2n q² + linear q + last = 0.
    linear = (2 * worlds - gained + lost) * difference - gained - lost
    last = -lost * difference * (1 - difference)
    share = (np.sqrt(np.maximum(linear**2 - 8 * worlds * last, 0)) - linear) / (4 * worlds)
    return np.maximum(2 * share + difference * (1 - difference), 0)


def _difference(gained: int, lost: int, under_a: int, worlds: int, low: float, high: float) -> Difference:
    share_a, share_b = under_a / worlds, (under_a + gained - lost) / worlds
    difference = (gained - lost) / worlds
    paired = (gained + lost) / worlds - difference**2
    independent = share_a * (1 - share_a) + share_b * (1 - share_b)
    return Difference(
        share_a=share_a,
        share_b=share_b,
        difference=difference,
        low=low,
        high=high,
        standard_error=(paired / worlds) ** 0.5,
        gained=gained,
        lost=lost,
        variance_paired=paired,
        variance_independent=independent,
        fewer_worlds=independent / paired if paired > 0 else None,
    )


def _moves(counts: np.ndarray, worlds: int, level: float) -> tuple[Move, ...]:
    moves = []
    for row, before in enumerate(ORDERS):
        for column, after in enumerate(ORDERS):
            if row != column:
                count = int(counts[row, column])
                low, high = wilson(count, worlds, level)
                moves.append(Move(before=before, after=after, count=count, share=count / worlds, low=low, high=high))
    return tuple(sorted(moves, key=lambda move: -move.count))


def _checked(table: np.ndarray) -> np.ndarray:
    counts = np.asarray(table)
    if counts.shape != (len(ORDERS), len(ORDERS)):
        raise AnalysisError(f"a table of shape {counts.shape}: it must be {len(ORDERS)} x {len(ORDERS)}")
    if counts.dtype.kind not in "iu" or counts.min() < 0 or not counts.sum():
        raise AnalysisError("a table of paired outcomes holds whole numbers of worlds, none negative, and some world")
    return counts.astype(np.int64)
