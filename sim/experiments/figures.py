"""The figures of an experiment: from its table to a file in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiments.precision import OUTCOMES
from sim.result.folder import write_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiments.sensitivity import Sensitivity
    from sim.experiments.sweep import Sweep
    from sim.result.drawing import Pictures

POINTS, TORNADO = "points.png", "tornado.png"


def points_figure(result: Sweep) -> Figure:
    """A heat map, a line, or the distribution over the points, as the design has dimensions."""
    from sim.views.figures.points_figure import draw_points

    design, base = result.design, result.design.scenarios[0]
    stated = {
        mover.key: 1.0 if mover.scales else float(base.value(mover.key)) for mover in design.movers[0] if mover.targets
    }
    facts = {
        "title": design.title,
        "scenarios": list(design.labels),
        "scenario_titles": [case.title for case in design.scenarios],
        "seed": design.seed,
        "worlds": design.worlds * design.replicates,
        "points": design.size * len(design.scenarios),
        "partial": result.partial,
        "experimental": any(case.experimental for case in design.scenarios),
        "interval": "wilson" if result.precision is None or design.common else "confidence_sequence",
        "stated": stated,
    }
    return draw_points(result.table, design.keys, facts)


def points_picture(result: Sweep) -> Pictures:
    """What is drawn into the folder of every sweep."""
    return {POINTS: lambda: result.keep(lambda: _save(result.folder / POINTS, points_figure(result)))}


def tornado_figure(result: Sensitivity) -> Figure:
    """What each end of each prior does to swap first."""
    from sim.views.figures.tornado import draw_tornado

    case, single = result.design.scenarios[0], result.tornado_experiment
    return draw_tornado(result.tornado, _tornado_facts(case, single.design, result))


def _tornado_facts(case: Any, design: Any, result: Sensitivity) -> Mapping[str, Any]:
    return {
        "title": case.title,
        "scenario": case.name,
        "seed": design.seed,
        "worlds": design.worlds,
        "stated_share": dict(zip(OUTCOMES, result.stated_shares, strict=True)),
        "partial": result.partial,
        "experimental": bool(case.experimental),
    }


def tornado_picture(result: Sensitivity) -> Pictures:
    """What is drawn into the folder of every sensitivity analysis; nothing where there is no tornado."""
    if result.tornado is None:
        return {}
    return {TORNADO: lambda: result.keep(lambda: _save(result.folder / TORNADO, tornado_figure(result)))}


def _save(place: Path, figure: Figure) -> None:
    from sim.views.figures.house_style import encoded

    write_file(place, encoded(figure))
