"""`result.plot`: the figures of a run, each a matplotlib Figure, drawn when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.montecarlo.errors import ResultError
from sim.result.drawing import DrawingError, Pictures, attempt
from sim.schema import BELLIGERENTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.result.result import Result

FIGURES = "figures"
WATCHED = 4_096
"""Worlds that are simulated again, and watched, for figures of what happens week by week; at most those of the run."""


@dataclass(frozen=True)
class ResultPlots:
    """Figures of a run.

    >>> result.plot.incidence().savefig("incidence.svg")      # doctest: +SKIP

    Every method returns a `matplotlib.figure.Figure`, 16 cm wide (the text column of an A4 page), which a notebook
    shows by itself. Those of states and exchanges simulate the first worlds of the run again, as they are not stored.
    """

    result: Result

    def incidence(self) -> Figure:
        """Cumulative incidence of swap and talks by week, with bands."""
        from sim.views.figures.incidence import draw_incidence

        return draw_incidence(self.result.incidence, self.result.numbers)

    def frequencies(self) -> Figure:
        """What comes first as a hundred worlds, and the shares with their two uncertainties."""
        from sim.views.figures.frequency_grid import draw_frequencies

        return draw_frequencies(self.result.numbers)

    def prior(self) -> Figure:
        """The shares over the draws of the judged parameters, as distributions.

        Raises
        ------
        ResultError
            when the range was not run
        """
        from sim.views.figures.prior import draw_prior

        if self.result.prior is None or not len(self.result.prior):
            place = self.result.folder or self.result.facts.scenario
            raise ResultError(place, "the range over the judged parameters was not run", "run it with prior=True")
        return draw_prior(self.result.prior, self.result.numbers)

    def fans(self, worlds: int = WATCHED) -> Figure:
        """Trust, pressure, captives held and ripeness week by week, as fans over the first worlds of the run."""
        from sim.negotiation.fans import fans
        from sim.views.figures.captions import Sample
        from sim.views.figures.fans import draw_fans

        result = self.result
        many = min(worlds, result.numbers.worlds)
        found = fans(result.scenario, worlds=many, seed=result.seed)
        names = {side: result.scenario.party_name(side) for side in BELLIGERENTS}
        return draw_fans(found.series, Sample.of(result.numbers, many, result.seed), names)

    def exchanges(self, worlds: int = WATCHED) -> Figure:
        """Partial exchanges of the first worlds of the run and those of the record."""
        from sim.evidence.record.record import read_record
        from sim.evidence.record.window import Window
        from sim.negotiation.watched import watch
        from sim.views.figures.exchanges import draw_exchanges

        result = self.result
        scenario = result.scenario
        window = Window(scenario.start, scenario.start + timedelta(weeks=scenario.horizon_weeks, days=-1))
        many = min(worlds, result.numbers.worlds)
        log, _ = watch(scenario, window, worlds=many, seed=result.seed)
        return draw_exchanges(log, window, read_record(), result.numbers)

    def all(self) -> dict[str, Callable[[], Figure]]:
        """Name -> what draws it, of every figure that this run has."""
        names = ["incidence", "frequencies", "fans", "exchanges"]
        if self.result.prior_run is not None and self.result.prior_run.draws:
            names.insert(2, "prior")
        return {name: getattr(self, name) for name in names}

    def save(self, folder: str | Path) -> list[Path]:
        """Write every figure as PNG and SVG into a folder and return their paths.

        Raises
        ------
        OutputError
            with place, reason and remedy
        DrawingError
            when one could not be drawn; the others were
        """
        return save_figures(folder, self.all())


def save_figures(folder: str | Path, figures: Mapping[str, Callable[[], Figure]]) -> list[Path]:
    """Draw figures one after the other and write each as PNG and SVG; the folder is made if it is not there.

    Raises
    ------
    OutputError
        when one cannot be written
    DrawingError
        when one could not be drawn; the others were
    """
    from sim.montecarlo.errors import OutputError, writing

    with writing(folder):
        Path(folder).mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    lost = list(attempt(into(folder, figures, written), passing=(OutputError,)))
    if lost:
        raise DrawingError(*lost)
    return written


def into(
    folder: str | Path, figures: Mapping[str, Callable[[], Figure]], written: list[Path] | None = None
) -> Pictures:
    """What draws each figure into a folder as PNG and SVG, and notes in `written` which files it has written."""
    return {name: partial(_write, Path(folder), name, draw, written) for name, draw in figures.items()}


def _write(folder: Path, name: str, draw: Callable[[], Figure], written: list[Path] | None) -> None:
    from sim.montecarlo.errors import writing
    from sim.result.folder import write_file
    from sim.views.figures.house_style import FORMATS, encoded

    figure = draw()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for file_format in FORMATS:
        place = folder / f"{name}.{file_format}"
        write_file(place, encoded(figure, file_format))
        if written is not None:
            written.append(place)
