"""What a visitor has chosen, as one value: it makes the scenario, the link that reopens it, the file to download."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.text.writer import flow, scalar
from sim.views.app.controls import can_be_moved, movable

BASE = "kyiv_summit_2025"
AGAINST = ("base", "stated")
"""With what is compared: the base scenario, or the chosen scenario as it stands."""
LARGEST_SEED, LAST_WORLD = 2**31 - 1, 999_999
LONGEST_LINK = 4_000


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A scenario with what was moved in it.

    Attributes
    ----------
    scenario : a name of the catalogue, or of a file that was opened when the dashboard was started
    changes : (path, value) of what was moved, sorted
    against : one of `AGAINST`
    seed, world : int, seed of all worlds, and which of them is shown
    """

    scenario: str = BASE
    changes: tuple[tuple[str, Any], ...] = ()
    against: str = "base"
    seed: int = 1
    world: int = 0

    @property
    def moved(self) -> dict[str, Any]:
        """What was moved: path -> value."""
        return dict(self.changes)

    def moving(self, path: str, value: Any, stated: Any) -> Choice:
        """The same with one parameter at another value; back at its stated value it counts as not moved."""
        moved = {**self.moved, path: value}
        if value == stated:
            del moved[path]
        return replace(self, changes=tuple(sorted(moved.items())))

    def query(self) -> str:
        """The part of a link that says all of it."""
        plain = {"scenario": self.scenario, "seed": self.seed, "world": self.world, "against": self.against}
        given = {name: value for name, value in plain.items() if value != getattr(Choice(), name) or name == "scenario"}
        return urlencode(given | {path: scalar(value) for path, value in self.changes})


def read_link(query: str | None, files: Mapping[str, str] | None = None) -> tuple[Choice, list[str]]:
    """A choice from a link, and what of the link could not be used.

    Parameters
    ----------
    query : what stands after the question mark
    files : name -> path of the scenario files that may be chosen in addition to the catalogue

    Returns
    -------
    (Choice, problems); nothing of a link is ever run, each part is read as a name or a number or refused
    """
    if not query:
        return Choice(), []
    if len(query) > LONGEST_LINK:
        return Choice(), [f"The link is longer than {LONGEST_LINK:,} characters; the base scenario is shown."]
    found, changes, problems = Choice(), {}, []
    parts = parse_qsl(query, keep_blank_values=True)
    for name, value in parts:
        if name == "scenario":
            if value in names(files):
                found = replace(found, scenario=value)
            else:
                problems.append(f"There is no scenario {value[:60]!r} here; the base scenario is shown.")
        elif name == "against" and value in AGAINST:
            found = replace(found, against=value)
        elif name in ("seed", "world"):
            most = LARGEST_SEED if name == "seed" else LAST_WORLD
            if value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= most:
                found = replace(found, seed=int(value)) if name == "seed" else replace(found, world=int(value))
            else:
                problems.append(
                    f"{name} {value[:40]!r}: it must be a whole number from 0 to {most:,}; it was left out."
                )
        elif can_be_moved(name):
            changes[name] = value
        else:
            problems.append(f"{name[:60]!r} is nothing that a link can set; it was left out.")
    case = open_case(found.scenario, files)
    foreign = [path for path in changes if path not in movable(case)]
    problems += [f"{path} is not part of {found.scenario}; it was left out." for path in foreign]
    values, wrong = _read_values(case, {path: text for path, text in changes.items() if path not in foreign})
    for path, value in values.items():
        found = found.moving(path, value, case.value(path))
    return found, problems + [f"{problem} It was left out." for problem in wrong]


def _read_values(case: Scenario, texts: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Values that were written in a link: all together, since some may go only with others; else one by one."""
    values, problem = _read_together(case, texts)
    if not problem:
        return values, []
    read = {path: read_value(case, path, text) for path, text in texts.items()}
    return {path: value for path, (value, wrong) in read.items() if not wrong}, [
        wrong for _, wrong in read.values() if wrong
    ]


def read_value(case: Scenario, path: str, text: str) -> tuple[Any, str]:
    """A value as a visitor wrote it, checked by the schema.

    Returns
    -------
    (value, "") or (None, what is wrong with it)
    """
    values, problem = _read_together(case, {path: text})
    return values.get(path), problem


def _read_together(case: Scenario, texts: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    try:
        changed = load(case, [f"{path}={text.strip()[:40]}" for path, text in texts.items()]) if texts else case
    except ScenarioError as error:
        told = error.problems[0]
        return {}, f"{told.message}." + (f" {told.remedy}" if told.remedy else "")
    return {path: changed.value(path) for path in texts}, ""


def names(files: Mapping[str, str] | None = None) -> list[str]:
    """Scenarios that can be chosen: the base first, files that were opened, the rest of the catalogue."""
    from sim.scenario.layers.files import catalogue_names

    return list(dict.fromkeys([BASE, *(files or {}), *catalogue_names()]))


def open_case(name: str, files: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of a name, as it stands."""
    return _opened((files or {}).get(name, name))


@lru_cache(maxsize=64)
def _opened(case: str) -> Scenario:
    return load(case)


def scenario_of(choice: Choice, files: Mapping[str, str] | None = None) -> Scenario:
    """The scenario with what was moved in it.

    Raises
    ------
    ScenarioError
        where the values do not go together
    """
    case = open_case(choice.scenario, files)
    return load(case, choice.moved) if choice.changes else case


def as_file(choice: Choice, files: Mapping[str, str] | None = None) -> str:
    """The choice as a scenario file: what was moved, on top of the scenario that it was moved in.

    One of the catalogue is extended by its name; a file of one's own is written out whole.
    """
    case = scenario_of(choice, files)
    if choice.scenario in (files or {}) or not choice.changes:
        return case.to_yaml()
    lines = [
        f"scenario: {choice.scenario}_changed",
        f"title: {flow(case.title + ', changed')}",
        f"description: {flow('Made with the dashboard: ' + ', '.join(choice.moved))}",
        f"extends: {choice.scenario}",
        "",
        *_nested(choice.moved),
    ]
    return "\n".join(lines) + "\n"


def _nested(moved: Mapping[str, Any]) -> Sequence[str]:
    """Paths as nested keys, parties under `parties:`."""
    from sim.scenario.shape import SECTIONS

    tree: dict[str, Any] = {}
    for path, value in moved.items():
        keys = path.split(".")
        branch = tree if keys[0] in SECTIONS else tree.setdefault("parties", {})
        for key in keys[:-1]:
            branch = branch.setdefault(key, {})
        branch[keys[-1]] = value
    return list(_lines(tree, 0))


def _lines(tree: Mapping[str, Any], depth: int):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield f"{'  ' * depth}{key}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{'  ' * depth}{key}: {scalar(value)}"


def command_of(choice: Choice, worlds: int, files: Mapping[str, str] | None = None) -> str:
    """The command that makes the same result."""
    case = (files or {}).get(choice.scenario, choice.scenario)
    words = ["allforall", "run", case, "--worlds", str(worlds), "--seed", str(choice.seed)]
    for path, value in choice.changes:
        words += ["--set", f"{path}={scalar(value)}"]
    return shlex.join(words)
