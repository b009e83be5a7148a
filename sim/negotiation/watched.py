"""Partial exchanges of simulated worlds, watched while the model runs (watching changes nothing)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.evidence.record.log import ExchangeLog, cut
from sim.evidence.record.window import Window
from sim.negotiation.model import NegotiationModel
from sim.scenario import Scenario


class ExchangeObserver:
    """Keeps every partial exchange of every world of a model.

    Parameters
    ----------
    mediator : str, key of the mediator whose part is kept; None for nobody's
    """

    def __init__(self, mediator: str | None = None):
        self.mediator = mediator
        self._weeks: list[tuple[np.ndarray, ...]] = []

    def observe(self, model: NegotiationModel) -> None:
        """Take down this week's exchanges; called by the model before it moves on."""
        exchanges = model.exchanges
        if not exchanges.held.size:
            return
        number = [mediator.key for mediator in model.mediators].index(self.mediator) if self._known(model) else -2
        self._weeks.append(
            (
                exchanges.held,
                7 * model.week + np.floor(7 * exchanges.moment).astype(np.intp),
                exchanges.sizes["russia"].astype(float),
                exchanges.sizes["ukraine"].astype(float),
                exchanges.credited == number,
            )
        )

    def _known(self, model: NegotiationModel) -> bool:
        return any(mediator.key == self.mediator for mediator in model.mediators)

    def log(self, worlds: int, window: Window) -> ExchangeLog:
        """All that was seen in a window, in the order of world and day."""
        columns = [np.concatenate(parts) for parts in zip(*(self._weeks or [_NOTHING]), strict=True)]
        order = np.lexsort((columns[1], columns[0]))
        names = ("world", "day", "ukrainians", "russians", "credited")
        return cut(window, worlds=worlds, **dict(zip(names, (column[order] for column in columns), strict=True)))


_NOTHING = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0), np.empty(0), np.empty(0, bool))


def watch(
    scenario: Scenario,
    window: Window,
    *,
    worlds: int,
    first_world: int = 0,
    seed: int,
    values: Mapping[str, Any] | None = None,
    mediator: str | None = None,
) -> tuple[ExchangeLog, dict[str, np.ndarray]]:
    """Simulate worlds and keep their exchanges, cut to a window that begins on the scenario's first day.

    Parameters
    ----------
    scenario : Scenario
        Whose horizon covers the window.
    window : Window
    worlds, first_world, seed, values : as of `NegotiationModel`
    mediator : str, key of the mediator whose part is kept; None for nobody's

    Returns
    -------
    the exchanges, and the rows of the record: column -> array (worlds,)

    Raises
    ------
    ValueError
        when the window does not begin with the scenario or extends past it
    """
    if window.first != scenario.start or window.weeks > scenario.horizon_weeks:
        raise ValueError(
            f"the window {window} must begin on {scenario.start} and end within {scenario.horizon_weeks} weeks of it"
        )
    observer = ExchangeObserver(mediator)
    rows = simulate_watched(scenario, [observer], worlds=worlds, first_world=first_world, seed=seed, values=values)
    return observer.log(worlds, window), rows


def simulate_watched(scenario: Scenario, observers: Sequence[Any], **worlds: Any) -> dict[str, np.ndarray]:
    """Simulate worlds to the horizon with observers looking on.

    Parameters
    ----------
    scenario : Scenario
    observers : objects with `observe(model)`, called at the end of every week
    worlds : `worlds`, `first_world`, `seed`, `values` as of `NegotiationModel`

    Returns
    -------
    the rows of the record: column -> array (worlds,)
    """
    model = NegotiationModel(scenario, collect=False, **worlds)
    model.observers.extend(observers)
    try:
        return model.run().outcomes()
    finally:
        model.release()
