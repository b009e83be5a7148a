"""What a prior run says: the range of the answer when assumptions vary, and which assumptions move it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.by_outcome import OUTCOMES, ByOutcome, Outcomes
from sim.analysis.ranks import spearman
from sim.analysis.variance import Variance, components
from sim.documents import Document

if TYPE_CHECKING:
    from sim.montecarlo.prior import PriorRun

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}
_FEWEST_DRAWS = 5
"""Below this a rank correlation has no standard error worth the name."""


@dataclass(frozen=True, kw_only=True)
class Quantiles(Document):
    """Quantiles of an outcome's share over the draws, at 5, 25, 50, 75 and 95 %."""

    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


@dataclass(frozen=True, kw_only=True)
class Driver(Document):
    """How a prior goes with the shares over the draws.

    Attributes
    ----------
    parameter : key of the prior
    swap_first, talks_first, neither, agreed_first : rank correlations, in [-1, 1]
    swap_first_se : standard error of the first
    """

    parameter: str
    swap_first: float
    swap_first_se: float
    talks_first: float
    neither: float
    agreed_first: float


@dataclass(frozen=True, kw_only=True)
class Variances(Document, ByOutcome[Variance | None]):
    """Chance and ignorance in each outcome, and in a swap agreed before talks; None with one world per draw or one draw."""

    swap_first: Variance | None
    talks_first: Variance | None
    neither: Variance | None
    agreed_first: Variance | None


@dataclass(frozen=True, kw_only=True)
class PriorSummary(Document, ByOutcome[Quantiles]):
    """The part `prior` of a summary.

    Attributes
    ----------
    draws, worlds_per_draw : int
    swap_first, talks_first, neither : quantiles of the shares over draws
    agreed : the same with agreement as the swap
    variance : what lies within and between draws
    drivers : strongest on swap first at the top
    partial : whether it was stopped before its end
    """

    draws: int
    worlds_per_draw: int
    swap_first: Quantiles
    talks_first: Quantiles
    neither: Quantiles
    agreed: Outcomes[Quantiles]
    variance: Variances
    drivers: tuple[Driver, ...]
    partial: bool


def quantiles(shares: np.ndarray) -> Quantiles:
    """Quantiles of an outcome's share over draws (linear interpolation)."""
    found = np.quantile(shares, list(QUANTILES.values()))
    return Quantiles(**{name: float(value) for name, value in zip(QUANTILES, found, strict=True)})


def drivers(run: PriorRun, priors: Sequence[tuple[str, Sequence[str]]]) -> tuple[Driver, ...]:
    """What the answer rests on: each prior's rank correlation with the shares, strongest on "swap first" at the top.

    Parameters
    ----------
    run : the prior run
    priors : (key, parameters it moves) of every prior. A factor on several parameters counts once, under its key.

    Returns
    -------
    A prior that does not vary is left out, an outcome that does not vary has correlation 0. Chance within a draw pulls
    every correlation towards 0. Nothing of fewer than five draws.
    """
    if run.draws < _FEWEST_DRAWS:
        return ()
    shares = {name: run.shares(name) for name in OUTCOMES} | {"agreed_first": run.shares("agreed_swap_first")}
    found = []
    for key, targets in priors:
        drawn = max((run.parameters[path] for path in targets if path in run.parameters), key=_distinct, default=None)
        if drawn is None or _distinct(drawn) < 2:
            continue
        found.append(_driver(key, drawn, shares, run.draws))
    return tuple(sorted(found, key=lambda driver: (-abs(driver.swap_first), driver.parameter)))


def _driver(key: str, drawn: np.ndarray, shares: Mapping[str, np.ndarray], draws: int) -> Driver:
    found = {name: spearman(drawn, values) or (0.0, 1 / np.sqrt(draws - 3)) for name, values in shares.items()}
    error = float(found["swap_first"][1])
    return Driver(parameter=key, swap_first_se=error, **{name: r for name, (r, _) in found.items()})


def _distinct(values: np.ndarray) -> int:
    """How many values: a parameter held at the edge of its range has fewer, and shows its factor less well."""
    return len(np.unique(values))


def variance(run: PriorRun) -> Variances:
    """Chance and ignorance in the variance of each outcome over worlds, and of a swap agreed before talks."""
    counted = {name: name for name in OUTCOMES} | {"agreed_first": "agreed_swap_first"}
    return Variances(**{key: components(run.count(name), run.worlds_per_draw) for key, name in counted.items()})


def summarise(run: PriorRun, priors: Sequence[tuple[str, Sequence[str]]]) -> PriorSummary:
    """Quantiles of each outcome, the same with agreement as the swap, what lies within and between draws, drivers."""
    return PriorSummary(
        draws=run.draws,
        worlds_per_draw=run.worlds_per_draw,
        **{name: quantiles(run.shares(name)) for name in OUTCOMES},
        agreed=Outcomes(**{name: quantiles(run.shares(f"agreed_{name}")) for name in OUTCOMES}),
        variance=variance(run),
        drivers=drivers(run, priors),
        partial=run.draws < run.draws_requested,
    )


def table(run: PriorRun) -> dict[str, Any]:
    """Columns of a table with one row per draw: the parameters drawn, the worlds, and count and share of every outcome."""
    columns: dict[str, Any] = {
        "draw": np.arange(run.draws),
        **run.parameters,
        "worlds": np.full(run.draws, run.worlds_per_draw),
    }
    for name in run.names:
        columns[f"{name}_count"], columns[name] = run.count(name), run.shares(name)
    return columns
