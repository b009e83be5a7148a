"""Spoiler events and the outrage they leave (MODEL.md, equation 2)."""

from __future__ import annotations

import numpy as np

from sim.draws import Draw
from sim.rules import hazard


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
        something_to_spoil = np.maximum(model.swap.running, model.talks.in_session)
        rate = rules.weekly_rate * (1 + rules.amplification * something_to_spoil)
        self.struck = hazard.strikes(model.draws.waiting[Draw.SPOILER], rate).astype(np.float32)
        if model.timeline.spoiler():
            self.struck[:] = 1
        self.outrage = rules.outrage_persistence * self.outrage + rules.outrage_jump * self.struck
