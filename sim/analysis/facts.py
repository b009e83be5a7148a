"""What a result says of its scenario: kept with its numbers, so that they can be read without it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any, Self

from sim.documents import Document

_NAME = re.compile(r"[a-z0-9_]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Facts(Document):
    """What a summary says of its scenario.

    Attributes
    ----------
    scenario, title : str
    start : ISO date
    experimental : bool
    horizon_weeks : int
    completion_weeks : float
        Within how many weeks of agreement a swap has to be carried out to count as completed.
    mediators : party keys, sorted
    priors : (key, parameters it moves) of every prior
    hash : of the resolved scenario
    imposed : what its do-operators impose in every world, in words
    imposed_outcome : those of them that fix what comes first, so that the shares are no finding
    constant_hazards : whether two constant rates replace the model
    offers : names of the sides whose offer is open at the start
    """

    scenario: str
    title: str
    start: str
    experimental: bool
    horizon_weeks: int
    completion_weeks: float
    mediators: tuple[str, ...]
    priors: tuple[tuple[str, tuple[str, ...]], ...]
    hash: str
    imposed: tuple[str, ...] = ()
    imposed_outcome: tuple[str, ...] = ()
    constant_hazards: bool = False
    offers: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """What `as_json` gave; ValueError where it is something else."""
        found = super().from_json(document)
        date.fromisoformat(found.start)
        if not _NAME.fullmatch(found.scenario):
            raise ValueError(f"scenario is {found.scenario!r}: small letters, digits and underscores are allowed")
        if not (found.horizon_weeks >= 1 and 0 < found.completion_weeks < inf):
            raise ValueError("a number of weeks is out of range")
        return found
