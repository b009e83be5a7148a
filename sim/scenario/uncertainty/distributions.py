"""Priors as they are written in a scenario file, read and checked one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sim.scenario.shape import Leaf
from sim.scenario.text.check import Report, kind_of
from sim.scenario.text.nodes import Items, Node, Scalar, Table
from sim.scenario.text.problems import did_you_mean, shown
from sim.scenario.text.scalars import Unreadable, describe, interpret
from sim.scenario.text.source import Mark
from sim.scenario.uncertainty.priors import Distribution

FORMS = {
    "uniform": "[low, high]",
    "log_uniform": "[low, high]",
    "triangular": "[low, mode, high]",
    "integers": "[first, last]",
    "choice": "[value, value, …]",
}
"""Distribution -> how it is written."""

FACTOR = Leaf(kind="float", meaning="a common factor", unit="1", low=0.0, high=1000.0)
"""What a factor on parameters may be."""


@dataclass(kw_only=True)
class Entry:
    """One entry of ``uncertain``.

    Attributes
    ----------
    key : a path, or the label of a factor
    distribution : None for `fixed`
    scales : patterns of the paths a factor moves, with their places; None for a prior on one path
    mark, value : places of the key and of what it says
    layer : number of the layer that says so
    inherited : whether it comes from a layer below the one that was read last
    """

    key: str
    mark: Mark
    value: Mark
    layer: int
    distribution: Distribution | None = None
    scales: dict[str, Mark] | None = None
    numbers: list[Mark] = field(default_factory=list)

    @property
    def fixed(self) -> bool:
        """Whether it says that there is no prior."""
        return self.distribution is None

    @property
    def drawn_from(self) -> Distribution:
        """The distribution of an entry that is not `fixed`."""
        assert self.distribution is not None
        return self.distribution


def read_entry(key: str, mark: Mark, node: Node, layer: int, report: Report) -> Entry | None:
    """One entry, its form checked; None (and a problem) when it cannot be understood."""
    entry = Entry(key=key, mark=mark, value=node.mark, layer=layer)
    path = ("uncertain", key)
    if isinstance(node, Scalar):
        if node.text == "fixed":
            return entry
        report.add(
            node.mark,
            f"the prior of '{shown(key)}' must be a distribution such as {{uniform: [0.5, 1.5]}}, or fixed; "
            f"found {kind_of(node)}",
            path,
            did_you_mean(node.text, ["fixed"]) if len(node.text) > 2 else "",
        )
        return None
    if isinstance(node, Items):
        report.add(
            node.mark,
            f"the prior of '{shown(key)}' must be a distribution such as {{uniform: [0.5, 1.5]}}, or fixed; "
            "found a list",
            path,
            "name the distribution: {uniform: [low, high]}",
        )
        return None
    return _read_table(entry, node, report)


def _read_table(entry: Entry, node: Table, report: Report) -> Entry | None:
    path = ("uncertain", entry.key)
    kinds = [word for word in node.entries if word in FORMS]
    good = True
    for word, value in node.entries.items():
        if word == "scales":
            entry.scales = _patterns(value, path, report)
            good = good and entry.scales is not None
        elif word not in FORMS:
            report.add(
                node.keys[word],
                f"unknown distribution '{shown(word)}' in the prior of '{shown(entry.key)}'",
                (*path, word),
                did_you_mean(word, [*FORMS, "scales"], "distributions"),
            )
            good = False
    if len(kinds) != 1 and good:
        message = (
            f"'{shown(entry.key)}' has {len(kinds)} distributions; expected one"
            if kinds
            else (f"the prior of '{shown(entry.key)}' names no distribution")
        )
        report.add(node.keys[kinds[1]] if kinds else node.mark, message, path, "such as {uniform: [low, high]}")
        return None
    if not good or not kinds:
        return None
    entry.distribution = _distribution(entry, kinds[0], node.entries[kinds[0]], report)
    return entry if entry.distribution is not None else None


def _patterns(node: Node, path: tuple[str, ...], report: Report) -> dict[str, Mark] | None:
    if not isinstance(node, Items) or not node.entries:
        report.add(
            node.mark,
            f"scales must be a list of parameters, found {kind_of(node)}"
            if not isinstance(node, Items)
            else "scales names no parameter",
            (*path, "scales"),
            'such as ["*.political_capability"]',
        )
        return None
    patterns: dict[str, Mark] = {}
    for entry in node.entries:
        if not isinstance(entry, Scalar) or not entry.text:
            report.add(entry.mark, f"scales must name parameters, found {kind_of(entry)}", (*path, "scales"))
        elif entry.text in patterns:
            report.add(
                entry.mark, f"'{shown(entry.text)}' is named twice in scales", (*path, "scales"), "keep one of the two"
            )
        else:
            patterns[entry.text] = entry.mark
            continue
        return None
    return patterns


def _distribution(entry: Entry, kind: str, node: Node, report: Report) -> Distribution | None:
    """The numbers of a distribution, and whether they make one."""
    path = ("uncertain", entry.key, kind)

    def wrong(mark: Mark, message: str, remedy: str = "") -> None:
        report.add(mark, message, path, remedy)

    if not isinstance(node, Items):
        wrong(
            node.mark, f"{kind} takes a list {FORMS[kind]}, found {kind_of(node)}", f"write {{{kind}: {FORMS[kind]}}}"
        )
        return None
    values: list[float] = []
    for number in node.entries:
        value = _number(number, kind, wrong)
        if value is None:
            return None
        values.append(value)
    expected = {"triangular": 3, "choice": None}.get(kind, 2)
    if expected is not None and len(values) != expected:
        wrong(node.mark, f"{kind} takes {expected} numbers {FORMS[kind]}, found {len(values)}")
        return None
    entry.numbers = [number.mark for number in node.entries]
    if kind == "choice":
        if len(values) < 2 or len(set(values)) < len(values):
            wrong(
                node.mark, "choice needs two values or more, each once", "write fixed when there is nothing to choose"
            )
            return None
    elif values[0] >= values[-1]:
        wrong(
            node.mark,
            f"{kind} {FORMS[kind]}: the lower bound {values[0]:g} is not below the upper bound {values[-1]:g}",
            f"write {[values[-1], values[0]]}" if values[0] > values[-1] and len(values) == 2 else "",
        )
        return None
    if kind == "triangular" and not values[0] <= values[1] <= values[2]:
        wrong(entry.numbers[1], f"triangular: the mode {values[1]:g} is not between {values[0]:g} and {values[2]:g}")
        return None
    if kind == "log_uniform" and values[0] <= 0:
        wrong(entry.numbers[0], f"log_uniform: the lower bound {values[0]:g} must be above 0")
        return None
    return Distribution(kind=kind, values=tuple(values))


def _number(node: Node, kind: str, wrong: Callable[..., None]) -> float | None:
    """One number of a distribution; None (and a problem) when it is not one."""
    if not isinstance(node, Scalar):
        wrong(node.mark, f"{kind} takes numbers, found {kind_of(node)}")
        return None
    try:
        value = interpret(node)
    except Unreadable as reason:
        wrong(node.mark, reason.message, reason.remedy)
        return None
    if isinstance(value, bool) and kind == "choice":
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        wrong(
            node.mark, f"{kind} takes numbers, found {describe(value)}", "remove the quotes" if not node.plain else ""
        )
        return None
    if kind == "integers" and not isinstance(value, int):
        wrong(node.mark, f"integers takes whole numbers, found {describe(value)}")
        return None
    return value
