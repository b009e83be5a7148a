"""What the summary of every experiment begins with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.proportions import LEVEL
from sim.documents import Document

if TYPE_CHECKING:
    import pandas

    from sim.experiments.design import Design


@dataclass(frozen=True, kw_only=True)
class ExperimentSummary(Document):
    """What every experiment says of itself first.

    Attributes
    ----------
    kind : "sweep", "compare" and so on
    scenarios, titles, scenario_hashes : of each scenario
    experimental, partial : whether a scenario is not finished; whether it was stopped before its end
    seed : int
    """

    schema_version: int = 1
    kind: str
    scenarios: tuple[str, ...]
    titles: tuple[str, ...]
    experimental: bool
    scenario_hashes: tuple[str, ...]
    seed: int
    partial: bool


@dataclass(frozen=True, kw_only=True)
class PrecisionIntervals(Document):
    """Intervals where worlds were added until these were as narrow as wanted, or the cap was reached."""

    kind: Literal["confidence_sequence"] = "confidence_sequence"
    level: float = LEVEL
    half_width_wanted: float
    max_worlds: int


def records(table: pandas.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as plain values; what is missing is None."""
    return json.loads(table.to_json(orient="records", double_precision=15))


def head(design: Design, partial: bool) -> dict[str, Any]:
    """The fields that every experiment's summary has, but `kind`."""
    return {
        "scenarios": design.labels,
        "titles": tuple(case.title for case in design.scenarios),
        "experimental": any(case.experimental for case in design.scenarios),
        "scenario_hashes": tuple(case.hash for case in design.scenarios),
        "seed": design.seed,
        "partial": partial,
    }
