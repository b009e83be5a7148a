"""A comparison: shares under each scenario, and how they differ from the baseline's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sim.shown import Rows, Shown, count
from sim.viewable import ComparisonPlots
from sim.views.objects.experiment_view import CHANCE, ExperimentView, labels, points_span, shown_experiment
from sim.views.objects.view import ViewPlots
from sim.views.text.layout import per_cent, signed_points, span
from sim.views.text.page import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiments.compare import Comparison


class ComparisonFigures(ViewPlots, ComparisonPlots):
    __doc__ = ComparisonPlots.__doc__
    _found: Comparison

    def arrows(self) -> Figure:
        from sim.views.figures.arrows import draw_arrows

        rows = self._found.differences
        return draw_arrows(rows[rows["swap"] == "completed"] if len(rows) else rows, _facts(self._found))

    def all(self) -> dict[str, Callable[[], Figure]]:
        return {"arrows": self.arrows}


class ComparisonView(ExperimentView):
    found: Comparison

    def shown(self) -> Shown:
        found = self.found

        def table() -> Rows:
            rows = [("scenario", "first", "share", "95 % interval", "difference in points", "95 % interval")]
            differences = found.differences
            completed = differences[differences["swap"] == "completed"] if len(differences) else differences
            paired = {(row["scenario"], row["outcome"]): row for row in completed.to_dict("records")}
            for row in found.shares.to_dict("records"):
                key = (row["scenario"], row["outcome"])
                if row["outcome"] in OUTCOMES and row["worlds"]:
                    share = (per_cent(row["share"]), span(row["low"], row["high"]))
                    rows.append((row["scenario"], OUTCOMES[row["outcome"]], *share, *_difference(paired.get(key))))
            return rows

        caution = f"Differences are of the same worlds, from the first scenario's. {CHANCE}"
        much = f"{count(found.worlds, 'world')} each"
        return shown_experiment(found, f"Comparison of {labels(found)}", much, table, caution)

    def page(self) -> str:
        from sim.views.text.comparison_page import format_comparison

        return format_comparison(self.found.numbers, *self.ending)

    @property
    def plots(self) -> ComparisonFigures:
        return ComparisonFigures(self.found)


def _difference(row: dict[str, Any] | None) -> tuple[str, str]:
    return ("", "") if row is None else (signed_points(row["difference"]), points_span(row["low"], row["high"]))


def _facts(found: Comparison) -> dict[str, object]:
    cases = found.design.scenarios
    return {
        "baseline": f"{cases[0].title} [{found.design.labels[0]}]",
        "scenarios": {label: case.title for label, case in zip(found.design.labels, cases, strict=True)},
        "seed": found.design.seed,
        "worlds": found.worlds,
        "partial": found.partial,
        "experimental": any(case.experimental for case in cases),
        "interval": found.numbers.interval.kind,
    }
