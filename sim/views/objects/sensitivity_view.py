"""A sensitivity analysis: the parameters with the largest total indices of swap first, and the tornado."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sim.analysis.by_outcome import OUTCOMES
from sim.montecarlo.errors import ResultError
from sim.shown import Rows, Shown
from sim.viewable import SensitivityPlots
from sim.views.figures.pictures import Pictures
from sim.views.objects.experiment_view import ExperimentView, labels, shown_experiment
from sim.views.objects.view import ViewPlots, kept_picture
from sim.views.text.cautions import CONDITIONAL
from sim.views.text.convergence import format_convergence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiments.sensitivity import Sensitivity

MOST_ROWS = 12


class SensitivityFigures(ViewPlots, SensitivityPlots):
    __doc__ = SensitivityPlots.__doc__
    _found: Sensitivity

    def tornado(self) -> Figure:
        return tornado_figure(self._found)

    def all(self) -> dict[str, Callable[[], Figure]]:
        return {"tornado": self.tornado}


class SensitivityView(ExperimentView):
    found: Sensitivity

    def shown(self) -> Shown:
        found = self.found
        indices = found.indices.get("swap_first")

        def table() -> Rows:
            if indices is None or indices.undefined:
                return []
            rows = [("of swap first", "total index", "95 % interval", "first-order index", "95 % interval")]
            for row in indices.table().head(MOST_ROWS).to_dict("records"):
                rows.append((row["key"], *_index(row, "total"), *_index(row, "first")))
            return rows

        caution = format_convergence(indices) + " " if indices is not None else ""
        return shown_experiment(found, f"Sensitivity of {labels(found)}", "", table, f"{caution}{CONDITIONAL}")

    def page(self) -> str:
        from sim.views.text.sensitivity_page import format_sensitivity

        indices = self.found.indices.get("swap_first")
        words = format_convergence(indices) if indices is not None and not indices.undefined else ""
        return format_sensitivity(self.found.numbers, words, *self.ending)

    @property
    def plots(self) -> SensitivityFigures:
        return SensitivityFigures(self.found)

    def pictures(self) -> Pictures:
        return {} if self.found.tornado is None else kept_picture(self.found, "tornado.png", self.plots.tornado)


def _index(row: dict[str, Any], which: str) -> tuple[str, str]:
    return f"{row[which]:.3f}", f"{row[f'{which}_low']:.3f} to {row[f'{which}_high']:.3f}"


def tornado_figure(result: Sensitivity) -> Figure:
    """What each end of each prior does to swap first."""
    from sim.views.figures.tornado import draw_tornado

    case, single = result.design.scenarios[0], result.tornado_experiment
    if single is None or result.tornado is None:
        place = result.folder or case.name
        raise ResultError(place, "the tornado was not run, or was stopped", "run it again to its end")
    facts = {
        "title": case.title,
        "scenario": case.name,
        "seed": single.design.seed,
        "worlds": single.design.worlds,
        "stated_share": dict(zip(OUTCOMES, result.stated_shares, strict=True)),
        "partial": result.partial,
        "experimental": bool(case.experimental),
    }
    return draw_tornado(result.tornado, facts)
