"""Concession trade before talks (MODEL.md, 6.12). All amounts are in units of the decision score (logits)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number, at_least, at_most, between, number

_GUARD = 1e-6
_LARGEST_IMITATED_STEP = 0.1


def shortfall(score: np.ndarray) -> np.ndarray:
    """What a side lacks to be indifferent, before trade, >= 0."""
    return at_least(-score, 0)


def conceded(
    offered: np.ndarray,
    speed: Number,
    acceptance: np.ndarray,
    limit: Number,
    other_lacks: np.ndarray,
    imitation: Number,
    other_last_step: np.ndarray,
) -> np.ndarray:
    """A side's concession offered this week (equation 37).

    The willing side concedes what the other lacks, the more willing the faster, and imitates the other's last step.

    Parameters
    ----------
    offered : last week's
    speed : 1/week, already slowed for the untrustworthy type
    acceptance : last week's probability of saying yes on this track
    limit : the most it can concede
    other_lacks : the other's shortfall
    imitation, other_last_step : weight, and the other's last change

    Returns
    -------
    array (worlds,), in [0, limit]
    """
    wanted = at_most(other_lacks, limit)
    wanted -= offered
    wanted *= acceptance
    wanted *= speed
    wanted += offered
    wanted += imitation * between(other_last_step, 0, _LARGEST_IMITATED_STEP)
    return between(wanted, 0, limit)


def pledged_share(
    up_front: Number,
    offered: np.ndarray,
    limit: Number,
    lacks: np.ndarray,
    other_offers: np.ndarray,
    available: np.ndarray,
) -> np.ndarray:
    """Share of what could be offered to a side that is pledged to it (equation 38).

    Part is given up front, the rest against the side's own concession (quid pro quo), and never more than it still lacks.

    Parameters
    ----------
    up_front : share released without movement
    offered, limit : the side's own concession, and the most it can concede
    lacks : the side's shortfall
    other_offers : the other side's concession
    available : all that could be offered to the side this week

    Returns
    -------
    array (worlds,), in [0, 1]
    """
    deserved = offered / number(np.maximum(limit, _GUARD))
    deserved *= 1 - up_front
    deserved += up_front
    needed = at_least(lacks - other_offers, 0)
    needed /= at_least(available, _GUARD)
    return np.minimum(deserved, needed, out=needed)


def payment(balance: np.ndarray, share_paid: Number, pledges: np.ndarray) -> np.ndarray:
    """What leaves a wallet when what it was pledged for succeeds: never more than it holds (equation 40)."""
    return np.minimum(balance, share_paid * pledges)
