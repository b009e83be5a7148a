"""`result.report()`: the page that can be mailed, gathered from a result and its example worlds."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.outcomes import OUTCOMES
from sim.montecarlo.tally import ORDERS, orders
from sim.result.folder import write_file
from sim.views.figures.pictures import PictureWarning, Undrawn, attempt
from sim.views.figures.warned import warn
from sim.views.objects.view import WATCHED

if TYPE_CHECKING:
    from sim.result.result import Result
    from sim.views.html import Figure, Told

REPORT = "report.html"
MOST = 20_000
"""Stored worlds among which the typical ones are looked for."""
CHANGED = (
    "This version of allforall no longer simulates this world as the result has it: run it again, or make the report"
    " with the version that the result names."
)
FIGURES = {
    "frequencies": ("What comes first", "Shares of the three outcomes as a hundred squares and as bars."),
    "incidence": ("When", "Share of worlds in which each event has come first, by week."),
    "prior": ("If the judged assumptions vary", "Distribution of the shares over draws of the judged parameters."),
    "fans": ("What lies behind it", "Trust, pressure, captives held and ripeness by week, as fans over the worlds."),
    "exchanges": ("Partial exchanges", "Exchanges a month and their sizes, simulated and recorded."),
}
"""Name -> heading, and what is to be seen, for those who do not see it; the numbers are in the table."""


def write_report(result: Result, place: str | Path | None = None) -> Path:
    """Write a result as one self-contained HTML file.

    Parameters
    ----------
    result : Result
    place : the file; `report.html` in the result's folder by default

    Returns
    -------
    Path of the file

    Raises
    ------
    ResultError
        when there is no place for it: the result is not saved, and none is given
    OutputError
        when the file cannot be written; another of that name is then left as it was

    Warns
    -----
    PictureWarning
        of each figure that could not be drawn; the page then says so in its place
    """
    from sim.montecarlo.errors import ResultError

    if place is None:
        if result.folder is None:
            raise ResultError(result.facts.scenario, "it is not saved", 'say where: result.report("report.html")')
        place = result.folder / REPORT
    page, lost = _document(result)
    write_file(Path(place), page)
    for each in lost:
        warn(str(each), PictureWarning)
    return Path(place)


def document(result: Result) -> str:
    """The page itself, as text; a figure that cannot be drawn is said to be missing where it would stand."""
    return _document(result)[0]


def _document(result: Result) -> tuple[str, list[Undrawn]]:
    """The page, and the figures that it lacks."""
    from sim.analysis.typical import RULE
    from sim.scenario import differences, load
    from sim.schema import BELLIGERENTS
    from sim.views.html import render
    from sim.views.text.differences_page import in_brief
    from sim.views.text.headline import BASE

    scenario = result.scenario
    figures, lost = _figures(result)
    page = render(
        result.numbers,
        figures=figures,
        told=_told(result),
        rule=RULE,
        changes=[in_brief(difference) for difference in differences(load(BASE), scenario)],
        base=BASE,
        description=scenario.document.get("description") or "",
        scenario_yaml=scenario.to_yaml(),
        provenance=result.provenance,
        names={key: scenario.party_name(key) for key in (*BELLIGERENTS, *scenario.mediators)},
    )
    return page, lost


def _figures(result: Result) -> tuple[list[Figure], list[Undrawn]]:
    """The figures of the page, and those among them that could not be drawn."""
    from sim.views.html import Figure

    svg: dict[str, bytes] = {}
    pictures = {name: partial(_keep, svg, name, draw) for name, draw in result.plot.all().items()}
    lost = {each.name: each for each in attempt(pictures)}
    figures = [
        Figure(
            name=name, heading=heading, words=words, svg=svg.get(name), lost=lost[name].reason if name in lost else ""
        )
        for name, (heading, words) in FIGURES.items()
        if name in pictures
    ]
    return figures, [replace(each, name=f"the figure {each.name} of the report") for each in lost.values()]


def _keep(svg: dict[str, bytes], name: str, draw: Callable[[], Any]) -> None:
    from sim.views.figures.house_style import encoded

    svg[name] = encoded(draw(), "svg")


def _told(result: Result) -> list[Told]:
    """The most typical world of each outcome, in brief."""
    from sim.analysis.typical import typical_world
    from sim.model.outcomes import first_event
    from sim.negotiation.trace import trace
    from sim.views.html import Told
    from sim.views.text.short_story import format_short_story

    rows = _rows(result)
    came = orders(rows, "completed")
    found = []
    for name in OUTCOMES:
        among = came == ORDERS.index(name)
        words = name.replace("_", " ")
        place = typical_world(rows, among)
        if place is None:
            found.append(Told(outcome=words, among=0, of=len(came)))
            continue
        world = int(rows["world"][place])
        story = trace(result.scenario, world, result.seed)
        again = first_event(*(np.array([story.outcome[date]]) for date in ("completed_week", "talks_week")))
        lines = format_short_story(story) if again[0] == came[place] else [("", CHANGED)]
        command = ["allforall", "trace", _case(result), "--world", str(world), "--seed", str(result.seed)]
        found.append(
            Told(
                outcome=words,
                among=int(among.sum()),
                of=len(came),
                world=world,
                lines=lines,
                command=shlex.join(command),
            )
        )
    return found


def _case(result: Result) -> str:
    """How a reader names the scenario: by its name in the catalogue, or as the file that the report says to save."""
    from sim.scenario import in_catalogue

    name = result.scenario.name
    return name if in_catalogue(result.scenario) else f"{name}.yaml"


def _rows(result: Result) -> dict[str, np.ndarray]:
    """Rows of the first worlds: the stored ones, or the same worlds simulated again where counts alone were kept."""
    if result.stored == "rows":
        table = result.worlds.iloc[:MOST].reset_index()
        return {name: table[name].to_numpy() for name in table}
    from sim.negotiation.watched import simulate_watched

    many = min(WATCHED, result.numbers.worlds)
    return simulate_watched(result.scenario, [], worlds=many, seed=result.seed)
