"""The US envoy (MODEL.md, 2.2)."""

from __future__ import annotations

import numpy as np

from sim.negotiation.mediator import Mediator


class Envoy(Mediator):
    """The US envoy: a mediator whose engagement rises and falls with Washington's attention.

    Washington's pressure is not his: it stays when he is absent (see `sim.model.washington`).
    """

    def engagement_target(self):
        """His engagement times Washington's attention, at most 1; at the start, his engagement (MODEL.md, 6.11)."""
        target = super().engagement_target()
        if not self.model.under_way:
            return target
        return np.minimum(target * self.model.washington.attention, 1)
