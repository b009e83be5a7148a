"""The shares of the three outcomes over a full grid of two parameters, as maps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.views.figures.captions import warnings_in
from sim.views.figures.points import NAMES, OUTCOMES, WAITING, Points, caption, left_out, noise
from sim.views.figures.sheet import (
    FAINT,
    INK,
    MARGIN,
    PLAIN_SIZE,
    POINT,
    SMALL,
    Sheet,
    as_number,
    as_numbers,
    block,
    parameter_lines,
    width_of,
    wrapped,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROWS = 3
WRITTEN = 60
"""Cells of a panel up to which their values are written into them."""
MAP = "cividis"
HATCHES = {"failed": "xxxxx", "not run": "/////"}
ABOVE = 1.05
"""Centimetres over a panel for its name and its colour bar."""
GAP, BAR = 0.45, 0.2


def on_grid(points: Points) -> bool:
    """Whether every scenario has each pair of values of the two varied keys once."""
    across, up = points.varied
    for label in points.labels:
        rows = points.of(label)
        full = rows[across].nunique() * rows[up].nunique()
        if len(rows) != full or rows[[across, up]].isna().any(axis=None) or rows.duplicated([across, up]).any():
            return False
    return True


def draw_heat(points: Points) -> Figure:
    """Draw one map per outcome, one row per scenario for the first three.

    A colour scale is that of an outcome, in all rows the same, and at least four times as wide as the typical half
    width of the interval: noise alone never fills a map with contrast.
    """
    across, up = points.varied
    labels = points.labels[:ROWS]
    grids = {label: _Grid(points.of(label), across, up) for label in labels}
    height = {1: 4.6, 2: 3.7}.get(len(labels), 3.2)
    words, path = parameter_lines(up, SMALL, height + 0.8, 3)
    ticks = max(width_of(word, SMALL) for grid in grids.values() for word in as_numbers(grid.rows))
    left = MARGIN + block(words, SMALL) + block(path, SMALL - 1.5) + 0.15 + ticks + 0.2
    width = (16 - left - MARGIN - 2 * GAP) / 3
    heading = 0.45 if len(points.labels) > 1 else 0.0
    each = heading + ABOVE + height + 0.55
    names, paths = parameter_lines(across, PLAIN_SIZE, 13, 2)
    body = len(labels) * each + block(names, PLAIN_SIZE) + block(paths, SMALL)
    title = "Share of worlds in which each event comes first, by two parameters"
    note = "Per cent of simulated worlds; each outcome has its own colour scale"
    sheet = Sheet(
        body,
        title,
        note,
        _caption(points, grids[labels[0]], any(_indifference(grid) is not None for grid in grids.values())),
        warnings_in(points.facts),
    )
    scales = {name: _scale(points, labels, name) for name in OUTCOMES}
    for row, label in enumerate(labels):
        top = row * each + heading
        if heading:
            _name_row(sheet, points, label, top - heading)
        line = _indifference(grids[label])
        for column, name in enumerate(OUTCOMES):
            place = left + column * (width + GAP)
            axes = sheet.axes(place, top + ABOVE, width, height)
            image = _draw_map(axes, grids[label], name, scales[name], (width, height))
            _set_ticks(axes, grids[label], (width, height), labelled=column == 0)
            if line is not None:
                _draw_line(axes, line)
            if row == 0:
                _mark_stated(axes, points, grids[label])
            _draw_bar(sheet, image, name, (place, top, width))
        sheet.named_upright(MARGIN - 0.05, top + ABOVE + height / 2, height + 0.8, up)
    sheet.named((left + 16 - MARGIN) / 2, len(labels) * each, 13, across)
    return sheet.figure


def _name_row(sheet: Sheet, points: Points, label: str, top: float) -> None:
    """A scenario's title, cut where it must be, and its label."""
    inner = 16 - 2 * MARGIN
    named = label if points.title_of(label) == label else f"[{label}]"
    below = wrapped(named, SMALL, inner / 2, most=1)
    if named == label:
        sheet.text(MARGIN, top, below, PLAIN_SIZE, bold=True)
        return
    title = wrapped(points.title_of(label), PLAIN_SIZE, inner - width_of(below[0], SMALL) - 0.3, bold=True, most=1)
    sheet.text(MARGIN, top, title, PLAIN_SIZE, bold=True)
    left = MARGIN + 0.25 + width_of("".join(title), PLAIN_SIZE, True)
    sheet.text(left, top + (PLAIN_SIZE - SMALL) * POINT, below, SMALL, color=FAINT)


