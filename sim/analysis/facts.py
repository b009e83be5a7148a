"""What a result says of its scenario: kept with its numbers, so that they can be read without it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Any, Self

from sim.documents import Document

_NAME = re.compile(r"[a-z0-9_]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Imposed(Document):
    """What a do-operator imposes in every world.

    Attributes
    ----------
    operator : its name; empty where an earlier release stored a sentence, which is then the value
    value : what it was given, plain values
    outcome : whether it fixes what comes first, so that the shares are no finding
    """

    operator: str
    value: Any
    outcome: bool


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
    imposed : what its do-operators impose in every world
    names : party key -> name
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
    imposed: tuple[Imposed, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    constant_hazards: bool = False
    offers: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """What `as_json` gave; ValueError where it is something else."""
        found = super().from_json(_as_now(document))
        date.fromisoformat(found.start)
        if not _NAME.fullmatch(found.scenario):
            raise ValueError(f"scenario is {found.scenario!r}: small letters, digits and underscores are allowed")
        if not (found.horizon_weeks >= 1 and 0 < found.completion_weeks < inf):
            raise ValueError("a number of weeks is out of range")
        return found


def _as_now(document: Any) -> Any:
    """Facts in the form of today: earlier releases stored sentences."""
    if not isinstance(document, Mapping) or "imposed_outcome" not in document:
        return document
    now = {name: value for name, value in document.items() if name != "imposed_outcome"}
    fixed, imposed = document["imposed_outcome"], document.get("imposed", ())
    now["imposed"] = [{"operator": "", "value": words, "outcome": words in fixed} for words in imposed]
    return now
