"""What a scenario's do-operators impose, in words: a result that was put in is never read as one that came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.analysis.facts import Facts
from sim.schema import BELLIGERENTS
from sim.views.text.words import party


class Imposed(NamedTuple):
    """One thing imposed in every world.

    Attributes
    ----------
    words : what, as a sentence without its full stop
    outcome : whether it fixes what comes first, so that the shares are no finding
    """

    words: str
    outcome: bool


def format_imposed(document: Mapping[str, Any]) -> list[Imposed]:
    """Say what the do-operators of a resolved scenario impose, one entry per operator."""
    names = {key: values.get("name", key) for key, values in document.get("parties", {}).items()}
    operators = (next(iter(entry["do"].items())) for entry in document.get("interventions", ()))
    return [Imposed(*_said(operator, value, names)) for operator, value in operators]


def words_of(facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is imposed, and what of it fixes the answer, a sentence each without its full stop."""
    said = [(_said(each.operator, each.value, facts.names)[0], each.outcome) for each in facts.imposed]
    return tuple(words for words, _ in said), tuple(words for words, outcome in said if outcome)


def _said(operator: str, value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    if not operator:  # a sentence that an earlier release stored
        return str(value), False
    return _WORDS[operator](value, names) if operator in _WORDS else (f"{operator}: {value}", False)


def _swap(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    if value == "never":
        return "no all-for-all swap is agreed in any world", True
    return f"an all-for-all swap is completed in week {value['complete_at']} in every world", True


def _all_for_all(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    return "the all-for-all swap is off the table in every world", True


def _constant_hazards(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    words = f"swap and talks come at constant rates of {value['swap']:g} and {value['talks']:g} a week"
    return f"{words} and every other process is off: a check of the counting, not a case", True


def _trade(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    return "no side concedes and no mediator pays before talks", False


def _pressure(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    on = [f"{value[side]:g} on {party(side, names)}" for side in BELLIGERENTS if value.get(side) is not None]
    start, end = value.get("from") or 0, value.get("to")
    weeks = f" to the end of week {end - 1}" if end is not None else " on"
    return f"US pressure is set to {', '.join(on)}, from week {start}{weeks}", False


def _mediators(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    gone = [party(key, names) for key, word in value.items() if key != "add"]
    new = [values.get("name", key) for key, values in (value.get("add") or {}).items()]
    parts = [f"taken out as mediator: {', '.join(gone)}"] if gone else []
    parts += [f"added as mediator: {', '.join(new)}"] if new else []
    return "; ".join(parts), False


def _categories(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    return f"only these are on the lists of a swap: {', '.join(key.replace('_', ' ') for key in value)}", False


def _agenda(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    parts = []
    for issue, ends in value.items():
        edges = [f"{'at least' if end == 'low' else 'at most'} {number:g}" for end, number in ends.items()]
        parts.append(f"{issue.replace('_', ' ')} {' and '.join(edges)}")
    ends = f"0: what {party('russia', names)} wants, 1: what {party('ukraine', names)} wants"
    return f"on the table of talks, {'; '.join(parts)} ({ends})", False


def _precondition(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    what = {"swap": "a completed swap", "ceasefire": "a ceasefire"}
    parts = [
        f"{what.get(kind, kind)} is a precondition of talks for {party(side, names)} to degree {number:g} (1: hard)"
        for kind, sides in value.items()
        for side, number in sides.items()
    ]
    return "; ".join(parts), False


def _sequence(value: Any, names: Mapping[str, str]) -> tuple[str, bool]:
    return "talks wait for a ceasefire", False


_WORDS = {
    "swap": _swap,
    "all_for_all": _all_for_all,
    "constant_hazards": _constant_hazards,
    "trade": _trade,
    "pressure": _pressure,
    "mediators": _mediators,
    "categories": _categories,
    "agenda": _agenda,
    "precondition": _precondition,
    "sequence": _sequence,
}
