"""From a name or a file to a `Scenario`, or to every problem that stands in the way."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.model.issues import ISSUES
from sim.scenario.events.interventions import assignments
from sim.scenario.events.operators import Operators, read_interventions
from sim.scenario.events.span import LAST_DAY, Span
from sim.scenario.events.timeline import read_timeline
from sim.scenario.layers.files import means_defaults, open_case, open_parent
from sim.scenario.layers.header import HEADER_LEAVES
from sim.scenario.layers.layer import Layer, read_layer
from sim.scenario.layers.merge import Merged
from sim.scenario.layers.overrides import read_overrides, read_settings
from sim.scenario.paths import settable, unknown_path
from sim.scenario.scenario import Scenario
from sim.scenario.shape import SECTIONS, Leaf
from sim.scenario.text.check import Report
from sim.scenario.text.nodes import compose
from sim.scenario.text.problems import Problem, ScenarioError
from sim.scenario.text.source import Mark, Source, decode
from sim.scenario.uncertainty.uncertain import Uncertain
from sim.schema import BELLIGERENTS

CHAIN_LIMIT = 16
"""Most scenarios that may extend one another."""

Overrides = Mapping[str, Any] | Sequence[str]


def load(case: str | Path | Scenario, overrides: Overrides = ()) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    case : a name of the catalogue, or a file
    overrides : path -> value, or texts ``path=value``; they stand above every file

    Raises
    ------
    ScenarioError
        with every problem of the files and the overrides
    """
    if isinstance(case, Scenario):
        if not overrides:
            return case
        return loads(case.to_yaml(), file=f"{case.name}.resolved.yaml", overrides=overrides)
    return _load(open_case(case), overrides)


