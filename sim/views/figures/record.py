"""Figure of the record: exchanges by date, size and mediator, with the diplomatic events over them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.evidence.record.exchanges import DIRECT, UNKNOWN, Exchange
from sim.evidence.record.log import leading_mediator
from sim.evidence.record.record import Record
from sim.views.figures.house_style import house_style
from sim.views.figures.sheet import FAINT, INK, MARGIN, SMALL, Sheet, plain_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUMMIT = date(2025, 2, 24)
LEFT, WIDE = 2.75, 12.7
EVENTS_HIGH, SIZES_HIGH, UNSIZED_HIGH = 2.6, 6.2, 0.8
OTHER = "other"
LEADING = "leading"
"""The mediator who is credited with most exchanges."""
STYLES = {
    LEADING: {"color": "#0072B2", "marker": "o"},
    DIRECT: {"color": "#D55E00", "marker": "s"},
    OTHER: {"color": "#009E73", "marker": "^"},
    UNKNOWN: {"color": "#888888", "marker": "x"},
}
NAMES = {DIRECT: "direct", OTHER: "another mediator", UNKNOWN: "not known"}
STRIPS = (
    ("swap proposed", ("swap_proposed",)),
    ("swap agreed", ("swap_agreed",)),
    ("talks, rounds", ("talks_opened", "talks_round")),
    ("ceasefire offers, deals", ("ceasefire_proposed", "ceasefire_agreed")),
    ("summits, envoys", ("summit", "envoy_visit")),
)
"""Lines of the strip of events: what they show, and the kinds of the table. Other kinds are not drawn."""


@house_style
def draw_record(record: Record) -> Figure:
    """Draw the record; exchanges of unknown size stand in a strip of their own, not at zero."""
    sheet = Sheet(
        0.8 + EVENTS_HIGH + 0.25 + SIZES_HIGH + UNSIZED_HIGH + 0.75,
        "The record: prisoner exchanges and diplomacy",
        "Ukrainians returned in each announced exchange, logarithmic scale; above, diplomatic events by kind",
        f"{len(record.exchanges)} exchanges, one a day's handover. Shaded: broader talks in session, as coded. Dashed:"
        " the Kyiv summit. Hatched: after the end of the record. Where a mediator and the sides themselves are named,"
        " the exchange counts as direct. Sources and coding: sim/evidence/README.md.",
    )
    leading = leading_mediator(record.exchanges)
    names = {LEADING: leading or "leading mediator", **NAMES}
    sheet.legend(
        0.2, [(names[who], {**STYLES[who], "linestyle": "", "markersize": 5}) for who in STYLES], left=MARGIN + LEFT
    )
    events = sheet.axes(MARGIN + LEFT, 0.8, WIDE, EVENTS_HIGH)
    sizes = sheet.axes(MARGIN + LEFT, 0.8 + EVENTS_HIGH + 0.25, WIDE, SIZES_HIGH)
    unsized = sheet.axes(MARGIN + LEFT, 0.8 + EVENTS_HIGH + 0.25 + SIZES_HIGH, WIDE, UNSIZED_HIGH)
    days = [each.date for each in record.exchanges] + [each.date for each in record.diplomacy]
    first = min(days).replace(day=1)
    last = record.coding.record_ends + timedelta(days=60)
    for axes in (events, sizes, unsized):
        axes.set_xlim(first, last)
        _background(axes, record, last)
    _events(events, record)
    _sizes(sizes, record, leading)
    _unsized(unsized, record, leading)
    _dates(events, sizes, unsized, (last - first).days)
    return sheet.figure


def _background(axes: Axes, record: Record, last: date) -> None:
    ends = record.coding.record_ends
    for session in record.coding.talks:
        axes.axvspan(session.opened, session.until or ends, color="#F0E442", alpha=0.35, linewidth=0)
    axes.axvspan(ends, last, facecolor="none", edgecolor="#CCCCCC", hatch="////", linewidth=0)
    axes.axvline(SUMMIT, color=INK, linestyle="--", linewidth=0.8)


def _events(axes: Axes, record: Record) -> None:
    for place, (_, kinds) in enumerate(STRIPS):
        days = [event.date for event in record.diplomacy if event.kind in kinds]
        axes.plot(days, [place] * len(days), "|", color=INK, markersize=7, markeredgewidth=0.9)
    axes.set_ylim(len(STRIPS) - 0.5, -0.5)
    axes.set_yticks(range(len(STRIPS)), [words for words, _ in STRIPS])
    plain_axes(axes, "y", hidden=("top", "right", "bottom"))


def _sizes(axes: Axes, record: Record, leading: str) -> None:
    for who in STYLES:
        rows = [each for each in record.exchanges if credited(each, leading) == who and each.ukrainians]
        axes.plot(
            [each.date for each in rows], [each.ukrainians for each in rows], linestyle="", markersize=4.5,
            alpha=0.85, **STYLES[who],
        )  # fmt: skip
    axes.set_yscale("log")
    known = [each.ukrainians for each in record.exchanges if each.ukrainians]
    ticks = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
    low, high = (0.8 * min(known), 1.3 * max(known)) if known else (1, 1000)
    axes.set_ylim(low, high)
    axes.set_yticks([tick for tick in ticks if low <= tick <= high])
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.minorticks_off()
    axes.set_ylabel("Ukrainians returned", fontsize=SMALL)
    plain_axes(axes, "y", hidden=("top", "right", "bottom"))


def _unsized(axes: Axes, record: Record, leading: str) -> None:
    for who in STYLES:
        days = [each.date for each in record.exchanges if credited(each, leading) == who and not each.ukrainians]
        axes.plot(days, [0] * len(days), linestyle="", markersize=4.5, fillstyle="none", **STYLES[who])
    axes.set_ylim(-1, 1)
    axes.set_yticks([0], ["size not known"])
    plain_axes(axes, "y")


def _dates(events: Axes, sizes: Axes, unsized: Axes, days: int) -> None:
    """Years and half-years below the lowest axes; nothing between the others."""
    from matplotlib.dates import DateFormatter, MonthLocator

    for axes in (events, sizes, unsized):
        axes.xaxis.set_major_locator(MonthLocator(bymonth=(1, 7) if days > 500 else range(1, 13)))
        axes.xaxis.set_major_formatter(DateFormatter("%b %Y"))
        axes.grid(axis="x", color="#E8E8E8", linewidth=0.5)
    for axes in (events, sizes):
        axes.tick_params(axis="x", length=0, labelbottom=False)
    unsized.tick_params(axis="x", labelsize=SMALL, color=FAINT)


def credited(exchange: Exchange, leading: str) -> str:
    """Under which mark an exchange is drawn."""
    if DIRECT in exchange.mediators:
        return DIRECT
    return LEADING if leading in exchange.mediators else UNKNOWN if UNKNOWN in exchange.mediators else OTHER
