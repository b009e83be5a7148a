"""Fan charts: trust, pressure, ripeness, war cost and captives held, week by week over many worlds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.views.figures.captions import Sample, flags, origin
from sim.views.figures.house_style import SIDES, house_style
from sim.views.figures.sheet import INK, MARGIN, PLAIN_SIZE, SMALL, Sheet, plain_axes
from sim.views.text.layout import day
from sim.views.text.words import party

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.run_summary import RunSummary

COMMON = "both"
PANELS = (
    ("trust", "Belief in the other side's word", "probability"),
    ("pressure", "US pressure on the side", "index, 0 to 3"),
    ("held", "Captives the side holds", "persons"),
    ("ripeness", "Ripeness: a stalemate that hurts both", "index, 0 to 1"),
)
"""Series, what it is, its unit."""
NOTHING = "Constant hazards replace the model here: no side believes or holds anything."
COLUMNS, WIDE, HIGH, GAP = 2, 6.3, 3.4, 1.35
OUTER, INNER, MEDIAN = 0.16, 0.32, 2
"""Opacity of the 5 to 95 % and 25 to 75 % bands; place of the median among the quantiles."""


@house_style
def draw_fans(
    series: Mapping[tuple[str, str], np.ndarray], sample: RunSummary | Sample, names: Mapping[str, str] | None = None
) -> Figure:
    """Draw how the state of worlds spreads from week to week.

    Parameters
    ----------
    series : (name, party) -> (weeks, 5), quantiles 5, 25, 50, 75, 95 % over worlds at the end of each week
    sample : the worlds they are of
    names : party key -> name

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide; a sheet that says so where there is nothing to draw
    """
    start = day(date.fromisoformat(sample.start))
    rows = -(-len(PANELS) // COLUMNS)
    sheet = Sheet(
        0.75 + rows * (HIGH + GAP) if series else 1.2,
        "What the parties believe, suffer and hold, by week",
        "Over the simulated worlds: median line, bands of the middle 50 % and 90 %",
        f"{origin(sample)} Weeks since {start}; state at the end of each week. Captives: all categories"
        " together, held by that side. Bands mix worlds that had talks or a swap with worlds that had neither; they are"
        " chance at the stated values, without the range over the judged parameters.",
        flags(sample),
    )
    if not series:
        sheet.text(MARGIN, 0.4, [NOTHING], PLAIN_SIZE)
        return sheet.figure
    sheet.legend(
        0.2,
        [(party(side, names), {"color": colour, "linestyle": line, "linewidth": 1.8})
         for side, (colour, line) in SIDES.items()],
    )  # fmt: skip
    for number, (name, title, unit) in enumerate(PANELS):
        row, column = divmod(number, COLUMNS)
        left, top = MARGIN + 1.1 + column * (WIDE + 1.35), 1.15 + row * (HIGH + GAP)
        axes = sheet.axes(left, top, WIDE, HIGH)
        sheet.text(left - 0.9, top - 0.55, [f"{title} ({unit})"], SMALL, bold=True)
        _draw_panel(axes, name, series)
    return sheet.figure


def _draw_panel(axes: Axes, name: str, series: Mapping[tuple[str, str], np.ndarray]) -> None:
    shown = {party: values for (which, party), values in series.items() if which == name}
    highest = 0.0
    for who, values in shown.items():
        colour, line = SIDES.get(who, (INK, "-"))
        week = np.arange(1, len(values) + 1)
        for low, high, alpha in ((0, 4, OUTER), (1, 3, INNER)):
            axes.fill_between(week, values[:, low], values[:, high], color=colour, alpha=alpha, linewidth=0)
        axes.plot(week, values[:, MEDIAN], color=colour, linestyle=line, linewidth=1.6)
        highest = max(highest, float(values.max()))
    weeks = max(len(values) for values in shown.values())
    axes.set_xlim(0, weeks)
    axes.set_ylim(0, 1.04 * highest or 1)
    step = next(step for step in (1, 2, 4, 8, 13, 26, 52, 104, 260) if weeks / step <= 6)
    axes.set_xticks(range(0, weeks + 1, step))
    if name == "held":
        axes.yaxis.set_major_formatter("{x:,.0f}")
    plain_axes(axes, "y", hidden=("top", "right", "left"))
