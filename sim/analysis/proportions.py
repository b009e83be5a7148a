"""Shares of worlds and their intervals.

Wilson's score interval (Wilson 1927 JASA): it keeps its coverage for small shares, where the textbook interval does
not, and never leaves [0, 1] (Brown, Cai & DasGupta 2001 Stat Sci). It measures the noise of a finite number of
worlds, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from sim.documents import Document

LEVEL = 0.95


def wilson(count: Any, worlds: Any, level: float = LEVEL) -> tuple[Any, Any]:
    """Wilson's interval of a share.

    Parameters
    ----------
    count : int or array of int, 0 <= count <= worlds
    worlds : int or array of int, >= 0; with no world at all the interval is [0, 1]
    level : coverage aimed at, in (0, 1)

    Returns
    -------
    (low, high) : float or float64 array, in the shape of `count`
    """
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    hits, total = np.asarray(count, np.float64), np.asarray(worlds, np.float64)
    with np.errstate(invalid="ignore"):
        middle = hits + z2 / 2
        half = np.sqrt(z2 * (hits * (total - hits) / np.maximum(total, 1) + z2 / 4))
    low, high = (middle - half) / (total + z2), (middle + half) / (total + z2)
    # At the ends the formula gives 0 and 1 exactly, floating point nearly so.
    low, high = np.where(hits == 0, 0.0, np.maximum(low, 0)), np.where(hits == total, 1.0, np.minimum(high, 1))
    return (float(low), float(high)) if low.ndim == 0 else (low, high)


@dataclass(frozen=True, kw_only=True)
class Share(Document):
    """In how many worlds something came.

    Attributes
    ----------
    count : of the worlds
    share : count / worlds
    low, high : its 95 % interval, Wilson's unless something else is said
    """

    count: int
    share: float
    low: float
    high: float


def share(count: int, worlds: int) -> Share:
    """A count as a share with Wilson's interval."""
    count, (low, high) = int(count), wilson(count, worlds)
    return Share(count=count, share=count / worlds, low=low, high=high)
