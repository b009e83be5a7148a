"""Channels, engagement and pressure (MODEL.md, 6.1 and 6.5)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number, at_least, either, number


def attention(
    week: int, floor: Number, half_life: Number, deadline: Number, half_width: Number, push: Number
) -> Number:
    """Washington's attention: from 1 towards a floor, with a rise towards a deadline (equation 3).

    Parameters
    ----------
    week : weeks since the start
    floor : level it decays to
    half_life : weeks
    deadline, half_width : weeks
    push : attention added at the deadline

    Returns
    -------
    number or array (worlds,), >= 0, may exceed 1
    """
    decay = np.exp2(-week / np.asarray(half_life, np.float64))
    rise = np.maximum(1 - np.abs(week - np.asarray(deadline, np.float64)) / half_width, 0)
    return number(floor + (1 - np.asarray(floor, np.float64)) * decay + push * rise)


def follow(level: np.ndarray, target: Number, speed: Number) -> np.ndarray:
    """Partial adjustment: a share `speed` of the distance to the target (equations 7, 13, 15)."""
    way = target - level
    way *= speed
    way += level
    return way


def noisy_or(direct: Number, idle: np.ndarray) -> np.ndarray:
    """Chance that some channel works: the direct one, or any mediator's (equation 14).

    Parameters
    ----------
    direct : probability that the direct channel works
    idle : probability that no mediator's does, see `all_idle`
    """
    return 1 - (1 - direct) * idle


def all_idle(strengths: list[np.ndarray]) -> Number:
    """Probability that no channel of the given strengths works; 1 if there is none."""
    if not strengths:
        return 1.0
    idle, *rest = (1 - strength for strength in strengths)
    for other in rest:
        idle *= other
    return idle


_GUARD = 1e-6


def credit(
    direct: np.ndarray, mediators: np.ndarray, capacity: np.ndarray, direct_first: Number
) -> tuple[np.ndarray, np.ndarray]:
    """How the credit for an exchange is shared out (equation 20).

    Parameters
    ----------
    direct : strength of the direct channel
    mediators : strengths of all mediators' channels, summed
    capacity : chance that some channel works, see `noisy_or`
    direct_first : 1: mediators carry what the direct channel does not; 0: all channels in proportion to strength

    Returns
    -------
    share of the direct channel, and share of a mediator per unit of its strength; all of them sum to 1
    """
    alone = direct / at_least(capacity, _GUARD)
    together = at_least(direct + mediators, _GUARD)
    share = either(direct_first, lambda: alone, lambda: direct / together)
    return share, either(direct_first, lambda: (1 - alone) / at_least(mediators, _GUARD), lambda: 1 / together)


def pressed(in_talks: np.ndarray, willingness: np.ndarray, asks_more: np.ndarray) -> np.ndarray:
    """How far Washington finds fault with a side, in [0, 1] (equation 15).

    Before talks, whoever was unwilling last week; in talks, whoever asks for more above its reservation.

    Parameters
    ----------
    in_talks : 0/1
    willingness : last week's willingness to talk
    asks_more : bool
    """
    fault = 1 - in_talks
    fault *= 1 - willingness
    fault += in_talks * asks_more
    return fault
