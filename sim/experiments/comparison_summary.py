"""A comparison of scenarios as one document: what `allforall compare --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sim.analysis.stopping import WilsonIntervals
from sim.documents import Document
from sim.experiments.experiment_summary import ExperimentSummary, PrecisionIntervals


@dataclass(frozen=True, kw_only=True)
class ShareRow(Document):
    """In how many worlds of a scenario something came, with Wilson's 95 % interval of the share."""

    scenario: str
    outcome: str
    worlds: int
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class NoShareRow(Document):
    """In the place of a share where the scenario has no world."""

    scenario: str
    outcome: str
    worlds: Literal[0] = 0
    count: None = None
    share: None = None
    low: None = None
    high: None = None


@dataclass(frozen=True, kw_only=True)
class DifferenceRow(Document):
    """An outcome's share under a scenario less that under the baseline, in the same worlds.

    Attributes
    ----------
    scenario, outcome : str
    swap : reading of "swap": completed or agreed
    share_a, share_b : under the baseline, under the scenario
    difference, low, high : share_b - share_a, with its 95 % interval, as the summary's `interval` says
    standard_error : of the difference, paired
    gained, lost : worlds with the outcome under the scenario alone, under the baseline alone
    variance_paired, variance_independent : of one world's difference, on the same draws and on draws of its own
    fewer_worlds : by what factor the pairing saves worlds; None where no world changed
    worlds, changed : pairs, and those in which something else came first
    """

    scenario: str
    swap: str
    outcome: str
    share_a: float
    share_b: float
    difference: float
    low: float
    high: float
    standard_error: float
    gained: int
    lost: int
    variance_paired: float
    variance_independent: float
    fewer_worlds: float | None
    worlds: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class ChangeRow(Document):
    """Worlds by what came first under the baseline (`from`) and under a scenario (`to`)."""

    scenario: str
    swap: str
    from_: str
    to: str
    worlds: int


@dataclass(frozen=True, kw_only=True)
class DifferenceIntervals(PrecisionIntervals):
    """Intervals of the differences where worlds were added until these were known.

    Attributes
    ----------
    half_width : of the widest; None where there is no difference
    reached : whether all are as narrow as wanted
    at_the_cap : whether a scenario has all the worlds that the cap allows
    at_the_fuse : its old name, which scripts read
    """

    half_width: float | None
    reached: bool
    at_the_cap: bool
    at_the_fuse: bool


@dataclass(frozen=True, kw_only=True)
class ComparisonSummary(ExperimentSummary):
    """What comparing scenarios found.

    Attributes
    ----------
    baseline : the first of `scenarios`
    horizon_weeks, worlds : of each scenario
    interval : what the intervals of the completed swap's differences are
    shares : one row per scenario and outcome
    differences, changes : one row per scenario but the first, reading of "swap", and outcome, or pair of outcomes
    failures : scenario -> why some of its worlds could not be simulated
    """

    kind: Literal["compare"] = "compare"
    baseline: str
    horizon_weeks: tuple[int, ...]
    worlds: tuple[int, ...]
    interval: WilsonIntervals | DifferenceIntervals
    shares: tuple[ShareRow | NoShareRow, ...]
    differences: tuple[DifferenceRow, ...]
    changes: tuple[ChangeRow, ...]
    failures: Mapping[str, str]
