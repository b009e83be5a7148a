"""What a visitor can move: the parameters that move the answer most, with ranges and words from the schema."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario import Scenario, explain
from sim.scenario.shape import Leaf, find
from sim.views.text.words import describe

SLIDERS = (
    "all_for_all.answers_per_week",
    "russia.all_for_all.bargaining_chip",
    "russia.all_for_all.own_people",
    "all_for_all.stages",
    "us_envoy.pressure.ukraine",
    "us_envoy.pressure.russia",
    "talks.opportunities_per_week",
    "talks.ripeness_weight",
    "decision.temperature",
    "russia.war_cost.base",
    "talks.glow_weight",
)
"""Those whose rank correlation with swap first or talks first is largest in the base's prior run (`allforall run`), and
the levers of which policy speaks: pressure by Washington and, beside these, the part of the mediator whom the record
names. A scenario without one of them lacks it."""
CHANNEL = "humanitarian_capability"

SWITCHES = (
    "russia.all_for_all.offer_open_at_start",
    "ukraine.all_for_all.offer_open_at_start",
    "captives.categories.civilians",
    "captives.categories.political_prisoners",
    "talks.allowed",
)
STEPS = 100
_ENDS = np.array([0.01, 0.99])
"""Quantiles of a prior between which its slider runs."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """A parameter that can be moved.

    Attributes
    ----------
    path : its one name
    words, meaning, status, source, unit : for the reader, from the schema
    stated : its value in the scenario
    low, high : ends of its slider: the range that the scenario's prior thinks usual
    step : of the slider
    allowed : the range outside which the schema refuses a value, in words
    """

    path: str
    words: str
    meaning: str
    status: str
    source: str
    unit: str
    allowed: str
    stated: Any
    low: float = 0.0
    high: float = 1.0
    step: float = 1.0

    @property
    def switch(self) -> bool:
        return isinstance(self.stated, bool)

    @property
    def whole(self) -> bool:
        return isinstance(self.stated, int) and not self.switch


def can_be_moved(path: str) -> bool:
    """Whether a path is a slider or a switch of some scenario."""
    return path in SLIDERS or path in SWITCHES or path.endswith(f".{CHANNEL}")


def controls(scenario: Scenario) -> list[Control]:
    """What can be moved in a scenario: sliders, then switches."""
    return [_control(scenario, path) for path in movable(scenario)]


def movable(scenario: Scenario) -> list[str]:
    """Paths of the sliders and switches that a scenario has; of a third party that it takes out, none."""
    out: set[str] = set()
    for entry in scenario.resolved["interventions"]:
        change = entry["do"].get("mediators")
        if change == "off":
            out |= set(scenario.mediators)
        elif isinstance(change, dict):
            out |= {key for key, word in change.items() if word == "off"}
    paths = (*SLIDERS, f"{scenario.recorded_mediator}.{CHANNEL}", *SWITCHES)
    return [path for path in paths if path in scenario.paths and path.split(".")[0] not in out]


def _control(scenario: Scenario, path: str) -> Control:
    told, stated = explain(path, scenario), scenario.value(path)
    ends = {} if isinstance(stated, bool) else _slider(scenario, path, stated)
    words = describe(path)
    return Control(
        path=path,
        words=words[0].upper() + words[1:],
        meaning=told.meaning,
        status=told.status,
        source=told.source,
        unit=told.unit,
        allowed=told.range,
        stated=stated,
        **ends,
    )


def _slider(scenario: Scenario, path: str, stated: float) -> dict[str, float]:
    """Ends and step of a slider: nearly all of the prior, the stated value, never beyond what the schema allows."""
    low, high = stated / 2, 2 * stated or 1.0
    for prior in scenario.priors:
        if path in prior.targets:
            usual = prior.distribution
            ends = (usual.low, usual.high) if usual.kind == "draws" else usual.quantile(_ENDS)
            low, high = (float(end) * (stated if prior.scales else 1.0) for end in ends)
    item = find(tuple(path.split(".")))
    assert isinstance(item, Leaf) and item.low is not None and item.high is not None  # else nobody can move it
    low, high = max(min(low, stated), float(item.low)), min(max(high, stated), float(item.high))
    if isinstance(stated, int):
        return {"low": math.floor(low), "high": math.ceil(high), "step": 1}
    step = _round_step((high - low) / STEPS)
    ends = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return {"low": round(ends[0], 9), "high": round(ends[1], 9), "step": step}


def _round_step(step: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, at least as wide."""
    power = 10 ** math.floor(math.log10(step))
    return next(round(factor * power, 9) for factor in (1, 2, 5, 10) if factor * power >= step * 0.999)