class _Grid:
    """The rows of a scenario as matrices: `columns` along x, `rows` along y, both rising."""

    def __init__(self, table: pandas.DataFrame, across: str, up: str) -> None:
        self.columns = sorted(set(table[across]))
        self.rows = sorted(set(table[up]))
        self._table, self._across, self._up = table, across, up

    @property
    def cells(self) -> int:
        return len(self.columns) * len(self.rows)

    def matrix(self, column: str) -> np.ndarray:
        """Values (rows, columns)."""
        wide = self._table.pivot(index=self._up, columns=self._across, values=column)
        return wide.loc[self.rows, self.columns].to_numpy()


def _scale(points: Points, labels: Sequence[str], name: str) -> tuple[float, float]:
    """From where to where the colours of an outcome go, in per cent."""
    table = points.table[points.table["scenario"].isin(labels)]
    shares = 100 * table[name].dropna()
    if not len(shares):
        return 0.0, 1.0
    noise_of = 50 * (table[f"{name}_high"] - table[f"{name}_low"]).median()
    least = max(4 * noise_of if noise_of == noise_of else 0.0, 0.1)
    low, high = float(shares.min()), float(shares.max())
    grow = max(0.0, least - (high - low)) / 2
    low, high = low - grow, high + grow
    shift = max(0.0, -low) - max(0.0, high - 100)
    return max(0.0, low + shift), min(100.0, high + shift)


def _draw_map(axes: Axes, grid: _Grid, name: str, scale: tuple[float, float], size: tuple[float, float]) -> Any:
    import numpy as np
    from matplotlib.patches import Rectangle

    shares = 100 * grid.matrix(name).astype(float)
    image = axes.imshow(
        np.ma.masked_invalid(shares),
        cmap=MAP,
        vmin=scale[0],
        vmax=scale[1],
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )
    statuses = grid.matrix("status")
    for row, column in np.argwhere(np.isnan(shares)):
        hatch = HATCHES["failed" if statuses[row, column] == "failed" else "not run"]
        corner = (column - 0.5, row - 0.5)
        axes.add_patch(
            Rectangle(corner, 1, 1, facecolor="#F4F4F4", edgecolor="#999999", hatch=hatch, linewidth=0, zorder=2)
        )
    if grid.cells <= WRITTEN:
        _write_values(axes, image, shares, grid, name, size)
    return image


def _write_values(
    axes: Axes, image: Any, shares: np.ndarray, grid: _Grid, name: str, size: tuple[float, float]
) -> None:
    """Write each cell's share where it fits; with decimals only where the intervals carry them."""
    import numpy as np

    widths = grid.matrix(f"{name}_high") - grid.matrix(f"{name}_low")
    known = widths[np.isfinite(widths)]
    half = 50 * np.median(known) if known.size else 0
    wide, high = size[0] / len(grid.columns), size[1] / len(grid.rows)
    for decimals, points in ((1, 7.0), (1, 6.0), (0, 7.0), (0, 6.0), (0, 5.0)):
        fits = width_of("88.8" if decimals else "88", points) < 0.86 * wide and points * POINT < 0.75 * high
        if fits and (decimals == 0 or half < 1):
            break
    else:
        return
    for (row, column), share in np.ndenumerate(shares):
        if np.isnan(share):
            continue
        red, green, blue, _ = image.cmap(image.norm(share))
        dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.48
        axes.text(
            column,
            row,
            _cell(share, decimals),
            ha="center",
            va="center",
            fontsize=points,
            color="white" if dark else "black",
            zorder=4,
        )


def _cell(share: float, decimals: int) -> str:
    """A share in per cent: one that is not 0 or 100 is not written as if it were."""
    least = 10.0**-decimals
    if 0 < share < least / 2:
        return f"<{least:g}"
    if 100 - least / 2 < share < 100:
        return f">{100 - least:g}"
    return f"{share:.{decimals}f}"


def _set_ticks(axes: Axes, grid: _Grid, size: tuple[float, float], labelled: bool) -> None:
    """Ticks at cells, written with their values, as many as there is room for."""
    across, up = as_numbers(grid.columns), as_numbers(grid.rows)
    each = max(width_of(word, SMALL) for word in across) + 0.15
    step = math.ceil(len(across) * each / size[0])
    axes.set_xticks(range(0, len(across), step), across[::step])
    step = math.ceil(len(up) * 1.3 * SMALL * POINT / size[1])
    axes.set_yticks(range(0, len(up), step), up[::step] if labelled else [""] * len(up[::step]))
    axes.tick_params(labelsize=SMALL, length=2, pad=2, color=FAINT)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _place(values: Sequence[float], stated: float | None) -> tuple[float, bool] | None:
    """Where a value stands among cells, and whether it is that of one; None outside them."""
    import numpy as np

    if stated is None or not values[0] - 1e-9 <= stated <= values[-1] + 1e-9:
        return None
    place = float(np.interp(stated, values, range(len(values))))
    return place, math.isclose(place, round(place), abs_tol=1e-6)


