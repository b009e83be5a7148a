"""Do-operators as they are written in a scenario file, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.model.captives import CATEGORIES
from sim.model.mediation import MediatorParameters
from sim.scenario.events.entries import OPERATOR_MODELS, OPERATOR_WORDS, OPERATORS
from sim.scenario.events.interventions import assignments
from sim.scenario.events.span import Span
from sim.scenario.layers.layer import party_key_problem
from sim.scenario.shape import ENVOY, fill_party, shape
from sim.scenario.text.check import Report, group, kind_of
from sim.scenario.text.nodes import Items, Node, Scalar, Table
from sim.scenario.text.problems import did_you_mean, shown
from sim.scenario.text.source import Mark
from sim.schema import BELLIGERENTS


@dataclass
class Operators:
    """Do-operators as read.

    Attributes
    ----------
    document : as a resolved file says them
    places : for each, where it stands
    added : mediator -> its values, for mediators that an operator adds
    """

    document: list[dict[str, Any]] = field(default_factory=list)
    places: list[Mark] = field(default_factory=list)
    added: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_interventions(
    node: Items, mediators: list[str], span: Span, report: Report, *, current: bool = True
) -> Operators:
    """Check every operator by itself, then that no two contradict each other; `current` as in `fill`."""
    operators = Operators()
    for number, item in enumerate(node.entries):
        path = ("interventions", str(number))
        found = _operator(item, path, report)
        if found is None:
            continue
        name, value, mark = found
        reader = _Reader(mediators=mediators, span=span, report=report, path=path, operators=operators, current=current)
        before = len(report.problems)
        plain = reader.read(name, value, mark)
        if len(report.problems) == before:
            operators.document.append({"do": {name: plain}})
            operators.places.append(mark)
    _contradictions(operators, span.horizon or 0, report)
    return operators


def _operator(item: Node, path: tuple[str, ...], report: Report) -> tuple[str, Node, Mark] | None:
    """Name, value and place of the one operator of an entry; None (and a problem) when there is not one."""
    if not isinstance(item, Table) or "do" not in item.entries:
        hint = "such as - do: {trade: off}"
        if isinstance(item, Table):
            for key in item.entries:
                if key in OPERATORS:
                    hint = f"write - do: {{{key}: …}}"
        report.add(item.mark, f"an intervention must be 'do:' with one operator, found {kind_of(item)}", path, hint)
        return None
    for key in item.entries:
        if key != "do":
            report.add(
                item.keys[key], f"unknown key '{shown(key)}' next to 'do'", path, "an intervention has the one key 'do'"
            )
            return None
    inner = item.entries["do"]
    if not isinstance(inner, Table) or not inner.entries:
        report.add(
            inner.mark,
            f"'do' must name one operator with its value, found {kind_of(inner)}",
            path,
            "such as do: {trade: off}",
        )
        return None
    names = list(inner.entries)
    for name in names:
        if name not in OPERATORS:
            report.add(
                inner.keys[name],
                f"unknown do-operator '{shown(name)}'",
                path,
                did_you_mean(name, list(OPERATORS), "operators"),
            )
            return None
    if len(names) > 1:
        report.add(
            inner.keys[names[1]],
            f"one 'do' holds one operator, found {len(names)}",
            path,
            "give each operator an entry of its own: - do: {…}",
        )
        return None
    return names[0], inner.entries[names[0]], inner.keys[names[0]]


@dataclass(kw_only=True)
class _Reader:
    """Reads the value of one operator."""

    mediators: list[str]
    span: Span
    report: Report
    path: tuple[str, ...]
    operators: Operators
    current: bool

    def read(self, name: str, value: Node, mark: Mark) -> Any:
        if name == "mediators":
            return self._mediators(value)
        if name == "categories":
            return self._categories(value)
        if isinstance(value, Scalar) and name in OPERATOR_WORDS and value.text == OPERATOR_WORDS[name]:
            return value.text
        if not isinstance(value, Table) or name not in OPERATOR_MODELS:
            word = OPERATOR_WORDS.get(name)
            expected = f"'{word}'" if word else ""
            if name in OPERATOR_MODELS:
                expected += (" or " if expected else "") + "a mapping"
            remedy = did_you_mean(value.text, [word]) if word and isinstance(value, Scalar) and value.text else ""
            self._wrong(value.mark, f"{name} takes {expected}, found {kind_of(value)}", remedy or OPERATORS[name])
            return None
        return self._table(name, value, mark)

    def _wrong(self, mark: Mark, message: str, remedy: str = "") -> None:
        self.report.add(mark, message, self.path, remedy)

    def _table(self, name: str, value: Table, mark: Mark) -> dict[str, Any]:
        before = len(self.report.problems)
        scratch = Report(problems=self.report.problems, bad=self.report.bad)
        found = group(shape(OPERATOR_MODELS[name]), value, (name,), scratch) or {}
        if len(self.report.problems) > before:
            return found
        if not found or not all(part != {} for part in found.values()):
            self._wrong(value.mark, f"{name} is empty: it sets nothing", OPERATORS[name])
        elif name == "pressure":
            return self._pressure(found, value)
        elif name == "swap":
            self._within(value.entries["complete_at"].mark, found["complete_at"])
        return found

    def _pressure(self, found: dict[str, Any], value: Table) -> dict[str, Any]:
        if "ukraine" not in found and "russia" not in found:
            self._wrong(value.mark, "pressure names no side", "such as {ukraine: 0}")
        first, last = found.pop("first", None), found.get("to")
        if first is not None:
            found["from"] = first
        if first is not None and last is not None and first >= last:
            self._wrong(
                value.entries["to"].mark, f"pressure runs from week {first} to week {last}: 'to' must be after 'from'"
            )
        elif first is not None and not self.span.has(first):
            self._within(value.entries["from"].mark, first)
        elif last is not None:
            self._within(value.entries["to"].mark, last - 1)
        return found

    def _within(self, mark: Mark, week: int) -> None:
        """Note a week that the run does not have."""
        if not self.span.has(week):
            self.span.wrong(
                mark, f"week {week} is at or after the end of the run: {self.span.weeks_text}", self.report, self.path
            )

    def _categories(self, value: Node) -> list[str]:
        if not isinstance(value, Items) or not value.entries:
            found = kind_of(value) if not isinstance(value, Items) else "an empty list"
            self._wrong(
                value.mark,
                f"categories takes a list of who is on the swap's list, found {found}",
                "such as [prisoners_of_war]; with nobody on it, write all_for_all: off",
            )
            return []
        words: list[str] = []
        for entry in value.entries:
            text = entry.text if isinstance(entry, Scalar) else ""
            if text not in CATEGORIES:
                self._wrong(
                    entry.mark, f"unknown category {kind_of(entry)}", did_you_mean(text, CATEGORIES, "categories")
                )
            elif text in words:
                self._wrong(entry.mark, f"category '{text}' is named twice")
            words.append(text)
        return [name for name in CATEGORIES if name in words]

    def _mediators(self, value: Node) -> dict[str, Any]:
        if not isinstance(value, Table) or not value.entries:
            self._wrong(value.mark, f"mediators takes a mapping, found {kind_of(value)}", OPERATORS["mediators"])
            return {}
        found: dict[str, Any] = {}
        for key, entry in value.entries.items():
            if key == "add":
                found["add"] = self._add(entry)
            elif key not in self.mediators:
                self._wrong(
                    value.keys[key],
                    f"there is no mediator '{shown(key)}' in this scenario",
                    "a belligerent cannot be removed"
                    if key in BELLIGERENTS
                    else did_you_mean(key, [*self.mediators, "add"], "mediators here"),
                )
            elif not isinstance(entry, Scalar) or entry.text != "off":
                self._wrong(entry.mark, f"mediators.{key} takes 'off', found {kind_of(entry)}")
            else:
                found[key] = "off"
        return {key: found[key] for key in sorted(found)}

    def _add(self, node: Node) -> dict[str, Any]:
        if not isinstance(node, Table) or not node.entries:
            self._wrong(
                node.mark,
                f"add takes a mapping from new mediators to their parameters, found {kind_of(node)}",
                "such as add: {qatar: {name: Qatar, humanitarian_capability: 0.3, engagement: 0.5}}",
            )
            return {}
        added: dict[str, Any] = {}
        for key, entry in sorted(node.entries.items()):
            problem = party_key_problem(key)
            if problem:
                self._wrong(node.keys[key], problem[0], problem[2])
            elif key == ENVOY:
                self._wrong(
                    node.keys[key],
                    "the envoy cannot be added by an intervention: it also carries Washington's pressure",
                    f"state {ENVOY} under parties",
                )
            elif key in self.mediators or key in BELLIGERENTS or key in self.operators.added:
                self._wrong(
                    node.keys[key],
                    f"there is a party '{key}' already; add takes new mediators",
                    "to change one, state its parameters under parties",
                )
            else:
                before = len(self.report.problems)
                scratch = Report(problems=self.report.problems, bad=self.report.bad)
                stated = group(shape(MediatorParameters), entry, (key,), scratch)
                if len(self.report.problems) == before:
                    added[key] = self.operators.added[key] = fill_party(key, stated, current=self.current)
        return added


def _contradictions(operators: Operators, horizon: int, report: Report) -> None:
    """Two operators that set one thing to different values."""
    tree = {key: {"wallet_worth": None} for key in operators.added}
    seen: dict[str, Any] = {}
    rules: set[str] = set()
    weeks: dict[str, set[int]] = {side: set() for side in BELLIGERENTS}
    for entry, mark, assigned in zip(
        operators.document, operators.places, assignments(operators.document, tree), strict=True
    ):
        ((name, value),) = entry["do"].items()
        clash = next((path for path, number in assigned if path in seen and seen[path] != number), None)
        seen |= dict(assigned)
        if name in ("swap", "constant_hazards"):
            clash = name if name in rules else clash
            rules.add(name)
        if name == "pressure":
            span = set(range(value.get("from", 0), value.get("to", horizon)))
            for side in BELLIGERENTS:
                if side in value:
                    clash = f"pressure on {side}" if span & weeks[side] else clash
                    weeks[side] |= span
        if clash:
            report.add(mark, f"two interventions set {clash}", ("interventions",), "keep one of them")
