"""Boxes of a sweep as one document: what `allforall discover --json` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.analysis.boxes import Discovery
from sim.documents import Document


@dataclass(frozen=True, kw_only=True)
class SearchedSweep(Document):
    """What was searched.

    Attributes
    ----------
    sweep, scenario, seed : of the sweep, and the scenario whose points were searched
    outcome : what is likelier than the threshold
    partial : whether the sweep was stopped before its end
    """

    schema_version: int = 1
    kind: Literal["discovery"] = "discovery"
    sweep: str
    scenario: str
    outcome: str
    seed: int
    partial: bool


@dataclass(frozen=True, kw_only=True)
class DiscoverySummary(Discovery, SearchedSweep):
    """What was searched, and what was found there; the keys of the first come first."""
