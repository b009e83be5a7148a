"""A hindcast as one document: what `allforall hindcast --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.documents import Document
from sim.evidence.hindcast.scores import Place


@dataclass(frozen=True, kw_only=True)
class Days(Document):
    """The first and the last day of a stretch, ISO dates, both inside."""

    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class IntervalCoverage(Document):
    """How often the intervals of a prediction held quantities of a kind.

    Attributes
    ----------
    forecast : who predicts
    kind : of the quantities
    observations : how many there are
    inside_50, inside_90 : shares of them that the central intervals hold
    """

    forecast: str
    kind: str
    observations: int
    inside_50: float
    inside_90: float


@dataclass(frozen=True, kw_only=True)
class EventScore(Document):
    """How well an event was predicted.

    Attributes
    ----------
    event : a key of `observed`
    by : last day on which it counts, an ISO date
    happened : whether the record has it
    forecast : who predicts
    probability, error : that it happens, and the standard error from the number of worlds
    log_score, brier : of that probability; 0 is best of both
    """

    event: str
    by: str
    happened: bool
    forecast: str
    probability: float
    error: float
    log_score: float
    brier: float


@dataclass(frozen=True, kw_only=True)
class Quantity(Document):
    """A quantity of the record: its kind, what it is of, and who predicts it."""

    kind: str
    what: str
    forecast: str


@dataclass(frozen=True, kw_only=True)
class Observation(Place, Quantity):
    """Where a quantity of the record lies in what was predicted of it."""


@dataclass(frozen=True, kw_only=True)
class HindcastSummary(Document):
    """How a prediction of what was held out did.

    Attributes
    ----------
    schema_version : the first, whose JSON does not say it
    scenario, title : of the scenario
    experimental : whether the scenario is not finished
    partial : never; other summaries may be
    seed, worlds : int
    fitted : days of the fit
    predicted : days that are predicted
    talks_opened : ISO date on which broader talks opened among them, or None
    factors : path -> by which it was multiplied in the model without mechanisms
    coverage, scores, observations : one row per prediction and kind, event, or quantity
    """

    schema_version: ClassVar[int] = 1
    kind: Literal["hindcast"] = "hindcast"
    scenario: str
    title: str
    experimental: bool
    partial: Literal[False] = False
    seed: int
    worlds: int
    fitted: Days
    predicted: Days
    talks_opened: str | None
    factors: Mapping[str, float]
    coverage: tuple[IntervalCoverage, ...]
    scores: tuple[EventScore, ...]
    observations: tuple[Observation, ...]