def loads(
    text: str | bytes, *, file: str = "scenario.yaml", folder: Path | None = None, overrides: Overrides = ()
) -> Scenario:
    """Load a scenario from its text.

    Parameters
    ----------
    text : the content of a scenario file
    file : how it is called in messages
    folder : where files that it extends are looked for, besides the catalogue; None for nowhere else
    overrides : as in `load`

    Raises
    ------
    ScenarioError
        with every problem of the text and the overrides
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _load(decode(raw, file, folder / file if folder else None), overrides)


def _load(source: Source, overrides: Overrides) -> Scenario:
    return read(source, overrides)[0]


def read(source: Source, overrides: Overrides = ()) -> tuple[Scenario, Merged]:
    """A scenario, and the layers it is made of: whoever lays something over it can say what is near a wrong name.

    Raises
    ------
    ScenarioError
        with every problem of the source and the overrides
    """
    layers = _chain(source)
    merged = Merged()
    uncertain = Uncertain(merged)
    for layer in layers:
        merged.add(layer)
        uncertain.add(layer)
    settings, problems = read_overrides(overrides)
    if settings:
        layer = read_settings(settings, functools.partial(settable, merged))
        merged.add(layer)
        uncertain.add(layer)
    return _resolve(merged, uncertain, problems), merged


def _chain(source: Source) -> list[Layer]:
    """The layers of a file and of all it extends, the base first.

    Raises
    ------
    ScenarioError
        for what makes reading on impossible: no file, no YAML, a loop
    """
    layers: list[Layer] = []
    seen = {source.path}
    names = [source.name]
    layers.append(_read(source))
    while True:
        layer = layers[-1]
        name = layer.header.get("extends")
        layer.current = name is not None and means_defaults(name, layer.source)
        if name is None or layer.current:
            return layers[::-1]
        mark = layer.report.values[("extends",)]
        try:
            parent = open_parent(name, mark, layer.source)
            problem = None
            if parent.path in seen:
                problem = f"extends goes round in a circle: {' -> '.join([*names, parent.name])}"
            elif len(layers) >= CHAIN_LIMIT:
                problem = f"more than {CHAIN_LIMIT} scenarios extend one another"
            if problem:
                raise ScenarioError(
                    [mark.problem(problem, path="extends", remedy="a scenario extends one that stands by itself")]
                )
            seen.add(parent.path)
            names.append(parent.name)
            layers.append(_read(parent))
        except ScenarioError as reason:
            found = list(reason.problems)
            if not any(problem.file == layer.source.name for problem in found):
                found.insert(
                    0, mark.problem(f"the scenario '{name}' that this one extends cannot be read", path="extends")
                )
            raise ScenarioError(_sorted([problem for one in layers for problem in one.problems] + found)) from None


def _read(source: Source) -> Layer:
    """One file as a layer."""
    node, problems = compose(source)
    layer = read_layer(source, node)
    layer.report.problems[:0] = problems
    return layer


def _sorted(problems: list[Problem]) -> list[Problem]:
    """By file, as first met, then by place; each once."""
    order = {file: number for number, file in enumerate(dict.fromkeys(problem.file for problem in problems))}
    unique = list(dict.fromkeys(problems))
    return sorted(unique, key=lambda problem: (order[problem.file], problem.line or 0, problem.column or 0))


def _resolve(merged: Merged, uncertain: Uncertain, problems: list[Problem]) -> Scenario:
    """The scenario of all layers, or all their problems."""
    top = next(layer for layer in reversed(merged.layers) if not layer.source.setting)
    _missing(merged, top)
    merged.check()
    tree = merged.filled()
    priors = uncertain.priors()
    uncertain.check_support(tree, priors)
    uncertain.check_points(tree, priors)
    bad = {path for layer in merged.layers for path in layer.report.bad}
    start = None if ("start",) in bad else merged.header.get("start")
    horizon = (
        None
        if ("horizon_weeks",) in bad
        else merged.header.get("horizon_weeks", HEADER_LEAVES["horizon_weeks"].default)
    )
    _calendar(merged, start, horizon)
    _calibrated(merged)
    timeline = _timeline(merged, start, horizon)
    operators = _interventions(merged, horizon, tree)
    problems = [problem for layer in reversed(merged.layers) for problem in layer.problems] + problems
    if problems or start is None or horizon is None:
        raise ScenarioError(_sorted(problems))
    header = merged.header
    parties = {key: tree[key] for key in merged.parties}
    document = {
        "scenario": header["scenario"],
        "title": header["title"],
        "description": header.get("description", ""),
        "facts": header.get("facts", []),
        "experimental": header.get("experimental", False),
        "start": start.isoformat(),
        "horizon_weeks": horizon,
        "parties": parties,
        **{key: tree[key] for key in SECTIONS},
        "uncertain": uncertain.document(),
        "timeline": timeline,
        "interventions": operators.document,
    }
    return Scenario(
        name=header["scenario"],
        title=header["title"],
        description=document["description"],
        facts=tuple(document["facts"]),
        experimental=document["experimental"],
        start=start,
        horizon_weeks=horizon,
        priors=priors,
        calibrated=header["calibrated"],
        resolved=document,
        reader=loads,
    )


def _missing(merged: Merged, top: Layer) -> None:
    """Keys that a scenario cannot do without."""
    base = merged.layers[0]
    bad = {path[0] for layer in merged.layers for path in layer.report.bad if path}
    if base.report.bad == {()}:
        return
    for key, words in (("scenario", "its short name"), ("title", "one line for readers")):
        if key not in top.header and key not in bad:
            top.report.add(top.root, f"the scenario lacks '{key}': {words}", (key,), f"add a line '{key}: …'")
    if "start" not in merged.header and "start" not in bad:
        base.report.add(
            base.root,
            "the scenario lacks 'start': the first day of the run",
            ("start",),
            "add a line such as 'start: 2025-02-24', or 'extends' a scenario that has one",
        )
    mark = base.report.keys.get(("parties",), base.root)
    for side in BELLIGERENTS:
        if side not in merged.stated and side not in bad and "parties" not in bad:
            base.report.add(
                mark,
                f"the belligerent '{side}' is missing from parties",
                (side,),
                f"add '{side}: {{}}' to take its defaults, or 'extends' a scenario that has it",
            )


def _calibrated(merged: Merged) -> None:
    """What is called calibrated must be a parameter, or have been one of a party that is removed by now."""
    for layer in merged.layers:
        for dotted in layer.header.get("calibrated", {}):
            path = tuple(dotted.split("."))
            if not isinstance(merged.item(path), Leaf) and not merged.removed(path[0]):
                message, remedy, _ = unknown_path(merged, path, "it")
                layer.report.add(layer.report.keys[("calibrated", dotted)], message, ("calibrated", dotted), remedy)


def _calendar(merged: Merged, start: date | None, horizon: int | None) -> None:
    """A run must end while there are dates left to write about it."""
    if start is None or horizon is None or start <= LAST_DAY - timedelta(weeks=horizon):
        return
    stated = [merged.marks[key] for key in (("start",), ("horizon_weeks",)) if key in merged.marks]
    number, _, mark = max(stated, key=lambda found: found[0])
    merged.layers[number].report.add(
        mark,
        f"a run of {horizon} weeks from {start} extends past {LAST_DAY}, the end of the calendar",
        ("start",),
        "is the year right?",
    )


def _last(merged: Merged, key: str) -> Layer | None:
    """The topmost layer that states a list: it replaces those below."""
    return next((layer for layer in reversed(merged.layers) if getattr(layer, key) is not None), None)


def _timeline(merged: Merged, start: Any, horizon: int | None) -> list[dict[str, Any]]:
    layer = _last(merged, "timeline")
    if layer is None or layer.timeline is None:
        return []
    return read_timeline(layer.timeline, Span(start, horizon, *_above(merged, layer)), layer.report)


def _above(merged: Merged, layer: Layer) -> tuple[Mark | None, Report | None]:
    """Where a layer above `layer` states the start or the horizon: what then no longer fits is that layer's problem."""
    stated = [merged.marks[key] for key in (("start",), ("horizon_weeks",)) if key in merged.marks]
    number, _, mark = max(stated, key=lambda found: found[0], default=(-1, None, None))
    return (mark, merged.layers[number].report) if number > merged.layers.index(layer) else (None, None)


def _interventions(merged: Merged, horizon: int | None, tree: dict[str, Any]) -> Operators:
    layer = _last(merged, "interventions")
    if layer is None or layer.interventions is None:
        return Operators()
    span = Span(None, horizon, *_above(merged, layer))
    operators = read_interventions(layer.interventions, merged.parties[2:], span, layer.report, current=merged.current)
    agenda = {(issue, end): tree["agenda"][issue][end] for issue in ISSUES for end in ("low", "high")}
    sets = assignments(operators.document, tree | operators.added)
    for assigned in sets:
        for path, value in assigned:
            if path.startswith("agenda."):
                _, issue, end = path.split(".")
                agenda[issue, end] = value
    for assigned, mark in zip(sets, operators.places, strict=True):
        for issue in {path.split(".")[1] for path, _ in assigned if path.startswith("agenda.")}:
            if agenda[issue, "low"] > agenda[issue, "high"]:
                layer.report.add(
                    mark,
                    f"agenda.{issue}: low ({agenda[issue, 'low']:g}) would be above high ({agenda[issue, 'high']:g})",
                    ("interventions",),
                    "state both ends",
                )
    return operators
