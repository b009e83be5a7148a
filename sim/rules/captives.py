"""Captives: captures, the weight they have, whole persons (MODEL.md, 6.3)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number, at_least

LARGEST_STOCK = float(2**22)
"""Soldiers a side can hold: three such stocks together are still whole numbers in float32 (MODEL.md, 2.1)."""


def captures(
    mean: Number,
    momentum: np.ndarray,
    momentum_weight: Number,
    noise: np.ndarray,
    noise_weight: Number,
    ceasefire: np.ndarray,
    settled: np.ndarray,
) -> np.ndarray:
    """Soldiers a side captures in a week (equation 5).

    Parameters
    ----------
    mean : persons/week
    momentum : battlefield momentum in this side's favour
    momentum_weight, noise_weight : relative effect of one unit of momentum and of noise
    noise : mean 0, variance 1
    ceasefire, settled : 0/1; a ceasefire leaves a twentieth, a settlement nothing

    Returns
    -------
    array (worlds,), whole persons
    """
    flow = momentum_weight * momentum
    flow += 1
    flow *= mean
    flow *= 1 + noise_weight * noise
    flow = at_least(flow, 0)
    flow *= 1 - 0.95 * ceasefire
    flow *= 1 - settled
    return np.rint(flow, out=flow)


def burden(captives: np.ndarray, half_saturation: Number) -> np.ndarray:
    """How heavily captives weigh on the side they belong to.

    Rises from 0 and equals 1 at `half_saturation` captives: the first thousand hurt more than the tenth.

    Parameters
    ----------
    captives : array (worlds,), persons
    half_saturation : persons, > 0

    Returns
    -------
    array (worlds,), in [0, 2)
    """
    weight = 2 * captives
    weight /= captives + half_saturation
    return weight


def asymmetry(held_by_russia: np.ndarray, held_by_ukraine: np.ndarray) -> np.ndarray:
    """How unequal the two lists are, in (-1, 1); positive when Russia holds more (equation 21)."""
    return (held_by_russia - held_by_ukraine) / (held_by_russia + held_by_ukraine + 1)
