"""How the shares of the three outcomes are spread over many points, and which parameters they go with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.views.figures.captions import warnings_in
from sim.views.figures.points import COLOURS, NAMES, OUTCOMES, Points, caption, left_out, noise
from sim.views.figures.sheet import (
    FAINT,
    GREY,
    INK,
    MINUS,
    PLAIN_SIZE,
    SMALL,
    Sheet,
    block,
    parameter_lines,
    plain_axes,
    set_value_axis,
    ticks_to,
    width_of,
    wrapped,
)
from sim.views.text.layout import number

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEWEST = 20
"""With fewer points a rank correlation says next to nothing: none is drawn."""
SCATTERS = 4
STRIPS = 6
GAP = 1.15
BINS = 50
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEFT, MIDDLE = 6.0, 7.4
"""Centimetres: right end of the strips, left end of the scatters."""


@dataclass(frozen=True)
class _Driver:
    key: str
    correlation: float
    error: float
    clear: bool


def draw_sample(points: Points) -> Figure:
    """Draw the spread of each share, and what swap first goes with most, in the first scenario."""
    first = points.of(points.labels[0]).dropna(subset=["swap_first"])
    drivers, bar = _drivers(first, points.varied)
    body = 11.9 if drivers else 9.6
    title = "Share of worlds in which each event comes first, over all points"
    note = "Per cent of simulated worlds" + (
        "; right: swap completed first against what it goes with most" if drivers else ""
    )
    sheet = Sheet(body, title, note, _caption(points, len(first), drivers, bar), warnings_in(points.facts))
    shown = points.labels[:STRIPS]
    ticks = ticks_to(float(points.table.loc[points.table["scenario"].isin(shown), list(OUTCOMES)].max().max()))
    right = LEFT if drivers else 15.3
    height = (body - 0.5) / 3 - GAP
    for place, name in enumerate(OUTCOMES):
        top = place * (height + GAP)
        axes = sheet.axes(0.6, top + 0.55, right - 0.6, height)
        sheet.text(0.6, top + 0.12, [NAMES[name]], PLAIN_SIZE, color=COLOURS[name])
        if len(points.labels) == 1:
            _draw_histogram(axes, first[name].dropna(), name, ticks[-1], right - 0.6, height)
        else:
            _draw_strips(axes, [(label, points.of(label)[name].dropna()) for label in shown], name, ticks[-1])
        axes.set_xlim(0, ticks[-1])
        axes.set_xticks(ticks)
        axes.set_yticks([])
        plain_axes(axes, "x", hidden=("top", "right", "left"))
    sheet.text((0.6 + right) / 2, body - 0.55, ["per cent of worlds"], SMALL, ha="center")
    for place, driver in enumerate(drivers):
        row, column = divmod(place, 2)
        _draw_scatter(sheet, points, first, driver, (MIDDLE + column * 4.3, row * 5.9))
    return sheet.figure


def _drivers(rows: pandas.DataFrame, keys: tuple[str, ...]) -> tuple[list[_Driver], float]:
    """The strongest rank correlations with swap first, and what chance alone gives the strongest (Bonferroni, 5 %)."""
    from sim.analysis.ranks import spearman

    if len(rows) < FEWEST:
        return [], math.nan
    bar = NormalDist().inv_cdf(1 - 0.025 / len(keys)) / math.sqrt(len(rows) - 1)
    found = []
    for key in keys:
        some = rows[[key, "swap_first"]].dropna()
        if len(some) >= FEWEST and (both := spearman(some[key].to_numpy(), some["swap_first"].to_numpy())):
            found.append(_Driver(key, *both, clear=abs(both[0]) > bar))
    return sorted(found, key=lambda driver: -abs(driver.correlation))[:SCATTERS], bar


def _draw_histogram(axes: Axes, shares: pandas.Series, name: str, top: float, width: float, height: float) -> None:
    """Bars, or one stroke per point where they are few, and under them the quantiles, written out."""
    import numpy as np

    if len(shares) < FEWEST:
        axes.vlines(100 * shares, 0, 0.8, color=COLOURS[name], linewidth=1)
    else:
        counts, edges = np.histogram(100 * shares, bins=BINS, range=(0, top))
        heights = counts / max(int(counts.max()), 1)
        axes.bar(edges[:-1], heights, width=np.diff(edges), align="edge", color=COLOURS[name], alpha=0.35)
    axes.set_ylim(-0.62, 1.05)
    axes.axhline(0, color=FAINT, linewidth=0.5)
    low, lower, middle, upper, high = quantiles = _quantiles(shares)
    _draw_marks(axes, -0.16, quantiles, name)
    words = f"median {number(middle / 100)}; middle half {number(lower / 100)} to {number(upper / 100)};"
    most = "5 to 95 % of the points" if len(shares) >= FEWEST else "all points"
    last = f"{most}: {number(low / 100)} to {number(high / 100)}"
    together = f"{words} {last}"
    lines = [together] if width_of(together, SMALL - 0.5) < 0.95 * width else [words, last]
    axes.annotate(
        "\n".join(lines),
        xy=(0.0, -0.26),
        xycoords=("axes fraction", "data"),
        fontsize=SMALL - 0.5,
        va="top",
        linespacing=1.2,
        color=GREY,
        annotation_clip=False,
    )


def _draw_strips(axes: Axes, rows: list[tuple[str, pandas.Series]], name: str, top: float) -> None:
    """The same marks, one line per scenario, with the scenario's label over it."""
    for place, (label, shares) in enumerate(rows):
        if len(shares):
            _draw_marks(axes, place + 0.18, _quantiles(shares), name)
        words = wrapped(label if len(shares) else f"{label}: not simulated", SMALL - 1, LEFT - 0.8, most=1)
        axes.text(0.01 * top, place - 0.22, words[0], fontsize=SMALL - 1, va="center", color=GREY)
    axes.set_ylim(len(rows) - 0.45, -0.6)


