"""A result shown in a notebook, at a prompt or in a terminal: the shares with everything they must not be read without."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sim.montecarlo.errors import ResultError
from sim.result.folder import FIGURE, write_file
from sim.schema import BELLIGERENTS
from sim.shown import Rows, Shown, flagged
from sim.viewable import ResultPlots
from sim.views.figures.pictures import Pictures
from sim.views.objects.view import WATCHED, View, ViewPlots
from sim.views.text.cautions import CAUTION
from sim.views.text.layout import decimals_for, per_cent, span
from sim.views.text.precision import format_stop, interval_name, watched

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.analysis.facts import Facts
    from sim.analysis.run_summary import RunSummary
    from sim.result.result import Result


def header(summary: RunSummary) -> tuple[str, ...]:
    """Heads of the columns."""
    return ("", "worlds", "share", interval_name(summary), "range if assumptions vary, 5-95 %")


def caution(summary: RunSummary) -> str:
    """What the table must not be read without."""
    told = format_stop(summary)
    stop = f"Stop: {told}. The interval in brackets is an ordinary one. " if told else ""
    return stop + CAUTION


def lines(summary: RunSummary) -> Rows:
    """Rows of the table: label, count, share, interval, prior range."""
    prior = summary.prior
    entries = [("swap first", "outcomes", "swap_first"), ("(agreed only)", "agreed", "swap_first")]
    entries += [("talks first", "outcomes", "talks_first"), ("neither", "outcomes", "neither")]
    decimals = decimals_for(summary.worlds)
    table = []
    for label, part, name in entries:
        found = getattr(summary, part)[name]
        interval = span(found.low, found.high, decimals)
        quantiles = None if prior is None else (prior if part == "outcomes" else prior.agreed)[name]
        table.append(
            (
                label,
                f"{found.count:,}",
                per_cent(found.share, decimals),
                f"({interval})" if part == "agreed" and watched(summary) else interval,
                "not run" if quantiles is None else span(quantiles.q05, quantiles.q95),
            )
        )
    return table


def heading(summary: RunSummary) -> str:
    """One line: which scenario, how many worlds, how long, which seed."""
    words = (
        f"{summary.title} [{summary.scenario}], {summary.worlds:,} worlds "
        f"over {summary.horizon_weeks} weeks from {summary.start}, seed {summary.seed}"
    )
    return flagged(words, experimental=summary.experimental, partial=summary.partial)


def imposed(summary: RunSummary) -> list[str]:
    """What is imposed in every world, one line each."""
    return [f"IMPOSED BY ASSUMPTION: {words}" for words in summary.imposed]


def call_for(folder: Path) -> str:
    """The command that draws all figures of a saved result."""
    code = f"import sim; sim.Result.load({str(folder)!r}).plot.save({str(folder / 'figures')!r})"
    return f"python -c {shlex.quote(code)}"


class RunPlots(ViewPlots, ResultPlots):
    __doc__ = ResultPlots.__doc__
    _found: Result

    def incidence(self) -> Figure:
        from sim.views.figures.incidence import draw_incidence

        return draw_incidence(self._found.incidence, self._found.numbers)

    def frequencies(self) -> Figure:
        from sim.views.figures.frequency_grid import draw_frequencies

        return draw_frequencies(self._found.numbers)

    def prior(self) -> Figure:
        from sim.views.figures.prior import draw_prior

        if self._found.prior is None or not len(self._found.prior):
            place = self._found.folder or self._found.facts.scenario
            raise ResultError(place, "the range over the judged parameters was not run", "run it with prior=True")
        return draw_prior(self._found.prior, self._found.numbers)

    def fans(self, worlds: int = WATCHED) -> Figure:
        from sim.negotiation.fans import fans
        from sim.views.figures.captions import Sample
        from sim.views.figures.fans import draw_fans

        result = self._found
        many = min(worlds, result.numbers.worlds)
        found = fans(result.scenario, worlds=many, seed=result.seed)
        names: dict[str, str] = {side: result.scenario.party_name(side) for side in BELLIGERENTS}
        return draw_fans(found.series, Sample.of(result.numbers, many, result.seed), names)

    def exchanges(self, worlds: int = WATCHED) -> Figure:
        from sim.evidence.record.record import read_record
        from sim.evidence.record.window import Window
        from sim.negotiation.watched import watch
        from sim.views.figures.exchanges import draw_exchanges

        result = self._found
        scenario = result.scenario
        window = Window(scenario.start, scenario.start + timedelta(weeks=scenario.horizon_weeks, days=-1))
        many = min(worlds, result.numbers.worlds)
        log, _ = watch(scenario, window, worlds=many, seed=result.seed)
        return draw_exchanges(log, window, read_record(), result.numbers)

    def all(self) -> dict[str, Callable[[], Figure]]:
        names = ["incidence", "frequencies", "fans", "exchanges"]
        if self._found.prior_run is not None and self._found.prior_run.draws:
            names.insert(2, "prior")
        return {name: getattr(self, name) for name in names}


class RunView(View):
    """A run at a prompt, in a notebook, in a terminal, as figures."""

    found: Result

    def shown(self) -> Shown:
        summary = self.found.numbers
        return Shown(
            heading=heading(summary),
            notes=imposed(summary),
            table=lambda: [header(summary), *lines(summary)],
            caution=caution(summary),
            saved=self.found.folder or "",
        )

    def page(self, case: str | None = None) -> str:
        """The headline; `case` is the name or file that gives the same scenario, where the user has just typed one."""
        from sim.result.folder import SCENARIO
        from sim.scenario import differences, in_catalogue, load
        from sim.views.text.differences_page import in_brief
        from sim.views.text.headline import BASE, headline

        found, scenario = self.found, self.found.scenario
        if case is None:
            own = found.folder is not None and not in_catalogue(scenario)
            case = str(self.folder / SCENARIO) if own else scenario.name
        return headline(
            found.numbers,
            saved=None if found.folder is None else str(found.folder),
            command=found.provenance.get("command"),
            changes=[in_brief(difference) for difference in differences(load(BASE), scenario)],
            case=case,
            names={key: scenario.party_name(key) for key in (*BELLIGERENTS, *scenario.mediators)},
        )

    @property
    def plots(self) -> RunPlots:
        return RunPlots(self.found)

    def pictures(self) -> Pictures:
        from sim.views.figures.house_style import encoded
        from sim.views.figures.incidence import draw_incidence

        found = self.found

        def draw() -> None:
            write_file(self.folder / FIGURE, encoded(draw_incidence(found.incidence, found.numbers)))

        return {FIGURE: draw}

    @property
    def again(self) -> str:
        return call_for(self.folder)

    def report(self, place: str | Path | None = None) -> Path:
        """Write one self-contained HTML file; see `sim.views.objects.run_report`."""
        from sim.views.objects.run_report import write_report

        return write_report(self.found, place)

    @staticmethod
    def words(facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What is imposed, and what of it fixes the answer, in words."""
        from sim.views.text.imposed import words_of

        return words_of(facts)
