"""The all-for-all swap: what it is worth to a side, and how its programme runs (MODEL.md, 6.7)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number, number

COMPLETE = 0.95
"""Share of its verified list each side must have released for the swap to count as completed (MODEL.md, section 4)."""


def value_terms(
    *,
    own_people: Number,
    own_burden: np.ndarray,
    asymmetry_gain: np.ndarray,
    bargaining_chip: Number,
    chip_lost: Number,
    talks_or_ceasefire: np.ndarray,
    returning_fighters: Number,
    held_burden: np.ndarray,
    ceasefire_or_settled: np.ndarray,
    exposure: Number,
    trust: np.ndarray,
    audience_cost: Number,
    outrage_weight: Number,
    outrage: np.ndarray,
    leverage: Number,
    pressure: np.ndarray,
    listed_categories: Number,
) -> dict[str, Number]:
    """What agreeing to an all-for-all swap is worth to a side before trade, term by term (equation 21).

    Parameters
    ----------
    own_people, own_burden : value of own people home, and how heavily they weigh
    asymmetry_gain : gain from getting more people than one gives
    bargaining_chip, chip_lost, talks_or_ceasefire : captives as chips, worth less once talks or a ceasefire exist (0/1)
    returning_fighters, held_burden, ceasefire_or_settled : fear that those released fight again, unless guns are silent
    exposure, trust : fear of being exploited, cut by gradual stages, see `exposure`
    audience_cost, outrage_weight, outrage : cost of “trading” prisoners before one's own public
    leverage, pressure : US pressure applied to the humanitarian track
    listed_categories : cost of having civilians and political prisoners on the list

    Returns
    -------
    dict term -> number or array (worlds,), logit; their sum is the score
    """
    return {
        "own people home": own_people * own_burden,
        "unequal numbers": asymmetry_gain,
        "captives as bargaining chips": -bargaining_chip * (1 - chip_lost * talks_or_ceasefire),
        "released soldiers may fight again": -returning_fighters * held_burden * (1 - 0.8 * ceasefire_or_settled),
        "fear of being exploited": -exposure * (1 - trust),
        "outrage": -outrage_weight * outrage,
        "US pressure": leverage * pressure,
        "audience cost": -audience_cost,
        "categories on the list": -listed_categories,
    }


def exposure(exploitation_fear: Number, stages: Number) -> Number:
    """Exploitation a side risks when the swap runs in stages: gradual steps cut it by √stages (Osgood 1962)."""
    return number(np.asarray(exploitation_fear) / np.sqrt(np.asarray(stages, np.float64)))


def stage_rate(rate: Number, capacity: np.ndarray) -> np.ndarray:
    """Rate of stages, 1/week: half of it needs no channel (equation 23)."""
    return rate * (0.5 + 0.5 * capacity)


def collapse_rate(
    base: Number,
    spoiler: np.ndarray,
    outrage: np.ndarray,
    trustworthy_ukraine: np.ndarray,
    trustworthy_russia: np.ndarray,
) -> np.ndarray:
    """Rate of collapse under way, 1/week: spoilers, outrage and untrustworthy parties raise it (equation 24)."""
    return base * (1 + spoiler + outrage) * (1 + 0.7 * (2 - trustworthy_ukraine - trustworthy_russia))
