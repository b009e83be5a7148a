"""What two scenarios differ in."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.scenario.shape import SECTIONS
from sim.scenario.text.writer import flow
from sim.scenario.uncertainty.priors import JOINT
from sim.schema import BELLIGERENTS


class Difference(NamedTuple):
    """One thing that two scenarios have differently; None where one has it not."""

    path: str
    a: Any
    b: Any


def differences(a: str | Path | Scenario, b: str | Path | Scenario) -> list[Difference]:
    """Parameters, parties, priors, timeline and interventions in which two scenarios differ; texts are left out.

    Raises
    ------
    ScenarioError
        when one of them cannot be loaded
    """
    one, two = load(a), load(b)
    rows = [
        Difference(key, one.resolved[key], two.resolved[key])
        for key in ("start", "horizon_weeks", "experimental")
        if one.resolved[key] != two.resolved[key]
    ]
    parties = [one.resolved["parties"], two.resolved["parties"]]
    names = [*BELLIGERENTS, *sorted((set(parties[0]) | set(parties[1])) - set(BELLIGERENTS))]
    for name in names:
        if (name in parties[0]) != (name in parties[1]):
            rows.append(Difference(name, *("present" if name in side else None for side in parties)))
        else:
            rows += _compare((name,), parties[0][name], parties[1][name])
    for name in SECTIONS:
        rows += _compare((name,), one.resolved[name], two.resolved[name])
    rows += _priors(one, two)
    for name in ("timeline", "interventions"):
        rows += _entries(name, one.resolved[name], two.resolved[name])
    return rows


def _compare(path: tuple[str, ...], a: Any, b: Any) -> list[Difference]:
    if isinstance(a, dict) and isinstance(b, dict):
        return [row for name in a for row in _compare((*path, name), a[name], b[name])]
    if a == b:
        return []
    return [Difference(".".join(path), *(flow(value) if isinstance(value, dict) else value for value in (a, b)))]


def _priors(one: Scenario, two: Scenario) -> list[Difference]:
    a, b = one.resolved["uncertain"], two.resolved["uncertain"]
    return [
        Difference(f"uncertain.{key}", *(_entry(key, side[key]) if key in side else None for side in (a, b)))
        for key in sorted(a.keys() | b.keys())
        if a.get(key) != b.get(key)
    ]


def _entry(key: str, entry: Any) -> str:
    """One entry of ``uncertain`` on a line; of joint draws their number, columns and a digest."""
    if key != JOINT:
        return flow(entry)
    digest = hashlib.sha256(entry["rows"].encode()).hexdigest()[:12]
    return f"{entry['rows'].count(chr(10)):,} joint draws of {', '.join(entry['columns'])} (SHA-256 {digest}…)"


def _entries(name: str, a: list[dict], b: list[dict]) -> list[Difference]:
    texts = [[flow(entry.get("do", entry)) for entry in side] for side in (a, b)]
    if texts[0] == texts[1]:
        return []
    gone = [Difference(name, text, None) for text in texts[0] if text not in texts[1]]
    new = [Difference(name, None, text) for text in texts[1] if text not in texts[0]]
    return gone + new or [Difference(name, "; ".join(texts[0]), "; ".join(texts[1]))]
