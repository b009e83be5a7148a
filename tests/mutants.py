"""Valid mutants of the catalogue's base scenario: small changes to a resolved file, one or a few at a time."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sim.model.captives import CATEGORIES
from sim.model.issues import ISSUES
from sim.scenario import Scenario, ScenarioError, load, loads
from sim.scenario.events.entries import EVENTS
from sim.scenario.shape import SECTIONS
from sim.scenario.text.writer import write
from sim.schema import BELLIGERENTS

BASE = "kyiv_summit_2025"
WEEKS = 10
ODD = "a $x_1^{2$ {b} <b>c</b> \\frac & \u202e %s " + "long " * 60


@dataclass(frozen=True)
class Mutant:
    """A changed scenario: what was changed, and what makes the resolved document."""

    label: str
    document: Callable[[], dict[str, Any]]

    @property
    def text(self) -> str:
        return write(self.document())


@lru_cache(maxsize=1)
def mutants() -> tuple[Mutant, ...]:
    """All of them, in a fixed order, those that do not validate included."""
    return tuple(Mutant(label, document) for label, document in _documents(load(BASE)))


def valid(mutant: Mutant) -> Scenario | None:
    """The scenario of a mutant; None where it does not validate."""
    try:
        return loads(mutant.text, file="mutant.yaml")
    except ScenarioError as error:
        assert error.problems
        return None


def _documents(base: Scenario) -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    plain = base.document | {"horizon_weeks": WEEKS, "uncertain": {}}
    plain["timeline"] = [entry for entry in plain["timeline"] if entry.get("week", 0) < WEEKS and "date" not in entry]

    def changed(*path: str, **how: Any) -> Callable[[], dict[str, Any]]:
        return partial(change, *path, **how)

    def change(*path: str, to: Any = None, remove: bool = False, of: Callable[[], dict[str, Any]] = lambda: plain):
        document = copy.deepcopy(of())
        here = document
        for name in path[:-1]:
            here = here[name]
        if remove:
            del here[path[-1]]
        else:
            here[path[-1]] = to
        return document

    yield "plain", lambda: plain
    for path in _paths(plain):
        yield f"removed {'.'.join(path)}", changed(*path, remove=True)
        yield f"null {'.'.join(path)}", changed(*path)
    for path, item in base.paths.items():
        place = tuple(path.split(".")) if path.split(".")[0] in SECTIONS else ("parties", *path.split("."))
        if item.kind in ("float", "int"):
            for end in (item.low, item.high):
                yield f"number {path}={end:g}", changed(*place, to=int(end) if item.kind == "int" else float(end))
        elif item.kind == "bool":
            for truth in (False, True):
                yield f"number {path}={truth}", changed(*place, to=truth)
        else:
            yield f"odd {path}", changed(*place, to=ODD)
    yield from _header(plain, changed)
    yield from _parties(plain, changed)
    yield from _events(changed)
    yield from _operators(changed)
    yield from _priors(base, changed)


def _paths(plain: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Every key at every level."""
    pending: list[tuple[tuple[str, ...], Any]] = [((), plain)]
    while pending:
        path, here = pending.pop(0)
        for key, value in here.items():
            yield (*path, key)
            if isinstance(value, dict):
                pending.append(((*path, key), value))


def _header(plain, changed):
    for key in ("title", "description"):
        for text in (ODD, "x", "日本語 العربية 🤝", "=1+1", "- a\n  b: c"):
            yield f"text {key}", changed(key, to=text)
    yield "facts", changed("facts", to=[ODD, "1", "null"])
    yield "experimental", changed("experimental", to=True)
    for weeks in (1, 2, 3, 53):
        yield f"horizon {weeks}", changed("horizon_weeks", to=weeks, of=changed("timeline", to=[]))
    for start in ("0001-01-01", "1000-02-03", "1999-12-31", "2024-02-29", "9998-01-01"):
        yield f"start {start}", changed("start", to=start)
    yield "name", changed("scenario", to="a" * 64)


