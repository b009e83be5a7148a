"""A calibration as one document: what `allforall calibrate --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.documents import Document


@dataclass(frozen=True, kw_only=True)
class WindowDays(Document):
    """The window of the record.

    Attributes
    ----------
    first, last : ISO dates, both inside
    days, days_with_talks_left_out : how many it has, and how many of them are left out
    """

    first: str
    last: str
    days: int
    days_with_talks_left_out: int


@dataclass(frozen=True, kw_only=True)
class PopulationRow(Document):
    """One population of the sequential Monte Carlo.

    Attributes
    ----------
    tolerance : no distance from the record is larger
    acceptance : share of the simulated worlds within it
    particles, effective_size : how many, and how many equally weighted ones they are worth
    worlds : simulated for it
    """

    tolerance: float
    acceptance: float
    particles: int
    effective_size: float
    worlds: int


@dataclass(frozen=True, kw_only=True)
class ParameterRow(Document):
    """A parameter before and after the record.

    Attributes
    ----------
    parameter : its path
    prior : its prior, as scenarios write it
    stated : its value in the scenario
    prior_q05 to prior_q95, q05 to q95 : quantiles of prior and posterior
    overlap : of both, 1 where they agree
    narrower : how much less the posterior spreads, a share of the prior's spread
    silent : whether the record is as good as silent on it
    """

    parameter: str
    prior: str
    stated: float
    prior_q05: float
    prior_q25: float
    prior_q50: float
    prior_q75: float
    prior_q95: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float
    overlap: float
    narrower: float
    silent: bool


@dataclass(frozen=True, kw_only=True)
class RidgeRow(Document):
    """A pair of parameters that the record cannot tell apart; see `posterior.ridge_table`."""

    first: str
    second: str
    correlation: float
    narrow: float
    wide: float
    narrow_first: float
    narrow_second: float


@dataclass(frozen=True, kw_only=True)
class PredictiveRow(Document):
    """The model compared with the record again; see `posterior.predictive_table`. None for what there is none of."""

    summary: str
    record: float | None
    prior_q05: float | None
    prior_q50: float | None
    prior_q95: float | None
    posterior_q05: float | None
    posterior_q50: float | None
    posterior_q95: float | None
    place: float | None


@dataclass(frozen=True, kw_only=True)
class CheckRow(Document):
    """A parameter in simulation-based calibration.

    Attributes
    ----------
    parameter : its path
    counts : histogram of the ranks of the truth
    p_value : of a chi-squared test that they are uniform
    mean_rank : a share of the draws
    coverage_50, coverage_90 : how often central intervals held the truth
    narrower : how much less posteriors spread than the prior, on average
    """

    parameter: str
    counts: tuple[int, ...]
    p_value: float
    mean_rank: float
    coverage_50: float
    coverage_90: float
    narrower: float


@dataclass(frozen=True, kw_only=True)
class Checks(Document):
    """Simulation-based calibration: on how many synthetic records, with how many draws each."""

    repetitions: int
    draws: int
    parameters: tuple[CheckRow, ...]


@dataclass(frozen=True, kw_only=True)
class CalibrationSummary(Document):
    """What the record says of the exchanges' parameters.

    Attributes
    ----------
    schema_version : the first, whose JSON does not say it
    scenario, title : of the scenario
    experimental, partial : whether the scenario is not finished; whether it was stopped among its synthetic records
    seed : int
    window : of the record
    exchanges : of the record in it
    record : summary -> its value; None where there are too few exchanges for it
    populations : one after the other, ever nearer to the record
    effective_size : of the posterior
    draws : equally weighted ones of the posterior
    parameters, ridges, predictive : one row per parameter, pair and summary
    left_at_priors : keys of the other priors of the scenario
    checks : None where none was asked for
    """

    schema_version: ClassVar[int] = 1
    kind: Literal["calibrate"] = "calibrate"
    scenario: str
    title: str
    experimental: bool
    partial: bool
    seed: int
    window: WindowDays
    exchanges: int
    record: Mapping[str, float | None]
    populations: tuple[PopulationRow, ...]
    effective_size: float
    draws: int
    parameters: tuple[ParameterRow, ...]
    ridges: tuple[RidgeRow, ...]
    predictive: tuple[PredictiveRow, ...]
    left_at_priors: tuple[str, ...]
    checks: Checks | None
