"""What the dated events of a scenario do to which week (MODEL.md, 6.13)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.events.entries import SIZES
from sim.schema import BELLIGERENTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Shocks:
    """What the timeline adds, week by week.

    Attributes
    ----------
    pressure, aid, sanction : side -> array (horizon_weeks,), float64: the sum of the sizes in force in that week
    spoiler : array (horizon_weeks,), bool: a spoiler event happens in every world
    """

    pressure: dict[str, np.ndarray]
    aid: dict[str, np.ndarray]
    sanction: dict[str, np.ndarray]
    spoiler: np.ndarray


def week_of(entry: dict[str, Any], start: datetime.date) -> int:
    """The week in which a resolved entry begins."""
    if "week" in entry:
        return entry["week"]
    return (datetime.date.fromisoformat(entry["date"]) - start).days // 7


def build_shocks(entries: list[dict[str, Any]], start: datetime.date, horizon: int) -> Shocks:
    """The table of shocks; sizes of overlapping entries add up, and what runs beyond the horizon is cut."""
    sizes: dict[str, Any] = {size: {side: np.zeros(horizon) for side in BELLIGERENTS} for size in SIZES}
    shocks = Shocks(**sizes, spoiler=np.zeros(horizon, bool))
    for entry in entries:
        first = week_of(entry, start)
        weeks = slice(first, min(first + entry["weeks"], horizon))
        for size in SIZES:
            if size in entry:
                getattr(shocks, size)[entry["target"]][weeks] += entry[size]
        if entry["event"] == "spoiler":
            shocks.spoiler[weeks] = True
    return shocks
