"""The battlefield (MODEL.md, 6.2)."""

from __future__ import annotations

import numpy as np

from sim.draws import Draw
from sim.rules import front
from sim.rules.numbers import is_zero


class Front:
    """Momentum of the front, Russia's expected share of the stakes, and ripeness.

    Attributes
    ----------
    momentum : float32 (worlds,), positive for Russia
    russian_share : float32 (worlds,), Russia's expected share if the war is fought on
    ripeness : float32 (worlds,), a mutually hurting stalemate
    """

    def __init__(self, model):
        self.model = model
        rules = model.parameters.front
        self.momentum = np.full(model.worlds, rules.momentum.start, np.float32)
        self._noise_weight = front.innovation_weight(rules.momentum.spread, rules.momentum.persistence)

    def move(self) -> None:
        """Move the front by a week (equation 4)."""
        model, rules = self.model, self.model.parameters.front
        self.momentum = front.momentum(
            self.momentum,
            rules.momentum.persistence,
            rules.momentum.drift + model.timeline.drift_shift(),
            self._noise_weight,
            model.draws.noise(Draw.MOMENTUM),
            model.ceasefire.in_force,
        )
        if not is_zero(rules.breakthroughs.weekly_probability):
            self._break_through()
        self.russian_share = rules.russian_share + rules.momentum_weight * self.momentum

    def _break_through(self) -> None:
        """Breakthroughs shift the front at once, in whichever worlds they come."""
        rules = self.model.parameters.front.breakthroughs
        draw = self.model.draws.uniform[Draw.BREAKTHROUGH]
        self.momentum += rules.size * (draw < rules.weekly_probability)

    def ripen(self) -> None:
        """Work out ripeness from this week's momentum and war costs (equation 12)."""
        ukraine, russia = self.model.belligerents
        self.ripeness = front.stalemate(
            self.momentum, self.model.parameters.front.stalemate_width, ukraine.war_cost, russia.war_cost
        )
