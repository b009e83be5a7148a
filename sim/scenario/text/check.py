"""Nodes against the schema: the values that are right, and a problem with its place for every one that is not."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.shape import Group, Leaf
from sim.scenario.text.hints import unknown_name
from sim.scenario.text.nodes import Items, Node, Scalar, Table
from sim.scenario.text.problems import Problem, did_you_mean, shown
from sim.scenario.text.scalars import DIGITS_LIMIT, Unreadable, describe, interpret, read_date
from sim.scenario.text.slips import number_in_text, percent_for_share, thousands_in_flow
from sim.scenario.text.source import Mark

Path = tuple[str, ...]


@dataclass
class Report:
    """What reading a file has found: problems, and where each value stands.

    Attributes
    ----------
    problems : in the order they were met
    keys, values : path -> place of its key and of its value
    bad : paths whose value could not be used
    """

    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    bad: set[Path] = field(default_factory=set)

    @property
    def crowded(self) -> bool:
        """Whether there are so many problems that the search for near names would only cost time."""
        return len(self.problems) > 200

    def add(self, mark: Mark, message: str, path: Path = (), remedy: str = "") -> None:
        """Note a problem at a place."""
        self.problems.append(mark.problem(message, path=".".join(path), remedy=remedy))
        self.bad.add(path)


_KINDS = {"float": "a number", "int": "a whole number", "bool": "true or false", "text": "text", "date": "a date"}


def kind_of(node: Node) -> str:
    """A node as a message names it."""
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Items):
        return "a list"
    try:
        return describe(interpret(node))
    except Unreadable:
        return f"'{shown(node.text, 40)}'"


def group(spec: Group, node: Node, path: Path, report: Report, *, required: bool = True) -> dict[str, Any] | None:
    """Values of a group; unknown keys and wrong values are reported and left out.

    Parameters
    ----------
    spec : the group of the schema
    node : what the file has
    path : the path of the group, without ``parties``
    report : receives problems and places
    required : whether to report keys of the group that must be given and are not

    Returns
    -------
    dict, or None where the file says null for an optional group
    """
    if isinstance(node, Scalar) and node.plain and node.text in ("null", "~") and spec.optional:
        return None
    if not isinstance(node, Table):
        report.add(
            node.mark, f"{name_of(path)} must be a mapping (indented 'key: value' lines), found {kind_of(node)}", path
        )
        return {}
    fields = {_alias(name): (name, item) for name, item in spec.fields.items()}
    found: dict[str, Any] = {}
    for key, value in node.entries.items():
        mark = node.keys[key]
        if key not in fields:
            hint = "" if report.crowded else thousands_in_flow(node, key) or unknown_name(key, list(fields), path)
            report.add(mark, f"unknown key '{shown(key)}' in {name_of(path)}", (*path, key), hint)
            continue
        name, item = fields[key]
        inner = (*path, key)
        report.keys[inner], report.values[inner] = mark, value.mark
        if isinstance(item, Group):
            found[name] = group(item, value, inner, report)
        else:
            try:
                found[name] = leaf(item, value, inner)
            except Unreadable as reason:
                report.add(value.mark, reason.message, inner, reason.remedy)
    if required:
        for key, (_, item) in fields.items():
            if isinstance(item, Leaf) and item.required and key not in node.entries:
                report.add(node.mark, f"{name_of(path)} lacks '{key}': {item.meaning}", (*path, key))
    return found


def _alias(name: str) -> str:
    return "from" if name == "first" else name


def name_of(path: Path) -> str:
    """A path as a message names it."""
    return ".".join(path) if path else "a scenario file"


def leaf(item: Leaf, node: Node, path: Path) -> Any:
    """The value of one parameter.

    Raises
    ------
    Unreadable
        with what is wrong and what was expected
    """
    expected = expected_text(item)
    if not isinstance(node, Scalar):
        raise Unreadable(f"{name_of(path)} must be {expected}, found {kind_of(node)}")
    try:
        value = interpret(node)
    except Unreadable as reason:
        raise Unreadable(
            f"{name_of(path)}: {reason.message}", "put it in quotes" if item.kind == "text" else reason.remedy
        ) from None
    return checked(item, value, path, quoted=not node.plain)


def checked(item: Leaf, value: Any, path: Path, quoted: bool = False) -> Any:
    """A plain value against its parameter: kind, then range.

    Raises
    ------
    Unreadable
        with what is wrong and what was expected
    """
    expected = expected_text(item)
    wrong = Unreadable(
        f"{name_of(path)} must be {expected}, found {describe(value)}", _type_remedy(item, value, quoted)
    )
    if value is None:
        if item.nullable:
            return None
        raise wrong
    if item.kind == "text":
        if not isinstance(value, str):
            raise wrong
        if not value.strip() and path[-1] != "note":
            raise Unreadable(f"{name_of(path)} must be text, found only blanks")
        return value
    if item.kind == "date":
        if isinstance(value, datetime.datetime) and value.time() == datetime.time():
            return value.date()
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if not isinstance(value, str):
            raise wrong
        return read_date(value)
    if item.kind == "choice":
        if value not in item.options or isinstance(value, bool):
            raise Unreadable(
                f"{name_of(path)} must be {expected}; found {describe(value)}",
                did_you_mean(value, item.options, "allowed") if isinstance(value, str) and item.options else "",
            )
        return value
    if item.kind == "bool":
        if not isinstance(value, bool):
            raise wrong
        return value
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or (item.kind == "int" and not isinstance(value, int))
    ):
        raise wrong
    if isinstance(value, int) and abs(value) >= 10**DIGITS_LIMIT:
        raise Unreadable(f"{name_of(path)} is too large: a whole number has at most {DIGITS_LIMIT} digits")
    if not math.isfinite(value):
        raise Unreadable(f"{name_of(path)} is {value}, not a finite number", "NaN and infinities are not allowed")
    if (item.low is not None and value < item.low) or (item.high is not None and value > item.high):
        unit = f" ({item.unit})" if item.unit not in ("", "1") else ""
        raise Unreadable(
            f"{name_of(path)} is {value:g}, outside its range: {item.range_text}{unit}", percent_for_share(item, value)
        )
    return float(value) if item.kind == "float" else value


def expected_text(item: Leaf) -> str:
    """What a parameter takes, in words, with its range."""
    if item.kind == "choice":
        return f"one of {', '.join(item.options)}" if item.options else "null (which removes it)"
    text = _KINDS[item.kind]
    return f"{text} from {item.range_text}" if item.range_text and item.high is not None else text


def _type_remedy(item: Leaf, value: Any, quoted: bool) -> str:
    if item.kind == "text":
        return "put it in quotes" if value is not None else "write a text, or remove the key"
    if item.kind == "date":
        return "write year-month-day, such as 2025-02-24"
    if value is None:
        return "write a value, or remove the key to keep the inherited or default one"
    if item.kind == "bool":
        word = str(value).lower()
        if word in ("yes", "on", "1", "true"):
            return "write true"
        return "write false" if word in ("no", "off", "0", "false") else ""
    if isinstance(value, bool):
        return "write a number; true and false are not numbers here"
    if isinstance(value, str):
        return number_in_text(item, value, quoted)
    if item.kind == "int" and isinstance(value, float) and value.is_integer():
        return f"write {int(value)}"
    return ""
