"""Names in a design: parameters, and labels of common factors, checked against every scenario of the design."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.experiments.design.design import Mover
from sim.scenario import Prior, Problem, Scenario
from sim.scenario.events.interventions import assignments
from sim.scenario.layers.header import HEADER_LEAVES
from sim.scenario.layers.merge import Merged
from sim.scenario.paths import unknown_path
from sim.scenario.shape import LISTS, Group, Leaf
from sim.scenario.text.check import Report, kind_of
from sim.scenario.text.nodes import Items, Node, Table
from sim.scenario.text.problems import did_you_mean, nearest, shown
from sim.scenario.text.source import Mark
from sim.scenario.uncertainty.distributions import FACTOR


@dataclass(frozen=True, kw_only=True, eq=False)
class ScenarioLayer:
    """A scenario of a design, and what it is made of.

    Attributes
    ----------
    merged : its layers
    settings : parameters that the design sets -> place of the setting, the same in every scenario of the design
    imposed : parameters that an intervention of the scenario sets
    """

    scenario: Scenario
    merged: Merged
    settings: Mapping[str, Mark] = field(default_factory=dict)
    imposed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, scenario: Scenario, merged: Merged, settings: Mapping[str, Mark] | None = None) -> ScenarioLayer:
        """A scenario with what its interventions set."""
        operators = assignments(scenario.document["interventions"], scenario.tree)
        imposed = frozenset(path for assigned in operators for path, _ in assigned)
        return cls(scenario=scenario, merged=merged, settings=settings or {}, imposed=imposed)


def told_once(found: Sequence[tuple[str, Sequence[Problem]]]) -> list[Problem]:
    """Problems of several scenarios with one design: those at one place are one slip, and are reported once.

    Parameters
    ----------
    found : (name of a scenario, what it has against the design), for every scenario of the design

    Returns
    -------
    the problems; where some scenarios alone have one, its message names them
    """
    places: dict[tuple, tuple[list[str], list[Problem]]] = {}
    for name, problems in found:
        own: dict[tuple, list[Problem]] = {}
        for problem in problems:
            own.setdefault((problem.file, problem.line, problem.column), []).append(problem)
        for place, here in own.items():
            names, _ = places.setdefault(place, ([], here))
            names.append(name)
    told = []
    for names, here in places.values():
        told += [dataclasses.replace(problem, message=_where(problem.message, names, len(found))) for problem in here]
    return told


def _where(message: str, names: Sequence[str], scenarios: int) -> str:
    """A message that says of which of the scenarios it is true."""
    here = "in this scenario"
    if len(names) == scenarios:
        return message if scenarios == 1 else message.replace(here, "in these scenarios")
    return message.replace(here, f"in {listed(names)}") if here in message else f"{message} (in {listed(names)})"


def listed(names: Sequence[str]) -> str:
    """Names of scenarios as a message has them; of many, the first few."""
    unique = list(dict.fromkeys(names))
    if len(unique) > 4:
        return f"{', '.join(unique[:3])} and {len(unique) - 3} more"
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)


def found_in(node: Node) -> str:
    """A node as a message names it; a mapping or a list without an entry as such."""
    empty = isinstance(node, (Table, Items)) and not node.entries
    return f"{kind_of(node)} with nothing in it" if empty else kind_of(node)


def parameter(path: str, mark: Mark, laid: Sequence[ScenarioLayer], report: Report, where: str) -> Leaf | None:
    """The parameter that a design names, in all its scenarios; None (and a problem) when one of them has it not.

    Parameters
    ----------
    where : "settings", or the kind of the design
    """
    found = []
    item = None
    for one in laid:
        own = Report()
        item = _parameter(path, mark, one, own, where, hint=not report.crowded) or item
        found.append((one.scenario.name, own.problems))
    problems = told_once(found)
    report.problems += problems
    return None if problems else item


def _parameter(path: str, mark: Mark, laid: ScenarioLayer, report: Report, where: str, hint: bool) -> Leaf | None:
    names = tuple(path.split("."))
    item = laid.scenario.paths.get(path)
    if path in HEADER_LEAVES or path in LISTS:
        report.add(
            mark,
            f"'{path}' belongs to a scenario as a whole; a design cannot move it",
            (where, path),
            "write it in a scenario file, and name that file under scenarios:",
        )
    elif item is None:
        message, remedy, _ = unknown_path(laid.merged, names, "this key", hint=hint)
        found = laid.merged.item(names)
        if isinstance(found, Group):
            below = (path for path in laid.merged.numbers(names[0]) if path[: len(names)] == names)
            first = next((".".join(path) for path in below if path[-1] != "name"), "")
            remedy = f"write the whole path of one, such as {first}"
        if isinstance(found, Leaf):  # known, but absent here, as of a summit that is not held
            message, remedy = f"'{shown(path)}' is not there in this scenario", ""
        report.add(mark, message, (where, path), remedy)
    elif item.kind not in ("float", "int", "bool"):
        report.add(
            mark,
            f"{path} is a text; a design moves numbers, and what is true or false",
            (where, path),
            "write it in a scenario file",
        )
    elif path in laid.imposed:
        report.add(mark, *_imposed(path, path, where))
    else:
        return item
    return None


def _imposed(what: str, key: str, where: str) -> tuple[str, tuple[str, str], str]:
    return (
        f"{what} is set by an intervention: another value would change nothing",
        (where, key),
        "leave it out, or take a scenario without that intervention",
    )


def refuse_imposed(
    targets: Sequence[str], key: str, mark: Mark, laid: ScenarioLayer, report: Report, where: str
) -> None:
    """A problem when an intervention sets everything that a key of a design would move."""
    if targets and laid.imposed.issuperset(targets):
        what = key if list(targets) == [key] else f"everything that '{key}' moves"
        report.add(mark, *_imposed(what, key, where))


def refuse_settled(key: str, mark: Mark, laid: Sequence[ScenarioLayer], report: Report, where: str) -> bool:
    """Whether a parameter that should vary is set for all points; then there is a problem."""
    setting = laid[0].settings.get(key)
    if setting is None:
        return False
    report.add(
        mark,
        f"'{shown(key)}' is set under settings (line {setting.line}) and varied under points",
        (where, key),
        "remove one of the two",
    )
    return True


class Dimensions:
    """The dimensions of a design, as its keys are met.

    Parameters
    ----------
    laid : the scenarios of the design
    report : receives problems, one for each key at most
    where : the kind of the design

    Attributes
    ----------
    movers : key -> for each scenario, what it moves
    places : key -> where the file names it first
    """

    def __init__(self, laid: Sequence[ScenarioLayer], report: Report, where: str):
        self.laid, self.report, self.where = laid, report, where
        self.movers: dict[str, tuple[Mover, ...]] = {}
        self.places: dict[str, Mark] = {}
        self._items: dict[str, Leaf | None] = {}

    def take(self, key: str, mark: Mark) -> Leaf | None:
        """What a key takes; None (and a problem, the first time) when it moves nothing, or what another key moves."""
        if key not in self._items:
            self.places[key] = mark
            self._items[key] = self._read(key, mark)
        return self._items[key]

    def _read(self, key: str, mark: Mark) -> Leaf | None:
        if refuse_settled(key, mark, self.laid, self.report, self.where):
            return None
        factors = [_factor(one.scenario, key) for one in self.laid]
        if any(factors):
            item, movers = self._common(key, mark, factors)
        elif self._like_a_factor(key, mark):
            return None
        else:
            item = parameter(key, mark, self.laid, self.report, self.where)
            movers = (Mover(key=key, targets=(key,)),) * len(self.laid)
        if item is None or self._moved_twice(key, mark, movers):
            return None
        self.movers[key] = movers
        return item

    def _common(self, key: str, mark: Mark, factors: list[Prior | None]) -> tuple[Leaf | None, tuple[Mover, ...]]:
        """A factor that the scenarios have under a label; each of them must have it."""
        lacking = [one.scenario.name for one, factor in zip(self.laid, factors, strict=True) if factor is None]
        if lacking:
            self.report.add(
                mark,
                f"there is no common factor '{shown(key)}' in {listed(lacking)}",
                (self.where, key),
                "every scenario of the design must have it under 'uncertain'",
            )
            return None, ()
        found = []
        known = [factor for factor in factors if factor is not None]
        for one, factor in zip(self.laid, known, strict=True):
            own = Report()
            refuse_imposed(factor.targets, key, mark, one, own, self.where)
            found.append((one.scenario.name, own.problems))
        problems = told_once(found)
        self.report.problems += problems
        movers = tuple(Mover(key=key, targets=factor.targets, scales=True) for factor in known)
        return (None if problems else FACTOR), movers

    def _like_a_factor(self, key: str, mark: Mark) -> bool:
        """Whether a name without a dot is a slip for the label of a factor; then there is a problem."""
        parties = {party for one in self.laid for party in one.merged.parties}
        labels = sorted({prior.key for one in self.laid for prior in one.scenario.priors if prior.scales})
        if "." in key or key in parties or key in HEADER_LEAVES or not nearest(key, labels):
            return False
        self.report.add(mark, f"there is no common factor '{shown(key)}'", (self.where, key), did_you_mean(key, labels))
        return True

    def _moved_twice(self, key: str, mark: Mark, movers: tuple[Mover, ...]) -> bool:
        for number, mover in enumerate(movers):
            for other, earlier in self.movers.items():
                both = sorted(set(mover.targets) & set(earlier[number].targets))
                if both:
                    more = f" (and {len(both) - 1} more)" if len(both) > 1 else ""
                    self.report.add(
                        mark,
                        f"{both[0]}{more} is moved twice: by '{shown(other)}' and by '{shown(key)}'",
                        (self.where, key),
                        "keep one of the two",
                    )
                    return True
        return False


def _factor(scenario: Scenario, key: str) -> Prior | None:
    return next((prior for prior in scenario.priors if prior.scales and prior.key == key), None)
