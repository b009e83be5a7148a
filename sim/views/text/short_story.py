"""One traced world in a few dated lines: its turning points, with what lay between them counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.views.text.layout import day
from sim.views.text.narrative import Story

if TYPE_CHECKING:
    from sim.negotiation.trace import Trace

BETWEEN = {
    "exchange": ("partial exchange", "partial exchanges"),
    "exchange_cancelled": ("exchange cancelled", "exchanges cancelled"),
    "spoiler": ("spoiler event", "spoiler events"),
}
"""Kinds of events that are counted and not listed one by one."""


def format_short_story(trace: Trace) -> list[tuple[str, str]]:
    """The turning points of a world.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    list of (date or stretch, what happened), in order; the last says how it ended
    """
    return list(_entries(Story(trace), trace))


def format_story_so_far(trace: Trace) -> list[tuple[str, str]]:
    """The same of a world that is under way: without its end."""
    return list(_entries(Story(trace), trace, ended=False))


def _entries(story: Story, trace: Trace, ended: bool = True) -> Iterator[tuple[str, str]]:
    for imposed in story.imposed():
        yield "assumed", imposed
    between: Counter[str] = Counter()
    freed = {"ukraine": 0, "russia": 0}
    for week in trace.weeks:
        for kind, details in week.events:
            if kind in BETWEEN:
                between[kind] += 1
                for side, persons in details.get("released", {}).items():
                    freed[side] += persons
                continue
            if between:
                yield "", _meanwhile(story, between, freed)
                between, freed = Counter(), dict.fromkeys(freed, 0)
            yield day(week.date), story.sentence(kind, details)
    if between:
        yield "", _meanwhile(story, between, freed)
    if ended:
        yield "at the horizon", story.ending()


def _meanwhile(story: Story, between: Counter[str], freed: dict[str, int]) -> str:
    parts = [f"{between[kind]} {words[between[kind] != 1]}" for kind, words in BETWEEN.items() if between[kind]]
    released = ", ".join(f"{story.names[side]} {persons:,}" for side, persons in freed.items())
    return f"Meanwhile: {', '.join(parts)}" + (f"; released: {released}." if any(freed.values()) else ".")
