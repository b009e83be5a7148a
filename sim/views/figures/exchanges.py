"""Partial exchanges of simulated worlds and of the record: how many a month, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.record.log import ExchangeLog, log_of_record
from sim.evidence.record.summaries import monthly_counts
from sim.evidence.record.window import Window
from sim.views.figures.captions import Sample, flags, origin
from sim.views.figures.house_style import house_style
from sim.views.figures.incidence import TALKS
from sim.views.figures.sheet import MARGIN, SMALL, Sheet, plain_axes
from sim.views.text.layout import day

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.run_summary import RunSummary
    from sim.evidence.record.record import Record

RECORD, BEFORE = "#D55E00", "#888888"
WIDE, HIGH, WIDE_SIZES = 8.2, 5.0, 4.6
HATCHED = {"facecolor": "none", "edgecolor": "#DDDDDD", "hatch": "////", "linewidth": 0, "zorder": 0}
SIZES = (1, 10, 100, 1000)


@house_style
def draw_exchanges(simulated: ExchangeLog, window: Window, record: Record, sample: RunSummary | Sample) -> Figure:
    """Draw exchanges a month and the sizes of single exchanges, simulated and recorded.

    Parameters
    ----------
    simulated : exchanges of simulated worlds, cut to `window`
    window : from the scenario's first day to its horizon
    record : the record of real exchanges
    sample : the run they are of

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide
    """
    known = _known(window, record)
    since = log_of_record(record.exchanges, known) if known else None
    sheet = Sheet(
        1.0 + HIGH + 1.1,
        "Partial exchanges of prisoners, simulated and recorded",
        "Exchanges a calendar month (left) and Ukrainians returned in one exchange (right)",
        _caption(simulated, window, record, known, since, sample),
        flags(sample),
    )
    sheet.legend(
        0.2,
        [("simulated, middle 50 and 90 %", {"color": TALKS, "linewidth": 5, "alpha": 0.4}),
         ("recorded since the start", {"color": RECORD, "marker": "o", "linestyle": "", "markersize": 5}),
         ("recorded before", {"color": BEFORE, "linestyle": "--", "linewidth": 1.4})],
    )  # fmt: skip
    _draw_months(sheet.axes(MARGIN + 0.75, 1.0, WIDE, HIGH), simulated, window, known, since)
    before = [row.ukrainians for row in record.exchanges if row.date < window.first and row.ukrainians]
    _draw_sizes(sheet.axes(MARGIN + WIDE + 2.15, 1.0, WIDE_SIZES, HIGH), simulated, since, before)
    return sheet.figure


def _known(window: Window, record: Record) -> Window | None:
    """The part of the window that the record covers."""
    last = min(window.last, record.coding.record_ends)
    return Window(window.first, last) if last >= window.first else None


def _draw_months(
    axes: Axes, simulated: ExchangeLog, window: Window, known: Window | None, since: ExchangeLog | None
) -> None:
    counts = monthly_counts(simulated, window)
    places = np.arange(len(window.months))
    if counts.size:
        low, quarter, middle, three, high = np.quantile(counts, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
        axes.bar(places, high - low, 0.8, low, color=TALKS, alpha=0.2, linewidth=0)
        axes.bar(places, three - quarter, 0.8, quarter, color=TALKS, alpha=0.35, linewidth=0)
        axes.plot(places, middle, "_", color=TALKS, markersize=8)
    if known is not None and since is not None and known.months:
        months = {month: number for number, month in enumerate(window.months)}
        seen = monthly_counts(since, known)[0]
        where = [months[month] for month in known.months if month in months]
        axes.plot(where, seen[: len(where)], "o", color=RECORD, markersize=5)
        if len(window.months) > len(where):
            axes.axvspan(len(where) - 0.5, len(places) - 0.5, **HATCHED)
    step = max(1, len(places) // 5)
    axes.set_xticks(places[::step], [f"{month:%b %Y}" for month in window.months[::step]])
    axes.set_xlim(-0.6, len(places) - 0.4)
    axes.set_ylim(bottom=-0.15)
    axes.set_ylabel("exchanges a month", fontsize=SMALL)
    plain_axes(axes, "y")


def _draw_sizes(axes: Axes, simulated: ExchangeLog, since: ExchangeLog | None, before: list[int]) -> None:
    """Shares of exchanges with at least so many persons."""
    known = simulated.ukrainians[~np.isnan(simulated.ukrainians)]
    recorded = since.ukrainians[~np.isnan(since.ukrainians)] if since is not None else np.empty(0)
    for values, style in (
        (known, {"color": TALKS, "linewidth": 2.0}),
        (np.array(before, float), {"color": BEFORE, "linestyle": "--", "linewidth": 1.2}),
        (recorded, {"color": RECORD, "linestyle": "-", "linewidth": 1.0, "marker": "o", "markersize": 3}),
    ):
        if len(values):
            size = np.sort(values)
            axes.step(size, 100 * (1 - np.arange(len(size)) / len(size)), where="pre", **style)
    axes.set_xscale("log")
    axes.set_xlim(1, 3000)
    axes.set_xticks(SIZES, [f"{size:,}" for size in SIZES])
    axes.minorticks_off()
    axes.set_ylim(0, 102)
    axes.set_xlabel("at least so many persons", fontsize=SMALL)
    axes.set_ylabel("per cent of exchanges", fontsize=SMALL)
    plain_axes(axes, "y")


def _caption(
    simulated: ExchangeLog,
    window: Window,
    record: Record,
    known: Window | None,
    since: ExchangeLog | None,
    sample: RunSummary | Sample,
) -> str:
    words = (
        f"{origin(sample, simulated.worlds)} Bars: {day(window.first)} to {day(window.last)}, {len(simulated):,}"
        " exchanges; dash: median."
    )
    if since is None or known is None:
        words += f" The record ends on {day(record.coding.record_ends)}, before the scenario begins."
    else:
        unknown = int(np.isnan(since.ukrainians).sum())
        words += (
            f" Dots: the record up to {day(known.last)}, {len(since)} exchanges, {unknown} of unknown size; hatched:"
            " after its end. Dashed: all recorded before the start. The worlds do not know what came after it."
        )
    return words + " Months of which less than half is covered are left out."
