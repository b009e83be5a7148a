"""A sweep: the range of each outcome over the points, and its maps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.experiments.sweep_summary import Extreme, Span
from sim.shown import Rows, Shown, count
from sim.viewable import SweepPlots
from sim.views.figures.pictures import Pictures
from sim.views.objects.experiment_view import CHANCE, ExperimentView, labels, shown_experiment
from sim.views.objects.view import ViewPlots, kept_picture
from sim.views.text.layout import per_cent, span
from sim.views.text.page import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiments.sweep import Sweep

_EXTREMES = "The lowest and the highest of many points are extremes of chance too."


class SweepFigures(ViewPlots, SweepPlots):
    __doc__ = SweepPlots.__doc__
    _found: Sweep

    def points(self) -> Figure:
        return points_figure(self._found)

    def all(self) -> dict[str, Callable[[], Figure]]:
        return {"points": self.points}


class SweepView(ExperimentView):
    found: Sweep

    def shown(self) -> Shown:
        found = self.found

        def table() -> Rows:
            summary = found.numbers
            done, failed = summary.points_done, summary.points_failed
            head = f"over {done:,} of {summary.points:,} points" + (f", {failed:,} failed" if failed else "")
            rows = [(head, "lowest", "95 % interval", "median", "highest", "95 % interval")]
            for name, words in OUTCOMES.items():
                over = summary.outcomes[name]
                if isinstance(over, Span):
                    rows.append((words, *_end(over.low), per_cent(over.median), *_end(over.high)))
            return rows

        what, much = f"Sweep {found.design.name} under {labels(found)}", ""
        if found.precision is not None:
            width = found.precision.half_width
            much = f"{count(found.design.size, 'point')} until shares are known to within {width:g}"
        return shown_experiment(found, what, much, table, f"{_EXTREMES} {CHANCE}")

    def page(self) -> str:
        from sim.views.text.sweep_page import format_sweep

        return format_sweep(self.found.numbers, *self.ending)

    @property
    def plots(self) -> SweepFigures:
        return SweepFigures(self.found)

    def pictures(self) -> Pictures:
        return kept_picture(self.found, "points.png", self.plots.points)


def _end(found: Extreme) -> tuple[str, str]:
    return per_cent(found.share), span(found.low, found.high)


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
