"""Made-up summaries of results, in the form of `summary.json`, for the tests of what is printed and drawn."""

from typing import Any

import numpy as np
import pandas
import pytest

from sim.analysis.proportions import wilson
from sim.analysis.run_summary import RunSummary

WORLDS = 20_000


def counted(count: int, worlds: int = WORLDS) -> dict[str, Any]:
    low, high = wilson(count, worlds)
    return {"count": count, "share": count / worlds, "low": low, "high": high}


def quantiles(*values: float) -> dict[str, float]:
    return dict(zip(("q05", "q25", "q50", "q75", "q95"), values, strict=True))


def driver(parameter: str, swap_first: float, swap_first_se: float) -> dict[str, Any]:
    others = dict.fromkeys(("talks_first", "neither", "agreed_first"), 0.0)
    return {"parameter": parameter, "swap_first": swap_first, "swap_first_se": swap_first_se, **others}


def document(worlds: int = WORLDS, swap: int = 1660, talks: int = 14_740) -> dict[str, Any]:
    """A summary of a run of the base scenario, as in `summary.json`."""
    trade = {"conceded": 0.2, "pledged": 0.0, "paid": 0.0, "pivotal": 0.1}
    track = {"conceded": 0.2, "pledged": 0.0, "pivotal": 0.1}
    same_week = {"count": round(0.002 * worlds), "share": round(0.002 * worlds) / worlds}
    return {
        "schema_version": 1,
        "scenario": "kyiv_summit_2025",
        "seed": 1,
        "worlds": worlds,
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
        "same_week": same_week,
        "offer": {
            name: counted(round(share * worlds), worlds)
            for name, share in (("accepted", 0.2), ("refused", 0.45), ("silence", 0.35))
        },
        "exchanges": {"per_month_before_talks": 0.7, "mean_size_before_talks": 101.0, "uae_share_before_talks": 0.8},
        "trade": {"ukraine": trade},
        "settlement": counted(round(0.077 * worlds), worlds),
        "prior": {
            "draws": 400,
            "worlds_per_draw": 256,
            "swap_first": quantiles(0.005, 0.025, 0.055, 0.134, 0.319),
            "talks_first": quantiles(0.011, 0.233, 0.599, 0.852, 0.963),
            "neither": quantiles(0.007, 0.076, 0.274, 0.597, 0.943),
            "agreed": {
                "swap_first": quantiles(0.016, 0.071, 0.151, 0.285, 0.541),
                "talks_first": quantiles(0.011, 0.203, 0.539, 0.802, 0.943),
                "neither": quantiles(0.007, 0.066, 0.254, 0.577, 0.923),
            },
            "variance": dict.fromkeys(("swap_first", "talks_first", "neither", "agreed_first")),
            "drivers": [
                driver("all_for_all.answers_per_week", 0.54, 0.038),
                driver("russia.all_for_all.bargaining_chip", -0.24, 0.048),
                driver("concession_limit", 0.22, 0.048),
                driver("talks.imitation", 0.02, 0.05),
            ],
            "partial": False,
        },
        "seconds": 1.1,
        "world_weeks_per_second": 2e6,
        "title": "The Kyiv summit of 24 February 2025",
        "start": "2025-02-24",
        "experimental": False,
        "partial": False,
        "worlds_requested": worlds,
        "completion_weeks": 16.0,
        "ever": {name: counted(worlds // 3, worlds) for name in ("agreed", "completed", "talks", "ceasefire")},
        "agreed_same_week": same_week,
        "trade_by_track": {"ukraine": {"all_for_all": track, "talks": track, "paid": 0.0}},
        "scenario_hash": "0" * 64,
        "imposed": [],
        "imposed_outcome": [],
        "offer_open_at_start": [],
        "no_range": None,
        "interval": {"kind": "wilson", "level": 0.95},
    }


def summary(worlds: int = WORLDS, swap: int = 1660, talks: int = 14_740, **changes: Any) -> RunSummary:
    """The same, read; `changes` replace keys of its first level, or some keys of `prior`."""
    made = document(worlds, swap, talks)
    if changes.get("prior", True) is None:
        made["no_range"] = "not_asked"
    elif "prior" in changes:
        agreed = made["prior"]["agreed"] | changes["prior"].get("agreed", {})
        changes["prior"] = made["prior"] | changes["prior"] | {"agreed": agreed}
    return RunSummary.from_json(made | changes)


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
