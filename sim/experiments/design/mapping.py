"""A design given as a mapping from Python: the file it could have been."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments.design.frames import is_frame
from sim.scenario import Scenario
from sim.scenario.text.nodes import DEPTH_LIMIT
from sim.scenario.text.problems import shown
from sim.scenario.text.source import Source, decode, nowhere
from sim.scenario.text.writer import flow

if TYPE_CHECKING:
    import pandas

NAME = "design"
"""What a design from Python is called in messages."""


@dataclass(frozen=True, eq=False)
class Given:
    """What a design from Python holds that no file could.

    Attributes
    ----------
    points : a DataFrame, or None
    scenarios : scenarios that are loaded already, by their place in the list
    """

    points: pandas.DataFrame | None = None
    scenarios: Mapping[int, Scenario] = field(default_factory=dict)


def taken_out(document: Mapping[str, Any]) -> tuple[dict[str, Any], Given]:
    """A design without what no file could hold: scenarios that are loaded leave their names behind."""
    plain, points, loaded = dict(document), None, {}
    under = plain.get("points")
    table = under["table"] if isinstance(under, Mapping) and list(under) == ["table"] else under
    if is_frame(table):
        points = table
        del plain["points"]
    scenarios = plain.get("scenarios")
    if isinstance(scenarios, Scenario):
        scenarios = [scenarios]
    if isinstance(scenarios, list | tuple):
        loaded = {place: one for place, one in enumerate(scenarios) if isinstance(one, Scenario)}
        plain["scenarios"] = [one.name if isinstance(one, Scenario) else one for one in scenarios]
    return plain, Given(points, loaded)


def source_of(document: Mapping[str, Any]) -> Source:
    """A mapping as text.

    Raises
    ------
    ScenarioError
        when it holds something that no file could hold
    """
    plain = _plain(document, (), 1)
    lines = []
    for key, value in plain.items():
        if isinstance(value, dict) and value:
            lines += [f"{flow(key)}:", *(f"  {flow(inner)}: {flow(entry)}" for inner, entry in value.items())]
        else:
            lines.append(f"{flow(key)}: {flow(value)}")
    return decode("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"), NAME)


def _plain(value: Any, path: tuple[str, ...], depth: int) -> Any:
    """A value as YAML knows it."""
    where = ".".join(path) or "a design"
    if depth > DEPTH_LIMIT:
        raise nowhere(NAME, f"{shown(path[0])} is nested more than {DEPTH_LIMIT} levels deep")
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or not key:
                raise nowhere(NAME, f"{shown(where)} has the key {shown(repr(key))}; expected a name", "keys are texts")
        return {str(key): _plain(inner, (*path, key), depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple, range)):
        return [_plain(inner, path, depth + 1) for inner in value]
    if isinstance(value, (str, PurePath)):
        return str(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise nowhere(
        NAME,
        f"{shown(where)} holds {shown(type(value).__name__)}, which no file could hold",
        "give numbers, texts, true or false, lists and mappings of them",
    )
