"""What every experiment shows: what it is, how much was simulated, the seed, and where it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.shown import Rows, Shown, count, flagged
from sim.views.objects.view import View
from sim.views.text.cautions import CONDITIONAL
from sim.views.text.layout import signed_points

if TYPE_CHECKING:
    from sim.experiments.experiment import Experiment

CHANCE = f"Intervals are the noise of the simulated worlds only. {CONDITIONAL}"


def shown_experiment(
    found: Experiment,
    what: str = "Experiment under",
    much: str = "",
    table: Callable[[], Rows] = tuple,
    caution: str = "",
) -> Shown:
    """Any experiment: what it is, how much was simulated, the seed, and where it is kept.

    Parameters
    ----------
    what : what it is of
    much : how much was simulated; points and worlds as the design says by default
    table, caution : as of `Shown`
    """
    design = found.design
    points = f"{count(design.size, 'point')} of " if design.keys else ""
    much = much or f"{points}{count(design.worlds * design.replicates, 'world')} each"
    return Shown(
        heading=flagged(
            f"{what}: {much}, seed {design.seed}",
            experimental=any(case.experimental for case in design.scenarios),
            partial=found.partial,
        ),
        table=table,
        caution=caution,
        saved=found.folder or "",
    )


def labels(found: Experiment) -> str:
    labels = found.design.labels
    return ", ".join(labels[:4]) + (f" and {len(labels) - 4} more" if len(labels) > 4 else "")


def points_span(low: float, high: float) -> str:
    """The interval of a difference, in percentage points."""
    return f"{signed_points(low)} to {signed_points(high)}"


class ExperimentView(View):
    """An experiment of any kind."""

    found: Experiment

    def shown(self) -> Shown:
        return shown_experiment(self.found)
