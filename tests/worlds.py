"""Scenarios made from a few lines, and short runs of the model, for the tests of the engine and for verification."""

import functools
from textwrap import dedent

import numpy as np

from sim.negotiation.model import NegotiationModel
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

# Rare branches made common: breakthroughs, ceasefires, both sides' offers, refusals, collapse and short lists,
# breakdown and settlement, cancellations, stocks that run out, scarce wallets, a mediator more.
BUSY = """
    parties:
      ukraine:
        captives_held: {prisoners_of_war: 600, political_prisoners: 3}
        all_for_all: {bargaining_chip: 0.0}
        over_optimism: 0.02
        war_cost: {base: 0.35}
        talks: {concession_rate: 0.3}
      russia:
        captives_held: {prisoners_of_war: 700, civilians: 20}
        all_for_all: {offer_open_at_start: true, bargaining_chip: 0.2, own_people: 2.0}
        commitment: {guarantee_relief: 0.4}
        over_optimism: 0.02
        war_cost: {base: 0.3}
        talks: {concession_rate: 0.3, ceasefire_precondition: 0.2}
        trade: {over_head_price: 0.2}
      uae: {summit: {weeks: 30}}
      qatar:
        {humanitarian_capability: 0.3, political_capability: 0.2, engagement: 0.6, wallet: 0.2,
         wallet_worth: {ukraine: 0.5, russia: 2.0}}
    captives: {categories: {civilians: false}}
    front: {breakthroughs: {weekly_probability: 0.1, size: 0.3}}
    mediation: {list_verification: 0.1}
    exchanges: {cancellation_trustworthy: 0.2, cancellation_untrustworthy: 0.4, opportunities_per_week: 1.0}
    all_for_all:
      {salience: 1.5, answers_per_week: 0.6, refusals_per_week: 0.1, new_offers_per_week: 0.4, stages: 3,
       stages_per_week: 0.6, time_limit_weeks: 6, collapse_rate: 0.1, compliance_floor_untrustworthy: 0.6}
    talks: {opportunities_per_week: 3, breakdown_rate: 0.3, optimism_decay: 0.05}
    ceasefire: {rate_before_talks: 0.1, rate_in_talks: 0.2, rate_if_first: 0.3, breach_rate: 0.15, required_first: 0.3}
    agenda: {territory: {low: 0.2, high: 0.4}, security_guarantee: {high: 0.5}, sanctions: {low: 0.6, high: 0.6}}
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
            assert values.tobytes() == other[name].tobytes(), (
                f"{name} differs in {np.sum(values != other[name])} worlds"
            )


def happened(weeks: np.ndarray) -> np.ndarray:
    """Whether an event has a date."""
    return ~np.isnan(weeks)


@functools.lru_cache(maxsize=1)
def reference() -> Scenario:
    """The frozen reference."""
    return load(REFERENCE)
