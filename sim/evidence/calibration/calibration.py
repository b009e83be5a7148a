"""What a calibration found: tables and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sim.evidence.calibration.posterior import posterior_table, predictive_table, ridge_table
from sim.evidence.calibration.rank_check import DRAWS, coverage, uniformity
from sim.evidence.calibration.read_calibration import Kept, read_calibration
from sim.montecarlo.contents import holding
from sim.viewable import Viewable

if TYPE_CHECKING:
    import pandas

BINS = 10


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Calibration(Kept, Viewable):
    """What was found.

    Attributes
    ----------
    setting : parameters, window, record
    inference : populations and yardsticks
    points : float64 (draws, parameters), posterior draws in the unit cube, equally weighted
    repetitions : of simulation-based calibration; empty if none was asked for
    seed : int
    partial : whether it was stopped before all the repetitions that were asked for
    predicted : summaries of worlds drawn from the prior and from the posterior: summary -> float64 (worlds,) of each
    folder : where it is kept, or None
    provenance : dict
    """

    @cached_property
    def draws(self) -> pandas.DataFrame:
        """Posterior draws, one column per parameter: what `uncertain: {from: posterior.csv}` reads."""
        import pandas

        return pandas.DataFrame(self.setting.values(self.points))

    @cached_property
    def table(self) -> pandas.DataFrame:
        return posterior_table(self.setting, self.points)

    @cached_property
    def ridges(self) -> pandas.DataFrame:
        return ridge_table(self.setting, self.points)

    @cached_property
    def predictive(self) -> pandas.DataFrame:
        return predictive_table(self.setting.summaries, *self.predicted)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `allforall calibrate --json` prints; a number that does not exist is null."""
        setting = self.setting
        calibrated = set(setting.paths)
        return {
            "kind": "calibrate",
            "scenario": setting.scenario.name,
            "title": setting.scenario.title,
            "experimental": setting.scenario.experimental,
            "partial": self.partial,
            "seed": self.seed,
            "window": {"first": str(setting.window.first), "last": str(setting.window.last), "days": setting.window.days,
                       "days_with_talks_left_out": int((~setting.window.looked_at).sum())},
            "exchanges": len(setting.observed),
            "record": {name: _plain(value) for name, value in setting.summaries.items()},
            "populations": [
                {"tolerance": each.tolerance, "acceptance": each.acceptance, "particles": len(each),
                 "effective_size": each.effective_size, "worlds": each.tried}
                for each in self.inference.populations
            ],
            "effective_size": self.inference.posterior.effective_size,
            "draws": len(self.points),
            "parameters": _rows(self.table),
            "ridges": _rows(self.ridges),
            "predictive": _rows(self.predictive),
            "left_at_priors": [prior.key for prior in setting.scenario.priors if prior.key not in calibrated],
            "checks": _checks(self),
        }  # fmt: skip

    @classmethod
    def load(cls, place: str | Path) -> Self:
        """Read what is kept of one, without simulating anything; see `read_calibration`."""
        found = read_calibration(place, cls)
        with holding(found.folder or place):
            _ = found.summary  # numbers that cannot be are met here
        return found


def _checks(found: Calibration) -> dict[str, Any] | None:
    """Simulation-based calibration, parameter by parameter; None if none was asked for."""
    if not found.repetitions:
        return None
    ranks = np.array([repetition.rank for repetition in found.repetitions])
    spread = np.array([repetition.spread for repetition in found.repetitions])
    rows = []
    for j, path in enumerate(found.setting.paths):
        counts, p_value = uniformity(ranks[:, j], BINS)
        rows.append(
            {
                "parameter": path,
                "counts": counts.tolist(),
                "p_value": _plain(p_value),
                "mean_rank": float(ranks[:, j].mean() / DRAWS),
                "coverage_50": coverage(ranks[:, j], 0.5),
                "coverage_90": coverage(ranks[:, j], 0.9),
                "narrower": float(1 - spread[:, j].mean() * np.sqrt(12)),
            }
        )
    return {"repetitions": len(ranks), "draws": DRAWS, "parameters": rows}


def _rows(table) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value