def _stated_place(points: Points, grid: _Grid) -> tuple[float, float, bool] | None:
    across, up = (
        _place(values, points.stated(key)) for values, key in zip((grid.columns, grid.rows), points.varied, strict=True)
    )
    return None if across is None or up is None else (across[0], up[0], across[1] and up[1])


def _mark_stated(axes: Axes, points: Points, grid: _Grid) -> None:
    """A frame around the cell of the stated values; between cells a cross."""
    from matplotlib.patches import Rectangle

    if (stated := _stated_place(points, grid)) is None:
        return
    x, y, cell = stated
    for colour, line in (("white", 2.6), (INK, 1.1)):
        if cell:
            corner = (round(x) - 0.5, round(y) - 0.5)
            frame = Rectangle(corner, 1, 1, fill=False, edgecolor=colour, linewidth=line, zorder=5, clip_on=False)
            frame.set_gid("stated")
            axes.add_patch(frame)
        else:
            axes.plot([x], [y], "+", color=colour, markersize=8, markeredgewidth=line, zorder=5, gid="stated")
    axes.set_xlim(-0.5, len(grid.columns) - 0.5)
    axes.set_ylim(-0.5, len(grid.rows) - 0.5)


def _indifference(grid: _Grid) -> np.ndarray | None:
    """Share of swap first less that of talks first (rows, columns), where it changes its sign on the grid."""
    import numpy as np

    gap = grid.matrix("swap_first").astype(float) - grid.matrix("talks_first").astype(float)
    some = gap[~np.isnan(gap)]
    if min(gap.shape) < 2 or not some.size or some.min() >= 0 or some.max() <= 0:
        return None
    return gap


def _draw_line(axes: Axes, gap: np.ndarray) -> None:
    """The indifference line: where swap first and talks first are equally likely, interpolated between the cells."""
    import numpy as np

    for colour, width in (("white", 2.8), (INK, 1.2)):
        axes.contour(np.ma.masked_invalid(gap), levels=[0.0], colors=colour, linewidths=width, zorder=3)
    axes.set_xlim(-0.5, gap.shape[1] - 0.5)
    axes.set_ylim(-0.5, gap.shape[0] - 0.5)


def _draw_bar(sheet: Sheet, image: Any, name: str, place: tuple[float, float, float]) -> None:
    """The panel's name, and under it the colour bar with its per cents above."""
    from matplotlib.ticker import MaxNLocator

    left, top, width = place
    sheet.text(left, top, [NAMES[name]], PLAIN_SIZE)
    axes = sheet.axes(left, top + ABOVE - BAR - 0.1, width, BAR)
    bar = sheet.figure.colorbar(image, cax=axes, orientation="horizontal")
    low, high = image.get_clim()
    ticks = [tick for tick in MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= tick <= high]
    words = [f"{as_number(tick)} %" for tick in ticks]
    bar.set_ticks(ticks, labels=words)
    bar.minorticks_off()
    bar.outline.set_visible(False)
    axes.xaxis.set_ticks_position("top")
    axes.tick_params(labelsize=SMALL - 1, length=2, pad=1, color=FAINT)
    for label, tick, word in zip(axes.get_xticklabels(), ticks, words, strict=True):
        along, half = (tick - low) / (high - low) * width, width_of(word, SMALL - 1) / 2
        label.set_horizontalalignment("left" if along < half else "right" if along > width - half else "center")


def _caption(points: Points, grid: _Grid, line: bool) -> str:
    words = []
    half = 50 * (points.table["swap_first_high"] - points.table["swap_first_low"]).median()
    if half == half:
        kind = noise(points, "Not drawn").removesuffix(".")
        words.append(f"{kind}; for swap first typically +/- {half:.1f} percentage points.")
    if stated := _stated_place(points, grid):
        mark = "Framed cell" if stated[2] else "Cross between cells"
        words.append(f"{mark}: the stated values of {points.labels[0]}.")
    elif any(points.stated(key) is not None for key in points.varied):
        words.append("The stated values lie outside the grid.")
    words.append(
        "Black line: indifference, swap first as likely as talks first, interpolated between cells."
        if line
        else "No indifference line: nowhere on the grid does swap first pass talks first, or the other way round."
    )
    hatched = [status for status in WAITING if (points.table["status"] == status).any()]
    signs = {"failed": "Crosshatched", "not run": "Hatched"}
    words += [f"{signs[status]}: {status}." for status in hatched]
    if any(_uneven(values) for values in (grid.columns, grid.rows)):
        words.append("Values are not evenly spaced: cells stand in order, not to scale.")
    if len(points.labels) > 1:
        words.append("Colours mean the same in all rows.")
    return caption(points, *words, left_out(len(points.labels) - ROWS))


def _uneven(values: Sequence[float]) -> bool:
    steps = [high - low for low, high in zip(values, values[1:], strict=False)]
    return max(steps) > 1.01 * min(steps)
