"""Made-up summaries of results, in the form of `summary.json`, for the tests of what is printed and drawn."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pandas
import pytest

from sim.analysis.proportions import wilson

WORLDS = 20_000


def counted(count: int, worlds: int = WORLDS) -> dict[str, Any]:
    low, high = wilson(count, worlds)
    return {"count": count, "share": count / worlds, "low": low, "high": high}


def quantiles(*values: float) -> dict[str, float]:
    return dict(zip(("q05", "q25", "q50", "q75", "q95"), values, strict=True))


def summary(worlds: int = WORLDS, swap: int = 1660, talks: int = 14_740, **changes: Any) -> dict[str, Any]:
    """A summary of a run of the base scenario; `changes` replace keys of its first level."""
    made = {
        "schema_version": 1,
        "scenario": "kyiv_summit_2025",
        "title": "The Kyiv summit of 24 February 2025",
        "start": "2025-02-24",
        "completion_weeks": 16.0,
        "experimental": False,
        "partial": False,
        "seed": 1,
        "worlds": worlds,
        "worlds_requested": worlds,
        "horizon_weeks": 104,
        "outcomes": {
            "swap_first": counted(swap, worlds),
            "talks_first": counted(talks, worlds),
            "neither": counted(worlds - swap - talks, worlds),
        },
        "agreed": {
            name: counted(round(share * worlds), worlds)
            for name, share in (("swap_first", 0.184), ("talks_first", 0.65), ("neither", 0.166))
        },
        "same_week": {"count": round(0.002 * worlds), "share": round(0.002 * worlds) / worlds},
        "offer": {
            name: counted(round(share * worlds), worlds)
            for name, share in (("accepted", 0.2), ("refused", 0.45), ("silence", 0.35))
        },
        "exchanges": {"per_month_before_talks": 0.7, "mean_size_before_talks": 101.0, "uae_share_before_talks": 0.8},
        "trade": {"ukraine": {"conceded": 0.2, "pledged": 0.0, "paid": 0.0, "pivotal": 0.1}},
        "settlement": counted(round(0.077 * worlds), worlds),
        "prior": {
            "draws": 400,
            "worlds_per_draw": 256,
            "swap_first": quantiles(0.005, 0.025, 0.055, 0.134, 0.319),
            "talks_first": quantiles(0.011, 0.233, 0.599, 0.852, 0.963),
            "neither": quantiles(0.007, 0.076, 0.274, 0.597, 0.943),
            "agreed": {"swap_first": quantiles(0.016, 0.071, 0.151, 0.285, 0.541)},
            "partial": False,
            "drivers": [
                {"parameter": "all_for_all.answers_per_week", "swap_first": 0.54, "swap_first_se": 0.038},
                {"parameter": "russia.all_for_all.bargaining_chip", "swap_first": -0.24, "swap_first_se": 0.048},
                {"parameter": "concession_limit", "swap_first": 0.22, "swap_first_se": 0.048},
                {"parameter": "talks.imitation", "swap_first": 0.02, "swap_first_se": 0.05},
            ],
        },
        "seconds": 1.1,
        "world_weeks_per_second": 2e6,
    }
    made = deepcopy(made)
    made.update(changes)
    return made


def incidence(
    weeks: int = 104, swap: float = 0.083, talks: float = 0.737, agreed: float = 0.184, worlds: int = WORLDS
) -> pandas.DataFrame:
    """Cumulative incidence by week that ends at the given shares."""
    week = np.arange(weeks + 1)
    columns: dict[str, Any] = {"week": week}
    for name, end, pace in (("swap_first", swap, 25), ("talks_first", talks, 40), ("agreed_first", agreed, 20)):
        share = end * (1 - np.exp(-week / pace)) / (1 - np.exp(-weeks / pace))
        noise = 1.96 * np.sqrt(share * (1 - share) / worlds)
        columns |= {
            name: share,
            f"{name}_low": np.clip(share - noise, 0, 1),
            f"{name}_high": np.clip(share + noise, 0, 1),
        }
    return pandas.DataFrame(columns)


@pytest.fixture(name="summary")
def _summary():
    """The maker of made-up summaries."""
    return summary


@pytest.fixture(name="incidence")
def _incidence():
    """The maker of made-up tables of incidence."""
    return incidence
