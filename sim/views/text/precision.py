"""A run with precision-based stopping, in words: what its intervals are called, how it ended, what they do not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.run_summary import RunSummary

ORDINARY = "95 % interval"
SEQUENCE = "95 % confidence sequence"


def watched(summary: RunSummary) -> bool:
    """Whether the number of worlds was decided by looking at the counts."""
    return summary.sequence is not None


def interval_name(summary: RunSummary) -> str:
    """What the intervals of the three shares are called."""
    return SEQUENCE if watched(summary) else ORDINARY


def column_heads(summary: RunSummary) -> tuple[str, str]:
    """The same as two lines over a column of a table."""
    return ("95 % confidence", "sequence") if watched(summary) else (ORDINARY, "(chance only)")


def counts_whole(summary: RunSummary) -> bool:
    """Whether all worlds were run that the run was to have."""
    reached = summary.sequence is not None and summary.sequence.reached
    return reached or summary.worlds == summary.worlds_requested


def stopped_early(summary: RunSummary) -> str:
    """How far a run came that was stopped among its worlds."""
    if watched(summary):
        return f"stopped after {summary.worlds:,} worlds, before the shares were known as well as asked for"
    return f"stopped after {summary.worlds:,} of {summary.worlds_requested:,} worlds"


def format_stop(summary: RunSummary) -> str:
    """Why the run has as many worlds as it has; empty where their number was fixed beforehand."""
    interval = summary.sequence
    if interval is None:
        return ""
    goal = f"as soon as each share is known to within {points(interval.half_width_wanted)}"
    found = f"{points(interval.half_width)} at the widest, after {interval.looks:,} look"
    found += "" if interval.looks == 1 else "s"
    if interval.reached:
        return f"{goal}: reached, {found}"
    if summary.worlds == interval.max_worlds:
        return f"{goal}: NOT REACHED, the cap of {interval.max_worlds:,} worlds was reached first; {found}"
    return f"{goal}: NOT REACHED, the run was stopped before; {found}"


def format_sequence(summary: RunSummary) -> str:
    """What the intervals cover and what they do not; empty where the number of worlds was fixed beforehand."""
    if not watched(summary):
        return ""
    return (
        "The run decided by its own counts when to stop. The confidence sequences of swap first, talks first and"
        " neither allow for that: each holds with 95 % at all looks at once. The other shares of these worlds (in"
        " brackets; both in the same week; the offer) have ordinary 95 % intervals, which do not: they are made for a"
        " number of worlds that is fixed beforehand."
    )


def points(share: float) -> str:
    """0.005 -> '0.5 percentage points', to four digits."""
    number = f"{100 * share:.4g}"
    return f"{number} percentage point{'' if number == '1' else 's'}"
