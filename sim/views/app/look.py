"""One look at a choice: worlds simulated, counted, drawn. Runs in processes of its own, not the server's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.run_summary import RunSummary
from sim.montecarlo.tally import Tally
from sim.scenario import Scenario
from sim.schema import BELLIGERENTS

FIRST, MOST = 8_192, 32_768
"""Worlds of the first look, and up to how many are added in the background."""
WATCHED = 2_048
"""Worlds whose state is watched for the fans."""


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """What a look has found.

    Attributes
    ----------
    tally : counts of all worlds so far
    order : which event came first in each of them, int8 (worlds,), completion as the swap
    summary : as `sim.Result.numbers`
    incidence, fans : SVG
    """

    tally: Tally
    order: np.ndarray
    summary: RunSummary
    incidence: str
    fans: str = ""

    @property
    def worlds(self) -> int:
        return self.tally.worlds


def count(scenario: Scenario, seed: int, worlds: int = FIRST, before: View | None = None) -> View:
    """Simulate the next worlds of a scenario, count them with those before, and draw when events come first.

    Parameters
    ----------
    scenario : Scenario
    seed : int >= 0
    worlds : how many
    before : what was found so far, with the worlds that come before these

    Returns
    -------
    View, with the fans of `before`
    """
    from sim.analysis.incidence import incidence
    from sim.analysis.run_summary import summarise_run
    from sim.model.outcomes import columns
    from sim.montecarlo.block import simulate
    from sim.montecarlo.blocks import Block
    from sim.montecarlo.tally import orders, tally
    from sim.result.result import facts_of
    from sim.views.figures.house_style import as_svg
    from sim.views.figures.incidence import draw_incidence
    from sim.views.text.imposed import words_of

    rows = simulate(scenario, Block(before.worlds if before else 0, worlds), seed)
    counted, order = tally(rows, columns(scenario.mediators), scenario.horizon_weeks), orders(rows, "completed")
    if before is not None:
        counted, order = before.tally + counted, np.concatenate([before.order, order])
    facts = facts_of(scenario)
    summary = summarise_run(
        facts,
        counted,
        None,
        seed=seed,
        seconds=0.0,
        worlds_requested=counted.worlds,
        partial=False,
        imposed=words_of(facts),
    )
    picture = as_svg(draw_incidence(incidence(counted), summary))
    return View(tally=counted, order=order, summary=summary, incidence=picture, fans=before.fans if before else "")


def fan_picture(scenario: Scenario, seed: int) -> str:
    """Draw the state of the first worlds of a scenario week by week; SVG."""
    from sim.negotiation.fans import fans
    from sim.result.result import facts_of
    from sim.views.figures.captions import Sample
    from sim.views.figures.fans import draw_fans
    from sim.views.figures.house_style import as_svg

    found = fans(scenario, worlds=WATCHED, seed=seed)
    names: dict[str, str] = {side: scenario.party_name(side) for side in BELLIGERENTS}
    sample = Sample.of(facts_of(scenario), WATCHED, seed)
    return as_svg(draw_fans(found.series, sample, names))


def report_of(scenario: Scenario, seed: int, command: str, worlds: int = FIRST) -> str:
    """The report that can be mailed, with the range over the judged parameters; some ten seconds on one core."""
    import sim
    from sim.views.objects.run_report import document

    return document(sim.run(scenario, worlds, seed, workers=1, command=command))


def warm() -> None:
    """Load what a look needs, so that no visitor need wait for it; called once in each process."""
    import gc

    from sim.scenario import load

    case = load("kyiv_summit_2025", {"horizon_weeks": 4})
    count(case, 1, 64)
    fan_picture(case, 1)
    gc.collect()
    gc.freeze()  # what is loaded by now stays, and need not be looked through again and again
    gc.set_threshold(100_000, 20, 20)
