"""The shares of the three outcomes along one parameter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.views.figures.captions import warnings_in
from sim.views.figures.points import COLOURS, DASHES, MARKERS, NAMES, OUTCOMES, WAITING, Points, caption, noise
from sim.views.figures.sheet import (
    FAINT,
    INK,
    PLAIN_SIZE,
    SMALL,
    Sheet,
    as_number,
    block,
    geometric,
    parameter_lines,
    plain_axes,
    set_value_axis,
    ticks_to,
    width_of,
    wrapped,
)

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = 4
"""Up to so many scenarios have a panel each; more have a line each in one panel."""
MARKED = 30
"""More points than this along a line are drawn without marks."""
CROWD = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
CROWD_DASHES = ("-", "--", "-.", ":", "-", "--", "-.")
CROWD_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
OTHERS = "#BBBBBB"
LEFT, RIGHT = 1.35, 0.45


def draw_lines(points: Points) -> Figure:
    """Draw lines with 95 % bands; `points` has one varied key."""
    return _draw_panels(points) if len(points.labels) <= PANELS else _draw_crowd(points)


def _draw_panels(points: Points) -> Figure:
    """One panel per scenario with the three outcomes, all on the same axes."""
    key, many = points.varied[0], len(points.labels)
    columns = 1 if many == 1 else 2
    rows = math.ceil(many / columns)
    width = (16 - RIGHT) / columns - LEFT
    height = {1: 6.2, 2: 5.0}.get(many, 4.2)
    heading = 0.45 if many == 1 else 1.15
    each = heading + height + 0.65
    words, path = parameter_lines(key, PLAIN_SIZE, 13.5, 2)
    body = 0.6 + rows * each + block(words, PLAIN_SIZE) + block(path, SMALL)
    title = "Share of worlds in which each event comes first, by one parameter"
    sheet = Sheet(body, title, "Per cent of simulated worlds", _caption(points), warnings_in(points.facts))
    entries = [(NAMES[name], _style(name)) for name in OUTCOMES]
    sheet.legend(0.25, entries, left=LEFT)
    top = _highest(points, OUTCOMES)
    for place, label in enumerate(points.labels):
        row, column = divmod(place, columns)
        left, up = LEFT + column * (width + LEFT), 0.6 + row * each
        axes = sheet.axes(left, up + heading, width, height)
        rows_of = _rising(points.of(label), key)
        for name in OUTCOMES:
            _draw_line(axes, rows_of, key, name, _style(name), 0.22)
        _finish(axes, points, width, top)
        _mark_waiting(axes, rows_of, key)
        if place == 0:
            _mark_stated(axes, points, width)
        if many > 1:
            sheet.text(left, up, wrapped(points.title_of(label), PLAIN_SIZE, width, most=1), PLAIN_SIZE)
            below = [] if points.title_of(label) == label else wrapped(f"[{label}]", SMALL - 1, width, most=1)
            sheet.text(left, up + 0.36, below, SMALL - 1, color=FAINT)
    sheet.named((LEFT + 16 - RIGHT) / 2, 0.6 + rows * each, 13.5, key)
    return sheet.figure


def _draw_crowd(points: Points) -> Figure:
    """Swap first alone, one line per scenario, the first seven in colours."""
    key = points.varied[0]
    legend, height = 4.6, 7.4
    width = 16 - LEFT - RIGHT - legend
    words, path = parameter_lines(key, PLAIN_SIZE, width + 1, 2)
    body = 0.45 + height + 0.65 + block(words, PLAIN_SIZE) + block(path, SMALL)
    title = "Share of worlds with the swap completed first, by one parameter"
    more = "Talks first and neither are left out: too many scenarios for three lines each."
    note = f"Per cent of simulated worlds, {len(points.labels)} scenarios"
    sheet = Sheet(body, title, note, _caption(points, more), warnings_in(points.facts))
    axes = sheet.axes(LEFT, 0.45, width, height)
    top = _highest(points, ("swap_first",))
    for place, label in reversed(list(enumerate(points.labels))):
        style = _crowd_style(place)
        rows = _rising(points.of(label), key)
        _draw_line(axes, rows, key, "swap_first", style, 0.1 if place < len(CROWD) else 0)
    _finish(axes, points, width, top)
    _mark_stated(axes, points, width)
    down, left = 0.55, LEFT + width + 0.35
    others = len(points.labels) - len(CROWD)
    for place, label in enumerate(points.labels[: len(CROWD)]):
        lines = wrapped(label, SMALL, legend - 0.85, most=2)
        _sample(sheet, left, down, _crowd_style(place), lines)
        down += block(lines, SMALL) + 0.12
    if others > 0:
        _sample(sheet, left, down, _crowd_style(len(CROWD)), [f"{others} more"])
    sheet.named(LEFT + width / 2, 0.45 + height + 0.65, width + 1, key)
    return sheet.figure


def _sample(sheet: Sheet, left: float, down: float, style: dict, lines: list[str]) -> None:
    sheet.legend(down + 0.12, [("", style)], left=left)
    sheet.text(left + 0.85, down - 0.03, lines, SMALL, color=INK)


def _style(name: str) -> dict:
    return {
        "color": COLOURS[name],
        "linestyle": DASHES[name],
        "marker": MARKERS[name],
        "linewidth": 1.6,
        "markersize": 3.5,
    }


def _crowd_style(place: int) -> dict:
    if place >= len(CROWD):
        return {"color": OTHERS, "linestyle": "-", "linewidth": 0.8, "marker": ""}
    return {
        "color": CROWD[place],
        "linestyle": CROWD_DASHES[place],
        "marker": CROWD_MARKERS[place],
        "linewidth": 1.3,
        "markersize": 3.5,
    }


def _rising(rows: pandas.DataFrame, key: str) -> pandas.DataFrame:
    """In order of the key; points without a value of it have no place on the axis."""
    return rows.dropna(subset=[key]).sort_values(key, kind="stable")


def _draw_line(axes: Axes, rows: pandas.DataFrame, key: str, name: str, style: dict, alpha: float) -> None:
    lonely = rows[name].notna() & rows[name].shift().isna() & rows[name].shift(-1).isna()
    style = style if len(rows) <= MARKED else {**style, "markevery": list(lonely.to_numpy().nonzero()[0])}
    axes.plot(rows[key], 100 * rows[name], zorder=3, **style)
    if alpha:
        low, high = 100 * rows[f"{name}_low"], 100 * rows[f"{name}_high"]
        axes.fill_between(rows[key], low, high, color=style["color"], alpha=alpha, linewidth=0)
    if lonely.any():
        alone = rows[lonely]
        axes.vlines(
            alone[key], 100 * alone[f"{name}_low"], 100 * alone[f"{name}_high"], color=style["color"], linewidth=1
        )


def _mark_waiting(axes: Axes, rows: pandas.DataFrame, key: str) -> None:
    """A small cross on the axis where a point failed or was not run."""
    missing = rows[rows["status"].isin(WAITING)]
    if len(missing):
        across = axes.get_xaxis_transform()
        axes.plot(
            missing[key], [0.0] * len(missing), "x", color=INK, markersize=4, transform=across, clip_on=False, zorder=4
        )


def _mark_stated(axes: Axes, points: Points, width: float) -> None:
    """A thin vertical line at the stated value, named above the axis, where it lies on the axis."""
    stated = points.stated(points.varied[0])
    low, high = axes.get_xlim()
    if stated is None or not low <= stated <= high:
        return
    axes.axvline(stated, color=INK, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)
    words = f"stated value {as_number(stated)}"
    share = (axes.transData.transform((stated, 0))[0] - axes.bbox.x0) / axes.bbox.width
    half = 0.55 * width_of(words, SMALL) / width
    axes.annotate(
        words,
        xy=(min(max(share, half), 1 - half), 1.015),
        xycoords="axes fraction",
        fontsize=SMALL,
        ha="center",
        va="bottom",
        annotation_clip=False,
    )


def _finish(axes: Axes, points: Points, width: float, top: float) -> None:
    key = points.varied[0]
    set_value_axis(axes, sorted(set(points.table[key].dropna())), width)
    ticks = ticks_to(top)
    axes.set_ylim(0, ticks[-1])
    axes.set_yticks(ticks)
    plain_axes(axes, "y", hidden=("top", "right", "left"))


def _highest(points: Points, names: tuple[str, ...]) -> float:
    columns = [f"{name}{end}" for name in names for end in ("", "_high")]
    return float(points.table[columns].max().max())


def _caption(points: Points, *more: str) -> str:
    key = points.varied[0]
    values = sorted(set(points.table[key].dropna()))
    stated = points.stated(key)
    words = [noise(points), *more]
    if geometric(values):
        words.append("Logarithmic axis.")
    if stated is not None and not values[0] <= stated <= values[-1]:
        words.append(f"The stated value, {as_number(stated)}, lies outside what was varied.")
    elif stated is not None and len(points.labels) > 1:
        words.append(f"Stated value: that of {points.labels[0]}.")
    if len(points.labels) <= PANELS and points.table["status"].isin(WAITING).any():
        words.append("Cross on the axis: point failed or not run.")
    if lost := int(points.table[key].isna().sum()):
        words.append(f"{lost} points without a value of the parameter are left out.")
    return caption(points, *words)
