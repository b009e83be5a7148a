"""A result shown in a notebook or at a prompt: the shares with everything they must not be read without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.shown import Shown, flagged
from sim.views.text.layout import decimals_for, per_cent, span
from sim.views.text.precision import format_stop, interval_name, watched

if TYPE_CHECKING:
    from sim.analysis.run_summary import RunSummary
    from sim.result.result import Result

CONDITIONAL = (
    "All shares are conditional on judged parameters: not a forecast, and never advice to delay, condition or refuse"
    " the release of anyone."
)
CAUTION = f"The interval is the noise of the simulated worlds only; quote the range first. {CONDITIONAL}"


def header(summary: RunSummary) -> tuple[str, ...]:
    """Heads of the columns."""
    return ("", "worlds", "share", interval_name(summary), "range if assumptions vary, 5-95 %")


def caution(summary: RunSummary) -> str:
    """What the table must not be read without."""
    told = format_stop(summary)
    stop = f"Stop: {told}. The interval in brackets is an ordinary one. " if told else ""
    return stop + CAUTION


def lines(summary: RunSummary) -> list[tuple[str, ...]]:
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


def shown_run(result: Result) -> Shown:
    """The result at a prompt and in a notebook."""
    summary = result.numbers
    return Shown(
        heading=heading(summary),
        notes=imposed(summary),
        table=lambda: [header(summary), *lines(summary)],
        caution=caution(summary),
        saved=result.folder or "",
    )
