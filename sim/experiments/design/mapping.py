"""A design given as a mapping from Python: the file it could have been."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import numpy as np

from sim.scenario.errors import shown
from sim.scenario.nodes import DEPTH_LIMIT
from sim.scenario.source import Source, decode, nowhere
from sim.scenario.writer import flow

NAME = "design"
"""What a design from Python is called in messages."""


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
