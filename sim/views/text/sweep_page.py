"""A sweep in plain text: how far it is, what it spans, and where to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analysis.stopping import WilsonIntervals
from sim.experiments.sweep_summary import Extreme, Span, SweepSummary
from sim.views.text.chance_and_ignorance import format_variance
from sim.views.text.layout import entries, number, paragraph, per_cent, printable
from sim.views.text.page import DEFINITIONS, OUTCOMES, page, table

QUESTION = "Which comes first, over the points of a design?"
KEYS_SHOWN = 6


def format_sweep(
    summary: SweepSummary | Mapping[str, Any], saved: str | None = None, command: str | None = None
) -> str:
    """Write what a sweep found.

    Parameters
    ----------
    summary : of the sweep; or its JSON object, as `allforall sweep --json` prints it
    saved, command : where it is kept, and what made it

    Returns
    -------
    str, lines of at most 80 columns, but names, commands and paths are never cut
    """
    summary = SweepSummary.of(summary)
    parts = [
        _design(summary),
        DEFINITIONS,
        _span(summary),
        _where(summary),
        _layers(summary),
        _failures(summary),
        _limits(summary),
    ]
    return page(QUESTION, parts, saved, command, partial=summary.partial, experimental=summary.experimental)


def _design(summary: SweepSummary) -> str:
    keys = summary.keys
    over = ", ".join(keys[:KEYS_SHOWN]) + (f" and {len(keys) - KEYS_SHOWN} more" if len(keys) > KEYS_SHOWN else "")
    points = f"{summary.points_done:,} of {summary.points:,}"
    each = f"{summary.worlds_per_point:,} worlds"
    if summary.interval.kind == "confidence_sequence":
        each = f"{summary.worlds_per_point:,} worlds and more, as needed"
    elif summary.replicates > 1:
        each += f" in each of {summary.replicates:,} rounds"
    draws = "the same worlds at every point" if summary.draws == "common" else "worlds of its own for every point"
    rows = [
        ("Design", f"{printable(summary.title)} [{summary.design}]"),
        ("Scenarios", ", ".join(summary.scenarios)),
        ("Over", over or "nothing: each scenario as it stands"),
        ("Points", f"{points}, {summary.design_kind.replace('_', ' ')}"),
        ("Worlds", f"{each}, {summary.worlds:,} in total; {draws}; seed {summary.seed}"),
    ]
    return entries(rows)


def _span(summary: SweepSummary) -> str:
    rows = [("", "lowest", "median", "highest", "point of the lowest, of the highest")]
    for name, words in OUTCOMES.items():
        found = summary.outcomes[name]
        if not isinstance(found, Span):
            return "\nNo point has been simulated."
        low, high = found.low, found.high
        rows.append(
            (
                words,
                per_cent(low.share),
                per_cent(found.median),
                per_cent(high.share),
                f"{_place(summary, low)}, {_place(summary, high)}",
            )
        )
    return "\nShare of worlds over the points\n" + "\n".join(f"  {line}" for line in table(rows))


def _place(summary: SweepSummary, end: Extreme) -> str:
    return f"{end.point}" if len(summary.scenarios) == 1 else f"{end.scenario} {end.point}"


def _where(summary: SweepSummary) -> str:
    """Where swap first is likeliest and least likely, with the intervals of those two points."""
    over = summary.outcomes.swap_first
    if not isinstance(over, Span):
        return ""
    lines = []
    for words, found in (("highest", over.high), ("lowest", over.low)):
        at = ", ".join(f"{key} {value:g}" for key, value in found.at.items())
        interval = f"95 % interval {number(found.low)} to {number(found.high)} %"
        lines.append(
            paragraph(
                f"swap first {per_cent(found.share)} ({interval})" + (f" at {at}" if at else ""), first=f"  {words:<8}"
            )
        )
    return (
        "\n"
        + "\n".join(lines)
        + "\n"
        + paragraph(
            "The highest and the lowest of many points are extremes of chance too: part of their distance is noise."
        )
    )


def _layers(summary: SweepSummary) -> str:
    words = "" if summary.layers is None else format_variance(summary.layers.swap_first).strip()
    return "\n" + paragraph(words) if words else ""


def _failures(summary: SweepSummary) -> str:
    if not summary.points_failed:
        return ""
    lines = [f"{summary.points_failed:,} points FAILED; the same command tries them again:"]
    lines += [
        paragraph(printable(row.reason), first=f"  {row.scenario} {row.point}: ", indent="    ")
        for row in summary.failures
    ]
    more = summary.points_failed - len(summary.failures)
    return "\n" + "\n".join([*lines, f"  and {more:,} more: see the table"] if more else lines)


def _limits(summary: SweepSummary) -> str:
    interval = summary.interval
    words = (
        "Every point has its counts, shares and 95 % intervals in the table. The intervals are the noise of a finite"
        " number of worlds; what differs between points is assumption. Shares are conditional on the model and on"
        " everything that the design leaves as stated; they are not a forecast."
    )
    if not isinstance(interval, WilsonIntervals):
        goal = f"{100 * interval.half_width_wanted:g} points either way, by confidence sequences"
        words += f" Worlds were added at each point until its three {interval.of_} were known to {goal}"
        left = interval.points_at_the_cap
        words += f"; {left:,} points reached the cap of {interval.max_worlds:,} worlds first." if left else "."
    return "\n" + paragraph(words)
