"""Consent with error: quantal response (McKelvey & Palfrey 1995; MODEL.md, sections 5 and 6)."""

from __future__ import annotations

import numpy as np

from sim.model.numbers import Number, at_least, between
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class DecisionParameters(Section):
    """Quantal response (McKelvey & Palfrey 1995)."""

    temperature: float = parameter(
        1.0,
        "error in decisions: 0 would be exact choice",
        unit="logit",
        symbol="ϑ temp",
        low=1e-4,
        high=100.0,
        status="scale",
        prior={"log_uniform": [0.5, 2]},
        signs=(
            Sign(raises="P_a:* lambda_a", where="want_a:ukraine < 0, want_a:russia < 0"),
            Sign(lowers="P_t:* lambda_T", where="want_t:ukraine > 0, want_t:russia > 0"),
        ),
    )


# -- rule --------------------------------------------------------------------------------------------------------------


_CLIP = 60.0


def acceptance(score: np.ndarray, temperature: Number) -> np.ndarray:
    """Probability of saying yes to something worth `score`: the logistic Λ(score).

    Parameters
    ----------
    score : array (worlds,), logit
    temperature : number or array, > 0. As it goes to 0 the choice becomes exact.

    Returns
    -------
    array (worlds,), in [0, 1]
    """
    refusal = between(score * (-1.0 / temperature), -_CLIP, _CLIP)
    np.exp(refusal, out=refusal)
    refusal += 1
    return np.divide(1, refusal, out=refusal)


def total(terms: dict[str, Number]) -> np.ndarray:
    """A score from its named terms, added in the order in which the rule names them.

    Parameters
    ----------
    terms : term -> array (worlds,) or number, logit

    Returns
    -------
    array (worlds,), logit
    """
    first, second, *rest = terms.values()
    score = np.asarray(first + second)
    for term in rest:
        score += term
    return score


def shortfall(score: np.ndarray) -> np.ndarray:
    """What a side lacks to be indifferent, before trade, >= 0."""
    return at_least(-score, 0)
