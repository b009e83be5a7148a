"""Ceasefires (MODEL.md, equation 35)."""

from __future__ import annotations

import numpy as np

from sim.model import consent, hazard
from sim.model.draws import Draw
from sim.model.numbers import at, is_zero
from sim.model.signs import QUIET
from sim.model.track import TALKS
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class CeasefireParameters(Section):
    """Ceasefires (MODEL.md, equation 35)."""

    rate_before_talks: float = parameter(
        0.003,
        "base rate while no talks are in session",
        unit="1/week",
        symbol="cf_h0",
        low=0.0,
        high=50.0,
        raises="ceasefire_rate",
    )
    rate_in_talks: float = parameter(
        0.015,
        "base rate while talks are in session",
        unit="1/week",
        symbol="cf_h",
        low=0.0,
        high=50.0,
        raises="ceasefire_rate",
    )
    rate_if_first: float = parameter(
        0.08,
        "rate added where a ceasefire has to come first",
        unit="1/week",
        symbol="cf_h1",
        low=0.0,
        high=50.0,
        raises="ceasefire_rate",
    )
    breach_rate: float = parameter(
        0.03,
        "rate at which a ceasefire breaks",
        unit="1/week",
        symbol="cf_brk",
        low=0.0,
        high=50.0,
        raises="ceasefire_rate",
    )
    required_first: float = parameter(
        0.0,
        "how far talks must wait for a ceasefire (1: wholly)",
        unit="share",
        symbol="cf_first",
        low=0.0,
        high=1.0,
        status="rule",
        lowers="lambda_T",
        signs=(Sign(raises="ceasefire_rate", where=QUIET),),
    )


# -- process -----------------------------------------------------------------------------------------------------------


class Ceasefire:
    """A ceasefire in force or not. Its onset asks for both sides' willingness without gates, so that a ceasefire
    demanded as a precondition cannot block the ceasefire it waits for.

    Attributes
    ----------
    in_force : float32 (worlds,), 0/1
    """

    def __init__(self, model):
        self.model = model
        self.in_force = np.zeros(model.worlds, np.float32)

    def hold(self) -> None:
        """Onset where there is none, breach where there is one; one draw serves both."""
        model, rules = self.model, self.model.parameters.ceasefire
        in_session = model.talks.in_session
        rate = rules.rate_before_talks * (1 - in_session) + rules.rate_in_talks * in_session
        if not is_zero(rules.required_first):
            rate += (rules.rate_if_first * rules.required_first) * model.channels.political
        rate *= consent.common_will(*(side.tracks[TALKS].answer for side in model.belligerents))
        breach = rules.breach_rate * (1 + model.spoilers.outrage) * (1 - model.talks.settled)
        breach -= rate
        breach *= self.in_force
        rate += breach
        changes = np.flatnonzero(hazard.strikes(model.draws.waiting[Draw.CEASEFIRE], rate))
        if changes.size:
            silent = at(self.in_force, changes) > 0
            self.in_force = self.in_force.copy()
            self.in_force[changes[silent]] = 0
            self.begin(changes[~silent])

    def begin(self, worlds: np.ndarray) -> None:
        """Guns fall silent at the end of this week in some worlds, where they are not yet."""
        self.in_force = self.in_force.copy()
        self.in_force[worlds] = 1
        self.model.record.ceasefire(worlds, self.model.week + 1.0)
