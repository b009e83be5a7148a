"""A sensitivity analysis as one document: what `allforall sensitivity --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sim.analysis.indices import Indices
from sim.analysis.rank_regression import RankRegression
from sim.documents import Document
from sim.experiments.experiment_summary import ExperimentSummary


@dataclass(frozen=True, kw_only=True)
class TornadoRow(Document):
    """What one parameter does at the ends of its prior, in the same worlds as the stated point.

    Attributes
    ----------
    key, low_value, high_value : parameter, and its values at the ends
    OUTCOME_low_effect, OUTCOME_high_effect : difference of the outcome's share at that end, with its 95 % interval
        (`..._low`, `..._high`); None where that point failed
    """

    key: str
    low_value: float
    swap_first_low_effect: float | None
    swap_first_low_effect_low: float | None
    swap_first_low_effect_high: float | None
    talks_first_low_effect: float | None
    talks_first_low_effect_low: float | None
    talks_first_low_effect_high: float | None
    neither_low_effect: float | None
    neither_low_effect_low: float | None
    neither_low_effect_high: float | None
    high_value: float
    swap_first_high_effect: float | None
    swap_first_high_effect_low: float | None
    swap_first_high_effect_high: float | None
    talks_first_high_effect: float | None
    talks_first_high_effect_low: float | None
    talks_first_high_effect_high: float | None
    neither_high_effect: float | None
    neither_high_effect_low: float | None
    neither_high_effect_high: float | None


@dataclass(frozen=True, kw_only=True)
class SensitivitySummary(ExperimentSummary):
    """What the answer rests on.

    Attributes
    ----------
    keys : parameters and common factors
    points, worlds_per_point, worlds : points A of the Saltelli design, worlds at each point, worlds in all
    points_failed : points that could not be simulated
    indices, rank_regression : by outcome; empty where a point is missing
    tornado : one row per parameter, the widest span of swap first on top; None where it was not run, or was stopped
    tornado_worlds : at each of its points; None where there is none
    """

    kind: Literal["sensitivity"] = "sensitivity"
    keys: tuple[str, ...]
    points: int
    worlds_per_point: int
    worlds: int
    points_failed: int
    indices: Mapping[str, Indices]
    rank_regression: Mapping[str, RankRegression]
    tornado: tuple[TornadoRow, ...] | None
    tornado_worlds: int | None
