"""What one scenario file (or a set of overrides) states, before anything is inherited."""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.layers.files import open_case
from sim.scenario.layers.header import HEADER_LEAVES, SLUG
from sim.scenario.shape import ENVOY, RESERVED, SECTIONS, TOP_LEVEL, root_shape
from sim.scenario.text.check import Path, Report, group, kind_of, leaf
from sim.scenario.text.hints import unknown_name
from sim.scenario.text.nodes import Items, Node, Scalar, Table, compose
from sim.scenario.text.problems import Problem, ScenarioError, shown
from sim.scenario.text.scalars import Unreadable
from sim.scenario.text.slips import REMOVING, nested
from sim.scenario.text.source import Mark, Source
from sim.schema import BELLIGERENTS

CATALOGUE_BASE = "kyiv_summit_2025"
"""The scenario of the catalogue whose parties a reader knows by name."""

PARTIES_LIMIT = 40
"""Most parties of a scenario: every one of them is a term in every week of the model."""


@dataclass
class Layer:
    """One file, or the overrides, as read.

    Attributes
    ----------
    root : place of the outermost mapping
    current : whether it extends the declarations of the parameters (``extends: defaults``)
    header : values of `HEADER_LEAVES`, ``facts`` and ``calibrated`` that are stated
    stated : party or section -> nested values that are stated; None for a party that is removed
    uncertain, timeline, interventions : nodes, still to be understood; None when not stated
    report : problems and places
    """

    source: Source
    root: Mark
    current: bool = False
    header: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, Any] = field(default_factory=dict)
    uncertain: Table | None = None
    timeline: Items | None = None
    interventions: Items | None = None
    report: Report = field(default_factory=Report)

    @property
    def problems(self) -> list[Problem]:
        """Problems met in this layer."""
        return self.report.problems


def read_layer(source: Source, node: Node | None) -> Layer:
    """Read the outermost mapping of a file."""
    layer = Layer(source=source, root=node.mark if node is not None else Mark(source))
    report = layer.report
    if node is None:
        report.add(
            Mark(source),
            "the file is empty; expected a scenario",
            remedy="start with 'scenario:', 'title:' and 'extends:'",
        )
        return layer
    if not isinstance(node, Table):
        report.add(node.mark, f"a scenario file must be a mapping ('key: value' lines), found {kind_of(node)}")
        return layer
    for key, value in node.entries.items():
        mark = node.keys[key]
        report.keys[(key,)], report.values[(key,)] = mark, value.mark
        if key in HEADER_LEAVES:
            _header(layer, key, value)
        elif key == "facts":
            _facts(layer, value)
        elif key == "calibrated":
            layer.header[key] = _calibrated(layer, value)
        elif key == "parties":
            _parties(layer, value)
        elif key in SECTIONS:
            layer.stated[key] = group(root_shape(key), value, (key,), report)
        elif key == "uncertain":
            if isinstance(value, Table):
                layer.uncertain = value
            else:
                report.add(
                    value.mark,
                    f"uncertain must be a mapping from parameters to priors, found {kind_of(value)}",
                    (key,),
                    "leave the key out when nothing is uncertain",
                )
        elif key in ("timeline", "interventions"):
            if isinstance(value, Items):
                setattr(layer, key, value)
            else:
                report.add(
                    value.mark,
                    f"{key} must be a list, found {kind_of(value)}",
                    (key,),
                    f"write '{key}: []' for none, or lines that start with '- '",
                )
        else:
            del report.keys[(key,)], report.values[(key,)]
            report.add(
                mark,
                f"unknown key '{shown(key)}' at the outermost level of the file",
                (key,),
                "" if report.crowded else _top_level_hint(key, value),
            )
    return layer


def _top_level_hint(key: str, value: Node) -> str:
    parties = known_parties()
    if key in parties or _like_a_party(value):
        return f"put '{shown(key)}' under parties:"
    return nested(key, parties, tuple(SECTIONS)) or unknown_name(key, list(TOP_LEVEL), ())


@functools.cache
def known_parties() -> tuple[str, ...]:
    """Keys of the parties that the catalogue's base knows, the belligerents first."""
    try:
        node = compose(open_case(CATALOGUE_BASE))[0]
    except ScenarioError:
        node = None
    parties = node.entries.get("parties") if isinstance(node, Table) else None
    found = parties.entries if isinstance(parties, Table) else ()
    return tuple(dict.fromkeys([*BELLIGERENTS, ENVOY, *found]))


def _like_a_party(node: Node) -> bool:
    """Whether a mapping holds nothing but what a mediator may have."""
    return isinstance(node, Table) and bool(node.entries) and set(node.entries) <= set(root_shape("a_mediator").fields)


