"""A calibration as one JSON object."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.evidence.calibration.rank_check import DRAWS, coverage, uniformity

if TYPE_CHECKING:
    from sim.evidence.calibration.calibrate import Calibration

BINS = 10


def calibration_summary(found: Calibration) -> dict[str, Any]:
    """What was found, in plain values; a number that does not exist is null."""
    setting = found.setting
    calibrated = set(setting.paths)
    return {
        "kind": "calibrate",
        "scenario": setting.scenario.name,
        "title": setting.scenario.title,
        "experimental": setting.scenario.experimental,
        "partial": found.partial,
        "seed": found.seed,
        "window": {"first": str(setting.window.first), "last": str(setting.window.last), "days": setting.window.days,
                   "days_with_talks_left_out": int((~setting.window.looked_at).sum())},
        "exchanges": len(setting.observed),
        "record": {name: _plain(value) for name, value in setting.summaries.items()},
        "populations": [
            {"tolerance": each.tolerance, "acceptance": each.acceptance, "particles": len(each),
             "effective_size": each.effective_size, "worlds": each.tried}
            for each in found.inference.populations
        ],
        "effective_size": found.inference.posterior.effective_size,
        "draws": len(found.points),
        "parameters": _rows(found.table),
        "ridges": _rows(found.ridges),
        "predictive": _rows(found.predictive),
        "left_at_priors": [prior.key for prior in setting.scenario.priors if prior.key not in calibrated],
        "checks": _checks(found),
    }  # fmt: skip


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
