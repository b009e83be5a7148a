"""Washington, the patron: its attention and the pressure it sets (MODEL.md, 6.1 and 6.5)."""

from __future__ import annotations

from sim.rules import mediation
from sim.rules.numbers import between

ENVOY = "us_envoy"
_HIGHEST_PRESSURE = 1.5
_SPEED_WITHOUT_ENTRY = 0.25


class Washington:
    """Attention to the war, and pressure on each side; it does not need the envoy to press.

    A scenario without a `us_envoy` entry has neither envoy nor pressure; dated pressure shocks still work and fade.

    Attributes
    ----------
    attention : number or float32 (worlds,), >= 0
    """

    def __init__(self, model, overrides):
        self.model = model
        self.parameters = model.parameters.mediators.get(ENVOY)
        self._overrides = overrides
        self.attention = 1.0

    def inclination(self, side: str):
        """Washington's inclination to press a side."""
        return 0.0 if self.parameters is None else getattr(self.parameters.pressure, side)

    def attend(self) -> None:
        """This week's attention (equation 3)."""
        if self.parameters is None:
            return
        attention, deadline = self.parameters.attention, self.parameters.deadline
        self.attention = mediation.attention(
            self.model.week,
            attention.floor,
            attention.half_life_weeks,
            deadline.week,
            deadline.half_width_weeks,
            deadline.push,
        )

    def press(self) -> None:
        """Set the pressure on both sides (equation 15), or what a do-operator puts in its place."""
        model = self.model
        speed = _SPEED_WITHOUT_ENTRY if self.parameters is None else self.parameters.pressure_adjustment
        ukraine, russia = model.belligerents
        margin, margin_russia = (side.demand - side.reservation for side in (ukraine, russia))
        unsettled = 1 - model.talks.settled
        for side, asks_more in ((ukraine, margin > margin_russia), (russia, margin_russia > margin)):
            fault = mediation.pressed(model.talks.in_session, side.willingness, asks_more)
            fault *= self.attention * self.inclination(side.key)
            fault *= unsettled
            pressure = mediation.follow(side.pressure, fault, speed)
            shock = model.timeline.pressure(side.key)
            if shock:
                pressure += shock
            side.pressure = between(pressure, 0, _HIGHEST_PRESSURE)
            self._override(side)

    def _override(self, side) -> None:
        for override in self._overrides:
            value = getattr(override, side.key)
            if value is not None and override.from_week <= self.model.week < override.to_week:
                side.pressure = side.everywhere(value)