def _parties(plain, changed):
    third = [key for key in plain["parties"] if key not in BELLIGERENTS]
    bare = {key: plain["parties"][key] for key in BELLIGERENTS}
    yield "no mediators", changed("parties", to=bare)
    yield "defaults alone", changed("parties", to=dict.fromkeys(plain["parties"], {}))
    yield "belligerents alone", changed("parties", to=dict.fromkeys(BELLIGERENTS, {}))
    for key in third:
        yield f"only {key}", changed("parties", to=bare | {key: {}})
        yield f"summit {key}", changed("parties", key, "summit", to={})
        yield f"summit {key} weeks 0", changed("parties", key, "summit", to={"weeks": 0})
    for key, values in (("qatar", {}), ("q", {"engagement": 1}), ("a_b_c", {"summit": {}}), ("zzz", {"name": ODD}),
                        ("x1", {"name": "Türkiye"}), ("x2", {"wallet": 100}), ("x3", {"name": "Russia"})):  # fmt: skip
        yield f"added {key}", changed("parties", key, to=values)
    yield "forty parties", changed("parties", to=bare | {f"m{number}": {"engagement": 0.5} for number in range(38)})


def _events(changed):
    for event in EVENTS:
        for week in (0, WEEKS - 1):
            for more in (
                {}, {"weeks": 520}, {"note": ODD}, {"target": "russia"}, {"target": "ukraine", "pressure": 10.0},
                {"target": "russia", "aid": -100.0, "sanction": 100.0}, {"pressure": -10.0, "target": "russia"},
            ):  # fmt: skip
                entry = {"week": week, "event": event} | more
                yield f"event {event} {week} {list(more)}", changed("timeline", to=[entry])
    yield "events", changed("timeline", to=[{"week": 1, "event": "spoiler"}] * 30)
    yield "event by date", changed("timeline", to=[{"date": "2025-03-03", "event": "aid_pause"}])


def _operators(changed):
    many: list[dict[str, Any]] = [
        {"all_for_all": "off"}, {"trade": "off"}, {"sequence": "ceasefire_first"}, {"swap": "never"},
        *({"swap": {"complete_at": week}} for week in (0, 1, WEEKS - 1)),
        {"pressure": {"ukraine": 0}}, {"pressure": {"russia": 1.5, "from": 3}}, {"pressure": {"ukraine": 1.5, "to": 1}},
        {"pressure": {"ukraine": 0.5, "russia": 0.5, "from": 0, "to": WEEKS}},
        {"mediators": {"uae": "off"}}, {"mediators": {"us_envoy": "off"}},
        {"mediators": {"uae": "off", "turkiye": "off", "saudi_arabia": "off", "vatican_icrc": "off", "eu": "off"}},
        {"mediators": {"add": {"qatar": {}}}},
        {"mediators": {"add": {"qatar": {"engagement": 0.5}, "oman": {"name": ODD}}}},
        {"mediators": {"uae": "off", "add": {"zz": {"summit": {}}}}},
        *({"categories": [name]} for name in CATEGORIES), {"categories": list(CATEGORIES)},
        *({"agenda": {issue: {"low": 0.5, "high": 0.5}}} for issue in ISSUES),
        *({"agenda": {issue: {"high": 0.0}}} for issue in ISSUES),
        *({"agenda": {issue: {"low": 1.0}}} for issue in ISSUES),
        {"precondition": {"swap": {"ukraine": 1, "russia": 1}}}, {"precondition": {"ceasefire": {"russia": 1}}},
        {"constant_hazards": {"swap": 0, "talks": 0}}, {"constant_hazards": {"swap": 50, "talks": 50}},
    ]  # fmt: skip
    for number, operator in enumerate(many):
        yield f"do {operator}", changed("interventions", to=[{"do": operator}])
        other = many[(number * 7 + 3) % len(many)]
        yield f"do {operator} and {other}", changed("interventions", to=[{"do": operator}, {"do": other}])


def _priors(base, changed):
    yield "priors", changed("uncertain", to=base.document["uncertain"])
    for path, prior in (
        ("uae.engagement", {"uniform": [0, 1]}),
        ("uae.engagement", {"uniform": [base.value("uae.engagement")] * 2}),
        ("talks.allowed", {"choice": [True]}), ("talks.allowed", {"choice": [True, False]}),
        ("all_for_all.stages", {"integers": [1, base.value("all_for_all.stages")]}),
        ("wallets", {"scales": ["*.wallet"], "uniform": [0, 1000]}),
        ("russia.talks.audience_cost", {"log_uniform": [0.01, 10]}),
    ):  # fmt: skip
        yield f"prior {path} {prior}", changed("uncertain", to={path: prior})
    stages = base.value("all_for_all.stages")
    rows = f"{base.value('uae.engagement')!r},{stages}\n0.9,{stages + 1}\n"
    draws = {"columns": ["uae.engagement", "all_for_all.stages"], "rows": rows}
    yield "joint draws", changed("uncertain", to={"from": draws})
