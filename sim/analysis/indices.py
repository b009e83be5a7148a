"""Sobol indices of an outcome's share: which parameters its variance comes from, alone and with others.

From a Saltelli design: n points A, n points B, and for every parameter the n points AB that are A with that parameter
from B, every point with M worlds of its own. First order by Saltelli et al. (2010 Computer Physics Communications,
table 2 b), total by Jansen (1999 Computer Physics Communications).

**Noise.** A share of M worlds has the variance p(1 - p)/M of chance around the true share. It adds to the variance and,
twice, to every squared difference in the total indices; p̂(1 - p̂)/(M - 1) estimates it without bias and is taken off
point by point. The first-order products have none: A, B and AB have independent worlds. Uncorrected, inert parameters
seem to matter, and everything else seems to matter less than it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.proportions import LEVEL
from sim.analysis.refusals import AnalysisError
from sim.analysis.saltelli import saltelli_jansen, with_noise
from sim.documents import Document

if TYPE_CHECKING:
    import pandas

FEWEST_POINTS = 64
"""Below this a bootstrap of a ratio of variances says little."""
HALF_WIDTH = 0.05
"""An index known to within this, 95 % of the time, counts as converged: indices lie between 0 and 1, and what is
below .05 does not matter (Sarrazin, Pianosi & Wagener 2016 Environmental Modelling & Software use a width of .05)."""
CLEAR = 4.0
"""The variance between points must be so many standard errors above 0: else its ratio to anything means nothing."""
RESAMPLES, SEED = 999, 1


@dataclass(frozen=True, kw_only=True)
class Indices(Document):
    """Sobol indices with bootstrap intervals.

    Attributes
    ----------
    keys : parameters, in the order of the design
    points, worlds_per_point : n and M
    level, half_width : coverage of the intervals; half width at which an index counts as converged
    variance : of the true shares between points, corrected
    variance_noise : share of chance in the variance of the shares as they are; None without variance
    first, first_low, first_high, total, total_low, total_high : by parameter; None where undefined
    total_noise : share of chance in each total index's squared differences; None where all are 0
    first_sum : sum of the first-order indices: what parameters explain each by itself. Below 1 there are interactions
    undefined : why there are no indices; None where there are
    converged : whether every interval is narrower than the half width wanted, either side
    points_needed : points A at which all would have converged, if errors fall with the root of n: a power of two
    worlds_needed : how many more worlds that takes; 0 when converged
    """

    keys: tuple[str, ...]
    points: int
    worlds_per_point: int
    level: float
    half_width: float
    variance: float
    variance_noise: float | None
    first: tuple[float | None, ...]
    first_low: tuple[float | None, ...]
    first_high: tuple[float | None, ...]
    total: tuple[float | None, ...]
    total_low: tuple[float | None, ...]
    total_high: tuple[float | None, ...]
    total_noise: tuple[float | None, ...]
    first_sum: float | None
    undefined: str | None
    converged: bool = False
    points_needed: int | None = None
    worlds_needed: int | None = None

    @property
    def widest(self) -> tuple[str, str, float] | None:
        """(key, "first" or "total", half width) of the widest interval; None where undefined."""
        if self.undefined:
            return None
        halves = [
            ((high - low) / 2, key, order)
            for order in ("first", "total")
            for key, low, high in zip(
                self.keys, getattr(self, f"{order}_low"), getattr(self, f"{order}_high"), strict=True
            )
        ]
        half, key, order = max(halves)
        return key, order, half

    def table(self) -> pandas.DataFrame:
        """One row per parameter: `key`, both indices with their intervals, `total_noise`, whether both are `converged`.

        The largest total first; NaN where undefined.
        """
        import pandas

        names = ("first", "first_low", "first_high", "total", "total_low", "total_high", "total_noise")
        columns = {name: [np.nan if value is None else value for value in getattr(self, name)] for name in names}
        frame = pandas.DataFrame({"key": list(self.keys), **columns})
        halves = (frame[["first_high", "total_high"]].to_numpy() - frame[["first_low", "total_low"]].to_numpy()) / 2
        frame["converged"] = (halves <= self.half_width).all(axis=1)
        return frame.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def power_of_two(number: float) -> int:
    """The least power of two that is not below `number`."""
    return 1 << max(0, int(np.ceil(number)) - 1).bit_length()


def sobol(
    keys: Sequence[str],
    counts_a: np.ndarray,
    counts_b: np.ndarray,
    counts_ab: np.ndarray,
    worlds: int,
    *,
    level: float = LEVEL,
    half_width: float = HALF_WIDTH,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Indices:
    """Estimate first-order and total indices.

    Parameters
    ----------
    keys : d >= 2 parameters (with one its indices are 1)
    counts_a, counts_b : int (n,), n a power of two, >= 64
        Worlds with the outcome, of M, at every point of A and of B.
    counts_ab : int (d, n)
        The same at the points of A with one parameter from B.
    worlds : M >= 2, the same at every point; every point has worlds of its own
    level : coverage of the intervals
    half_width : at which an index counts as converged
    resamples, seed : of the bootstrap over points, a point with all its d + 2 shares

    Returns
    -------
    Indices

    Raises
    ------
    AnalysisError : shapes, n, M or counts are not as above

    Notes
    -----
    Intervals are percentiles. The bootstrap takes the points as independent; those of a Sobol sequence are spread more
    evenly, and the intervals are rather too wide. A corrected total may come out a little below 0, and is left so.
    """
    from scipy import stats

    counts_a, counts_b, counts_ab = np.asarray(counts_a), np.asarray(counts_b), np.asarray(counts_ab)
    _check(keys, counts_a, counts_b, counts_ab, worlds)
    a, b, ab = with_noise(counts_a / worlds, counts_b / worlds, counts_ab / worlds, worlds)
    shared: dict[str, Any] = {
        "keys": tuple(keys),
        "points": len(counts_a),
        "worlds_per_point": int(worlds),
        "level": float(level),
        "half_width": float(half_width),
        **_variances(a, b, ab),
    }
    why = _undefined(a, b)
    if why:
        none = (None,) * len(keys)
        nothing: dict[str, Any] = {
            f"{order}{end}": none for order in ("first", "total") for end in ("", "_low", "_high")
        }
        return Indices(**shared, **nothing, first_sum=None, undefined=why)

    points = a.shape[1]
    found = stats.sobol_indices(func={"f_A": a, "f_B": b, "f_AB": ab}, n=points, method=saltelli_jansen)
    # SobolResult.bootstrap() is this with BCa, but takes no seed, and BCa breaks down where a parameter does nothing.
    again = stats.bootstrap(
        (np.arange(points),),
        lambda rows: np.stack(saltelli_jansen(a[:, rows], b[:, rows], ab[..., rows])),
        method="percentile",
        vectorized=False,
        n_resamples=resamples,
        confidence_level=level,
        rng=np.random.default_rng(seed),
    ).confidence_interval
    limits: dict[str, Any] = {}
    for row, (order, values) in enumerate((("first", found.first_order), ("total", found.total_order))):
        ends = {f"{order}_low": _plain(again.low[row]), f"{order}_high": _plain(again.high[row])}
        limits |= {order: _plain(values), **ends}
    return _concluded(Indices(**shared, **limits, first_sum=float(np.sum(found.first_order)), undefined=None))


def _concluded(found: Indices) -> Indices:
    """The same, with whether they have converged, and what it would take."""
    assert found.widest is not None  # there are indices
    half = found.widest[2]
    converged = half <= found.half_width
    points = found.points if converged else power_of_two(found.points * (half / found.half_width) ** 2)
    worlds = (points - found.points) * (len(found.keys) + 2) * found.worlds_per_point
    return replace(found, converged=converged, points_needed=points, worlds_needed=worlds)


def _variances(a: np.ndarray, b: np.ndarray, ab: np.ndarray) -> dict[str, Any]:
    """The corrected variance, and how much of the variance and of the squared differences is noise."""
    raw, noise = float(np.var([a[0], b[0]])), float(a[1].mean())
    squares, noises = ((ab[:, 0] - a[0]) ** 2).mean(axis=-1), ab[:, 1].mean(axis=-1)
    return {
        "variance": raw - noise,
        "variance_noise": noise / raw if raw > 0 else None,
        "total_noise": tuple(
            float(part / whole) if whole > 0 else None for part, whole in zip(noises, squares, strict=True)
        ),
    }


def _undefined(a: np.ndarray, b: np.ndarray) -> str | None:
    """Why there are no indices: nothing varies, or nothing beyond chance."""
    middle = (a[0].mean() + b[0].mean()) / 2
    terms = ((a[0] - middle) ** 2 + (b[0] - middle) ** 2) / 2 - a[1]
    if not np.var([a[0], b[0]]):
        return "the outcome has the same share at every point"
    if terms.mean() < CLEAR * terms.std(ddof=1) / len(terms) ** 0.5:
        return "the shares vary no more between points than by chance; more worlds per point would show it"
    return None


def _check(keys: Sequence[str], a: np.ndarray, b: np.ndarray, ab: np.ndarray, worlds: int) -> None:
    points, factors = len(a), len(keys)
    if a.shape != (points,) or b.shape != (points,) or ab.shape != (factors, points):
        raise AnalysisError(
            f"counts of shapes {a.shape}, {b.shape} and {ab.shape} for {factors} parameters: they must be (n,), (n,)"
            " and (parameters, n)"
        )
    if factors < 2:
        raise AnalysisError("Sobol indices need two parameters at least: with one, all variance comes from it")
    if worlds < 2:
        raise AnalysisError("Sobol indices need two worlds per point at least: with one, noise cannot be told apart")
    if points < FEWEST_POINTS or points != power_of_two(points):
        raise AnalysisError(
            f"Sobol indices from {points} points: their number must be a power of two, {FEWEST_POINTS} or more, or the"
            " sequence is not balanced"
        )
    if any(counts.min() < 0 or counts.max() > worlds for counts in (a, b, ab)):
        raise AnalysisError(f"counts below 0 or above the {worlds} worlds of a point")


def _plain(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
