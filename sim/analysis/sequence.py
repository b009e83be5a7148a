"""A confidence sequence for the mean of a bounded quantity: an interval that may be looked at as often as one likes.

An ordinary 95 % interval holds at a number of worlds fixed beforehand. Who looks again and again, and stops when the
interval is narrow or pleasant, misses the truth more often than in 5 % of runs. A confidence sequence holds at all
looks at once: in 95 % of runs the truth lies in every interval that is ever looked at, and so also in the one at which
the run is stopped, whatever made it stop.

It is obtained by betting (Waudby-Smith & Ramdas 2024, JRSS-B 86:1-27). Let x be the value of a world, with mean μ. Against
every candidate m for the mean somebody bets, world by world and at even odds, that x comes out above m, with stake λ:

    K+(m) = Π (1 + λ (x - m)),

and somebody else that it comes out below: K-(m), the same with -λ. If m is the mean, neither can expect to gain:
both are nonnegative martingales that start at 1. Ville (1939): the chance that such a one *ever* reaches 2/α is at most
α/2. The candidates that neither has been ruined at, K+(m) < 2/α and K-(m) < 2/α, therefore contain the mean at all
times at once with at least 1 - α. The stake may change while it goes on, as long as it depends on earlier worlds alone.

**The stake.** All worlds between two looks are bet on with one stake, λ = min(H / variance, 1/2 / (high - low)), the
variance being that of all earlier looks, drawn a little towards the largest that there is. Counts then suffice, the
order of worlds between two looks does not matter, and worlds may be counted by many workers. The logarithm of the
capital at distance d below the mean grows by about λ d - λ² variance / 2 a world, most at λ = d / variance. The run is
to end when the interval reaches as far as d = H, so H / variance is the stake under which the candidates at distance H
fall first: after about 2 variance log(2/α) / H² worlds. The fixed interval of the normal distribution is narrower by
1.96 / sqrt(2 log 40) = 0.72; that is the price of looking. That λ is at most 1/2 / (high - low) keeps 1 + λ (x - m) >= 1/2. Where a cap of N worlds
comes before H can be reached, the stake aims at the half width that N worlds can reach: otherwise the interval at the
cap would be many times too wide. Of several shares of one run the widest decides when it ends; the others may then aim
at what they can reach by that time (`aims`), or a rare share would be known many times worse than it could be.

K+ falls in m and K- rises, so that both ends are roots of monotone functions. The set is never empty: at one m both
together have (1 - λ² (x - m)²) a world, less than 1, and cannot both have grown.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

LEVEL = 0.95

SHARE = (0.0, 1.0)
"""Values of a world where a share is asked for: no and yes, in this order."""

Values = Sequence[float] | np.ndarray

_HALVINGS = 52
"""Of the bracket of a root: to the last bit of a share of order 1."""


def aims(increments: np.ndarray, values: Values, half_width: float) -> np.ndarray:
    """What each of several quantities of a run can aim at if it ends when the widest is at `half_width`.

    Half widths are as standard deviations, by the variances of earlier looks; the widest aims at `half_width`.

    Parameters
    ----------
    increments : int (quantities, ..., looks, len(values)), as `confidence_sequence` takes them
    values, half_width : as `confidence_sequence` takes them

    Returns
    -------
    float64 (quantities, ..., looks): half widths for `confidence_sequence`, in (0, half_width]
    """
    added = np.asarray(increments, np.float64)
    variance = _variance(np.cumsum(added, axis=-2) - added, np.asarray(values, np.float64))
    return half_width * np.sqrt(variance / variance.max(axis=0))


def bets(
    increments: np.ndarray,
    values: Values,
    half_width: float | np.ndarray,
    *,
    level: float = LEVEL,
    most: int | None = None,
) -> np.ndarray:
    """The stake of every look, from what earlier looks have counted.

    Parameters
    ----------
    increments, values, half_width, level, most : as `confidence_sequence` takes them

    Returns
    -------
    float64 (..., looks), above 0
    """
    added = np.asarray(increments, np.float64)
    variance = _variance(np.cumsum(added, axis=-2) - added, np.asarray(values, np.float64))
    stake = half_width / variance
    if most is not None:
        stake = np.maximum(stake, np.sqrt(2 * _ruin(level) / (variance * most)))
    return np.minimum(stake, 0.5 / np.ptp(values))


def confidence_sequence(
    increments: np.ndarray,
    values: Values,
    half_width: float | np.ndarray,
    *,
    level: float = LEVEL,
    most: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The interval of the mean at every look; all of them together hold with `level`.

    Several quantities of one run (three shares, say) have a sequence each, and each holds by itself with `level`, like
    Wilson intervals side by side; that all of them hold at once is a little less sure.

    Parameters
    ----------
    increments : int (..., looks, len(values))
        How many worlds each look *added*, by value. Axes in front are repetitions, one sequence each. The last look may
        come at any number of worlds: the stake is that of the worlds since the look before it.
    values : the values a world can have, two at least: `SHARE`, or (-1, 0, 1) for the difference of two paired events
    half_width : the half width aimed at, above 0; decides how narrow the interval is when, never whether it holds. One
        for all looks, or float64 (..., looks), each from earlier looks alone, as `aims` gives them.
    level : in (0, 1)
    most : worlds after which the run ends in any case, where there is such a number

    Returns
    -------
    (low, high) : float64 (..., looks), within the smallest and the largest value

    Raises
    ------
    ValueError
        when the half width, the level, the values or the shape of the counts make no sense

    Source: Waudby-Smith & Ramdas 2024, JRSS-B 86:1-27, hedged capital with a stake that is kept between looks.
    """
    added, known = _checked(increments, values, half_width, level)
    stake = bets(added, known, half_width, level=level, most=most)
    return _lower_ends(added, known, stake, _ruin(level)), -_lower_ends(added, -known, stake, _ruin(level))


