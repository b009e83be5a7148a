"""Kinds of design: from what a file says under `points` to the points themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.design.design import Mover
from sim.experiments.design.over import read_over
from sim.experiments.design.parameters import Dimensions, ScenarioLayer, found_in, listed
from sim.experiments.design.sample import SampledPoints, UnitSample
from sim.experiments.design.tables import read_table
from sim.experiments.design.whole import check_whole
from sim.scenario.shape import Leaf
from sim.scenario.text.check import Report, kind_of, leaf
from sim.scenario.text.nodes import Items, Node, Scalar, Table
from sim.scenario.text.problems import did_you_mean, shown
from sim.scenario.text.scalars import Unreadable

MOST_POINTS_OF_A_KIND = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Points:
    """Dimensions, and points in them.

    Attributes
    ----------
    kind : of design
    keys : the dimensions
    movers : for each scenario, what each dimension moves
    values : for each scenario, float64 (points, dimensions), or what is read as such an array; NaN: as stated
    """

    kind: str
    keys: tuple[str, ...]
    movers: tuple[tuple[Mover, ...], ...]
    values: tuple[np.ndarray | SampledPoints, ...]

    @property
    def size(self) -> int:
        """Points of one scenario."""
        return len(self.values[0])

    @classmethod
    def none(cls, scenarios: int) -> Points:
        """Each scenario once, as it stands."""
        once = max(scenarios, 1)
        return cls(kind="stated", keys=(), movers=((),) * once, values=(np.empty((1, 0)),) * once)

    @classmethod
    def same(cls, kind: str, known: Dimensions, values: np.ndarray) -> Points | None:
        """The same values in every scenario; None (and a problem) when some of a point do not fit together."""
        moved, laid = known.movers, known.laid
        movers = tuple(tuple(moved[key][number] for key in moved) for number in range(len(laid)))
        points = cls(kind=kind, keys=tuple(moved), movers=movers, values=(values,) * len(laid))
        problems = check_whole(laid, movers, (values,) * len(laid), known.places, kind)
        known.report.problems += problems
        return None if problems else points


def read_points(kind: str, node: Node, laid: Sequence[ScenarioLayer], seed: int, report: Report) -> Points:
    """The points of a design; problems go to `report`."""
    return KINDS[kind](kind, node, laid, seed, report) or Points.none(len(laid))


# -- grid and list ----------------------------------------------------------------------------------------------------


def _grid(kind: str, node: Node, laid: Sequence[ScenarioLayer], seed: int, report: Report) -> Points | None:
    if not isinstance(node, Table) or not node.entries:
        report.add(
            node.mark,
            f"grid must be a mapping from parameters to their values, found {found_in(node)}",
            ("grid",),
            "such as grid: {us_envoy.engagement: [0, 0.5, 1]}",
        )
        return None
    known, axes = Dimensions(laid, report, "grid"), []
    for key, value in node.entries.items():
        item = known.take(key, node.keys[key])
        if item is not None:
            axes.append(_axis(key, item, value, report))
    if report.problems:
        return None
    size = math.prod(len(axis) for axis in axes)
    if size > MOST_POINTS_OF_A_KIND:
        report.add(
            node.mark,
            f"the grid has {shown(f'{size:,}')} points; at most {MOST_POINTS_OF_A_KIND:,}",
            ("grid",),
            "take fewer values, or a latin_hypercube",
        )
        return None
    return Points.same(kind, known, _product(axes, size))


def _product(axes: list[list[float]], size: int) -> np.ndarray:
    """Every combination, the last dimension fastest, float64 (size, dimensions)."""
    values = np.empty((size, len(axes)))
    each = size
    for place, axis in enumerate(axes):
        each //= len(axis)
        values[:, place] = np.resize(np.repeat(axis, each), size)
    return values


def _axis(key: str, item: Leaf, node: Node, report: Report) -> list[float]:
    """The values of one dimension of a grid."""
    if isinstance(node, Table) and node.entries:
        return _steps(key, item, node, report)
    if not isinstance(node, Items) or not node.entries:
        report.add(
            node.mark,
            f"{key} takes a list of values, or {{from: …, to: …, steps: …}}; found {found_in(node)}",
            ("grid", key),
            "such as [false, true]" if item.kind == "bool" else "such as [0, 0.5, 1]",
        )
        return []
    values: dict[float, None] = {}
    for entry in node.entries:
        value = _value(key, item, entry, report, "grid")
        if value in values:
            report.add(
                entry.mark, f"{key} has the value {_shown(value, item)} twice", ("grid", key), "keep one of the two"
            )
        elif value is not None:
            values[value] = None
    return list(values)


def _shown(value: float, item: Leaf) -> str:
    return ("false", "true")[bool(value)] if item.kind == "bool" else f"{value:g}"


_STEPS = {
    "from": Leaf(kind="float"),
    "to": Leaf(kind="float"),
    "steps": Leaf(kind="int", low=2, high=100_000),
    "scale": Leaf(kind="choice", options=("linear", "log")),
}


def _steps(key: str, item: Leaf, node: Table, report: Report) -> list[float]:
    """Evenly spaced values, `{from, to, steps, scale}`."""
    if item.kind == "bool":
        report.add(node.mark, f"{key} is true or false; there are no steps", ("grid", key), "write [false, true]")
        return []
    found = _evenly(key, item, node, report)
    if not found:
        return []
    low, high, steps = found["from"], found["to"], found["steps"]
    log = found.get("scale") == "log"
    if low >= high:
        remedy = "exchange the two" if low > high else f"for one value write [{low:g}]"
        message = f"{key} goes from {low:g} to {high:g}: 'from' must be below 'to'"
        report.add(node.mark, message, ("grid", key), remedy)
        return []
    if log and low <= 0:
        message = f"{key} on a log scale starts at {low:g}; it must start above 0"
        report.add(node.entries["from"].mark, message, ("grid", key), "start above 0, or leave out scale: log")
        return []
    values = np.geomspace(low, high, steps) if log else np.linspace(low, high, steps)
    if item.kind != "int":
        return values.tolist()
    whole = np.unique(np.rint(values))
    if len(whole) == steps:
        return whole.tolist()
    report.add(
        node.entries["steps"].mark,
        f"{key} is a whole number: {steps} such steps from {low:g} to {high:g} are only {len(whole)} values",
        ("grid", key),
        "take fewer steps, or a list of values" if log else f"write steps: {len(whole)}",
    )
    return []


def _evenly(key: str, item: Leaf, node: Table, report: Report) -> dict[str, Any]:
    """What a file says of evenly spaced values, checked one by one; nothing when something is wrong."""
    before, found = len(report.problems), {}
    for word, value in node.entries.items():
        if word not in _STEPS:
            report.add(
                node.keys[word],
                f"unknown key '{shown(word)}' in the values of {key}",
                ("grid", key),
                did_you_mean(word, list(_STEPS), "allowed here"),
            )
        elif word in ("from", "to"):
            found[word] = _value(key, item, value, report, "grid")
        else:
            try:
                found[word] = leaf(_STEPS[word], value, (word,))
            except Unreadable as reason:
                report.add(value.mark, reason.message, ("grid", key), reason.remedy)
    lacking = [f"'{word}'" for word in ("from", "to", "steps") if word not in node.entries]
    if lacking and node.entries.keys() <= _STEPS.keys():  # else the unknown key may be what is lacking
        message = f"the values of {key} lack {listed(lacking)}"
        report.add(node.mark, message, ("grid", key), "such as {from: 0, to: 1, steps: 5}")
    return {} if lacking or len(report.problems) > before else found


def _list(kind: str, node: Node, laid: Sequence[ScenarioLayer], seed: int, report: Report) -> Points | None:
    if not isinstance(node, Items) or not node.entries:
        report.add(
            node.mark,
            f"list must be a list of points, found {found_in(node)}",
            ("list",),
            "such as lines '- {us_envoy.engagement: 0.5}'; '- {}' is the scenario as it stands",
        )
        return None
    known = Dimensions(laid, report, "list")
    rows: list[dict[str, float | None]] = []
    for entry in node.entries:
        if not isinstance(entry, Table):
            report.add(
                entry.mark,
                f"a point must be a mapping from parameters to values, found {kind_of(entry)}",
                ("list",),
                "such as {us_envoy.engagement: 0.5}",
            )
            continue
        row: dict[str, float | None] = {}
        for key, value in entry.entries.items():
            item = known.take(key, entry.keys[key])
            if item is not None:
                row[key] = _value(key, item, value, report, "list")
        rows.append(row)
    if report.problems:
        return None
    if not known.movers:
        return Points(kind=kind, keys=(), movers=((),) * len(laid), values=(np.empty((len(rows), 0)),) * len(laid))
    values = np.array([[row.get(key, np.nan) for key in known.movers] for row in rows], float)
    return Points.same(kind, known, values)


def _value(key: str, item: Leaf, node: Node, report: Report, where: str) -> float | None:
    """One value of a dimension; None (and a problem) when the parameter cannot have it."""
    try:
        return float(leaf(item, node, tuple(key.split("."))))
    except Unreadable as reason:
        report.add(node.mark, reason.message, (where, key), reason.remedy)
        return None


# -- samples ----------------------------------------------------------------------------------------------------------

_COUNT = Leaf(kind="int", low=1, high=MOST_POINTS_OF_A_KIND)


def _sample(kind: str, node: Node, laid: Sequence[ScenarioLayer], seed: int, report: Report) -> Points | None:
    """A Latin hypercube (McKay, Beckman & Conover 1979) or a scrambled Sobol sequence (Owen 1998)."""
    if not isinstance(node, Table) or not node.entries:
        report.add(
            node.mark,
            f"{kind} must be a mapping with 'points' and 'over', found {found_in(node)}",
            (kind,),
            f"such as {kind}: {{points: 256, over: prior}}",
        )
        return None
    unknown = [word for word in node.entries if word not in ("points", "over")]
    for word in unknown:
        report.add(
            node.keys[word], f"unknown key '{shown(word)}' in {kind}", (kind, word), _sample_hint(kind, word, node)
        )
    for word, example in (("points", "points: 256"), ("over", "over: prior")):
        if word not in node.entries and not unknown:  # else the unknown key may be what is lacking
            report.add(node.mark, f"{kind} lacks '{word}'", (kind, word), f"add {example}")
    count, space = 0, None
    if "points" in node.entries:
        count = _count(kind, node.entries["points"], report)
    if "over" in node.entries:
        own = Report()
        space = read_over(node.entries["over"], laid, own)
        report.problems += own.problems
    if report.problems or space is None:
        return None
    return Points(
        kind=kind,
        keys=space.keys,
        movers=space.movers,
        values=space.values(UnitSample(kind, count, len(space.dimensions), seed)),
    )


def _sample_hint(kind: str, word: str, node: Table) -> str:
    if "." in word and "over" not in node.entries:
        return f"put distributions under over: {kind}: {{points: …, over: {{{shown(word)}: …}}}}"
    if word in ("seed", "worlds", "replicates"):
        return f"put '{word}' at the outermost level of the design"
    return did_you_mean(word, ["points", "over"], "allowed here")


def _count(kind: str, node: Node, report: Report) -> int:
    try:
        count = leaf(_COUNT, node, ("points",))
    except Unreadable as reason:
        report.add(node.mark, reason.message, (kind, "points"), reason.remedy)
        return 0
    if kind == "sobol" and count & (count - 1):
        near = [number for number in (1 << (count.bit_length() - 1), 1 << count.bit_length()) if number <= _COUNT.high]
        report.add(
            node.mark,
            f"a Sobol sequence is even only at powers of two, found {count} points",
            (kind, "points"),
            f"write {' or '.join(map(str, near))}",
        )
    return count


# -- tables -----------------------------------------------------------------------------------------------------------


def _table(kind: str, node: Node, laid: Sequence[ScenarioLayer], seed: int, report: Report) -> Points | None:
    if not isinstance(node, Scalar) or not node.text or (node.plain and node.text in ("null", "~")):
        report.add(
            node.mark,
            f"table must be the name of a CSV file, found {kind_of(node)}",
            ("table",),
            "such as table: points.csv",
        )
        return None
    known = Dimensions(laid, report, "table")
    values = read_table(node, known, report)
    if values is None or report.problems:
        return None
    return Points.same(kind, known, values)


Reader = Callable[[str, Node, Sequence[ScenarioLayer], int, Report], Points | None]

KINDS: dict[str, Reader] = {"grid": _grid, "latin_hypercube": _sample, "sobol": _sample, "list": _list, "table": _table}
"""Kind of design -> what reads it."""
