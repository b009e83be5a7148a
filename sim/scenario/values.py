"""Values laid over the stated ones: prior draws, sweeps, counterfactual pairs."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model.issues import ISSUES
from sim.scenario.paths import parameters
from sim.scenario.shape import Leaf
from sim.scenario.text.check import checked
from sim.scenario.text.problems import Problem, ScenarioError, nearest, shown
from sim.scenario.text.scalars import Unreadable
from sim.schema import BELLIGERENTS


def apply_values(tree: dict[str, Any], values: dict[str, Any]) -> None:
    """Lay values over a tree, in place; see `Scenario.parameters`."""
    if not values:
        return
    known = {".".join(path): item for path, item, _ in parameters(tree)}
    problems = []
    for path, value in values.items():
        try:
            if path not in known:
                close = nearest(str(path), known)
                raise Unreadable(
                    f"there is no parameter '{shown(path)}' in this scenario",
                    f"did you mean '{close}'?" if close else "",
                )
            _put(tree, path, as_value(known[path], value, path))
        except Unreadable as reason:
            problems.append(
                Problem(
                    file=f"values[{shown(path)!r}]",
                    line=None,
                    column=None,
                    path=str(path),
                    message=reason.message,
                    remedy=reason.remedy,
                )
            )
    problems += _lengths(tree, values) if not problems else []
    if not problems:
        for side in BELLIGERENTS:
            _rescale_weights(
                tree[side]["issue_weights"], {name for name in ISSUES if f"{side}.issue_weights.{name}" in values}
            )
        problems += _crossed(tree, values)
    if problems:
        raise ScenarioError(problems)


def as_value(item: Leaf, value: Any, path: str) -> Any:
    """A number as a Python number, an array as float32 (worlds,).

    Raises
    ------
    Unreadable
        when it is not a value the parameter can have
    """
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        value = value.item()
    if not isinstance(value, np.ndarray):
        if item.kind == "int" and isinstance(value, float) and value.is_integer():
            value = int(value)
        if item.kind == "bool" and value in (0, 1) and not isinstance(value, str):
            value = bool(value)
        return checked(item, value, tuple(path.split(".")))
    if item.kind not in ("float", "int", "bool"):
        raise Unreadable(f"{path} is a text and cannot vary from world to world")
    if value.ndim != 1 or not len(value) or value.dtype.kind not in "fiub":
        raise Unreadable(
            f"{path} takes a number or an array (worlds,) of numbers; found shape {value.shape}, {value.dtype}"
        )
    low, high = (0, 1) if item.kind == "bool" else (item.low, item.high)
    with np.errstate(over="ignore"):
        value = value.astype(np.float32)  # limits too: a value drawn at its limit stays allowed after rounding
    low, high = (None if limit is None else float(np.float32(limit)) for limit in (low, high))
    least, most = float(value.min()), float(value.max())
    if not np.isfinite(least) or not np.isfinite(most):
        raise Unreadable(f"{path} holds values that are not finite")
    if (low is not None and least < low) or (high is not None and most > high):
        raise Unreadable(f"{path} goes from {least:g} to {most:g}, outside its range: {item.range_text or '0 or 1'}")
    return value


def _put(tree: dict[str, Any], path: str, value: Any) -> None:
    *groups, name = path.split(".")
    for group in groups:
        tree = tree[group]
    tree[name] = value


def _get(tree: dict[str, Any], path: str) -> Any:
    for name in path.split("."):
        tree = tree[name]
    return tree


def _lengths(tree: dict[str, Any], values: dict[str, Any]) -> list[Problem]:
    """Arrays over worlds must be of one length."""
    found = {path: len(value) for path in values if isinstance(value := _get(tree, path), np.ndarray)}
    if len(set(found.values())) <= 1:
        return []
    text = ", ".join(f"{path} {length}" for path, length in list(found.items())[:4])
    return [Problem(file="values", line=None, column=None, path="", message=f"arrays differ in length: {text}")]


def _rescale_weights(weights: dict[str, Any], given: set[str]) -> None:
    """Make a side's issue weights sum to 1: those not given share what the given ones leave, in their proportion.

    Where the given ones exceed 1 by themselves, or are all, they are scaled down (up) to 1.
    """
    if not given:
        return
    taken = sum(np.asarray(weights[name], float) for name in given)
    others = [name for name in weights if name not in given]
    rest = sum(weights[name] for name in others)
    factor = np.where(taken > 1, 1 / np.where(taken > 1, taken, 1), 1.0)
    if rest <= 0:
        factor = 1 / np.where(taken > 0, taken, 1)
    left = np.clip(1 - taken, 0, None)
    for name in weights:
        scaled = weights[name] * (factor if name in given else left / rest if rest > 0 else left * 0)
        varies = isinstance(weights[name], np.ndarray) or np.ndim(scaled)
        weights[name] = np.asarray(scaled, np.float32) if varies else float(scaled)


def _crossed(tree: dict[str, Any], values: dict[str, Any]) -> list[Problem]:
    """Ranges of the agenda whose low end would be above their high end."""
    problems = []
    for issue in ISSUES:
        if f"agenda.{issue}.low" in values or f"agenda.{issue}.high" in values:
            ends = tree["agenda"][issue]
            if np.any(np.asarray(ends["low"]) > np.asarray(ends["high"])):
                problems.append(
                    Problem(
                        file="values",
                        line=None,
                        column=None,
                        path=f"agenda.{issue}",
                        message=f"agenda.{issue}: low is above high in some worlds",
                    )
                )
    return problems
