"""The battlefield (MODEL.md, 6.2)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number, number


def innovation_weight(spread: Number, persistence: Number) -> Number:
    """Weight of weekly noise that keeps the stationary standard deviation at `spread`."""
    return number(np.asarray(spread) * np.sqrt(1 - np.asarray(persistence, np.float64) ** 2))


def momentum(
    last: np.ndarray, persistence: Number, drift: Number, noise_weight: Number, noise: np.ndarray, ceasefire: np.ndarray
) -> np.ndarray:
    """Next week's momentum, positive for Russia: an AR(1) that a ceasefire damps to a fifth (equation 4).

    Parameters
    ----------
    last : momentum last week
    persistence, drift, noise_weight : see `innovation_weight`
    noise : mean 0, variance 1, bounded
    ceasefire : 0/1
    """
    change = noise_weight * noise
    change += drift
    change *= 1 - 0.8 * ceasefire
    change += persistence * last
    return change


def stalemate(
    momentum: np.ndarray, width: Number, war_cost_ukraine: np.ndarray, war_cost_russia: np.ndarray
) -> np.ndarray:
    """Ripeness: a mutually hurting stalemate (Zartman 2000; equation 12).

    No side is winning, and the one that hurts less still hurts: the minimum keeps it symmetric.

    Returns
    -------
    array (worlds,); 1 at a war cost of .2 on both sides and no momentum, slightly below 0 where a war cost is
    """
    hurt = momentum * (1.0 / width)
    hurt *= hurt
    np.negative(hurt, out=hurt)
    np.exp(hurt, out=hurt)
    hurt *= np.minimum(war_cost_ukraine, war_cost_russia)
    hurt *= 5
    return hurt
