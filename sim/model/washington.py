"""Washington, the patron: its attention and the pressure it sets (MODEL.md, 6.1 and 6.5)."""

from __future__ import annotations

import numpy as np

from sim.model.adjustment import follow
from sim.model.mediation import MediatorParameters
from sim.model.numbers import Number, between, number
from sim.model.signs import APART, ATTENTION, TALKS_OWN
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class PressureParameters(Section):
    """Washington's inclination to press each side: before talks if it is unwilling, in talks if it asks for more; 0 removes the pressure and leaves the envoy."""

    ukraine: float = parameter(
        0.77,
        "inclination to press Ukraine",
        unit="pressure",
        symbol="us_bias_U",
        low=0.0,
        high=10.0,
        source="NATO ruled out, Riyadh without Kyiv: 12–19 Feb 2025; size judged",
        prior={"uniform": [0.3, 1.2]},
        raises="g:{s} score_a:{s} P_a:{s} offers:{s} " + TALKS_OWN,
        signs=(Sign(raises="lambda_a", where=APART),),
    )
    russia: float = parameter(
        0.40,
        "inclination to press Russia",
        unit="pressure",
        symbol="us_bias_R",
        low=0.0,
        high=10.0,
        source="sanctions threat of 22 Jan 2025; size judged",
        prior={"uniform": [0.1, 0.9]},
        raises="g:{s} score_a:{s} P_a:{s} offers:{s} " + TALKS_OWN,
        signs=(Sign(raises="lambda_a", where=APART),),
    )


class AttentionParameters(Section):
    """Washington's attention to this war: decays from 1 towards a floor."""

    floor: float = parameter(
        0.45,
        "level it decays to",
        unit="share",
        symbol="f_us us_floor",
        low=0.0,
        high=1.0,
        prior={"uniform": [0.1, 0.8]},
        raises=ATTENTION,
    )
    half_life_weeks: float = parameter(
        45.0,
        "half-life of the part above the floor",
        unit="weeks",
        symbol="h_us us_half",
        low=0.01,
        high=1e6,
        prior={"log_uniform": [10, 120]},
        raises=ATTENTION,
    )


class DeadlineParameters(Section):
    """A date towards which Washington's attention rises."""

    week: float = parameter(
        9.0,
        "week of the deadline",
        unit="weeks",
        symbol="t_d",
        low=-520.0,
        high=1e4,
        status="observed",
        source="“100 days” from 20 Jan 2025: end of April",
        no_sign="moves the rise of attention in time",
    )
    half_width_weeks: float = parameter(
        6.0, "half-width of the rise", unit="weeks", symbol="w_d", low=0.01, high=1e4, raises=ATTENTION
    )
    push: float = parameter(
        0.25,
        "attention added at the deadline",
        unit="share",
        symbol="push",
        low=0.0,
        high=10.0,
        prior={"uniform": [0, 0.6]},
        raises=ATTENTION,
    )


class EnvoyParameters(MediatorParameters):
    """The US envoy, a mediator, together with what Washington presses the sides to do.

    `engagement: 0` removes the envoy (his convening, his wallet) and leaves Washington's pressure;
    `pressure: {ukraine: 0, russia: 0}` removes the pressure and leaves the envoy.
    """

    pressure: PressureParameters
    pressure_adjustment: float = parameter(
        0.25,
        "weekly speed with which pressure follows its target",
        unit="1/week",
        symbol="r_g g_rate",
        low=0.0,
        high=1.0,
        no_sign="a speed: towards a target that may be above or below",
    )
    attention: AttentionParameters
    deadline: DeadlineParameters


# -- rule -------------------------------------------------------------------------------------------------------------


def attention_at(
    week: int, floor: Number, half_life: Number, deadline: Number, half_width: Number, push: Number
) -> Number:
    """Washington's attention: from 1 towards a floor, with a rise towards a deadline (equation 3).

    Parameters
    ----------
    week : weeks since the start
    floor : level it decays to
    half_life : weeks
    deadline, half_width : weeks
    push : attention added at the deadline

    Returns
    -------
    number or array (worlds,), >= 0, may exceed 1
    """
    decay = np.exp2(-week / np.asarray(half_life, np.float64))
    rise = np.maximum(1 - np.abs(week - np.asarray(deadline, np.float64)) / half_width, 0)
    return number(floor + (1 - np.asarray(floor, np.float64)) * decay + push * rise)


def pressed(in_talks: np.ndarray, willingness: np.ndarray, asks_more: np.ndarray) -> np.ndarray:
    """How far Washington finds fault with a side, in [0, 1] (equation 15).

    Before talks, whoever was unwilling last week; in talks, whoever asks for more above its reservation.

    Parameters
    ----------
    in_talks : 0/1
    willingness : last week's willingness to talk
    asks_more : bool
    """
    fault = 1 - in_talks
    fault *= 1 - willingness
    fault += in_talks * asks_more
    return fault


# -- process -----------------------------------------------------------------------------------------------------------


ENVOY = "us_envoy"
_HIGHEST_PRESSURE = 1.5
_PRESSURE_AT_START = 0.3
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
        self.attention: Number = 1.0

    def inclination(self, side: str):
        """Washington's inclination to press a side."""
        return 0.0 if self.parameters is None else getattr(self.parameters.pressure, side)

    def pressure_at_start(self, side) -> np.ndarray:
        """Pressure on a side before the first week, float32 (worlds,) (MODEL.md, 6.11)."""
        return side.everywhere(_PRESSURE_AT_START * self.inclination(side.key))

    def attend(self) -> None:
        """This week's attention (equation 3)."""
        if self.parameters is None:
            return
        attention, deadline = self.parameters.attention, self.parameters.deadline
        self.attention = attention_at(
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
            fault = pressed(model.talks.in_session, side.willingness, asks_more)
            fault *= self.attention * self.inclination(side.key)
            fault *= unsettled
            pressure = follow(side.pressure, fault, speed)
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
