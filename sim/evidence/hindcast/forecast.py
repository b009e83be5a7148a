"""What is predicted for the time after a date, by whatever predicts it: exchanges and events of many worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.evidence.record.log import ExchangeLog
from sim.evidence.record.window import Window
from sim.negotiation.watched import watch
from sim.scenario import Scenario

NEVER = np.inf

MODEL, CONSTANT, PLAIN = "model", "constant hazards", "no mechanisms"
"""Who predicts: the model, and the two baselines."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Forecast:
    """A prediction.

    Attributes
    ----------
    name : who predicts
    log : exchanges of every world, by day of the window
    talks, agreed, completed : float64 (worlds,), days since the start; infinite where it does not come
    """

    name: str
    log: ExchangeLog
    talks: np.ndarray
    agreed: np.ndarray
    completed: np.ndarray

    @property
    def worlds(self) -> int:
        """How many worlds."""
        return len(self.talks)


def forecast(
    name: str,
    scenario: Scenario,
    window: Window,
    values: Mapping[str, np.ndarray],
    worlds: int,
    seed: int,
    mediator: str | None = None,
) -> Forecast:
    """Predict with the model: every world has values of its own.

    Parameters
    ----------
    name : what to call it
    scenario : begins on the first day of the window
    window : days to be predicted
    values : parameter path -> array (worlds,)
    worlds, seed : as of `watch`
    mediator : key of the mediator whose share is predicted; None for nobody's
    """
    log, rows = watch(scenario, window, worlds=worlds, seed=seed, values=values, mediator=mediator)
    days = {key: _days(rows[f"{key}_week"]) for key in ("talks", "agreed", "completed")}
    return Forecast(name=name, log=log, **days)


def _days(weeks: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(weeks), NEVER, 7.0 * weeks)
