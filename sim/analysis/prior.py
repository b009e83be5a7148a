"""What a prior run says: the range of the answer when assumptions vary, and which assumptions move it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.ranks import spearman
from sim.analysis.variance import components

if TYPE_CHECKING:
    from sim.montecarlo.prior import PriorRun

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}
OUTCOMES = ("swap_first", "talks_first", "neither")
_FEWEST_DRAWS = 5
"""Below this a rank correlation has no standard error worth the name."""


def quantiles(shares: np.ndarray) -> dict[str, float]:
    """Quantiles of an outcome's share over draws (linear interpolation), {"q05": ..., ..., "q95": ...}."""
    return {
        name: float(value) for name, value in zip(QUANTILES, np.quantile(shares, list(QUANTILES.values())), strict=True)
    }


def drivers(run: PriorRun, priors: Sequence[tuple[str, Sequence[str]]]) -> list[dict[str, Any]]:
    """What the answer rests on: each prior's rank correlation with the shares, strongest on "swap first" at the top.

    Parameters
    ----------
    run : the prior run
    priors : (key, parameters it moves) of every prior. A factor on several parameters counts once, under its key.

    Returns
    -------
    list of {"parameter": key, "swap_first": r, "swap_first_se": se, "talks_first": r, "neither": r,
    "agreed_first": r}. A prior that does not vary is left out, an outcome that does not vary has correlation 0. Chance
    within a draw pulls every r towards 0.
    """
    if run.draws < _FEWEST_DRAWS:
        return []
    shares = {name: run.shares(name) for name in OUTCOMES} | {"agreed_first": run.shares("agreed_swap_first")}
    found = []
    for key, targets in priors:
        drawn = max((run.parameters[path] for path in targets if path in run.parameters), key=_distinct, default=None)
        if drawn is None or _distinct(drawn) < 2:
            continue
        row: dict[str, Any] = {"parameter": key}
        for name, values in shares.items():
            r, error = spearman(drawn, values) or (0.0, 1 / np.sqrt(run.draws - 3))
            row[name] = r
            if name == "swap_first":
                row["swap_first_se"] = float(error)
        found.append(row)
    return sorted(found, key=lambda row: (-abs(row["swap_first"]), row["parameter"]))


def _distinct(values: np.ndarray) -> int:
    """How many values: a parameter held at the edge of its range has fewer, and shows its factor less well."""
    return len(np.unique(values))


def variance(run: PriorRun) -> dict[str, Any]:
    """Chance and ignorance in the variance of each outcome over worlds, and of a swap agreed before talks.

    Returns
    -------
    {"swap_first": {...}, "talks_first": {...}, "neither": {...}, "agreed_first": {...}}, each as in `Variance`, or None
    with one world a draw or one draw
    """
    counted = {name: name for name in OUTCOMES} | {"agreed_first": "agreed_swap_first"}
    found = {key: components(run.count(name), run.worlds_per_draw) for key, name in counted.items()}
    return {key: None if layers is None else layers.as_json() for key, layers in found.items()}


def summarise(run: PriorRun, priors: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """The part `prior` of a summary: quantiles of each outcome, the same with agreement as the swap, what lies within
    and between draws, the drivers."""
    return {
        "draws": run.draws,
        "worlds_per_draw": run.worlds_per_draw,
        **{name: quantiles(run.shares(name)) for name in OUTCOMES},
        "agreed": {name: quantiles(run.shares(f"agreed_{name}")) for name in OUTCOMES},
        "variance": variance(run),
        "drivers": drivers(run, priors),
        "partial": run.draws < run.draws_requested,
    }


def table(run: PriorRun) -> dict[str, Any]:
    """Columns of a table with a row a draw: the parameters drawn, the worlds, and count and share of every outcome."""
    columns: dict[str, Any] = {
        "draw": np.arange(run.draws),
        **run.parameters,
        "worlds": np.full(run.draws, run.worlds_per_draw),
    }
    for name in run.names:
        columns[f"{name}_count"], columns[name] = run.count(name), run.shares(name)
    return columns
