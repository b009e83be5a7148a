"""Partial exchanges (MODEL.md, 6.6)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number, at_least, between, either

SMALLEST = 5
"""An exchange needs room for at least five persons a side."""

_GUARD = 1e-7
_LOGISTIC_UNIT = float(np.sqrt(3.0) / np.pi)
_MINIMUM_UNIT = float(np.sqrt(6.0) / np.pi)
_LOG_LOG_2 = float(np.log(np.log(2.0)))


def willingness(
    base: Number, trust_weight: Number, trust: np.ndarray, outrage_weight: Number, outrage: np.ndarray
) -> np.ndarray:
    """A side's score for an exchange: humanitarian will, raised by trust, lowered by outrage (equation 16), logit."""
    score = trust_weight * trust
    score += base
    score -= outrage_weight * outrage
    return score


def size(
    draw: np.ndarray,
    median: Number,
    log_spread: Number,
    shorter_list: Number,
    uplift: Number,
    in_talks: np.ndarray,
    largest: np.ndarray,
) -> np.ndarray:
    """Soldiers a side in an exchange that is due (equation 18), larger in talks, bounded by the stock.

    Parameters
    ----------
    draw : uniform in [0, 1)
    median : persons
    log_spread : standard deviation of log size, under either law
    shorter_list : 1: sizes follow the law of a minimum, Weibull; 0: log-logistic
    uplift : relative lift while talks are in session
    in_talks : 0/1
    largest : persons, the most that the stocks allow

    Returns
    -------
    array (worlds,), whole persons
    """
    draw = between(draw, _GUARD, 1 - _GUARD)
    deviate = either(
        shorter_list,
        lambda: _MINIMUM_UNIT * (np.log(-np.log1p(-draw)) - _LOG_LOG_2),
        lambda: _LOGISTIC_UNIT * np.log(draw / (1 - draw)),
    )
    wanted = median * np.exp(log_spread * deviate) * (1 + uplift * in_talks)
    return np.rint(np.minimum(at_least(wanted, SMALLEST), largest))


def soldiers(size: np.ndarray, parity_noise: Number, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Soldiers released by Ukraine and by Russia: near parity, with small deviations either way (equation 19)."""
    deviation = 0.5 * parity_noise * noise
    return np.rint(size * (1 - deviation)), np.rint(size * (1 + deviation))


def civilians(size: np.ndarray, share: Number) -> np.ndarray:
    """Civilians released with an exchange, whole persons (equation 19)."""
    return np.rint(share * size)


def political_prisoners(size: np.ndarray, share: Number, draw: np.ndarray) -> np.ndarray:
    """Political prisoners released with an exchange, whole persons by fair rounding (equation 19).

    Parameters
    ----------
    draw : uniform in [0, 1); |2u - 1| is the rounding threshold, independent of the sign that parity uses
    """
    return np.floor(share * size + np.abs(2 * draw - 1))