def half_widths(
    increments: np.ndarray,
    values: Values,
    half_width: float | np.ndarray,
    *,
    level: float = LEVEL,
    most: int | None = None,
) -> np.ndarray:
    """Half the width of the interval at every look, float64 (..., looks); parameters as `confidence_sequence`."""
    low, high = confidence_sequence(increments, values, half_width, level=level, most=most)
    return (high - low) / 2


def worlds_needed(counts: np.ndarray, values: Values, half_width: float, *, level: float = LEVEL) -> np.ndarray:
    """About how many worlds a half width takes, at the variance of the worlds counted so far; for a bar of progress.

    Parameters
    ----------
    counts : int (..., len(values))
        Worlds by value; none yet is taken for the largest variance there is.
    values, half_width, level : as `confidence_sequence` takes them

    Returns
    -------
    float64 (...)
    """
    variance = _variance(np.asarray(counts, np.float64), np.asarray(values, np.float64))
    stake = np.minimum(half_width / variance, 0.5 / np.ptp(values))
    return _ruin(level) / (stake * half_width - stake**2 * variance / 2)


def _ruin(level: float) -> float:
    """Logarithm of the capital at which a candidate is given up."""
    return log(2 / (1 - level))


def _variance(counts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Variance of the worlds counted, and of one more as far from the mean as can be: never 0, whatever was counted."""
    worlds, sums = counts.sum(axis=-1), counts @ values
    squares = np.maximum(counts @ values**2 - sums**2 / np.maximum(worlds, 1), 0)
    return (np.ptp(values) ** 2 / 4 + squares) / (worlds + 1)


def _lower_ends(added: np.ndarray, values: np.ndarray, stake: np.ndarray, ruin: float) -> np.ndarray:
    """Where K+ falls below ruin, look by look, by bisection; the smallest value where it is below it everywhere.

    Of the last bracket the outer end is taken, so that rounding can only widen the interval.
    """
    below = np.full(stake.shape, values.min())
    above = np.full(stake.shape, values.max())
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        ruined = _log_capital(added, values, stake, middle) >= ruin
        below, above = np.where(ruined, middle, below), np.where(ruined, above, middle)
    return below


def _log_capital(added: np.ndarray, values: np.ndarray, stake: np.ndarray, means: np.ndarray) -> np.ndarray:
    """log K+ at every look against a candidate of its own, float64 (..., looks)."""
    capital = np.empty(means.shape)
    for look in range(means.shape[-1]):
        until = slice(look + 1)
        gains = np.log1p(stake[..., until, None] * (values - means[..., look, None, None]))
        capital[..., look] = (added[..., until, :] * gains).sum(axis=(-2, -1))
    return capital


def _checked(
    increments: np.ndarray, given: Values, half_width: float | np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    added, values = np.asarray(increments, np.float64), np.asarray(given, np.float64)
    if values.ndim != 1 or len(np.unique(values)) < 2 or not np.isfinite(values).all():
        raise ValueError(f"values are {values}: two finite ones at least are needed")
    if added.ndim < 2 or added.shape[-1] != len(values):
        raise ValueError(f"increments have shape {added.shape}: it must be (..., looks, {len(values)})")
    if not (added >= 0).all():
        raise ValueError("increments: what a look adds cannot be negative")
    if not (np.greater(half_width, 0) & np.isfinite(half_width)).all():
        raise ValueError(f"half width {half_width}: it must be above 0")
    if not 0 < level < 1:
        raise ValueError(f"level {level}: it must lie between 0 and 1")
    return added, values
