"""Consent with error: what one side answers, and what two answers make of each other (MODEL.md, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.model.numbers import Number, at, at_least, between
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


def total(terms: Mapping[str, Number]) -> np.ndarray:
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


# -- joint decisions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side answers to a step that needs both.

    Attributes
    ----------
    score : array (..., worlds), logit, what the step is worth to it after trade
    acceptance : array of the same shape, probability of wanting it, in [0, 1]
    gate : how far its preconditions are met, in [0, 1]; the number 1 where it has none
    """

    score: np.ndarray
    acceptance: np.ndarray
    gate: Number = 1.0

    @property
    def yes(self) -> np.ndarray:
        """Probability of saying yes, preconditions included."""
        open_to_all = not isinstance(self.gate, np.ndarray) and self.gate == 1
        return self.acceptance if open_to_all else self.acceptance * self.gate


def answer(score: np.ndarray, temperature: Number, gate: Number = 1.0) -> Answer:
    """The answer of a side to which a step is worth `score` (equations 16, 21 and 28)."""
    return Answer(score, acceptance(score, temperature), gate)


def product(chances: Number, ukraine: Answer, russia: Answer, decision) -> np.ndarray:
    """Each side errs for itself: both must say yes (McKelvey & Palfrey 1995)."""
    return chances * ukraine.yes * russia.yes


Form = Callable[[Number, Answer, Answer, Any], np.ndarray]
"""A form of consent: (chances, Ukraine's answer, Russia's, section `decision`) -> rate at which both agree."""

FORMS_OF_CONSENT: dict[str, Form] = {"product": product}
"""Form -> rule. Where there is more than one, a parameter `consent` of the section `decision` chooses by name."""


def agreement(chances: Number, ukraine: Answer, russia: Answer, decision) -> np.ndarray:
    """Rate at which both sides agree to a step (equations 16, 22 and 29): the one place where two answers meet.

    Live decisions and those that might have been are made here alike.

    Parameters
    ----------
    chances : opportunities, 1/week; 1 for the probability at one opportunity
    ukraine, russia : answers, in the same worlds as `chances`
    decision : section `decision` of the parameters, in the same worlds

    Returns
    -------
    array (..., worlds), 1/week
    """
    only, *others = FORMS_OF_CONSENT
    return FORMS_OF_CONSENT[decision.consent if others else only](chances, ukraine, russia, decision)


def decision_at(decision, worlds: np.ndarray) -> SimpleNamespace:
    """The section `decision`, with the groups in it, in some worlds.

    Parameters
    ----------
    worlds : int array (n,)
    """
    plain = (str, bool, int, float, np.ndarray, type(None))
    values = {name: decision[name] for name in decision}
    return SimpleNamespace(
        **{name: (at if isinstance(value, plain) else decision_at)(value, worlds) for name, value in values.items()}
    )


def common_will(ukraine: Answer, russia: Answer) -> np.ndarray:
    """How far both sides want what neither has to ask for: the geometric mean, preconditions aside (equation 35)."""
    return np.sqrt(ukraine.acceptance * russia.acceptance)
