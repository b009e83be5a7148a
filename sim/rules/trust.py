"""Trust as a belief about type (Kydd 2005; Jøsang & Ismail 2002; MODEL.md, 6.4 and 6.10)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number


def belief(good: np.ndarray, bad: np.ndarray) -> np.ndarray:
    """Belief that the other side honours what it signs: mean of the Beta of good and bad experience (equation 6)."""
    return good / (good + bad)


def remembered(experience: np.ndarray, start: Number, memory: Number) -> np.ndarray:
    """Experience after a week of forgetting: it falls back towards what it was at the start (equation 36).

    Parameters
    ----------
    experience, start : pseudo-counts, now and at the start
    memory : share carried over, in [0, 1]
    """
    remembered = experience - start
    remembered *= memory
    remembered += start
    return remembered


def compliance(floor: Number, draw: np.ndarray) -> np.ndarray:
    """Share of its list a holder would release: uniform between its floor and 1 (MODEL.md, 6.7)."""
    return floor + (1 - floor) * draw


def verified_compliance(own: np.ndarray, verification: Number, no_mediation: np.ndarray) -> np.ndarray:
    """Compliance once mediators verify the lists (equation 22).

    Parameters
    ----------
    own : compliance left to itself
    verification : mediators' hold on it, in [0, 1]
    no_mediation : probability that no mediator's channel works
    """
    return own + (1 - own) * verification * (1 - no_mediation)
