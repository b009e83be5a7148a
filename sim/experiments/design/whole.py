"""What only a whole point can show: ends of the agenda in order, issue weights that leave room for each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.experiments.design.design import Mover, laid_over
from sim.experiments.design.parameters import ScenarioLayer, told_once
from sim.model.issues import ISSUES
from sim.scenario import Problem
from sim.scenario.events.interventions import assignments
from sim.scenario.text.check import Report
from sim.scenario.text.source import Mark
from sim.schema import BELLIGERENTS

_ROUNDING = 1e-6

_Stated = Callable[[str], float]


def check_whole(
    laid: Sequence[ScenarioLayer],
    movers: Sequence[Sequence[Mover]],
    points: Sequence[np.ndarray],
    places: Mapping[str, Mark],
    where: str,
) -> list[Problem]:
    """Points whose values are each right, and do not fit together.

    Parameters
    ----------
    movers, points : of each scenario, as in a design
    places : key of a dimension -> its place in the file
    where : the kind of the design
    """
    found = []
    for one, own, values in zip(laid, movers, points, strict=True):
        keys = {target: mover.key for mover in own for target in mover.targets}
        if not any(target.startswith("agenda.") or ".issue_weights." in target for target in keys):
            return []
        report, moved, stated = Report(), laid_over(one.scenario, own, values), _stated(one)
        for path, message, remedy in [*_agenda(moved, stated), *_weights(moved, stated)]:
            key = next(key for target, key in keys.items() if target.startswith(f"{path}."))
            report.add(places[key], f"{path}: {message}", (where, key), remedy)
        found.append((one.scenario.name, report.problems))
    return told_once(found)


def _stated(one: ScenarioLayer) -> _Stated:
    operators = assignments(one.scenario.document["interventions"], one.scenario.tree)
    imposed = {path: value for assigned in operators for path, value in assigned}
    return lambda path: imposed[path] if path in imposed else one.scenario.value(path)


def _agenda(moved: Mapping[str, np.ndarray], stated: _Stated):
    for issue in ISSUES:
        ends = [f"agenda.{issue}.{end}" for end in ("low", "high")]
        if not any(end in moved for end in ends):
            continue
        low, high = np.broadcast_arrays(*(moved.get(end, stated(end)) for end in ends))
        bad = np.flatnonzero(low > high)
        if len(bad):
            message = f"low ({low[bad[0]]:g}) would be above high ({high[bad[0]]:g}) at {_of(bad, low)}"
            yield f"agenda.{issue}", message, "low must not exceed high at any point; a list can leave such points out"


def _weights(moved: Mapping[str, np.ndarray], stated: _Stated):
    """Weights that a point does not give share what the given ones leave."""
    for side in BELLIGERENTS:
        paths = [f"{side}.issue_weights.{issue}" for issue in ISSUES]
        given = [path for path in paths if path in moved]
        if not given:
            continue
        total = np.sum([moved[path] for path in given], axis=0)
        whole = not any(stated(path) > 0 for path in paths if path not in moved)
        bad = np.flatnonzero(abs(total - 1) > _ROUNDING if whole else total > 1 + _ROUNDING)
        if len(bad):
            message = f"the weights given sum to {total[bad[0]]:g} at {_of(bad, total)}"
            rest = "all seven must sum to 1" if whole else "they may sum to 1 at most; the others share what is left"
            yield f"{side}.issue_weights", message, rest


def _of(bad: np.ndarray, points: np.ndarray) -> str:
    return "the only point" if len(points) == 1 else f"{len(bad):,} of {len(points):,} points"
