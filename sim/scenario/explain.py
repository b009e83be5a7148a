"""What a parameter means, what it rests on, and what it is in a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.printable import visible
from sim.scenario.events.entries import EVENTS, OPERATORS
from sim.scenario.layers.header import HEADER_LEAVES
from sim.scenario.load import load
from sim.scenario.paths import near_path, under_parties, unknown_root
from sim.scenario.scenario import Scenario
from sim.scenario.shape import Group, Leaf, root_shape
from sim.scenario.text.hints import unknown_name
from sim.scenario.text.problems import Problem, ScenarioError, did_you_mean, shown
from sim.scenario.uncertainty.distributions import FORMS
from sim.scenario.uncertainty.priors import JOINT

BASE = "kyiv_summit_2025"

FIXED = "fixed: no range is assumed"

_UNITS = {
    "logit": "logit: units of a decision score; +1 takes a chance of 50 % to 73 %",
    "logit per unit": "logit per unit: units of a decision score; +1 takes a chance of 50 % to 73 %",
}
"""Units that need words -> what the text says of them."""

_LISTS = {
    "uncertain": (
        "priors: a path, or a label with 'scales', and one of these distributions (or fixed); or joint draws",
        FORMS | {JOINT: "FILE.csv, one column per parameter (or fixed, which drops inherited draws)"},
    ),
    "timeline": ("dated events, the same in every world", {name: kind.meaning for name, kind in EVENTS.items()}),
    "interventions": ("do-operators, '- do: {…}' each: replacements of a rule in all worlds", OPERATORS),
}
"""Keys of a file that are no parameters -> what they hold, and what may stand in them."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A parameter (or a group of them) in words; printing it gives the text for a terminal.

    Attributes
    ----------
    path : its one name
    meaning, unit, symbol, status, source : from the schema; `symbol` is what MODEL.md calls it
    default : the schema's default
    value : in the scenario asked about
    range : in words, empty for none
    prior : in the scenario asked about, in words
    scenario : name of that scenario
    parts : for a group, its parameters with their meanings
    """

    path: str
    meaning: str
    unit: str = ""
    default: Any = None
    value: Any = None
    range: str = ""
    prior: str = ""
    status: str = ""
    source: str = ""
    symbol: str = ""
    scenario: str = ""
    parts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if self.parts:
            width = max(len(name) for name, _ in self.parts)
            return "\n".join(
                [self.path, f"  {self.meaning}", *(f"  {name:<{width}}  {meaning}" for name, meaning in self.parts)]
            )
        rows = [
            ("unit", _UNITS.get(self.unit, self.unit)),
            ("default", _text(self.default)),
            (f"in {self.scenario}", _text(self.value)),
            ("range", self.range),
            ("prior", self.prior),
            ("status", self.status),
            ("source", self.source),
            ("in MODEL.md", self.symbol),
        ]
        width = max(len(name) for name, _ in rows)
        return visible(
            "\n".join([self.path, f"  {self.meaning}", *(f"  {name:<{width}}  {text}" for name, text in rows if text)])
        )


def _text(value: Any) -> str:
    return (
        str(value).lower()
        if isinstance(value, bool)
        else ""
        if value is None
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def explain(path: str, case: str | Path | Scenario = BASE) -> Explanation:
    """Explain a parameter by its path, with its value and prior in a scenario.

    Raises
    ------
    ScenarioError
        when the scenario has no such parameter; the nearest one is named
    """
    scenario = load(case)
    if path in HEADER_LEAVES:
        item = HEADER_LEAVES[path]
        return Explanation(
            path=path,
            meaning=item.meaning,
            unit=item.unit,
            default=item.default,
            value=scenario.resolved.get(path),
            range=item.range_text,
            prior="none possible: one value for a whole run",
            status=item.status,
            source=item.source,
            symbol=item.symbol,
            scenario=scenario.name,
        )
    if path in _LISTS:
        return Explanation(path=path, meaning=_LISTS[path][0], parts=tuple(_LISTS[path][1].items()))
    if path == JOINT and any(prior.group == JOINT for prior in scenario.priors):
        return _joint(scenario)
    if path not in scenario.paths:
        return _group(path, scenario)
    item = scenario.paths[path]
    side = path.partition(".")[0]
    calibrated = {**load(BASE).calibrated, **scenario.calibrated}
    return Explanation(
        path=path,
        meaning=item.meaning,
        unit=item.unit,
        default=item.default_for(side),
        value=scenario.value(path),
        range=item.range_text,
        prior=prior_text(scenario, path),
        status="calibrated" if path in calibrated else item.status,
        source=calibrated.get(path, item.source),
        symbol=item.symbol,
        scenario=scenario.name,
    )


def prior_text(scenario: Scenario, path: str) -> str:
    """The prior of a parameter in words: its own, a factor shared with others, `FIXED`, or none stated."""
    for prior in scenario.priors:
        if path in prior.targets:
            if prior.group:
                others = _more(sum(other.group == prior.group for other in scenario.priors) - 1)
                return f"'{prior.group}': {prior.distribution}" + (f"; jointly with {others}" if others else "")
            if not prior.scales:
                return str(prior.distribution)
            others = _more(len(prior.targets) - 1)
            return f"'{prior.key}': a factor {prior.distribution} on this" + (f" and {others}" if others else "")
    return FIXED if scenario.resolved["uncertain"].get(path) == "fixed" else "none stated"


def _more(others: int) -> str:
    return f"{others} more parameter{'s' if others > 1 else ''}" if others else ""


def _joint(scenario: Scenario) -> Explanation:
    """Joint draws: which parameters they are of, and how far each of them goes."""
    own = [prior for prior in scenario.priors if prior.group == JOINT]
    return Explanation(
        path=JOINT,
        meaning=f"joint draws: each takes one of {len(own[0].distribution.values):,} rows, with the values of all of",
        parts=tuple((prior.key, f"{prior.distribution.low:g} to {prior.distribution.high:g}") for prior in own),
        scenario=scenario.name,
    )


def _group(path: str, scenario: Scenario) -> Explanation:
    words = path.split(".")
    roots = list(scenario.tree)
    if words[0] == "parties":
        raise _unknown(path, *under_parties(words))
    if words[0] not in roots:
        below = {root: [name for name in scenario.paths if name.startswith(f"{root}.")] for root in roots}
        close = near_path(path, below) if len(words) > 1 else ""
        remedy = f"did you mean '{close}'?" if close else _elsewhere(words[0], roots)
        raise _unknown(path, f"there is no party or section '{shown(words[0])}' in {scenario.name}", remedy)
    group: Leaf | Group = root_shape(words[0])
    for position, word in enumerate(words[1:], start=1):
        if not isinstance(group, Group) or word not in group.fields:
            names = list(group.fields) if isinstance(group, Group) else []
            where = ".".join(words[:position])
            remedy = unknown_name(word, names, tuple(words[:position])) if names else did_you_mean(word, names)
            raise _unknown(path, f"unknown name '{shown(word)}' in {where}", remedy)
        group = group.fields[word]
    if not isinstance(group, Group):
        raise _unknown(path, f"{'.'.join(words[:-1])} is absent in {scenario.name}", "")
    parts = tuple((name, item.meaning) for name, item in group.fields.items())
    return Explanation(path=path, meaning=group.meaning, parts=parts, scenario=scenario.name)


def _elsewhere(name: str, roots: list[str]) -> str:
    """What to say about a name that no party or section has."""
    hint = unknown_root(name, roots)
    own = "; '--scenario FILE' explains a parameter of a scenario of your own"
    return hint + own if hint.startswith("its parties") else hint


def _unknown(path: str, message: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(file=shown(path), line=None, column=None, path=path, message=message, remedy=remedy)])
