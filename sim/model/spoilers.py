"""Spoiler events and the outrage they leave (MODEL.md, equation 2)."""

from __future__ import annotations

import numpy as np

from sim.model import hazard
from sim.model.draws import Draw
from sim.model.signs import NOTHING_CANCELLED, OUTRAGED
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class SpoilerParameters(Section):
    """Attacks meant to wreck a swap or talks (Stedman 1997; Kydd & Walter 2002)."""

    weekly_rate: float = parameter(
        0.05,
        "rate of spoiler events",
        unit="1/week",
        symbol="λ_sp sp_h",
        low=0.0,
        high=50.0,
        prior={"uniform": [0.02, 0.09]},
        raises="lambda_sp sp q collapse_rate breakdown_rate",
        lowers=OUTRAGED,
        signs=(Sign(raises="bad:*", where=NOTHING_CANCELLED),),
    )
    amplification: float = parameter(
        1.0,
        "relative lift of the rate while there is something to spoil",
        unit="1",
        symbol="α_sp sp_amp",
        low=0.0,
        high=100.0,
        raises="lambda_sp sp q collapse_rate breakdown_rate",
        lowers=OUTRAGED,
        signs=(Sign(raises="bad:*", where=NOTHING_CANCELLED),),
    )
    outrage_jump: float = parameter(
        0.8,
        "outrage added by one event",
        unit="outrage",
        symbol="j_q sp_jump",
        low=0.0,
        high=20.0,
        prior={"uniform": [0.4, 1.2]},
        raises="q collapse_rate breakdown_rate",
        lowers=OUTRAGED,
    )
    outrage_persistence: float = parameter(
        0.88,
        "share of outrage carried over to the next week (half-life 5.4 weeks)",
        unit="1/week",
        symbol="ρ_q q_rho",
        low=0.0,
        high=0.9999,
        raises="q collapse_rate breakdown_rate",
        lowers=OUTRAGED,
    )


# -- process -----------------------------------------------------------------------------------------------------------


class Spoilers:
    """Attacks meant to wreck a swap or talks: likelier while there is something to spoil (Stedman 1997).

    Attributes
    ----------
    struck : float32 (worlds,), 1 in a week with a spoiler event
    outrage : float32 (worlds,), >= 0, domestic hardening, decaying
    """

    def __init__(self, model):
        self.model = model
        self.struck = np.zeros(model.worlds, np.float32)
        self.outrage = np.zeros(model.worlds, np.float32)

    def strike(self) -> None:
        """Draw this week's events and update outrage."""
        model, rules = self.model, self.model.parameters.spoilers
        something_to_spoil = np.maximum(model.programme.running, model.talks.in_session)
        rate = rules.weekly_rate * (1 + rules.amplification * something_to_spoil)
        self.struck = hazard.strikes(model.draws.waiting[Draw.SPOILER], rate).astype(np.float32)
        if model.timeline.spoiler():
            self.struck[:] = 1
        self.outrage = rules.outrage_persistence * self.outrage + rules.outrage_jump * self.struck
