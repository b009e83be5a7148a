"""Numbers that can be looked at: the seam between what was found and how it is shown.

Results know no sentence and no figure. Whatever shows them stands in `sim.views.objects`; `sim/__init__.py` says here
which module shows which class.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sim.shown import Shown, ShowsItself

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VIEWS: dict[str, tuple[str, str]] = {}
"""Name of a class -> module and name of the class that shows it; see `sim.views.objects.view.View`."""


class Viewable(ShowsItself):
    """Something found, that has a view."""

    def _view(self) -> Any:
        """What shows it."""
        module, name = next(VIEWS[each.__name__] for each in type(self).__mro__ if each.__name__ in VIEWS)
        return getattr(import_module(module), name)(self)

    def shown(self) -> Shown:
        """What stands at a prompt and in a notebook."""
        return self._view().shown()

    def page(self) -> str:
        """What a terminal prints of it, lines of at most 80 columns."""
        return self._view().page()

    def draw_beside(self) -> None:
        """Draw what belongs into its folder; a `PictureWarning` for each figure that cannot be drawn."""
        self._view().draw_beside()


class Plots(Protocol):
    """Figures of something found, each a `matplotlib.figure.Figure`, drawn when asked for."""

    def all(self) -> dict[str, Callable[[], Figure]]:
        """Name -> what draws it, of every figure there is."""

    def save(self, folder: str | Path) -> list[Path]:
        """Write every figure as PNG and SVG into a folder and return their paths.

        Raises
        ------
        OutputError
            with place, reason and remedy
        DrawingError
            when one could not be drawn; the others were
        """


class ResultPlots(Plots, Protocol):
    """Figures of a run.

    >>> result.plot.incidence().savefig("incidence.svg")      # doctest: +SKIP

    Every method returns a `matplotlib.figure.Figure`, 16 cm wide (the text column of an A4 page), which a notebook
    shows by itself. Those of states and exchanges simulate the first worlds of the run again, as they are not stored.
    """

    def incidence(self) -> Figure:
        """Cumulative incidence of swap and talks by week, with bands."""

    def frequencies(self) -> Figure:
        """What comes first as a hundred worlds, and the shares with their two uncertainties."""

    def prior(self) -> Figure:
        """The shares over the draws of the judged parameters, as distributions.

        Raises
        ------
        ResultError
            when the range was not run
        """

    def fans(self, worlds: int = ...) -> Figure:
        """Trust, pressure, captives held and ripeness week by week, as fans over the first worlds of the run."""

    def exchanges(self, worlds: int = ...) -> Figure:
        """Partial exchanges of the first worlds of the run and those of the record."""


class ComparisonPlots(Plots, Protocol):
    """Figures of a comparison."""

    def arrows(self) -> Figure:
        """One arrow per outcome from the baseline's share to that of every other scenario, with paired intervals."""


class SweepPlots(Plots, Protocol):
    """Figures of a sweep."""

    def points(self) -> Figure:
        """Maps with the indifference line, lines, or the spread of a sample, as the design has dimensions."""


class SensitivityPlots(Plots, Protocol):
    """Figures of a sensitivity analysis."""

    def tornado(self) -> Figure:
        """What each end of each prior does to swap first, one parameter at a time."""
