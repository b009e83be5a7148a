"""Which parameters of a scenario are uncertain: entries of all layers, with what they move."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model.issues import ISSUES
from sim.scenario.layers.header import HEADER_LEAVES, SLUG
from sim.scenario.layers.layer import Layer
from sim.scenario.layers.merge import Merged
from sim.scenario.paths import parameters, unknown_path
from sim.scenario.shape import LISTS, SECTIONS, Leaf
from sim.scenario.text.check import Path, checked
from sim.scenario.text.nodes import Scalar, Table
from sim.scenario.text.problems import nearest, shown
from sim.scenario.text.scalars import Unreadable
from sim.scenario.text.source import Mark
from sim.scenario.tree import value_at
from sim.scenario.uncertainty.distributions import FACTOR, Entry, read_entry
from sim.scenario.uncertainty.priors import JOINT, Distribution, Draws, Prior
from sim.scenario.uncertainty.sample import Sample, read_sample
from sim.schema import BELLIGERENTS

_ROUNDING = 1e-6
"""By how much issue weights may miss their sum."""


class Uncertain:
    """Entries of ``uncertain``, merged key by key while layers are laid over one another.

    A value stated above drops a prior inherited from below; a factor keeps scaling the new value. A column of joint
    draws is replaced and dropped as a prior is, and leaves the others joint.
    """

    def __init__(self, merged: Merged):
        self.merged = merged
        self.entries: dict[str, Entry] = {}
        self.sample: Sample | None = None

    def add(self, layer: Layer) -> None:
        """Take in a layer that has just been laid on top of `merged`."""
        number = len(self.merged.layers) - 1
        self._drop_removed()
        for path in layer.report.values:
            key = ".".join(path)
            entry = self.entries.get(key)
            if entry is not None and entry.scales is None:
                entry.distribution = None
            elif self.sample is not None and key in self.sample.columns:
                mark = self.sample.mark
                self.entries[key] = Entry(key=key, mark=mark, value=mark, layer=self.sample.layer)
                self._leave_out(key)
        if layer.uncertain is not None:
            self._add_entries(layer, layer.uncertain, number)
        if layer.current:
            self._declare(layer, number)

    def _add_entries(self, layer: Layer, uncertain: Table, number: int) -> None:
        if JOINT in uncertain.entries:
            self._add_sample(layer, uncertain, number)
        for key, node in uncertain.entries.items():
            if key == JOINT:
                continue
            entry = read_entry(key, uncertain.keys[key], node, number, layer.report)
            if entry is not None and self._fits(entry, layer):
                self.entries[key] = entry
                if self.sample is not None and (entry.fixed or self.sample.layer < number):
                    self._leave_out(key)

    def _declare(self, layer: Layer, number: int) -> None:
        """What the declarations say of parameters on which a layer that extends them is silent.

        A value that it states drops the declared prior, as it would an inherited one; a factor keeps scaling it.
        """
        mark = layer.report.values[("extends",)]
        moved = {
            path for entry in self.entries.values() for pattern in entry.scales or () for path in self._matches(pattern)
        }
        moved |= self.entries.keys() | (self.sample.columns.keys() if self.sample is not None else set())
        for path, item, _ in parameters(self.merged.filled()):
            key, prior = ".".join(path), dict(item.prior_for(path[0]) or {})
            if key in moved or item.kind == "text":
                continue
            label = prior.pop("factor", None)
            if label is None and path in layer.report.values:
                prior = {}
            distribution = next((Distribution(kind=kind, values=tuple(prior[kind])) for kind in prior), None)
            entry = Entry(key=label or key, mark=mark, value=mark, layer=number, distribution=distribution)
            if label is not None:
                entry = self.entries.setdefault(label, entry)
                pattern = ".".join(("*", *path[1:])) if path[0] in self.merged.parties else key
                entry.scales = {**(entry.scales or {}), pattern: mark}
            self.entries[entry.key] = entry

    def _add_sample(self, layer: Layer, stated: Table, number: int) -> None:
        """Joint draws replace inherited ones, and inherited priors of their columns; `fixed` drops inherited ones."""
        mark, node = stated.keys[JOINT], stated.entries[JOINT]
        if isinstance(node, Scalar) and node.text == "fixed":
            if self.sample is None:
                layer.report.add(
                    mark, "there are no inherited joint draws to drop", ("uncertain", JOINT), "remove the entry"
                )
            self.sample = None
            return
        self.sample = read_sample(mark, node, number, self.merged, layer.report)
        for path in self.sample.columns if self.sample is not None else ():
            self.entries.pop(path, None)

    def _leave_out(self, path: str) -> None:
        """Drop a column of the joint draws, if it is one; draws without a column are none."""
        if self.sample is not None:
            self.sample.columns.pop(path, None)
            if not self.sample.columns:
                self.sample = None

    def _drop_removed(self) -> None:
        """Inherited priors of a party (or a summit) that is gone go with it."""
        for path in list(self.sample.columns) if self.sample is not None else ():
            if self.merged.item(tuple(path.split("."))) is None:
                self._leave_out(path)
        for key, entry in list(self.entries.items()):
            if entry.scales is None:
                if "." in key and self.merged.item(tuple(key.split("."))) is None:
                    del self.entries[key]
                continue
            entry.scales = {pattern: mark for pattern, mark in entry.scales.items() if self._matches(pattern)}
            if not entry.scales:
                del self.entries[key]

    def _matches(self, pattern: str) -> list[str]:
        """Paths of numbers that a pattern names: itself, or one in every party that has it."""
        first, _, rest = pattern.partition(".")
        roots = self.merged.parties if first == "*" else [first]
        paths = [(root, *rest.split(".")) for root in roots]
        return [".".join(path) for path in paths if _is_number(self.merged.item(path))]

    def _fits(self, entry: Entry, layer: Layer) -> bool:
        """Whether an entry of this layer names parameters there are, and stays within their ranges."""
        before = len(layer.problems)
        if entry.scales is not None:
            self._check_factor(entry, layer)
        elif "." not in entry.key:
            self._check_label(entry, layer)
        else:
            self._check_path(entry, layer)
        return len(layer.problems) == before

    def _check_label(self, entry: Entry, layer: Layer) -> None:
        key = entry.key
        if entry.fixed and key in self.entries:
            return
        if key in HEADER_LEAVES or key in LISTS or key in ("parties", "facts"):
            layer.report.add(
                entry.mark, f"{key} cannot be uncertain: it is one value for a whole run", ("uncertain", key)
            )
        elif key in SECTIONS or key in self.merged.parties:
            layer.report.add(
                entry.mark,
                f"'{key}' is a group; a prior needs the path of one parameter",
                ("uncertain", key),
                f"such as {key}.…; see the names with 'allforall explain {key}'",
            )
        else:
            layer.report.add(
                entry.mark,
                f"'{shown(key)}' is not the path of a parameter, and as a label it lacks 'scales'",
                ("uncertain", key),
                "write a path with a dot, or add scales: [parameters]",
            )

    def _check_path(self, entry: Entry, layer: Layer) -> None:
        path = tuple(entry.key.split("."))
        if path[0] == "*":
            layer.report.add(
                entry.mark,
                "'*' may stand only in scales, under a label",
                ("uncertain", entry.key),
                f'write a label: {{scales: ["{shown(entry.key)}"], uniform: [low, high]}}',
            )
            return
        item = self.merged.item(path)
        if not isinstance(item, Leaf):
            message, remedy, _ = unknown_path(self.merged, path, "a prior", hint=not layer.report.crowded)
            layer.report.add(entry.mark, message, ("uncertain", entry.key), remedy)
        elif entry.fixed:
            return
        elif item.kind == "text":
            layer.report.add(entry.mark, f"{entry.key} is a text and cannot be uncertain", ("uncertain", entry.key))
        elif item.kind == "bool":
            if entry.drawn_from.kind != "choice" or not all(
                isinstance(value, bool) for value in entry.drawn_from.values
            ):
                layer.report.add(
                    entry.value,
                    f"{entry.key} is true or false; its prior can only be a choice",
                    ("uncertain", entry.key),
                    "write {choice: [true, false]}",
                )
        else:
            self._check_numbers(entry, item, path, layer)

    def _check_numbers(self, entry: Entry, item: Leaf, path: Path, layer: Layer) -> None:
        """Every number of the distribution must be a value the parameter could have."""
        whole = item.kind == "int" and entry.drawn_from.kind == "choice"
        rule = item if whole else Leaf(kind="float", unit=item.unit, low=item.low, high=item.high)
        for value, mark in zip(entry.drawn_from.values, entry.numbers, strict=True):
            try:
                checked(rule, value, path)
            except Unreadable as reason:
                layer.report.add(mark, f"the prior of {reason.message}", ("uncertain", entry.key), reason.remedy)

    def _check_factor(self, entry: Entry, layer: Layer) -> None:
        key = ("uncertain", entry.key)
        if "." in entry.key:
            layer.report.add(
                entry.mark,
                f"'{shown(entry.key)}' is a path and a factor at once: a factor needs a label without a dot",
                key,
                "choose a label such as " + entry.key.split(".")[-1][:40],
            )
            return
        if not SLUG.fullmatch(entry.key):
            layer.report.add(
                entry.mark, f"'{shown(entry.key)}' cannot be a label: small letters, digits and underscores", key
            )
        if entry.key in SECTIONS or entry.key in self.merged.parties or entry.key in HEADER_LEAVES:
            layer.report.add(
                entry.mark, f"the label '{entry.key}' is the name of something else", key, "choose another label"
            )
        for pattern, mark in (entry.scales or {}).items():
            self._check_pattern(pattern, mark, layer, key)
        for value, mark in zip(entry.drawn_from.values, entry.numbers, strict=True):
            try:
                checked(FACTOR, value, key)
            except Unreadable:
                layer.report.add(mark, f"a factor is between 0 and {FACTOR.high:g}, found {value:g}", key)

    def _check_pattern(self, pattern: str, mark: Mark, layer: Layer, key: Path) -> None:
        path = tuple(pattern.split("."))
        if "*" in path[1:] or "*" in pattern.replace("*.", "", 1) or (path[0] == "*" and len(path) < 2):
            layer.report.add(
                mark,
                f"'{shown(pattern)}': '*' may stand only for the party, at the start",
                key,
                'such as "*.political_capability"',
            )
            return
        if self._matches(pattern):
            return
        if path[0] == "*":
            names = {".".join(found[1:]) for party in self.merged.parties for found in self.merged.numbers(party)}
            close = (
                None
                if layer.report.crowded
                else nearest(".".join(path[1:]), sorted(names))
                or next((name for name in sorted(names) if name.split(".")[-1] == path[-1]), None)
            )
            layer.report.add(
                mark,
                f"no party has the number '{shown('.'.join(path[1:]))}'",
                key,
                f"did you mean '*.{close}'?" if close else "'*' stands for every party that has the rest of the path",
            )
            return
        item = self.merged.item(path)
        if isinstance(item, Leaf):
            layer.report.add(mark, f"{pattern} is not a number and cannot be scaled", key)
            return
        message, remedy, _ = unknown_path(self.merged, path, "a factor", hint=not layer.report.crowded)
        layer.report.add(mark, message, key, remedy)

    def priors(self) -> tuple[Prior, ...]:
        """The priors, sorted by key; a parameter moved twice is a problem of the later entry."""
        claimed: dict[str, str] = {}
        found = self._joint_priors()
        fixed = {key: entry for key, entry in self.entries.items() if entry.fixed}
        for key, entry in sorted(self.entries.items(), key=lambda pair: pair[1].layer):
            if entry.fixed:
                continue
            targets = [key] if entry.scales is None else self._targets(entry, fixed)
            twice = [target for target in targets if target in claimed]
            if twice:
                more = f" (and {len(twice) - 1} more)" if len(twice) > 1 else ""
                self.merged.layers[entry.layer].report.add(
                    entry.mark,
                    f"{twice[0]}{more} has two priors: '{claimed[twice[0]]}' and '{key}'",
                    ("uncertain", key),
                    f"keep one; '{claimed[twice[0]]}: fixed' drops the other",
                )
            claimed |= dict.fromkeys(targets, key)
            self._clash(entry, targets)
            if targets:
                found.append(
                    Prior(
                        key=key, targets=tuple(targets), distribution=entry.drawn_from, scales=entry.scales is not None
                    )
                )
        return tuple(sorted(found, key=lambda prior: prior.key))

    def _joint_priors(self) -> list[Prior]:
        """A prior for each column of the joint draws, all of one group."""
        columns = {} if self.sample is None else self.sample.columns
        return [
            Prior(key=path, targets=(path,), distribution=Draws(values=values), group=JOINT)
            for path, values in columns.items()
        ]

    def _clash(self, entry: Entry, targets: list[str]) -> None:
        """A problem of the later of the two where an entry moves what joint draws move."""
        if self.sample is None:
            return
        twice = [target for target in targets if target in self.sample.columns]
        if not twice:
            return
        above = entry.layer > self.sample.layer
        below = entry.layer < self.sample.layer
        more = f" (and {len(twice) - 1} more)" if len(twice) > 1 else ""
        first, second = (JOINT, entry.key) if above else (entry.key, JOINT)
        self.merged.layers[max(entry.layer, self.sample.layer)].report.add(
            entry.mark if above else self.sample.mark,
            f"{twice[0]}{more} has two priors: '{first}' and '{second}'",
            ("uncertain", second),
            f"keep one; '{first}: fixed' drops the other"
            if above or below
            else f"remove '{entry.key}', or the column from the draws",
        )

    def _targets(self, entry: Entry, fixed: dict[str, Entry]) -> list[str]:
        """What a factor moves; what the same layer or one above says is fixed is left out."""
        targets: list[str] = []
        scales = entry.scales or {}
        for pattern, mark in list(scales.items()):
            for target in self._matches(pattern):
                if target in targets:
                    self.merged.layers[entry.layer].report.add(
                        mark, f"'{pattern}' names {target} a second time", ("uncertain", entry.key)
                    )
                elif target not in fixed or fixed[target].layer < entry.layer:
                    targets.append(target)
                elif pattern == target and fixed[target].layer == entry.layer:
                    self.merged.layers[entry.layer].report.add(
                        mark,
                        f"{target} is scaled here and said to be fixed",
                        ("uncertain", entry.key),
                        "remove one of the two",
                    )
                elif pattern == target:
                    del scales[pattern]
        return targets

    def check_support(self, tree: dict[str, Any], priors: tuple[Prior, ...]) -> None:
        """Priors that could break what must hold between parameters: ranges in order, weights that sum to 1."""
        support = {}
        for prior in priors:
            for target in prior.targets:
                low, high = prior.distribution.low, prior.distribution.high
                base = value_at(tree, target) if prior.scales else 1.0
                support[target] = (low * base, high * base, prior.key)
        joint = {} if self.sample is None else self.sample.columns
        for issue in ISSUES:
            low_path, high_path = f"agenda.{issue}.low", f"agenda.{issue}.high"
            if low_path in joint and high_path in joint:
                crossed = np.flatnonzero(joint[low_path] > joint[high_path])
                if len(crossed):
                    low, high = joint[low_path][crossed[0]], joint[high_path][crossed[0]]
                    self._blame_row(low_path, crossed[0], f"agenda.{issue}: low ({low:g}) is above high ({high:g})")
            elif low_path in support or high_path in support:
                most = support.get(low_path, (0, value_at(tree, low_path)))[1]
                least = support.get(high_path, (value_at(tree, high_path),))[0]
                if most > least:
                    self._blame(
                        (support.get(low_path) or support[high_path])[2],
                        f"agenda.{issue}: low could be drawn as {most:g}, above high ({least:g})",
                    )
        for side in BELLIGERENTS:
            drawn = {path: found for path, found in support.items() if path.startswith(f"{side}.issue_weights.")}
            together = [path for path in drawn if path in joint]
            if together:
                self._check_weights(side, drawn, together)
            elif drawn and len(drawn) < len(ISSUES) and sum(found[1] for found in drawn.values()) > 1:
                self._blame(
                    next(iter(drawn.values()))[2],
                    f"the issue weights drawn for {side} could sum to more than 1; "
                    "their highest values must leave room",
                )

    def _check_weights(self, side: str, drawn: dict[str, tuple], together: list[str]) -> None:
        """Issue weights of a side, some of them in joint draws: what counts is the sum of each row."""
        total = np.sum([self._joint.columns[path] for path in together], axis=0)
        others = sum(found[1] for path, found in drawn.items() if path not in together)
        whole = len(together) == len(ISSUES)
        bad = np.flatnonzero(abs(total - 1) > _ROUNDING if whole else total + others > 1 + _ROUNDING)
        if len(bad) and (whole or len(drawn) < len(ISSUES)):
            could = "" if not others else f", and with the others to {total[bad[0]] + others:g}"
            self._blame_row(
                together[0],
                bad[0],
                f"the issue weights of {side} sum to {total[bad[0]]:g} in this row{could}; "
                + ("all seven must sum to 1" if whole else "they must leave room"),
            )

    def check_points(self, tree: dict[str, Any], priors: tuple[Prior, ...]) -> None:
        """Parameters whose own value lies outside the range that is given for them; factors scale, and are exempt."""
        bad = set().union(*(layer.report.bad for layer in self.merged.layers))
        for prior in priors:
            path = tuple(prior.key.split("."))
            if prior.scales or any(wrong == path[: len(wrong)] for wrong in bad):
                continue
            value, low, high = value_at(tree, prior.key), prior.distribution.low, prior.distribution.high
            if value is not None and not low <= value <= high:
                self._blame(
                    prior.key,
                    f"{prior.key} is {_shown_value(value)} ({self._origin(path, prior.key)}), outside the range that "
                    f"is given for it: {prior.distribution}",
                    f"state a value inside the range, or leave the column out: '{prior.key}: fixed'"
                    if prior.group
                    else "state a value inside the range, or widen the range",
                )

    def _origin(self, path: Path, key: str) -> str:
        """Where the value at a path was stated last, as the entry `key` would say it."""
        found = self.merged.marks.get(path)
        if found is None:
            return "its default"
        mark, number = found[2], self.owner(key).layer
        if mark.source is self.merged.layers[number].source:
            return f"stated in line {mark.line}"
        word = "stated" if found[0] > number else "inherited"
        return f"{word} in {mark.source.name}, line {mark.line}"

    def owner(self, key: str) -> Entry | Sample:
        """What states the prior of this key: its entry, or the joint draws that have it as a column."""
        return self.sample if self.sample is not None and key in self.sample.columns else self.entries[key]

    @property
    def _joint(self) -> Sample:
        assert self.sample is not None
        return self.sample

    def _blame(self, key: str, message: str, remedy: str = "narrow the prior") -> None:
        owner = self.owner(key)
        self.merged.layers[owner.layer].report.add(owner.mark, message, ("uncertain", key), remedy)

    def _blame_row(self, path: str, row: int, message: str) -> None:
        mark = self._joint.place(path, row)
        self.merged.layers[self._joint.layer].report.add(
            mark, message, ("uncertain", JOINT), "correct or remove the row"
        )

    def document(self) -> dict[str, object]:
        """As a resolved file says it."""
        found: dict[str, object] = {}
        moved = {target for prior in self.priors() for target in prior.targets}
        for key, entry in sorted(self.entries.items()):
            if entry.fixed:
                if "." in key and key not in moved:
                    found[key] = "fixed"
            elif entry.scales is None:
                found[key] = entry.drawn_from.as_document()
            elif entry.scales:
                found[key] = {"scales": list(entry.scales)} | entry.drawn_from.as_document()
        return found if self.sample is None else found | {JOINT: self.sample.as_document()}


def _is_number(item: object) -> bool:
    return isinstance(item, Leaf) and item.kind in ("float", "int")


def _shown_value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"
