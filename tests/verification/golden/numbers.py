"""What is kept of a scenario as golden numbers: counts, sums, and the first worlds one by one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

import sim
from sim.model.outcomes import columns
from sim.montecarlo.tally import OFFER_FATES, ORDERS, SWAP_EVENTS

SEED, WORLDS, SHOWN = 1, 2048, 32

WORLD_BY_WORLD = (
    "agreed_week",
    "completed_week",
    "talks_week",
    "ceasefire_week",
    "settlement_week",
    "refused_week",
    "offer_fate",
    "agreements",
    "offers",
    "openings",
    "breakdowns",
    "exchanges",
    "cancelled",
    "released_by_ukraine",
    "released_by_russia",
)
"""Columns that are kept of each of the first worlds."""

DECIMALS_OF_DATES, DECIMALS_OF_SUMS = 2, 4

_FAMILIES = (
    "exchanges_before_talks_by",
    "swap_conceded",
    "talks_conceded",
    "swap_pledged",
    "talks_pledged",
    "paid",
    "swap_pivotal",
    "talks_pivotal",
    "settlement",
    "terms",
)
"""Columns that come once for every party, channel or issue; they share a line of the file."""

_KINDS = {"count": "events", "persons": "persons", "amount": "amounts"}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The golden numbers of a scenario as this code finds them.

    Attributes
    ----------
    numbers : group -> name -> number, and "worlds" -> one list per world, as the golden file has them
    spread : group -> name -> by how much one world can differ from another in what is summed
    """

    numbers: dict[str, Any]
    spread: dict[str, dict[str, float]]


def measure(case: str, overrides: dict[str, Any] | None = None) -> Measured:
    """Run a scenario through the front door, `sim.run`, and keep its golden numbers."""
    result = sim.run(case, WORLDS, SEED, overrides=overrides or {}, prior=None, workers=1)
    worlds, counted = result.worlds, result.counted
    numbers: dict[str, Any] = {}
    spread: dict[str, dict[str, float]] = {}

    def note(group: str, name: str, number: float, one_world: float) -> None:
        numbers.setdefault(group, {})[name] = number
        spread.setdefault(group, {})[name] = float(one_world)

    for reading in SWAP_EVENTS:
        for name in (*ORDERS, "same_week"):
            note(reading, name, counted.totals[f"{reading}.{name}"], 1)
    for name in OFFER_FATES:
        note("offer", name, counted.totals[f"offer.{name}"], 1)
    for column in columns(result.facts.mediators):
        if column.name == "world" or column.kind == "code":
            continue
        values = np.nan_to_num(worlds[column.name].to_numpy().astype(np.float64))
        if column.kind == "week":
            event = column.name.removesuffix("_week")
            note("came", event, counted.happened(event), 1)
            note("dates", event, round(float(values.sum()), DECIMALS_OF_DATES), counted.horizon_weeks)
        else:
            total = counted.total(column.name)
            total = total if isinstance(total, int) else round(total, DECIMALS_OF_SUMS)
            note(*_place(column), total, np.ptp(values))
    numbers["worlds"] = [
        [_shown(worlds[name].iloc[world]) for name in WORLD_BY_WORLD] for world in range(min(SHOWN, len(worlds)))
    ]
    return Measured(numbers=numbers, spread=spread)


def _place(column) -> tuple[str, str]:
    """Group and name of a column's sum; a column that is new in the model finds its place by its kind."""
    for family in _FAMILIES:
        if column.name.startswith(f"{family}_"):
            return family, column.name.removeprefix(f"{family}_")
    return _KINDS[column.kind], column.name


def _shown(value) -> float | int | None:
    if np.isnan(value):
        return None
    return round(float(value), DECIMALS_OF_DATES) if isinstance(value, np.floating) else int(value)
