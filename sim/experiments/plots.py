"""`.plot` of comparisons, sweeps and sensitivity analyses: their figures, drawn when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.result.plots import save_figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiments.compare import Comparison
    from sim.experiments.sensitivity import Sensitivity
    from sim.experiments.sweep import Sweep


class _Plots:
    def all(self) -> dict[str, Callable[[], Figure]]:
        """Name -> what draws it, of every figure there is."""
        raise NotImplementedError

    def save(self, folder: str | Path) -> list[Path]:
        """Write every figure as PNG and SVG into a folder and return their paths; OutputError when it cannot be."""
        return save_figures(folder, self.all())


@dataclass(frozen=True)
class ComparisonPlots(_Plots):
    """Figures of a comparison."""

    comparison: Comparison

    def arrows(self) -> Figure:
        """An arrow an outcome from the baseline's share to that of every other scenario, with paired intervals."""
        from sim.views.figures.arrows import draw_arrows

        found = self.comparison
        rows = found.differences
        return draw_arrows(rows[rows["swap"] == "completed"] if len(rows) else rows, _facts(found))

    def all(self) -> dict[str, Callable[[], Figure]]:
        return {"arrows": self.arrows}


@dataclass(frozen=True)
class SweepPlots(_Plots):
    """Figures of a sweep."""

    sweep: Sweep

    def points(self) -> Figure:
        """Maps with the indifference line, lines, or the spread of a sample, as the design has dimensions."""
        from sim.experiments.figures import points_figure

        return points_figure(self.sweep)

    def all(self) -> dict[str, Callable[[], Figure]]:
        return {"points": self.points}


@dataclass(frozen=True)
class SensitivityPlots(_Plots):
    """Figures of a sensitivity analysis."""

    sensitivity: Sensitivity

    def tornado(self) -> Figure:
        """What each end of each prior does to swap first, one parameter at a time."""
        from sim.experiments.figures import tornado_figure

        return tornado_figure(self.sensitivity)

    def all(self) -> dict[str, Callable[[], Figure]]:
        return {"tornado": self.tornado}


def _facts(found: Comparison) -> dict[str, object]:
    summary, cases = found.summary, found.design.scenarios
    return {
        "baseline": f"{cases[0].title} [{found.design.labels[0]}]",
        "scenarios": {label: case.title for label, case in zip(found.design.labels, cases, strict=True)},
        "seed": found.design.seed,
        "worlds": found.worlds,
        "partial": found.partial,
        "experimental": any(case.experimental for case in cases),
        "interval": (summary.get("interval") or {}).get("kind"),
    }