def _quantiles(shares: pandas.Series) -> list[float]:
    """Five quantiles in per cent; of few points the outer ones are the lowest and the highest."""
    wanted = QUANTILES if len(shares) >= FEWEST else (0, *QUANTILES[1:-1], 1)
    return [100 * value for value in shares.quantile(wanted)]


def _draw_marks(axes: Axes, height: float, quantiles: list[float], name: str) -> None:
    low, lower, middle, upper, high = quantiles
    how = {"color": COLOURS[name], "solid_capstyle": "butt", "clip_on": False}
    axes.plot([low, high], [height] * 2, linewidth=1.2, **how)
    axes.plot([lower, upper], [height] * 2, linewidth=4, **how)
    axes.plot([middle], [height], marker="o", markersize=4.5, color="white", markeredgecolor=INK, markeredgewidth=0.8)


def _draw_scatter(
    sheet: Sheet, points: Points, rows: pandas.DataFrame, driver: _Driver, place: tuple[float, float]
) -> None:
    left, top = place
    width, height = 3.6, 3.2
    axes = sheet.axes(left + 0.3, top + 0.55, width, height)
    sign = f"{driver.correlation:+.2f}".replace("-", MINUS)
    words = f"rank correlation {sign} \N{PLUS-MINUS SIGN} {1.96 * driver.error:.2f}"
    sheet.text(left + 0.3, top + 0.12, [words], SMALL - 0.5, color=INK if driver.clear else FAINT)
    alpha = min(0.8, max(0.15, 12 / math.sqrt(len(rows))))
    axes.scatter(
        rows[driver.key],
        100 * rows["swap_first"],
        s=7 if len(rows) <= 1000 else 3,
        color=COLOURS["swap_first"],
        alpha=alpha,
        linewidths=0,
        rasterized=len(rows) > 2000,
    )
    values = sorted(set(rows[driver.key].dropna()))
    set_value_axis(axes, values, width)
    ticks = ticks_to(float(rows["swap_first"].max()))
    axes.set_ylim(0, ticks[-1] * 1.03)
    axes.set_yticks(ticks)
    plain_axes(axes, "y", hidden=("top", "right", "left"))
    stated = points.stated(driver.key)
    if stated is not None and axes.get_xlim()[0] <= stated <= axes.get_xlim()[1]:
        axes.axvline(stated, color=INK, linewidth=0.7, linestyle=(0, (1, 1.5)))
    names, path = parameter_lines(driver.key, SMALL, width + 0.5, 3)
    centre, below = left + 0.3 + width / 2, top + 0.55 + height + 0.45
    sheet.text(centre, below, names, SMALL, ha="center")
    sheet.text(centre, below + block(names, SMALL), path, SMALL - 1.5, ha="center", color=FAINT)


def _caption(points: Points, simulated: int, drivers: list[_Driver], bar: float) -> str:
    many = len(points.varied)
    few = simulated < FEWEST
    shape = "Strokes: points" if few else "Bars: points by share, each outcome to its own height"
    ends = "all points" if few else "5 to 95 % of the points"
    words = [
        f"{many} parameters varied. {f'{shape}; t' if len(points.labels) == 1 else 'T'}hin line: {ends}; thick line:"
        " the middle half; dot: the median. Of the points as the design lays them, not probabilities.",
        noise(points, "Not drawn") + " It adds to the spread.",
    ]
    if drivers:
        words.append(
            f"Rank correlation with 95 % interval, the {len(drivers)} strongest of {many}; below {bar:.2f} (in grey) it"
            f" is within what the strongest of {many} reaches by chance in 19 of 20 samples."
        )
        if any(points.stated(driver.key) is not None for driver in drivers):
            words.append("Dotted line: stated value.")
        if len(points.labels) > 1:
            words.append(f"Right: {points.labels[0]} alone.")
    else:
        words.append(
            f"No rank correlations: {simulated} points of {points.labels[0]} simulated, at least {FEWEST} needed."
            if simulated < FEWEST
            else "No rank correlations: swap first does not vary."
        )
    return caption(points, *words, left_out(len(points.labels) - STRIPS))
