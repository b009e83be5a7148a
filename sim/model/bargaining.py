"""Bargaining in talks: demands, concessions, the split, breakdown (MODEL.md, 6.9)."""

from __future__ import annotations

import numpy as np

from sim.model.numbers import Number, at_least, at_most, number

FIRST_DEMAND = 0.95
"""Utility each side demands at first."""

TOLERANCE = 1e-6
_LARGEST_IMITATED_STEP = 0.05


def concession(
    demand: np.ndarray, reservation: np.ndarray, rate: Number, imitation: Number, other_last: np.ndarray
) -> np.ndarray:
    """How far a side lowers its demand this week (equation 30; Faratin, Sierra & Jennings 1998).

    A mix of a time-dependent part, a share of the way to the reservation, and of imitation of the other's last concession.
    The demand never falls below the reservation, and never rises.

    Returns
    -------
    array (worlds,), >= 0
    """
    wanted = (1 - imitation) * rate * (demand - reservation) + imitation * at_most(other_last, _LARGEST_IMITATED_STEP)
    lowered = np.maximum(demand - at_least(wanted, 0), np.minimum(reservation, demand))
    return demand - lowered


def ask(demand: np.ndarray, felt_reservation: np.ndarray) -> np.ndarray:
    """What a side asks for: its demand, but nobody signs for less than the war seems worth (equation 31)."""
    return np.maximum(demand, felt_reservation)


def first_mover_share(own_discount: Number, other_discount: Number) -> Number:
    """Share of the gain that goes to a side: Rubinstein (1982), averaged over who moves first (equation 33)."""
    own, other = np.asarray(own_discount, np.float64), np.asarray(other_discount, np.float64)
    return number((1 - other) * (1 + own) / (2 * (1 - own * other)))


def breakdown_rate(base: Number, outrage: np.ndarray, ripeness: np.ndarray) -> np.ndarray:
    """Rate of breakdown, 1/week: outrage raises it, a hurting stalemate lowers it (equation 34)."""
    return base * (1 + outrage) * at_least(1.3 - 0.6 * ripeness, 0)
