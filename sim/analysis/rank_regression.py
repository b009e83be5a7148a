"""Standardised rank-regression coefficients: how the rank of an outcome moves with the rank of each parameter.

Ranks of everything, standardised, and ordinary least squares (Iman & Conover 1979 Technometrics). Unlike a rank
correlation a coefficient holds the other parameters still. What the fit leaves out, 1 - R², is interactions, turns in
direction, and chance within a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.proportions import LEVEL
from sim.analysis.ranks import ranks
from sim.analysis.refusals import AnalysisError
from sim.documents import Document

if TYPE_CHECKING:
    import pandas

SPARE = 10
"""Points beyond one a coefficient that are needed: an error from fewer degrees of freedom is itself unknown."""
COLUMNS = ("coefficient", "standard_error", "low", "high")


@dataclass(frozen=True, kw_only=True)
class RankRegression(Document):
    """A fit.

    Attributes
    ----------
    keys : parameters that vary, in the order given
    points : n
    coefficient, standard_error, low, high : of each; the interval is Student's
    r2, adjusted_r2 : of the fit
    dropped : parameters that have one value at all points
    undefined : why there are no coefficients (then empty); None where there are
    """

    keys: tuple[str, ...]
    points: int
    coefficient: tuple[float, ...]
    standard_error: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    r2: float | None
    adjusted_r2: float | None
    dropped: tuple[str, ...]
    undefined: str | None = None

    def table(self) -> pandas.DataFrame:
        """One row per parameter that varies, the largest coefficient of either sign first."""
        import pandas

        keys = self.keys if self.undefined is None else ()
        frame = pandas.DataFrame({"key": list(keys), **{name: list(getattr(self, name)) for name in COLUMNS}})
        return frame.sort_values("coefficient", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def rank_regression(x: np.ndarray, y: np.ndarray, keys: Sequence[str], level: float = LEVEL) -> RankRegression:
    """Regress the ranks of an outcome on the ranks of the parameters.

    Parameters
    ----------
    x : float (n, d)
    y : float (n,)
        A share, mostly.
    keys : the d parameters
    level : coverage of the intervals

    Returns
    -------
    RankRegression

    Raises
    ------
    AnalysisError : shapes differ, a number is not finite, n is not above d + 10 (d: parameters that vary), or two
        parameters rank the points alike, so that their coefficients cannot be told apart
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if x.ndim != 2 or x.shape != (len(y), len(keys)) or y.ndim != 1:
        raise AnalysisError(f"parameters {x.shape} and outcome {y.shape} for {len(keys)} keys: not (n, keys) and (n,)")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise AnalysisError("ranks of numbers that are not finite")
    varies = np.array([np.ptp(column) > 0 for column in x.T], bool) if len(y) else np.zeros(len(keys), bool)
    kept = tuple(key for key, moves in zip(keys, varies, strict=True) if moves)
    dropped = tuple(key for key in keys if key not in kept)
    if len(y) <= len(kept) + SPARE:
        raise AnalysisError(
            f"{len(y)} points for {len(kept)} parameters: a rank regression needs more than {len(kept) + SPARE}"
        )
    if not kept or np.ptp(y) == 0:
        why = "the outcome is the same at every point" if kept else "no parameter varies"
        nothing: dict[str, Any] = dict.fromkeys(COLUMNS, ()) | dict.fromkeys(("r2", "adjusted_r2"))
        return RankRegression(keys=kept, points=len(y), dropped=dropped, undefined=why, **nothing)
    return RankRegression(keys=kept, points=len(y), dropped=dropped, **_fit(x[:, varies], y, kept, level))


def _fit(x: np.ndarray, y: np.ndarray, keys: Sequence[str], level: float) -> dict[str, Any]:
    from scipy.special import stdtrit

    ranked = np.stack([_standardised(column) for column in x.T], axis=1)
    outcome = _standardised(y)
    points, parameters = ranked.shape
    if np.linalg.matrix_rank(ranked) < parameters:
        raise AnalysisError(f"parameters that rank the points alike, among {', '.join(keys)}: keep one of them")
    coefficient = np.linalg.lstsq(ranked, outcome)[0]
    left = outcome - ranked @ coefficient
    freedom = points - parameters - 1  # one for the mean
    unexplained = float(left @ left) / points
    error = np.sqrt(unexplained * points / freedom * np.diag(np.linalg.inv(ranked.T @ ranked)))
    half = stdtrit(freedom, (1 + level) / 2) * error
    columns = zip(COLUMNS, (coefficient, error, coefficient - half, coefficient + half), strict=True)
    return {
        **{name: tuple(float(value) for value in values) for name, values in columns},
        "r2": 1 - unexplained,
        "adjusted_r2": 1 - unexplained * (points - 1) / freedom,
    }


def _standardised(values: np.ndarray) -> np.ndarray:
    """Ranks with mean 0 and variance 1."""
    ranked = ranks(values)
    return (ranked - ranked.mean()) / ranked.std()
