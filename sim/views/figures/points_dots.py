"""The shares of the three outcomes where nothing but the scenario varies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.figures.captions import warnings_in
from sim.views.figures.points import COLOURS, MARKERS, NAMES, OUTCOMES, Points, caption, noise
from sim.views.figures.sheet import FAINT, MARGIN, SMALL, Sheet, block, plain_axes, ticks_to, wrapped
from sim.views.text.layout import per_cent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 30
NAMED, WIDTH = 4.6, 9.4
ROW = 1.15


def draw_dots(points: Points) -> Figure:
    """Draw a dot with its 95 % interval for each scenario and outcome."""
    table = points.table.iloc[:MOST]
    left = len(points.table) - len(table)
    more = f"The first {MOST} of {len(points.table)} are drawn." if left else ""
    sheet = Sheet(
        0.55 + ROW * len(table) + 1.0,
        "Share of worlds in which each event comes first",
        "Per cent of simulated worlds",
        caption(points, noise(points, "Lines"), more),
        warnings_in(points.facts),
    )
    sheet.legend(0.2, [(NAMES[name], _style(name)) for name in OUTCOMES], left=MARGIN + NAMED)
    axes = sheet.axes(MARGIN + NAMED, 0.55, WIDTH, ROW * len(table))
    for place, row in enumerate(table.itertuples()):
        values = row._asdict()
        _name(sheet, points, values, 0.55 + ROW * (place + 0.5))
        for number, name in enumerate(OUTCOMES):
            height = place + 0.25 * (number - 1)
            share, low, high = (100 * values[f"{name}{end}"] for end in ("", "_low", "_high"))
            axes.plot([low, high], [height] * 2, color=COLOURS[name], linewidth=1.3, solid_capstyle="butt")
            axes.plot([share], [height], color=COLOURS[name], marker=MARKERS[name], markersize=4.5)
            words = per_cent(values[name]) if share == share else (values["status"] if number == 1 else "")
            axes.annotate(
                words,
                xy=(1.02, height),
                xycoords=("axes fraction", "data"),
                fontsize=SMALL,
                va="center",
                color=COLOURS[name] if share == share else FAINT,
                annotation_clip=False,
            )
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_yticks([])
    ticks = ticks_to(float(table[[f"{name}{end}" for name in OUTCOMES for end in ("", "_high")]].max().max()))
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks)
    axes.set_xlabel("per cent of worlds", fontsize=8)
    plain_axes(axes, "x", hidden=("top", "right", "left"))
    for place in range(1, len(table)):
        axes.axhline(place - 0.5, color="#EEEEEE", linewidth=0.6)
    return sheet.figure


def _style(name: str) -> dict:
    return {"color": COLOURS[name], "marker": MARKERS[name], "linewidth": 1.3, "markersize": 4.5}


def _name(sheet: Sheet, points: Points, values: dict, middle: float) -> None:
    label = values["scenario"]
    title = wrapped(points.title_of(label), SMALL, NAMED - 0.3, most=2)
    below = wrapped(f"[{label}]", SMALL - 1, NAMED - 0.3, most=1) if title != [label] else []
    up = middle - (block(title, SMALL) + block(below, SMALL - 1)) / 2
    sheet.text(MARGIN, up, title, SMALL)
    if below:
        sheet.text(MARGIN, up + block(title, SMALL), below, SMALL - 1, color=FAINT)
