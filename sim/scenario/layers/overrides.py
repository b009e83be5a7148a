"""Overrides of single parameters: ``--set russia.all_for_all.bargaining_chip=1.6``, or a mapping from Python."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.scenario.layers.header import HEADER_LEAVES
from sim.scenario.layers.layer import Layer
from sim.scenario.shape import Leaf
from sim.scenario.text.check import Path, checked, leaf
from sim.scenario.text.nodes import Items, Scalar, Table, compose
from sim.scenario.text.problems import Problem, ScenarioError, shown
from sim.scenario.text.scalars import Unreadable
from sim.scenario.text.source import Mark, Source

Setting = tuple[Source, str, int, Any]
"""Source, path, column of the value from 1, value (a node, or a plain value)."""

Known = Callable[[Path], Leaf | tuple[str, str, int]]
"""From a path to the parameter an override names, or to what is wrong with it."""

LENGTH_LIMIT = 4096


def read_overrides(overrides: Mapping[str, Any] | Sequence[str]) -> tuple[list[Setting], list[Problem]]:
    """Overrides as settings, and problems of those that cannot be read."""
    settings: list[Setting] = []
    problems: list[Problem] = []
    if isinstance(overrides, Mapping):
        for path, value in overrides.items():
            plain = value.item() if isinstance(value, np.generic) else value
            text = f"{path}={shown(plain)}"
            source = _source(text)
            if plain is None or isinstance(plain, (bool, int, float, str, datetime.date)):
                settings.append((source, str(path), len(str(path)) + 2, plain))
            else:
                problems.append(
                    Mark(source, 1, 1, len(str(path))).problem(
                        f"an override is one value, found {type(plain).__name__}",
                        path=str(path),
                        remedy="give values that vary from world to world to Scenario.parameters, lists in a file",
                    )
                )
        return settings, problems
    for text in [overrides] if isinstance(overrides, str) else overrides:
        try:
            settings.append(_read(str(text)))
        except ScenarioError as reason:
            problems += reason.problems
    return settings, problems


def _source(text: str) -> Source:
    one_line = shown(text, 300)
    return Source(f"--set {one_line}", one_line, None, True)


def _read(text: str) -> Setting:
    source = _source(text)
    path, equals, value = text.partition("=")
    path = path.strip()
    if not equals or not path or len(text) > LENGTH_LIMIT:
        raise ScenarioError(
            [
                Mark(source, 1, 1, len(source.text)).problem(
                    "an override is written path=value", remedy="such as russia.all_for_all.bargaining_chip=1.6"
                )
            ]
        )
    column = text.index("=") + 2
    mark = Mark(source, 1, column, max(len(source.text) - column + 1, 1))
    try:
        node, found = compose(Source("", value.strip()))
    except ScenarioError as reason:
        message = reason.problems[0].message
        raise ScenarioError([mark.problem(message, path=path, remedy=reason.problems[0].remedy)]) from None
    if found:
        raise ScenarioError([mark.problem(found[0].message, path=path)])
    return source, path, column, node if node is not None else Scalar("", True, mark)


def read_settings(settings: list[Setting], known: Known) -> Layer:
    """Overrides as a layer above all files.

    Parameters
    ----------
    settings : (source, path, column of the value from 1, value) for each override; the value a node or a plain value
    known : function from a path to its parameter, or to (message, remedy, number of the wrong segment)
    """
    source = Source("--set", "", None, True)
    layer = Layer(source=source, root=Mark(source))
    report = layer.report
    for source, dotted, column, value in settings:
        path = tuple(dotted.split("."))
        key_mark = Mark(source, 1, 1, max(len(dotted), 1))
        value_mark = Mark(source, 1, column, max(len(source.text) - column + 1, 1))
        if path in report.keys:
            report.add(key_mark, f"'{shown(dotted)}' is set twice", path, "keep one of the two")
            continue
        report.keys[path], report.values[path] = key_mark, value_mark
        item = known(path)
        if isinstance(item, tuple):
            message, remedy, segment = item
            start = sum(len(word) + 1 for word in path[:segment]) + 1
            width = len(path[segment]) if segment < len(path) else 1
            report.add(Mark(source, 1, start, max(width, 1)), message, path, remedy)
            continue
        try:
            plain = leaf(item, value, path) if isinstance(value, (Scalar, Items, Table)) else checked(item, value, path)
        except Unreadable as reason:
            report.add(value_mark, reason.message, path, reason.remedy)
            continue
        if path[0] in HEADER_LEAVES:
            layer.header[path[0]] = plain
            continue
        if not _put(layer.stated, path, plain):
            report.add(
                key_mark, f"'{shown(dotted)}' is set, and what it belongs to is removed", path, "keep one of the two"
            )
    return layer


def _put(tree: dict[str, Any], path: Path, value: Any) -> bool:
    """Set a value in nested dictionaries; False where another setting contradicts it."""
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
        if tree is None:
            return False
    if path[-1] in tree:
        return False
    tree[path[-1]] = value
    return True
