"""Chance and ignorance: the variance of an outcome over worlds, within a draw of the parameters and between draws.

A nested design, D draws of M worlds each, is a one-way analysis of variance with random effects of 0/1 outcomes
(Searle, Casella & McCulloch 1992, *Variance Components*, chapter 3). What lies within a draw is chance: it stays when
all parameters are known. What lies between draws is ignorance: what is judged and could be otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.proportions import LEVEL
from sim.documents import Document

FEWEST_DRAWS = 5
"""Below this the interval would span nearly everything, and is not given."""


@dataclass(frozen=True, kw_only=True)
class Variance(Document):
    """Variance of the 0/1 outcome of a world in two layers.

    Attributes
    ----------
    draws, worlds_per_draw : int
    within : variance within a draw, mean over draws: chance
    between : variance of the true shares between draws: ignorance; 0 where the estimate is negative
    between_raw : the estimate itself, which chance can make negative
    total : within + between
    share_between : between / total; None where the outcome came in no world, or in all
    low, high : 95 % interval of `share_between`, in [0, 1]; None where there is none to be had
    sd_between : standard deviation of the true shares, without the chance that is in every draw's own share
    sd_shares : standard deviation of the draws' shares as they are, with that chance
    """

    draws: int
    worlds_per_draw: int
    within: float
    between: float
    between_raw: float
    total: float
    share_between: float | None
    low: float | None
    high: float | None
    sd_between: float
    sd_shares: float


def components(count: np.ndarray, worlds: int, level: float = LEVEL) -> Variance | None:
    """Separate chance from ignorance.

    Parameters
    ----------
    count : int (draws,)
        In how many of a draw's worlds the outcome came.
    worlds : worlds per draw, the same in all
    level : coverage of the interval of the share between draws

    Returns
    -------
    Variance, or None with one world per draw or one draw, where the two cannot be separated

    Notes
    -----
    Both layers are estimated without bias for every M >= 2: within as the mean of p(1 - p)·M/(M - 1), between as
    the variance of the draws' shares less the chance in them, the mean of p(1 - p)/(M - 1).

    The interval is a jackknife over draws on the scale of log F, F = M·Var(shares)/within, with Student's t (Arvesen &
    Schmitz 1970 Biometrics). It assumes no distribution of the shares over draws, needs no seed, keeps inside [0, 1],
    and F is positive where the estimate of `between` is not. A percentile bootstrap over draws covers less with few
    draws, because a few draws with large shares carry most of the variance.
    """
    count, worlds = np.asarray(count), int(worlds)
    if worlds < 2 or len(count) < 2:
        return None
    shares = count / worlds
    chance = shares * (1 - shares)
    spread = float(shares.var(ddof=1))
    within = float(chance.mean()) * worlds / (worlds - 1)
    raw = spread - within / worlds
    between = max(raw, 0.0)
    total = within + between
    low, high = _interval(shares, worlds, level) or (None, None)
    return Variance(
        draws=len(count),
        worlds_per_draw=worlds,
        within=within,
        between=between,
        between_raw=raw,
        total=total,
        share_between=between / total if total > 0 else None,
        low=low,
        high=high,
        sd_between=between**0.5,
        sd_shares=spread**0.5,
    )


def _interval(shares: np.ndarray, worlds: int, level: float) -> tuple[float, float] | None:
    """Jackknife interval of the share between draws; None where a draw left out leaves no variance in a layer."""
    draws = len(shares)
    if draws < FEWEST_DRAWS:
        return None
    # All leave-one-out values at once, from sums; counted from the mean, so that no digits cancel.
    chance, centred = shares * (1 - shares), shares - shares.mean()
    rest = draws - 1
    square = (centred @ centred - centred**2) - centred**2 / rest
    within = (chance.sum() - chance) / rest * worlds / (worlds - 1)
    tiny = 1e-12  # rounding: no variance at all
    if square.min() <= tiny or within.min() <= tiny:
        return None
    without = np.log(worlds * square / (rest - 1) / within)
    whole = np.log(worlds * shares.var(ddof=1) / (chance.mean() * worlds / (worlds - 1)))
    pseudo = draws * whole - rest * without
    half = _student(level, rest) * pseudo.std(ddof=1) / draws**0.5
    low, high = (float(_share(np.exp(pseudo.mean() + sign * half), worlds)) for sign in (-1, 1))
    return low, high


def _share(ratio: float, worlds: int) -> float:
    """The share between draws that belongs to a ratio of mean squares F."""
    return max(0.0, (ratio - 1) / (ratio - 1 + worlds))


def _student(level: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))
