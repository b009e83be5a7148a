"""The state of many worlds week by week, as quantiles: what fan charts show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.negotiation.model import NegotiationModel
from sim.negotiation.watched import simulate_watched
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
COMMON = "both"
"""In the place of a party: what is no party's own."""
WORLDS = 4_096
"""Worlds of a fan by default: the 5 % quantile then rests on some two hundred."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fans:
    """Quantiles over worlds of what each side believes, suffers and holds, week by week.

    Attributes
    ----------
    scenario, title : str
    worlds, first_world, seed, horizon_weeks : int
    start : ISO date
    series : (name, party) -> float64 (weeks, 5), the quantiles of `QUANTILES` at the end of each week; names `trust`
        (probability), `pressure` (0 to 3), `war_cost` (utility), `held` (persons held by that side), `ripeness` (0 to
        1; party `both`). Empty where constant hazards replace the model.
    """

    scenario: str
    title: str
    worlds: int
    first_world: int
    seed: int
    start: str
    horizon_weeks: int
    series: dict[tuple[str, str], np.ndarray]

    @property
    def table(self) -> pandas.DataFrame:
        """One row per series and week: `series`, `party`, `week` (from 1), `q05`, `q25`, `q50`, `q75`, `q95`."""
        import pandas

        names = [f"q{round(100 * share):02d}" for share in QUANTILES]
        parts = []
        for (name, party), values in self.series.items():
            part = pandas.DataFrame(values, columns=names)
            part.insert(0, "week", np.arange(1, len(values) + 1))
            part.insert(0, "party", party)
            part.insert(0, "series", name)
            parts.append(part)
        return (
            pandas.concat(parts, ignore_index=True)
            if parts
            else pandas.DataFrame(columns=["series", "party", "week", *names])
        )


class FanObserver:
    """Takes quantiles over the worlds of a model at the end of every week."""

    def __init__(self) -> None:
        self._weeks: list[dict[tuple[str, str], np.ndarray]] = []

    def observe(self, model: NegotiationModel) -> None:
        """Take this week's quantiles; called by the model before it moves on."""
        if model.bargains:
            self._weeks.append({key: np.quantile(values, QUANTILES) for key, values in _state(model)})

    def series(self) -> dict[tuple[str, str], np.ndarray]:
        """All weeks so far, as `Fans.series`."""
        if not self._weeks:
            return {}
        return {key: np.stack([week[key] for week in self._weeks]) for key in self._weeks[0]}


def _state(model: NegotiationModel) -> Iterator[tuple[tuple[str, str], np.ndarray]]:
    for side in model.belligerents:
        yield ("trust", side.key), side.trust
        yield ("pressure", side.key), side.pressure
        yield ("war_cost", side.key), side.war_cost
        yield ("held", side.key), sum(side.held.values())
    yield ("ripeness", COMMON), model.front.ripeness


def fans(
    scenario: Scenario,
    *,
    worlds: int = WORLDS,
    first_world: int = 0,
    seed: int = 1,
    values: dict[str, Any] | None = None,
) -> Fans:
    """Simulate worlds and keep quantiles of their state.

    Parameters
    ----------
    scenario : Scenario
    worlds, first_world, seed, values : as of `NegotiationModel`; the same worlds as those of a run with this seed

    Returns
    -------
    Fans

    Raises
    ------
    ValueError
        as `NegotiationModel`
    """
    observer = FanObserver()
    simulate_watched(scenario, [observer], worlds=worlds, first_world=first_world, seed=seed, values=values)
    return Fans(
        scenario=scenario.name,
        title=scenario.title,
        worlds=worlds,
        first_world=first_world,
        seed=seed,
        start=str(scenario.start),
        horizon_weeks=scenario.horizon_weeks,
        series=observer.series(),
    )
