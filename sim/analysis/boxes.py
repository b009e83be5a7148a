"""Scenario discovery: in which region of the parameters an outcome is likelier than a threshold.

PRIM, the patient rule induction method (Friedman & Fisher 1999 Statistics and Computing), as Bryant & Lempert (2010
Technological Forecasting and Social Change) use it: peel thin slices off the box of all points, always the slice whose
loss makes the rest densest in points of interest.

**Honest numbers.** A box is found on one half of the points; coverage and density are those of the other half. On the
points it was found on, a box always looks better than it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.halves import Half, Limits, halves
from sim.analysis.prim import trajectory
from sim.analysis.proportions import LEVEL, wilson
from sim.analysis.refusals import AnalysisError
from sim.documents import Document

if TYPE_CHECKING:
    import pandas

THRESHOLD = 0.2
FEWEST_OF_INTEREST = 20
"""Points of interest, and others, that a search needs: ten in each half."""
QUASI_P = 0.05
"""A restriction whose quasi-p-value on the points of the search is above this is dropped."""


@dataclass(frozen=True, kw_only=True)
class Limit(Document):
    """A restriction of one parameter.

    Attributes
    ----------
    key : parameter
    low, high : limits that belong to the box; None where this side is not restricted
    quasi_p : on the points held out (Bryant & Lempert 2010): the chance of so many points of interest in the box or
        more, if this restriction did nothing beyond the others; None with no point in the box
    quasi_p_found : the same on the points of the search, where it flatters
    """

    key: str
    low: float | None
    high: float | None
    quasi_p: float | None
    quasi_p_found: float


@dataclass(frozen=True, kw_only=True)
class Box(Document):
    """A box, and what the points held out say of it. Points in an earlier box do not count for a later one.

    Attributes
    ----------
    limits : by parameter, the most telling first (smallest `quasi_p_found`)
    support, of_interest : points held out inside, and how many of them are of interest
    density, density_low, density_high : of_interest / support with Wilson's interval; None with no point inside
    coverage, coverage_low, coverage_high : of_interest / all points of interest held out, with Wilson's interval
    density_found, coverage_found : on the points of the search, where they flatter
    """

    limits: tuple[Limit, ...]
    support: int
    of_interest: int
    density: float | None
    density_low: float
    density_high: float
    coverage: float
    coverage_low: float
    coverage_high: float
    density_found: float
    coverage_found: float


@dataclass(frozen=True, kw_only=True)
class Discovery(Document):
    """What a search found.

    Attributes
    ----------
    threshold, level : share above which a point is of interest; coverage of the intervals
    points, of_interest : all points, and how many are of interest
    points_held_out, of_interest_held_out : those not used to find a box
    worlds_per_point : the fewest
    boxes : in the order found; empty where no box is denser than all points together
    dropped : parameters that have one value at all points
    """

    threshold: float
    level: float
    points: int
    of_interest: int
    points_held_out: int
    of_interest_held_out: int
    worlds_per_point: int
    boxes: tuple[Box, ...]
    dropped: tuple[str, ...]


def discover(
    x: pandas.DataFrame,
    counts: np.ndarray,
    worlds: Any,
    threshold: float = THRESHOLD,
    *,
    boxes: int = 1,
    min_density: float | None = None,
    level: float = LEVEL,
) -> Discovery:
    """Find the boxes in which an outcome is likelier than a threshold.

    Parameters
    ----------
    x : one row per point, one column per parameter, named by its key
    counts : int (n,)
        Worlds with the outcome at each point.
    worlds : int, or int (n,)
        Worlds at each point. A point is of interest where counts / worlds > threshold; near the threshold chance
        decides, less so the more worlds.
    threshold : in (0, 1)
    boxes : how many to look for, one after the other, each among the points outside the earlier ones
    min_density : take the box of largest coverage that is as dense as this on the points of the search, in place of the
        rule below; the densest where none is
    level : coverage of the intervals

    Returns
    -------
    Discovery

    Raises
    ------
    AnalysisError : shapes differ, a number is not finite, or fewer than 20 points are of interest or are not
    MissingPackageError : the extra `discover` is not installed

    Notes
    -----
    *Which box on the trajectory.* That of the largest F, the harmonic mean of coverage and density: either alone is
    won by a box of no use, all points or a handful, and F needs no number chosen by hand. Restrictions that then
    do nothing (quasi-p above .05) are dropped one by one, the least telling first, down to `min_density` if given.

    *Which half.* Points of interest and the others are each shuffled with a fixed seed and dealt out in turn: the same
    every time. Not every other point as they come: in a Sobol sequence every other point has some parameters in
    one half of their range.
    """
    values, interest, dropped = _prepared(x, np.asarray(counts), np.asarray(worlds), threshold)
    found, held = halves(interest)
    search, test = Half(values[found], interest[found]), Half(values[held], interest[held])
    keys = [key for key in map(str, x.columns) if key not in dropped]
    made: list[Box] = []
    for _ in range(boxes):
        limits = _search(search, min_density)
        if not limits:
            break
        made.append(_box(limits, keys, search, test, level))
        search.leave(limits)
        test.leave(limits)
    return Discovery(
        threshold=float(threshold),
        level=float(level),
        points=len(interest),
        of_interest=int(interest.sum()),
        points_held_out=len(held),
        of_interest_held_out=int(interest[held].sum()),
        worlds_per_point=int(np.min(worlds)),
        boxes=tuple(made),
        dropped=dropped,
    )


def _search(half: Half, min_density: float | None) -> Limits:
    """The box that the rule takes, without restrictions that do nothing; none where none is denser than all."""
    free = half.free
    if half.interest[free].sum() < FEWEST_OF_INTEREST // 2 or half.interest[free].all():
        return {}
    limits = max(trajectory(half.values[free], half.interest[free]), key=lambda one: _merit(half, one, min_density))
    while limits:
        column, worst = max(
            ((column, half.quasi_p(limits, column) or 0.0) for column in limits), key=lambda pair: pair[1]
        )
        rest = {other: ends for other, ends in limits.items() if other != column}
        if worst <= QUASI_P or half.density(rest) < (min_density or 0) <= half.density(limits):
            break
        limits = rest
    return limits


def _merit(half: Half, limits: Limits, min_density: float | None) -> tuple[float, ...]:
    """What the rule makes largest; between equals, the box with fewer restrictions."""
    support, of_interest = half.counts(limits)
    everything = int(half.interest[half.free].sum())
    density, coverage = half.density(limits), of_interest / everything
    if min_density is None:
        return 2 * of_interest / (support + everything), -len(limits)  # the harmonic mean of the two
    return float(density >= min_density), coverage if density >= min_density else density, -len(limits)


def _box(limits: Limits, keys: Sequence[str], search: Half, test: Half, level: float) -> Box:
    support, of_interest = test.counts(limits)
    everything = int(test.interest.sum())
    density, coverage = wilson(of_interest, support, level), wilson(of_interest, everything, level)
    support_found, of_interest_found = search.counts(limits)
    made = [
        Limit(
            key=keys[column],
            low=float(low) if np.isfinite(low) else None,
            high=float(high) if np.isfinite(high) else None,
            quasi_p=test.quasi_p(limits, column),
            quasi_p_found=search.quasi_p(limits, column) or 0.0,
        )
        for column, (low, high) in limits.items()
    ]
    return Box(
        limits=tuple(sorted(made, key=lambda limit: limit.quasi_p_found)),
        support=support,
        of_interest=of_interest,
        density=of_interest / support if support else None,
        density_low=density[0],
        density_high=density[1],
        coverage=of_interest / everything,
        coverage_low=coverage[0],
        coverage_high=coverage[1],
        density_found=of_interest_found / support_found,
        coverage_found=of_interest_found / int(search.interest.sum()),
    )


def _prepared(
    x: pandas.DataFrame, counts: np.ndarray, worlds: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Values of the parameters that vary, which points are of interest, and the parameters that do not vary."""
    values = x.to_numpy(np.float64)
    if counts.shape != (len(values),) or worlds.shape not in ((), counts.shape):
        raise AnalysisError(f"{len(values)} points, counts {counts.shape} and worlds {worlds.shape}: not of one length")
    if not 0 < threshold < 1:
        raise AnalysisError(f"a threshold of {threshold}: it must lie between 0 and 1")
    if not np.isfinite(values).all() or (worlds < 1).any():
        raise AnalysisError("a box needs numbers that are finite, and a world at every point")
    interest = counts / worlds > threshold
    few = min(int(interest.sum()), int((~interest).sum()))
    if few < FEWEST_OF_INTEREST:
        raise AnalysisError(
            f"of {len(values):,} points {int(interest.sum()):,} are of interest (share above {threshold:g}): a box"
            f" needs {FEWEST_OF_INTEREST} that are and {FEWEST_OF_INTEREST} that are not; choose another threshold, or"
            " more points"
        )
    varies = np.ptp(values, axis=0) > 0
    dropped = tuple(str(key) for key, moves in zip(x.columns, varies, strict=True) if not moves)
    if not varies.any():
        raise AnalysisError("no parameter varies: there is no box to find")
    return values[:, varies], interest, dropped
