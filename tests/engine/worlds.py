"""Scenarios made from a few lines, and short runs of the model, for the tests of the engine."""

from __future__ import annotations

import functools
from textwrap import dedent

import numpy as np

from sim.model import NegotiationModel
from sim.scenario import Scenario, load, loads

REFERENCE = "reference_2025"

# A world in which nothing happens but what a test switches on: no captures, no exchanges, no swap, no talks, no
# ceasefire, no spoilers, no patron, no trade; trust, engagement and the front stand still.
FROZEN = """
    parties:
      ukraine: {captures_per_week: 0, over_optimism: 0, trade: {concession_limit: 0}}
      russia: {captures_per_week: 0, over_optimism: 0, trade: {concession_limit: 0}}
      us_envoy: {wallet: 0, pressure: {ukraine: 0, russia: 0}}
      uae: {wallet: 0}
      turkiye: {wallet: 0}
      saudi_arabia: {wallet: 0}
      vatican_icrc: {wallet: 0}
      eu: {wallet: 0, summit: {weeks: 0}}
    front: {momentum: {start: 0, drift: 0, spread: 0}}
    spoilers: {weekly_rate: 0}
    mediation: {adjustment: 0, success_gain: 0, cancellation_loss: 0}
    trust: {exchange_gain: 0, stage_gain: 0, talks_gain: 0, cancellation_loss: 0, breach_loss: 0}
    exchanges: {opportunities_per_week: 0}
    all_for_all: {new_offers_per_week: 0, answers_per_week: 0, refusals_per_week: 0}
    talks: {allowed: false}
    ceasefire: {rate_before_talks: 0, rate_in_talks: 0}
"""


@functools.lru_cache(maxsize=256)
def _loaded(text: str, settings: tuple[tuple[str, object], ...]) -> Scenario:
    return loads(text, overrides=dict(settings))


def variant(body: str = "", settings: dict[str, object] | None = None, base: str = REFERENCE) -> Scenario:
    """The frozen reference (or another scenario of the catalogue) with what `body` and `settings` change.

    Parameters
    ----------
    body : lines of a scenario file, indented alike
    settings : path of a parameter -> value
    """
    text = f"scenario: variant\ntitle: A variant for a test\nextends: {base}\n{dedent(body)}"
    return _loaded(text, tuple(sorted((settings or {}).items())))


def frozen(settings: dict[str, object]) -> Scenario:
    """The frozen world with what `settings` switch on."""
    return variant(FROZEN, settings)


class Watch:
    """An observer that keeps what a function of the model returns, week by week.

    Parameters
    ----------
    look : callable (model) -> value; arrays must be copies, they change under way
    """

    def __init__(self, look):
        self.look, self.seen = look, []

    def observe(self, model) -> None:
        self.seen.append(self.look(model))


def play(
    case=REFERENCE, worlds: int = 1024, seed: int = 7, *, observers=(), weeks: int | None = None, **how
) -> dict[str, np.ndarray]:
    """Run a scenario and return its rows; the model is let go.

    Parameters
    ----------
    weeks : how many weeks to run; to the horizon by default
    how : first_world, values, collect (not unless asked for) or draws of the model
    """
    model = NegotiationModel(case, worlds=worlds, seed=seed, **({"collect": False} | how))
    model.observers.extend(observers)
    try:
        while model.running and (weeks is None or model.week < weeks):
            model.step()
        return model.outcomes()
    finally:
        model.release()


def assert_same(rows: dict[str, np.ndarray], other: dict[str, np.ndarray], but: tuple[str, ...] = ()) -> None:
    """Every column of two runs is equal bit for bit."""
    assert rows.keys() == other.keys()
    for name, values in rows.items():
        if name not in but:
            assert values.dtype == other[name].dtype, name
            assert (
                values.tobytes() == other[name].tobytes()
            ), f"{name} differs in {np.sum(values != other[name])} worlds"


def happened(weeks: np.ndarray) -> np.ndarray:
    """Whether an event has a date."""
    return ~np.isnan(weeks)


@functools.lru_cache(maxsize=1)
def reference() -> Scenario:
    """The frozen reference."""
    return load(REFERENCE)
