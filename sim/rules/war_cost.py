"""What war costs and what a side could hold without a deal (MODEL.md, 6.4)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number


def target(
    base: Number,
    ceasefire: np.ndarray,
    ceasefire_relief: Number,
    captivity_share: Number,
    own_burden: np.ndarray,
    pressure_share: Number,
    pressure: np.ndarray,
) -> np.ndarray:
    """War cost towards which a side's cost moves (equation 7).

    Own people in captivity are a cost of continuing the war, so a completed swap relieves it; US pressure works as cost.

    Parameters
    ----------
    base, captivity_share, pressure_share : shares of the stakes
    own_burden : weight of own people in captivity, see `captives.burden`
    pressure : US pressure on the side
    """
    return (
        base * (1 - ceasefire_relief * ceasefire)
        + captivity_share * (0.5 * own_burden - 0.5)
        + pressure_share * pressure
    )


def reservation(war_share: np.ndarray, cost: np.ndarray, commitment_discount: Number, trust: np.ndarray) -> np.ndarray:
    """Least utility a settlement must give a side (equation 10).

    Its share if the war is fought on, less what fighting costs, plus a discount on paper: peace is worth less when the
    other is not believed to keep it (Walter 2002; Powell 2006).

    Parameters
    ----------
    war_share : expected share of the stakes if the war is fought on
    cost : current war cost
    commitment_discount : after relief by the best guarantee on the table, see `guaranteed_discount`
    trust : belief that the other side honours what it signs
    """
    least = war_share - cost
    least += commitment_discount * (1 - trust)
    return least


def guaranteed_discount(discount: Number, relief: Number, best_guarantee: Number) -> Number:
    """Commitment discount left when the best guarantee on the table, in [0, 1], is given (equation 10)."""
    return discount * (1 - relief * best_guarantee)
