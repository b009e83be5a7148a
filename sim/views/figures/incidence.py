"""The first figure of a result: cumulative incidence of the two events by week, with bands.

Drawn on matplotlib's `Figure` alone, never through pyplot: no window, no shared state, nothing to close.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from sim.views.figures.captions import flags, origin
from sim.views.figures.house_style import house_style
from sim.views.figures.sheet import GREY, MARGIN, SMALL, WIDTH_CM, width_of, wrapped
from sim.views.text.layout import cut, day, per_cent, printable, span
from sim.views.text.precision import watched

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.prior import Quantiles
    from sim.analysis.run_summary import RunSummary

HEIGHT_CM = 11.0
CAPTION_COLUMNS = 122
FLAG_COLUMNS = 100
LINE_HEIGHT = 0.058
"""Of one line of a label, as a share of the axis."""

TALKS, SWAP = "#0072B2", "#D55E00"
"""Blue and vermilion of Okabe and Ito: told apart by readers with any common form of colour blindness, and in grey."""

LINES = (
    ("talks_first", "talks first", TALKS, "-", 2.0),
    ("agreed_first", "swap agreed first,\ncompleted or not", SWAP, "--", 1.1),
    ("swap_first", "swap completed first", SWAP, "-", 2.0),
)
"""Column, label, colour, line style, width in points; drawn in this order."""


@house_style
def draw_incidence(incidence: pandas.DataFrame, summary: RunSummary) -> Figure:
    """Draw in what share of worlds each event has come first by each week.

    Parameters
    ----------
    incidence : one row per week, columns `week`, `swap_first`, `talks_first` (shares, 0 to 1), and where present their
        `_low` and `_high` (95 %) and `agreed_first`
    summary : of the run

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide; `figure.savefig(path)` writes it
    """
    from sim.views.figures.shown_figure import ShownFigure

    figure = ShownFigure(figsize=(WIDTH_CM / 2.54, HEIGHT_CM / 2.54), dpi=200, facecolor="white")
    axes = figure.add_axes((0.07, 0.285, 0.58, 0.565))
    shown = [line for line in LINES if line[0] in incidence]
    for column, _, colour, style, width in shown:
        axes.plot(
            incidence["week"],
            100 * incidence[column],
            color=colour,
            linestyle=style,
            linewidth=width,
            solid_capstyle="round",
        )
        if f"{column}_low" in incidence and style == "-":
            axes.fill_between(
                incidence["week"],
                100 * incidence[f"{column}_low"],
                100 * incidence[f"{column}_high"],
                color=colour,
                alpha=0.25,
                linewidth=0,
            )
    ends = {column: float(incidence[column].iloc[-1]) for column, *_ in shown}
    ranges = {column: quantiles for column in ends if (quantiles := _range(summary, column))}
    highest = [
        float(incidence[name].max()) for column in ends for name in (column, f"{column}_high") if name in incidence
    ]
    _frame(axes, summary, highest=max([*highest, *(quantiles.q95 for quantiles in ranges.values())], default=0.0))
    for place, (column, quantiles) in enumerate(ranges.items()):
        colour, width = next(line[2:5:2] for line in LINES if line[0] == column)
        _draw_range(axes, 1.018 + 0.022 * place, quantiles, colour, width)
    _label_ends(axes, ends, ranges, left=1.03 + 0.022 * len(ranges))
    title = "Share of worlds in which each event has come first, by week"
    figure.text(0.015, 0.972, title, fontsize=10.5, fontweight="bold", va="top")
    warnings = [printable(words) for words in flags(summary)]
    figure.text(
        0.015,
        0.915,
        cut("; ".join(warnings), FLAG_COLUMNS)
        or "Per cent of simulated worlds; an event counts where it came before the other",
        fontsize=8,
        color="#000000" if warnings else GREY,
        fontweight="bold" if warnings else "normal",
        va="top",
    )
    figure.text(
        0.015, 0.15, _caption(summary, "agreed_first" in ends), fontsize=7, color=GREY, va="top", linespacing=1.4
    )
    return figure


def _range(summary: RunSummary, column: str) -> Quantiles | None:
    prior = summary.prior
    if not prior:
        return None
    return prior.agreed.swap_first if column == "agreed_first" else prior[column]


def _frame(axes: Axes, summary: RunSummary, highest: float) -> None:
    weeks = summary.horizon_weeks
    step = next(step for step in (0.5, 1, 2, 5, 10, 20) if 100 * highest <= 5 * step or step == 20)
    top = step * max(1, math.ceil(round(100 * highest / step, 6)))
    axes.set_xlim(0, weeks)
    axes.set_ylim(0, top)
    axes.set_yticks([step * tick for tick in range(round(top / step) + 1)])
    weeks_step = next(step for step in (1, 2, 4, 8, 13, 26, 52, 104) if weeks / step <= 8)
    axes.set_xticks(range(0, weeks + 1, weeks_step))
    axes.set_xlabel(f"weeks since {day(date.fromisoformat(summary.start))}", fontsize=8)
    axes.tick_params(labelsize=8, length=3, color="#888888")
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#888888")


def _draw_range(axes: Axes, place: float, quantiles: Quantiles, colour: str, width: float) -> None:
    """A bar next to the axis from the 5 % to the 95 % quantile of the draws, with a dot at their median."""
    across = axes.get_yaxis_transform()
    axes.plot(
        [place] * 2,
        [100 * quantiles.q05, 100 * quantiles.q95],
        color=colour,
        linewidth=width,
        alpha=0.45,
        transform=across,
        clip_on=False,
        solid_capstyle="butt",
    )
    axes.plot([place], [100 * quantiles.q50], color=colour, marker="o", markersize=3, transform=across, clip_on=False)


def _label_ends(axes: Axes, ends: Mapping[str, float], ranges: Mapping[str, Quantiles], left: float) -> None:
    """Write each line's name, last share and range at its end; labels too close to each other are moved apart."""
    top = axes.get_ylim()[1]
    words = {column: _label(label, ends[column], ranges.get(column)) for column, label, *_ in LINES if column in ends}
    height = {column: (0.02 + LINE_HEIGHT * (1 + label.count("\n"))) * top for column, label in words.items()}
    places = _spread({column: 100 * share for column, share in ends.items()}, height, top)
    colours = {column: colour for column, _, colour, *_ in LINES}
    for column, label in words.items():
        axes.annotate(
            label,
            xy=(left, places[column]),
            xycoords=("axes fraction", "data"),
            color=colours[column],
            fontsize=8,
            va="center",
            linespacing=1.15,
            annotation_clip=False,
        )


