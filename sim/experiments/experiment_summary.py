"""What the summary of every experiment begins with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.proportions import LEVEL
from sim.documents import Document
from sim.experiments.precision import OUTCOMES, Precision

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


def head_of(design: Design, partial: bool) -> dict[str, Any]:
    """The fields that every experiment's summary has, but `kind`."""
    return {
        "scenarios": design.labels,
        "titles": tuple(case.title for case in design.scenarios),
        "experimental": any(case.experimental for case in design.scenarios),
        "scenario_hashes": tuple(case.hash for case in design.scenarios),
        "seed": design.seed,
        "partial": partial,
    }


def head(kind: str, design: Design, partial: bool) -> dict[str, Any]:
    """What every experiment says of itself first."""
    return ExperimentSummary(kind=kind, **head_of(design, partial)).as_json()


def interval(rule: Precision | None) -> dict[str, Any]:
    """What the intervals of the three outcomes are."""
    if rule is None:
        return {"kind": "wilson", "level": LEVEL}
    return {
        "kind": "confidence_sequence",
        "level": LEVEL,
        "half_width_wanted": rule.half_width,
        "max_worlds": rule.max_worlds,
    }


def sweep_summary(
    table: pandas.DataFrame, design: Design, *, partial: bool, rule: Precision | None, layers: dict[str, Any] | None
) -> dict[str, Any]:
    """What was done in a sweep, and over its points the range of each outcome.

    Parameters
    ----------
    table : of the sweep, one row per point
    design : its points
    partial : whether it was stopped before its end
    rule : by which points were stopped, or None
    layers : chance and ignorance, by outcome, where the points are a sample; else None
    """
    done = table[table["status"] == "done"]
    found = {
        **head("sweep", design, partial),
        "design": design.name,
        "title": design.title,
        "design_kind": design.kind,
        "keys": list(design.keys),
        "draws": "common" if design.common else "own",
        "points": len(table),
        "points_done": len(done),
        "points_failed": int((table["status"] == "failed").sum()),
        "worlds_per_point": design.worlds,
        "replicates": design.replicates,
        "worlds": int(table["worlds"].sum()),
        "interval": interval(rule),
        "outcomes": {name: _over_points(done, name, design) for name in OUTCOMES},
        "failures": records(table.loc[table["status"] == "failed", ["scenario", "point", "reason"]].head(20)),
    }
    if rule is not None:
        capped = (done["worlds"] >= rule.max_worlds) & (_half_widths(done, design) > rule.half_width)
        found["interval"] |= {
            "of": "differences from the baseline" if design.common else "shares",
            "points_at_the_cap": int(capped.sum()),
            "points_at_the_fuse": int(capped.sum()),  # its old name, which scripts read
        }
    if layers is not None:
        found["layers"] = layers
    return found


def _half_widths(table: pandas.DataFrame, design: Design) -> pandas.Series:
    """The widest half width of what the precision binds, by point."""
    ends = "_difference" if design.common else ""
    halves = {name: (table[f"{name}{ends}_high"] - table[f"{name}{ends}_low"]) / 2 for name in OUTCOMES}
    return table.assign(**halves)[list(halves)].max(axis=1)


def _over_points(done: pandas.DataFrame, name: str, design: Design) -> dict[str, Any]:
    """Lowest, median and highest share over the points, and where the ends are."""
    if not len(done):
        return {"low": None, "median": None, "high": None}
    column = done[name]
    found: dict[str, Any] = {"median": float(column.median())}
    for end, place in (("low", column.idxmin()), ("high", column.idxmax())):
        row = done.loc[place]
        found[end] = {
            "share": float(row[name]),
            "low": float(row[f"{name}_low"]),
            "high": float(row[f"{name}_high"]),
            "scenario": row["scenario"],
            "point": int(row["point"]),
            "at": {key: float(row[key]) for key in design.keys} if len(design.keys) <= 8 else {},
        }
    return found
