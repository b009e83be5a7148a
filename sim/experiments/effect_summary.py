"""The effect of an imposed swap as one document: what `allforall compare --effect swap --json` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.documents import Document


@dataclass(frozen=True, kw_only=True)
class EffectRow(Document):
    """The effect by a week, of a variant.

    Attributes
    ----------
    variant : which channels are open
    by : week by which talks are asked for
    at_risk : worlds without talks when the arms begin to differ
    imposed, never : shares of them with talks by then, in each arm
    effect, low, high : their difference, a share, with its 95 % interval
    se : standard error of the effect
    variance_paired, variance_independent : of one world, with the same draws in both arms and with others
    """

    variant: str
    by: int
    at_risk: int
    imposed: float
    never: float
    effect: float
    low: float
    high: float
    se: float
    variance_paired: float
    variance_independent: float


@dataclass(frozen=True, kw_only=True)
class NoEffect(Document):
    """In the place of the effect where no world is at risk."""

    variant: str
    by: int
    at_risk: Literal[0] = 0
    imposed: None = None
    never: None = None
    effect: None = None
    low: None = None
    high: None = None
    se: None = None
    variance_paired: None = None
    variance_independent: None = None


@dataclass(frozen=True, kw_only=True)
class ContrastRow(Document):
    """The naive contrast by a week.

    Attributes
    ----------
    by : week by which talks are asked for
    swap, none : shares with talks by then, where a swap had come of itself and where not
    worlds_swap, worlds_none : worlds of each side
    contrast, low, high : their difference, a share, with its 95 % interval
    """

    by: int
    swap: float
    none: float
    worlds_swap: int
    worlds_none: int
    contrast: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class NoContrast(Document):
    """In the place of the contrast where a side has no world."""

    by: int
    swap: None = None
    none: None = None
    worlds_swap: int
    worlds_none: int
    contrast: None = None
    low: None = None
    high: None = None


@dataclass(frozen=True, kw_only=True)
class EffectSummary(Document):
    """What an imposed swap does to talks.

    Attributes
    ----------
    scenario, title, scenario_hash : of the scenario
    experimental, partial : whether the scenario is not finished; whether it was stopped before its end
    seed, worlds : int
    at : week of the swap
    by : weeks by which talks are asked for
    naive_at : week by which a swap has come of itself, or not, in the naive contrast
    effects, naive : one row per variant and week, and one per week
    """

    schema_version: int = 1
    kind: Literal["effect"] = "effect"
    scenario: str
    title: str
    experimental: bool
    scenario_hash: str
    seed: int
    worlds: int
    partial: bool
    effect_of: Literal["swap"] = "swap"
    at: int
    by: tuple[int, ...]
    naive_at: int
    effects: tuple[EffectRow | NoEffect, ...]
    naive: tuple[ContrastRow | NoContrast, ...]