def _header(layer: Layer, key: str, value: Node) -> None:
    try:
        found = leaf(HEADER_LEAVES[key], value, (key,))
        if key == "scenario" and not SLUG.fullmatch(found):
            raise Unreadable(
                f"scenario is '{shown(found)}'; expected a short name of small letters, digits and underscores",
                f"such as '{_slug(found)}'",
            )
        layer.header[key] = found
    except Unreadable as reason:
        layer.report.add(value.mark, reason.message, (key,), reason.remedy)


def _slug(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:40]
    return words if SLUG.fullmatch(words) else "my_scenario"


def _facts(layer: Layer, value: Node) -> None:
    if not isinstance(value, Items):
        remedy = "start the line of each fact with '- '" if isinstance(value, Scalar) else ""
        layer.report.add(value.mark, f"facts must be a list of texts, found {kind_of(value)}", ("facts",), remedy)
        return
    texts = []
    for entry in value.entries:
        try:
            texts.append(leaf(HEADER_LEAVES["title"], entry, ("facts",)))
        except Unreadable as reason:
            layer.report.add(
                entry.mark, reason.message.replace("facts must be", "a fact must be"), ("facts",), reason.remedy
            )
    layer.header["facts"] = texts


def _calibrated(layer: Layer, node: Node) -> dict[str, str]:
    """Path -> what its value is calibrated to."""
    if not isinstance(node, Table):
        message = f"calibrated must be a mapping from parameters to what they are calibrated to, found {kind_of(node)}"
        layer.report.add(node.mark, message, ("calibrated",), "such as us_envoy.engagement: 12 of 14 exchanges, 2024")
        return {}
    found = {}
    for path, entry in node.entries.items():
        try:
            found[path] = leaf(HEADER_LEAVES["title"], entry, ("calibrated", path))
        except Unreadable as reason:
            layer.report.add(entry.mark, reason.message, ("calibrated", path), reason.remedy)
        layer.report.keys[("calibrated", path)] = layer.report.values[("calibrated", path)] = node.keys[path]
    return found


def _parties(layer: Layer, value: Node) -> None:
    report = layer.report
    if not isinstance(value, Table):
        report.add(
            value.mark,
            f"parties must be a mapping from parties to their parameters, found {kind_of(value)}",
            ("parties",),
        )
        return
    if len(value.entries) > PARTIES_LIMIT:
        report.add(value.mark, f"{len(value.entries)} parties; a scenario has at most {PARTIES_LIMIT}", ("parties",))
        return
    for key, entry in value.entries.items():
        mark = value.keys[key]
        problem = party_key_problem(key)
        if problem:
            report.add(mark, *problem)
            continue
        report.keys[(key,)], report.values[(key,)] = mark, entry.mark
        if isinstance(entry, Scalar) and entry.plain and entry.text in ("null", "~"):
            if key in BELLIGERENTS:
                report.add(entry.mark, f"{key} cannot be removed: both belligerents are needed", (key,))
            else:
                layer.stated[key] = None
            continue
        if isinstance(entry, Scalar) and key not in BELLIGERENTS and entry.text.lower() in REMOVING:
            report.add(entry.mark, f"{key} must be a mapping, found '{entry.text}'", (key,), "write null to remove it")
            layer.stated[key] = {}
            continue
        layer.stated[key] = group(root_shape(key), entry, (key,), report)


def party_key_problem(key: str) -> tuple[str, Path, str] | None:
    """What is wrong with a party's key: message, path, remedy; None if nothing is."""
    if key in RESERVED:
        where = f"{key} belongs at the outermost level of the file" if key in TOP_LEVEL else "choose another name"
        return f"a party may not be called '{key}': the word has another meaning", (key,), where
    path = nested(key, (key.split(".")[0],), tuple(SECTIONS))
    if path:
        return f"'{shown(key)}' is a dotted path, and cannot name a party", (key,), path
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", key):
        return (
            f"'{shown(key)}' cannot name a party: small letters, digits and underscores, at most 40",
            (key,),
            f"such as '{_slug(key)}'",
        )
    if key in ("kyiv", "moscow", "us", "usa", "envoy"):
        right = {"kyiv": "ukraine", "moscow": "russia"}.get(key, "us_envoy")
        return f"'{key}' is called '{right}' in a scenario", (key,), f"did you mean '{right}'?"
    for side in BELLIGERENTS:
        if key != side and difflib.SequenceMatcher(None, key, side).ratio() >= 0.8:
            return (
                f"'{key}' would be a new mediator, and looks like a misspelt belligerent",
                (key,),
                f"did you mean '{side}'?",
            )
    return None
