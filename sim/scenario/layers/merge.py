"""Layers laid over one another: what a scenario inherits, what it changes, and where each value was stated last."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.model.issues import IssueWeights
from sim.scenario.layers.layer import Layer
from sim.scenario.shape import RESERVED, SECTIONS, Group, Leaf, below, fill, fill_party, find, root_shape
from sim.scenario.text.check import Path
from sim.scenario.text.problems import did_you_mean
from sim.scenario.text.source import Mark
from sim.schema import BELLIGERENTS, Section


@dataclass
class Merged:
    """The layers so far, as one.

    Attributes
    ----------
    header : what is stated about the run as a whole
    stated : party or section -> nested values that some layer states
    marks : path -> (number of the layer that stated it last, place of its key, place of its value)
    layers : the layers, the base first
    """

    header: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, Any] = field(default_factory=dict)
    marks: dict[Path, tuple[int, Mark, Mark]] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)

    @property
    def parties(self) -> list[str]:
        """Keys of the parties: the belligerents, then the mediators sorted."""
        third = sorted(key for key in self.stated if key not in SECTIONS and key not in BELLIGERENTS)
        return [*BELLIGERENTS, *third]

    @property
    def current(self) -> bool:
        """Whether what no layer states has its default; else newer parameters have their legacy value."""
        return self.layers[0].current

    def filled(self) -> dict[str, Any]:
        """Every party and section with every value, those included that no layer states."""
        tree = {key: fill_party(key, self.stated.get(key), current=self.current) for key in self.parties}
        sections = {key: fill(root_shape(key), self.stated.get(key) or {}, current=self.current) for key in SECTIONS}
        return tree | sections

    def item(self, path: Path) -> Leaf | Group | None:
        """What stands at a path of this scenario; None if nothing does (an absent party or summit included)."""
        if not path or (path[0] not in SECTIONS and path[0] not in self.parties):
            return None
        item = find(path)
        here: Any = self.stated.get(path[0]) or {}
        group: Any = root_shape(path[0])
        for name in path[1:-1]:
            group = group.fields.get(name) if isinstance(group, Group) else None
            if group is None:
                return None
            here = here.get(name, None if group.optional else {}) if isinstance(group, Group) else {}
            if here is None:
                return None
        return item

    def removed(self, key: str) -> str:
        """Where a party was removed, in words; empty for a party that is there, or never was."""
        found = self.marks.get((key,))
        if found is None or key in self.stated or key in RESERVED or key in BELLIGERENTS:
            return ""
        mark = found[2]
        return f"by {mark.source.name}" if mark.source.setting else f"in line {mark.line} of {mark.source.name}"

    def numbers(self, root: str) -> Iterator[Path]:
        """Paths of all parameters of a party or a section, whether or not it has a summit."""
        return (path for path, item in below(root_shape(root), (root,)) if isinstance(item, Leaf))

    def add(self, layer: Layer) -> None:
        """Lay one more layer on top; problems go to that layer's report."""
        number = len(self.layers)
        self.layers.append(layer)
        inherited = number > 0
        # title and description belong to one file; the other header values are inherited
        for key in ("scenario", "title", "description"):
            if key in layer.header:
                self.header[key] = layer.header[key]
            elif key == "description" and not layer.source.setting:
                self.header.pop(key, None)
        calibrated = self.header.get("calibrated", {}) | layer.header.get("calibrated", {})
        self.header.update({key: value for key, value in layer.header.items() if key != "extends"})
        self.header["calibrated"] = calibrated
        for key, values in layer.stated.items():
            if values is None:
                self._remove(key, layer)
            elif key in self.stated or key in SECTIONS or key in BELLIGERENTS:
                _lay(self.stated.setdefault(key, {}), values)
            else:
                if inherited and "name" not in values:
                    self._new_party(key, layer)
                self.stated[key] = _lay({}, values)
        for path, mark in layer.report.keys.items():
            self.marks[path] = (number, mark, layer.report.values[path])

    def _remove(self, key: str, layer: Layer) -> None:
        if key in self.stated:
            del self.stated[key]
            return
        names = [name for name in self.parties if name not in BELLIGERENTS]
        layer.report.add(
            layer.report.keys[(key,)],
            f"there is no party '{key}' to remove",
            (key,),
            did_you_mean(key, names, "mediators here"),
        )

    def _new_party(self, key: str, layer: Layer) -> None:
        """A new party that looks like one that is there, and has no name, is a slip."""
        for name in [] if layer.report.crowded else self.parties:
            if difflib.SequenceMatcher(None, key, name).ratio() >= 0.6:
                layer.report.add(
                    layer.report.keys[(key,)],
                    f"'{key}' would be a new mediator without a name, and looks like '{name}'",
                    (key,),
                    f"did you mean '{name}'? a new mediator so called needs a 'name'",
                )
                return

    def check(self) -> None:
        """What only the whole scenario can show: issue weights that sum to 1, ranges in order, both belligerents there."""
        bad = set().union(*(layer.report.bad for layer in self.layers))
        tree = self.filled()
        for key, values in tree.items():
            for path, model, part in _groups(root_shape(key), values, (key,)):
                if any(wrong[: len(path)] == path for wrong in bad):
                    continue
                message = model.broken(part)
                if message:
                    number, mark = self.latest(path)
                    remedy = "state all seven, or change others by as much" if model is IssueWeights else ""
                    self.layers[number].report.add(mark, f"{'.'.join(path)}: {message}", path, remedy)

    def latest(self, path: Path) -> tuple[int, Mark]:
        """The layer that last stated something at or below a path, and the place to point at."""
        below = [(number, -len(at), key) for at, (number, key, _) in self.marks.items() if at[: len(path)] == path]
        if not below:
            return len(self.layers) - 1, self.layers[-1].root
        number, _, mark = max(below, key=lambda found: found[:2])
        return number, mark


def _lay(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Nested values over others, in place."""
    for name, value in over.items():
        if isinstance(value, dict):
            below = under.get(name)
            under[name] = _lay(below if isinstance(below, dict) else {}, value)
        else:
            under[name] = value
    return under


def _groups(
    group: Group, values: dict[str, Any] | None, path: Path
) -> Iterator[tuple[Path, type[Section], dict[str, Any]]]:
    """Every group with its values."""
    if values is None:
        return
    yield path, group.model, values
    for name, item in group.fields.items():
        if isinstance(item, Group):
            yield from _groups(item, values[name], (*path, name))
