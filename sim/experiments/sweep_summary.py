"""A sweep as one document: what `allforall sweep --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sim.analysis.by_outcome import Outcomes
from sim.analysis.stopping import WilsonIntervals
from sim.analysis.variance import Variance
from sim.documents import OPTIONAL, Document
from sim.experiments.experiment_summary import ExperimentSummary, PrecisionIntervals, head, records
from sim.experiments.precision import OUTCOMES, Precision

if TYPE_CHECKING:
    import pandas

    from sim.experiments.design import Design

MOST_FAILURES = 20
"""Failed points that a summary lists; all are in the table."""
MOST_KEYS = 8
"""Above so many dimensions the place of an extreme is not spelled out."""


@dataclass(frozen=True, kw_only=True)
class Extreme(Document):
    """The point with the lowest or the highest share of an outcome.

    Attributes
    ----------
    share, low, high : with its 95 % interval
    scenario, point : where
    at : key of a dimension -> its value there; empty with more than eight
    """

    share: float
    low: float
    high: float
    scenario: str
    point: int
    at: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Span(Document):
    """An outcome's share over the points."""

    median: float
    low: Extreme
    high: Extreme


@dataclass(frozen=True, kw_only=True)
class NoSpan(Document):
    """In its place where no point is done."""

    low: None = None
    median: None = None
    high: None = None


@dataclass(frozen=True, kw_only=True)
class SweepIntervals(PrecisionIntervals):
    """Intervals where worlds were added at each point until these were known.

    Attributes
    ----------
    of : what had to be known: shares, or differences from the baseline
    points_at_the_cap : points that reached the cap first
    points_at_the_fuse : its old name, which scripts read
    """

    of_: Literal["shares", "differences from the baseline"]
    points_at_the_cap: int
    points_at_the_fuse: int


@dataclass(frozen=True, kw_only=True)
class Failure(Document):
    """A point that could not be simulated, and why."""

    scenario: str
    point: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SweepSummary(ExperimentSummary):
    """What was done in a sweep, and over its points the range of each outcome.

    Attributes
    ----------
    design, title, design_kind : of the design
    keys : its dimensions
    draws : whether all points have the same worlds (common) or each its own
    points, points_done, points_failed : of all scenarios
    worlds_per_point, replicates : as stated; worlds in each of so many rounds
    worlds : simulated in all
    interval : what the intervals of the three outcomes are
    outcomes : the span of each
    failures : the first points that failed
    layers : chance within a point and ignorance between points, where the points are a sample; else not there
    """

    kind: Literal["sweep"] = "sweep"
    design: str
    title: str
    design_kind: str
    keys: tuple[str, ...]
    draws: Literal["common", "own"]
    points: int
    points_done: int
    points_failed: int
    worlds_per_point: int
    replicates: int
    worlds: int
    interval: WilsonIntervals | SweepIntervals
    outcomes: Outcomes[Span | NoSpan]
    failures: tuple[Failure, ...]
    layers: Outcomes[Variance | None] | None = field(default=None, metadata=OPTIONAL)


def summarise_sweep(
    table: pandas.DataFrame,
    design: Design,
    *,
    partial: bool,
    rule: Precision | None,
    layers: Outcomes[Variance | None] | None,
) -> SweepSummary:
    """Put the summary of a sweep together.

    Parameters
    ----------
    table : of the sweep, one row per point
    design : its points
    partial : whether it was stopped before its end
    rule : by which points were stopped, or None
    layers : chance and ignorance, by outcome, where the points are a sample; else None
    """
    done, failed = (table[table["status"] == status] for status in ("done", "failed"))
    failures = records(failed[["scenario", "point", "reason"]].head(MOST_FAILURES))
    return SweepSummary(
        **head(design, partial),
        design=design.name,
        title=design.title,
        design_kind=design.kind,
        keys=design.keys,
        draws="common" if design.common else "own",
        points=len(table),
        points_done=len(done),
        points_failed=len(failed),
        worlds_per_point=design.worlds,
        replicates=design.replicates,
        worlds=int(table["worlds"].sum()),
        interval=WilsonIntervals() if rule is None else _intervals(done, design, rule),
        outcomes=Outcomes(**{name: _span(done, name, design) for name in OUTCOMES}),
        failures=tuple(Failure(**row) for row in failures),
        layers=layers,
    )


def _intervals(done: pandas.DataFrame, design: Design, rule: Precision) -> SweepIntervals:
    """What was asked for, and at how many points the cap came first."""
    ends = "_difference" if design.common else ""
    halves = {name: (done[f"{name}{ends}_high"] - done[f"{name}{ends}_low"]) / 2 for name in OUTCOMES}
    widest = done.assign(**halves)[list(halves)].max(axis=1)
    capped = int(((done["worlds"] >= rule.max_worlds) & (widest > rule.half_width)).sum())
    return SweepIntervals(
        half_width_wanted=rule.half_width,
        max_worlds=rule.max_worlds,
        of_="differences from the baseline" if design.common else "shares",
        points_at_the_cap=capped,
        points_at_the_fuse=capped,
    )


def _span(done: pandas.DataFrame, name: str, design: Design) -> Span | NoSpan:
    """Lowest, median and highest share over the points, and where the ends are."""
    if not len(done):
        return NoSpan()
    column = done[name]
    low, high = (_extreme(done.loc[place], name, design) for place in (column.idxmin(), column.idxmax()))
    return Span(median=float(column.median()), low=low, high=high)


def _extreme(row: pandas.Series, name: str, design: Design) -> Extreme:
    return Extreme(
        share=float(row[name]),
        low=float(row[f"{name}_low"]),
        high=float(row[f"{name}_high"]),
        scenario=row["scenario"],
        point=int(row["point"]),
        at={key: float(row[key]) for key in design.keys} if len(design.keys) <= MOST_KEYS else {},
    )
