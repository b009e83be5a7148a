"""From a design file, or a mapping of the same form, to a `Design`, or to every problem that stands in the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiments.design.design import Design
from sim.experiments.design.files import design_names, is_design, open_design
from sim.experiments.design.frames import read_frame
from sim.experiments.design.mapping import Given, source_of, taken_out
from sim.experiments.design.parameters import Dimensions, ScenarioLayer, found_in, parameter, told_once
from sim.experiments.design.spaces import KINDS, Points, read_points
from sim.montecarlo.errors import RunError
from sim.scenario import Problem, Scenario, ScenarioError, load
from sim.scenario.layers.files import SUFFIXES, open_case, short
from sim.scenario.layers.header import SLUG
from sim.scenario.layers.merge import Merged
from sim.scenario.load import read as read_scenario
from sim.scenario.shape import TOP_LEVEL as SCENARIO_KEYS
from sim.scenario.shape import Leaf
from sim.scenario.text.check import Report, kind_of, leaf
from sim.scenario.text.nodes import Items, Node, Scalar, Table, compose
from sim.scenario.text.problems import did_you_mean, shown
from sim.scenario.text.scalars import Unreadable
from sim.scenario.text.source import Mark, Source, decode
from sim.schema import BELLIGERENTS

if TYPE_CHECKING:
    import pandas

LARGEST_SEED = 2**63 - 1
MOST_WORLDS = 1_000_000_000
MOST_POINTS = 1_000_000
"""Points of all scenarios together: a row of the table each."""

MOST_WORLDS_IN_ALL = 10**12
"""Years of computing: more is a slip."""

HEADER = {
    "sweep": Leaf(kind="text", meaning="short name of the design: small letters, digits and underscores"),
    "title": Leaf(kind="text", meaning="title, one line", default=""),
    "description": Leaf(kind="text", meaning="one paragraph: what the design asks", default=""),
    "worlds": Leaf(kind="int", meaning="worlds of a point in a round", low=1, high=MOST_WORLDS, default=1000),
    "replicates": Leaf(kind="int", meaning="rounds", low=1, high=MOST_POINTS, default=1),
    "seed": Leaf(kind="int", meaning="seed of all randomness", low=0, default=1),
    "draws": Leaf(
        kind="choice",
        meaning="own: every point has worlds of its own; common: all points share the same worlds",
        options=("own", "common"),
        default="own",
    ),
}
"""The plain values at the outermost level of a design file."""

TOP_LEVEL = (*HEADER, "scenarios", "settings", "points")

_ELSEWHERE = {
    "scenario": "scenarios",
    "name": "sweep",
    "design": "sweep",
    "set": "settings",
    "overrides": "settings",
    "fixed": "settings",
    "runs": "worlds",
    "repeats": "replicates",
    "replications": "replicates",
}


@dataclass
class _Reading:
    """A design file being read."""

    source: Source
    report: Report = field(default_factory=Report)
    header: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)
    given: Given = field(default_factory=Given)

    def check(self) -> None:
        """Stop with every problem so far: those of the design first, then file by file, each once."""
        if not self.report.problems:
            return
        problems = list(dict.fromkeys(self.report.problems))
        order = {file: number for number, file in enumerate(dict.fromkeys(problem.file for problem in problems), 1)}
        order[self.source.name] = 0
        raise ScenarioError(
            sorted(problems, key=lambda problem: (order[problem.file], problem.line or 0, problem.column or 0))
        )


def read_design(
    case: str | Path | Mapping[str, Any] | Scenario,
    overrides: Mapping[str, Any] | Sequence[str] = (),
    *,
    points: Any = None,
    scenarios: Any = None,
    seed: int | None = None,
    worlds: int | None = None,
    replicates: int | None = None,
) -> Design:
    """Read a design.

    Parameters
    ----------
    case : name of the catalogue, design file, a mapping of the form of such a file, or a scenario; a name or file of a
        scenario where points are given. A mapping may hold Scenarios under `scenarios`, and a DataFrame as `points`.
    overrides : laid over every scenario, below what the points set
    points : instead of those of the design: a DataFrame with one column per parameter and one row per point, missing
        values as stated; or what a design file has under that key
    scenarios : instead of those of the design: names, files or Scenarios
    seed, worlds, replicates : instead of what the design states

    Raises
    ------
    ScenarioError
        with every problem of the design and of its scenarios, each at its place
    RunError
        when seed, worlds or replicates make no sense
    """
    given = {"seed": seed, "worlds": worlds, "replicates": replicates}
    stated = {key: _whole(key, number) for key, number in given.items() if number is not None}
    reading = _opened(case, {"points": points, "scenarios": scenarios})
    if "scenarios" not in reading.nodes:
        reading.check()
    laid = _scenarios(reading, overrides)
    if not laid:
        reading.check()
    header = reading.header | stated
    points = _points(reading, laid, header["seed"])
    _limits(reading, points.size, len(laid), header)
    reading.check()
    return Design(
        name=header["sweep"],
        title=header["title"] or header["sweep"].replace("_", " "),
        description=header["description"],
        kind=points.kind,
        scenarios=tuple(one.scenario for one in laid),
        seed=header["seed"],
        worlds=header["worlds"],
        replicates=header["replicates"],
        common=header["draws"] == "common",
        keys=points.keys,
        movers=points.movers,
        points=points.values,
    )


def _opened(case: str | Path | Mapping[str, Any] | Scenario, instead: Mapping[str, Any]) -> _Reading:
    """The outermost level of a design, with what is given instead of parts of it."""
    instead = {key: value for key, value in instead.items() if value is not None}
    if isinstance(case, Scenario) or (instead.keys() & {"points"} and not isinstance(case, Mapping) and _is_case(case)):
        scenario = load(case)
        case = {"sweep": f"{scenario.name}_points", "title": scenario.title, "scenarios": [scenario]}
    if isinstance(case, Mapping):
        plain, given = taken_out({**case, **instead})
        reading = _Reading(source_of(plain), given=given)
        _top_level(reading)
        return reading
    plain, given = taken_out(instead)
    reading = _Reading(open_design(case), given=given)
    _top_level(reading)
    for key in instead:
        reading.nodes.pop(key, None)
    if plain:
        node, problems = compose(source_of(plain))
        reading.report.problems += problems
        if isinstance(node, Table):
            reading.nodes |= node.entries
            reading.keys |= node.keys
    return reading


def _is_case(case: str | Path) -> bool:
    """Whether a name or a file is a scenario's and no design's."""
    return not is_design(case) and case not in design_names()


def _whole(key: str, value: Any) -> int:
    """A number given instead of a stated one."""
    low, high = HEADER[key].low or 0, HEADER[key].high or LARGEST_SEED
    try:
        number = index(value)
    except TypeError:
        number = -1
    if isinstance(value, bool) or not low <= number <= high:
        raise RunError(f"{key} is {value!r}: it must be a whole number from {int(low):,} to {int(high):,}")
    return number


def _top_level(reading: _Reading) -> None:
    node, problems = compose(reading.source)
    report = reading.report
    report.problems += problems
    if node is None:
        report.add(
            Mark(reading.source),
            "the file is empty; expected a design",
            remedy="start with 'sweep:', 'scenarios:' and 'points:'",
        )
        return
    if not isinstance(node, Table):
        report.add(node.mark, f"a design must be a mapping ('key: value' lines), found {kind_of(node)}")
        return
    reading.keys, meant = node.keys, set()
    for key, value in node.entries.items():
        if key in HEADER:
            try:
                reading.header[key] = leaf(HEADER[key], value, (key,))
            except Unreadable as reason:
                report.add(value.mark, reason.message, (key,), reason.remedy)
        elif key in TOP_LEVEL:
            reading.nodes[key] = value
        else:
            hint = "" if report.crowded else _hint(key)
            meant |= {word for word in TOP_LEVEL if hint == f"did you mean '{word}'?"}
            report.add(node.keys[key], f"unknown key '{shown(key)}' at the outermost level of the design", (key,), hint)
    name = reading.header.get("sweep", "a")
    if not SLUG.fullmatch(name):
        report.add(
            node.entries["sweep"].mark,
            f"sweep is '{shown(name)}'; expected a short name of small letters, digits and underscores",
            ("sweep",),
            "the folder of its results is called so",
        )
    for key, words in (("sweep", "its short name"), ("scenarios", "what is simulated")):
        if key not in node.entries and key not in meant:
            report.add(node.mark, f"the design lacks '{key}': {words}", (key,), f"add a line '{key}: …'")
    for key, item in HEADER.items():
        reading.header.setdefault(key, item.default)


def _hint(key: str) -> str:
    if key in _ELSEWHERE:
        return f"did you mean '{_ELSEWHERE[key]}'?"
    if key in KINDS:
        return f"put '{key}' under points:"
    if key == "over":
        return "put 'over' under points:, in a latin_hypercube or a sobol"
    if "." in key:
        return "put parameters under settings:, or under points: to vary them"
    if key in SCENARIO_KEYS or key in BELLIGERENTS:
        return f"'{key}' belongs in a scenario file; name that file under scenarios:"
    return did_you_mean(key, list(TOP_LEVEL), "allowed here")


# -- scenarios, and what all points share -----------------------------------------------------------------------------


def _scenarios(reading: _Reading, overrides: Mapping[str, Any] | Sequence[str]) -> list[ScenarioLayer]:
    """The scenarios that hold, with the settings of the design where those hold."""
    node, report = reading.nodes["scenarios"], reading.report
    entries = node.entries if isinstance(node, Items) else [node]
    if isinstance(node, Table) or not entries:
        report.add(
            node.mark,
            f"scenarios must be a list of names or files, found {found_in(node)}",
            ("scenarios",),
            "such as [kyiv_summit_2025, no_uae]",
        )
        return []
    cases: list[_Case] = []
    refused: list[tuple[str, list[Problem]]] = []
    seen: set[str | Path] = set()
    for place, entry in enumerate(entries):
        if not isinstance(entry, Scalar) or not entry.text or (entry.plain and entry.text in ("null", "~")):
            report.add(
                entry.mark,
                f"a scenario must be a name or a file, found {found_in(entry)}",
                ("scenarios",),
                "such as [kyiv_summit_2025, no_uae]",
            )
            continue
        case = _case(reading, entry, overrides, seen, reading.given.scenarios.get(place))
        if isinstance(case, _Case):
            cases.append(case)
        if case is not None:
            refused.append((entry.text, [] if isinstance(case, _Case) else case))
    report.problems += told_once(refused)
    laid = [ScenarioLayer.of(case.scenario, case.merged) for case in cases]
    return _settled(reading, cases, laid, overrides) if laid and "settings" in reading.nodes else laid


@dataclass(frozen=True)
class _Case:
    """A scenario as its file and the overrides have it."""

    source: Source
    scenario: Scenario
    merged: Merged


def _case(
    reading: _Reading,
    entry: Scalar,
    overrides: Mapping[str, Any] | Sequence[str],
    seen: set[str | Path],
    given: Scenario | None,
) -> _Case | list[Problem] | None:
    """One scenario, or what is wrong with the overrides; None where its file is not valid, or is named already.

    Parameters
    ----------
    seen : files, names and hashes of the scenarios before; takes those of this one
    given : the scenario itself, where it is loaded already
    """
    report = reading.report
    try:
        if given is None:
            source = open_case(_beside(entry.mark.source, entry.text))
            own = {source.path or source.name}
        else:
            source = decode(given.to_yaml().encode(), f"{given.name}.resolved.yaml")
            own = set()
        case = None
        if not own & seen:
            case = _Case(source, *read_scenario(source, overrides))
            own |= {case.scenario.hash} if reading.given.scenarios else set()
        if own & seen:
            report.add(entry.mark, f"'{shown(entry.text)}' is named twice", ("scenarios",), "keep one of the two")
            return None
        seen |= own
        return case
    except ScenarioError as reason:
        problems = [problem for problem in reason.problems if not problem.file.startswith("--set")]
        if not problems:
            return list(reason.problems)
        if any(problem.line is not None for problem in problems):
            report.add(entry.mark, f"the scenario '{shown(entry.text)}' is not valid", ("scenarios",), "see below")
            report.problems += problems
        else:  # there is no such scenario, or its file cannot be read
            first = problems[0]
            where = "" if reading.source.path is None else "; a file is looked for in the folder of the design"
            remedy = first.remedy or f"check the name{where}"
            report.add(entry.mark, f"'{shown(entry.text)}': {first.message}", ("scenarios",), remedy)
        return None


def _beside(source: Source, name: str) -> str | Path:
    """A file is looked for next to the design; anything else is a name of the catalogue."""
    if source.path is not None and (name.lower().endswith(SUFFIXES) or "/" in name):
        return short(source.path.parent / name)
    return name


def _with(overrides: Mapping[str, Any] | Sequence[str], settings: Mapping[str, Any]) -> Mapping[str, Any] | list[str]:
    """Overrides and settings together; an override of the same parameter wins, as it is typed last."""
    if isinstance(overrides, Mapping):
        return {**settings, **overrides}
    texts = [overrides] if isinstance(overrides, str) else list(overrides)
    named = {text.partition("=")[0].strip() for text in texts}
    return [f"{path}={_word(value)}" for path, value in settings.items() if path not in named] + texts


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _settled(
    reading: _Reading, cases: list[_Case], laid: list[ScenarioLayer], overrides: Mapping[str, Any] | Sequence[str]
) -> list[ScenarioLayer]:
    """The scenarios with the settings of the design laid over each; as they were where there is a problem."""
    node, report = reading.nodes["settings"], reading.report
    if not isinstance(node, Table):
        report.add(
            node.mark,
            f"settings must be a mapping from parameters to values, found {kind_of(node)}",
            ("settings",),
            "such as us_envoy.engagement: 0.5",
        )
        return laid
    settings, places = {}, {}
    for path, value in node.entries.items():
        item = parameter(path, node.keys[path], laid, report, "settings")
        if item is None:
            continue
        places[path] = node.keys[path]
        try:
            settings[path] = leaf(item, value, tuple(path.split(".")))
        except Unreadable as reason:
            report.add(value.mark, reason.message, ("settings", path), reason.remedy)
    found, problems = [], []
    for case, plain in zip(cases, laid, strict=True):
        own = Report()
        try:
            scenario, merged = read_scenario(case.source, _with(overrides, settings))
        except ScenarioError as reason:
            scenario, merged = case.scenario, case.merged
            for problem in reason.problems:
                mark = _setting_behind(problem, settings, node)
                own.add(mark, f"with these settings {problem.message}", ("settings",), problem.remedy)
        found.append(dataclasses.replace(plain, scenario=scenario, merged=merged, settings=places))
        problems.append((case.scenario.name, own.problems))
    report.problems += told_once(problems)
    return found


def _setting_behind(problem: Problem, settings: Mapping[str, Any], node: Table) -> Mark:
    """The setting that a problem of the whole is most likely about; it is each right by itself."""
    about = problem.path.removeprefix("uncertain.")
    for path in settings:
        if path == about or path.startswith(f"{about}."):
            return node.keys[path]
    group = ".".join(about.split(".")[:2])
    return next((node.keys[path] for path in settings if path.startswith(group)), node.mark)


# -- points -----------------------------------------------------------------------------------------------------------


def _points(reading: _Reading, laid: list[ScenarioLayer], seed: int) -> Points:
    node, report = reading.nodes.get("points"), reading.report
    if reading.given.points is not None:
        return _framed(reading.given.points, laid, report)
    if node is None:
        return Points.none(len(laid))
    if not isinstance(node, Table) or not node.entries:
        report.add(
            node.mark,
            f"points must name one kind of design, found {found_in(node)}",
            ("points",),
            f"one of {', '.join(KINDS)}; leave the key out to simulate each scenario as it stands",
        )
        return Points.none(len(laid))
    kinds = [kind for kind in node.entries if kind in KINDS]
    for kind in node.entries:
        if kind not in KINDS:
            report.add(node.keys[kind], *_unknown_kind(kind, kinds))
    if len(kinds) > 1:
        report.add(
            node.keys[kinds[1]],
            f"points has {len(kinds)} kinds of design: {', '.join(kinds)}; expected one",
            ("points",),
            "make a design file of each",
        )
    if not node.entries.keys().isdisjoint(("points", "over")):  # they are lacking below
        return Points.none(len(laid))
    own = Report()
    found = [read_points(kind, node.entries[kind], laid, seed, own) for kind in kinds]
    report.problems += own.problems
    return found[0] if found else Points.none(len(laid))


def _framed(frame: pandas.DataFrame, laid: list[ScenarioLayer], report: Report) -> Points:
    """The points of a DataFrame: a table that is in no file."""
    own = Report()
    known = Dimensions(laid, own, "table")
    values = read_frame(frame, known, own)
    found = None if values is None or own.problems else Points.same("table", known, values)
    report.problems += own.problems
    return found or Points.none(len(laid))


def _unknown_kind(kind: str, known: list[str]) -> tuple[str, tuple[str, ...], str]:
    """What to say about a key of `points` that is no kind of design."""
    if known:
        within = kind in ("points", "over") or "." in kind
        hint = f"put it under {known[0]}:" if within else "points holds the kind and nothing else"
        return f"unknown key '{shown(kind)}' next to '{known[0]}'", ("points", kind), hint
    hint = "a parameter stands one level deeper: points: {grid: {…}}" if "." in kind else ""
    return f"unknown kind of design '{shown(kind)}'", ("points", kind), hint or did_you_mean(kind, list(KINDS), "kinds")


def _limits(reading: _Reading, points: int, scenarios: int, header: Mapping[str, Any]) -> None:
    """Each number is right by itself; together they may be beyond every machine."""
    if points * scenarios > MOST_POINTS:
        reading.report.add(
            reading.keys.get("points") or Mark(reading.source),
            f"{points * scenarios:,} points over {scenarios} scenarios; at most {MOST_POINTS:,}",
            ("points",),
            "take fewer points or fewer scenarios",
        )
    worlds = points * scenarios * header["worlds"] * header["replicates"]
    if worlds > MOST_WORLDS_IN_ALL:
        reading.report.add(
            reading.keys.get("worlds") or reading.keys.get("replicates") or Mark(reading.source),
            f"{worlds:,} worlds in total; at most {MOST_WORLDS_IN_ALL:,}",
            ("worlds",),
            "take fewer worlds, replicates or points",
        )
