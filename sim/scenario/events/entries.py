"""What an entry of the timeline and a do-operator may hold (MODEL.md, 6.13 and 8)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from sim.model.issues import Agenda
from sim.schema import Section, Side, parameter


@dataclass(frozen=True, kw_only=True, slots=True)
class EventKind:
    """What an event of the timeline does by default.

    Attributes
    ----------
    size : the size it must state (or has by default); None for an event that has none
    default_size : that size when none is stated; None when it must be stated
    default_target : whom it concerns when no target is stated; None when it must be stated
    """

    meaning: str
    size: str | None = None
    default_size: float | None = None
    default_target: str | None = None


EVENTS = {
    "pressure": EventKind(
        meaning="US pressure on the target rises by `pressure` in each of its weeks", size="pressure"
    ),
    "aid": EventKind(
        meaning="military aid: one unit lowers Ukraine's war cost by .05 and the front's drift by .1",
        size="aid",
        default_target="ukraine",
    ),
    "aid_pause": EventKind(
        meaning="aid falls by one unit unless `aid` says otherwise",
        size="aid",
        default_size=-1.0,
        default_target="ukraine",
    ),
    "sanction": EventKind(
        meaning="sanctions: one unit raises Russia's war cost by .05", size="sanction", default_target="russia"
    ),
    "spoiler": EventKind(meaning="a spoiler event happens in every world"),
}
"""Event -> what it does: the one table of the timeline."""

SIZES = ("pressure", "aid", "sanction")


class TimelineEntry(Section):
    """A dated event that happens in every world."""

    date: datetime.date = parameter(None, "day it begins; give this or `week`", unit="date", status="rule")
    week: int = parameter(
        None, "week it begins, 0 is the first; give this or `date`", unit="weeks", low=0, high=519, status="rule"
    )
    weeks: int = parameter(1, "how many weeks it lasts", unit="weeks", low=1, high=520, status="rule")
    event: Literal["pressure", "aid", "aid_pause", "sanction", "spoiler"] = parameter(
        ..., "what happens", unit="text", status="rule"
    )
    target: Side = parameter(None, "whom it concerns", unit="text", status="rule")
    pressure: float = parameter(None, "US pressure added in each of its weeks", unit="pressure", low=-10.0, high=10.0)
    aid: float = parameter(None, "military aid, in units (negative: less)", unit="units", low=-100.0, high=100.0)
    sanction: float = parameter(None, "sanctions, in units", unit="units", low=-100.0, high=100.0)
    note: str = parameter("", "why, or from where", unit="text", status="rule")


class ImposedSwap(Section):
    """An all-for-all swap completed in a given week of every world."""

    complete_at: int = parameter(
        ..., "week in which all listed captives are released", unit="weeks", low=0, high=519, status="rule"
    )


class PressureSet(Section):
    """US pressure set to given values instead of following the model."""

    ukraine: float = parameter(None, "pressure on Ukraine", unit="pressure", low=0.0, high=1.5, status="rule")
    russia: float = parameter(None, "pressure on Russia", unit="pressure", low=0.0, high=1.5, status="rule")
    first: int = parameter(
        None, "first week; the first of the run by default", unit="weeks", low=0, high=519, status="rule"
    )
    to: int = parameter(
        None,
        "week from which it no longer holds; the end of the run by default",
        unit="weeks",
        low=1,
        high=520,
        status="rule",
    )


class PerSide(Section):
    """A share for each side."""

    ukraine: float = parameter(None, "Ukraine's", unit="share", low=0.0, high=1.0, status="rule")
    russia: float = parameter(None, "Russia's", unit="share", low=0.0, high=1.0, status="rule")


class Precondition(Section):
    """How far a side makes something a precondition of talks (1: hard)."""

    swap: PerSide  # a completed all-for-all swap
    ceasefire: PerSide


class HazardRates(Section):
    """Swap and talks come at constant rates, every other process is off (verification only)."""

    swap: float = parameter(..., "rate of the swap", unit="1/week", low=0.0, high=50.0, status="rule")
    talks: float = parameter(..., "rate of the opening of talks", unit="1/week", low=0.0, high=50.0, status="rule")


OPERATORS: dict[str, str] = {
    "all_for_all": "the all-for-all swap is off the table (`off`)",
    "swap": "no swap is ever agreed (`never`), or one is completed in a given week (`{complete_at: 8}`)",
    "trade": "no concession or inducement before talks (`off`)",
    "pressure": "US pressure set to given values, `{ukraine: 0, russia: 1, from: 4, to: 12}`",
    "mediators": "parties removed or added, `{us_envoy: off, add: {qatar: {…}}}`",
    "categories": "who is on the list of an all-for-all swap, `[prisoners_of_war]`",
    "agenda": "what part of an issue is on the table, `{security_guarantee: {high: 0.5}}`",
    "precondition": "preconditions of talks, `{swap: {ukraine: 1}}`",
    "sequence": "talks wait for a ceasefire (`ceasefire_first`)",
    "constant_hazards": "constant rates of swap and talks, `{swap: 0.01, talks: 0.03}` (verification only)",
}
"""Do-operator -> what it does."""

OPERATOR_WORDS = {"all_for_all": "off", "trade": "off", "sequence": "ceasefire_first", "swap": "never"}
OPERATOR_MODELS: dict[str, type[Section]] = {
    "swap": ImposedSwap,
    "pressure": PressureSet,
    "agenda": Agenda,
    "precondition": Precondition,
    "constant_hazards": HazardRates,
}
