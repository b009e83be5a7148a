"""Willingness to open broader talks (MODEL.md, 6.8)."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import Number, at_most


def expected_surplus(joint: np.ndarray, own_reservation: np.ndarray, other_reservation: np.ndarray) -> np.ndarray:
    """Half of what a settlement would leave above both reservations, as this side sees it (equation 26)."""
    surplus = joint - own_reservation
    surplus -= other_reservation
    surplus *= 0.5
    return surplus


def gate(
    precondition_swap: Number, swap_completed: np.ndarray, precondition_ceasefire: Number, ceasefire: np.ndarray
) -> np.ndarray:
    """How far a side's preconditions are met, in [0, 1]; 1 is a hard precondition, 0 is none (equation 27)."""
    return (1 - precondition_swap * (1 - swap_completed)) * (1 - precondition_ceasefire * (1 - ceasefire))


def value_terms(
    *,
    surplus_weight: Number,
    surplus: np.ndarray,
    ripeness_weight: Number,
    ripeness: np.ndarray,
    audience_cost: Number,
    outrage_weight: Number,
    outrage: np.ndarray,
    cover: Number,
    convening: np.ndarray,
    leverage: Number,
    pressure: np.ndarray,
    glow_weight: Number,
    glow: np.ndarray,
    red_lines: Number,
    empty_agenda: Number,
) -> dict[str, Number]:
    """What opening talks is worth to a side before trade, term by term (equation 28).

    Parameters
    ----------
    surplus, ripeness : see `expected_surplus`, `front.stalemate`
    audience_cost, outrage : asking looks weak (Pillar 1983; Mastro 2019); a convener gives cover (Beardsley 2011)
    leverage, pressure : US pressure
    glow : goodwill of recent releases; above 1 it adds nothing
    red_lines : cost of conceding that the issues on the table are negotiable
    empty_agenda : cost of a meeting with little on the table

    Returns
    -------
    dict term -> number or array (worlds,), logit; their sum is the score
    """
    return {
        "expected surplus of a settlement": surplus_weight * surplus,
        "hurting stalemate": ripeness_weight * ripeness,
        "appearing weak": -(audience_cost + outrage_weight * outrage) * (1 - 0.5 * cover * convening),
        "US pressure": leverage * pressure,
        "goodwill of recent releases": glow_weight * at_most(glow, 1),
        "red lines": -red_lines,
        "empty agenda": -empty_agenda,
    }


def openness(weights_ukraine: list[Number], weights_russia: list[Number], widths: list[Number]) -> Number:
    """Share of the agenda, by mean weight, that is on the table, in [0, 1] (equation 28)."""
    return sum(0.5 * (u + r) * width for u, r, width in zip(weights_ukraine, weights_russia, widths, strict=True))