def _label(label: str, share: float, quantiles: Quantiles | None) -> str:
    words = f"{label}\n{per_cent(share)}"
    return f"{words}, range {span(quantiles.q05, quantiles.q95)}" if quantiles else words


def _spread(wanted: Mapping[str, float], height: Mapping[str, float], top: float) -> dict[str, float]:
    """Centres of the labels, near the wanted ones, such that none covers another; all in units of the axis."""
    ordered = sorted(wanted, key=wanted.__getitem__)
    places: dict[str, float] = {}
    edge = 0.0
    for name in ordered:
        places[name] = max(wanted[name], edge + height[name] / 2)
        edge = places[name] + height[name] / 2
    edge = top
    for name in reversed(ordered):
        places[name] = min(places[name], edge - height[name] / 2)
        edge = places[name] - height[name] / 2
    return places


def _caption(summary: RunSummary, agreed: bool) -> str:
    prior = summary.prior
    words = f"{origin(summary)} Bands: "
    if watched(summary):
        words += "95 % intervals of single weeks, simulation noise only; no confidence sequence."
    else:
        words += "95 % interval, simulation noise only; with many worlds narrower than the line."
    if prior is not None:
        words += (
            f" Bars at the right: 5 to 95 % of {prior.draws:,} draws of the judged parameters, dot at their median;"
            " read these first."
        )
    else:
        words += " The range over the judged parameters was not run."
    if agreed:
        words += " The dashed line counts the swap from the day it is agreed: the same worlds counted another way."
    return _filled(words)


def _filled(words: str) -> str:
    """Lines of the usual number of letters; where those are too wide for the page, of as many as there is room for."""
    lines, inner = textwrap.wrap(words, CAPTION_COLUMNS), WIDTH_CM - 2 * MARGIN
    if any(width_of(line, SMALL) > inner for line in lines):
        lines = wrapped(words, SMALL, inner)
    return "\n".join(lines)
