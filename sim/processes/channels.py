"""Capacity of the humanitarian and the political channels (MODEL.md, equation 14)."""

from __future__ import annotations

import numpy as np

from sim.rules import mediation
from sim.rules.numbers import at_most


class Channels:
    """Direct channels and mediators together: any functioning channel suffices, returns diminish.

    Attributes (float32 (worlds,))
    ----------
    direct : strength of the direct humanitarian channel
    idle : probability that no mediator's humanitarian channel works
    humanitarian, political : capacities, in [0, 1]
    logrolling : share of logrolling gains that bargaining can reach, in [0, 1]
    """

    def __init__(self, model):
        self.model = model

    def open(self) -> None:
        """Work out this week's capacities from mediators' engagement."""
        model, rules, talks = self.model, self.model.parameters.mediation, self.model.parameters.talks
        self.direct = at_most(
            rules.direct_humanitarian + rules.direct_humanitarian_in_talks * model.talks.in_session, 1
        )
        idle = mediation.all_idle([mediator.channel for mediator in model.mediators])
        self.idle = idle if isinstance(idle, np.ndarray) else np.full(model.worlds, idle, np.float32)
        self.humanitarian = mediation.noisy_or(self.direct, self.idle)
        convening_idle = mediation.all_idle([mediator.convening for mediator in model.mediators])
        political = mediation.noisy_or(rules.direct_political, convening_idle)
        self.political = (
            political if isinstance(political, np.ndarray) else np.full(model.worlds, political, np.float32)
        )
        self.logrolling = at_most(talks.logrolling_base + talks.logrolling_mediated * self.political, 1)
