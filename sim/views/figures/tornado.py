"""The tornado figure: how far one parameter at a time moves the share of an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.views.figures.captions import warnings_in
from sim.views.figures.house_style import house_style
from sim.views.figures.points import NAMES
from sim.views.figures.sheet import (
    FAINT,
    INK,
    MARGIN,
    MINUS,
    PLAIN_SIZE,
    SMALL,
    Sheet,
    as_number,
    block,
    parameter_lines,
    plain_axes,
    width_of,
)
from sim.views.text.layout import per_cent

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, BAR = 1.02, 0.29
"""Height of a row in cm, and of one of its two bars as a share of it."""
NAMED = 5.9
WIDTH = 16 - NAMED - 2 * MARGIN - 0.15
FILL = "#009E73"
"""Bluish green of Okabe and Ito; the two sides are told apart by hollow and filled bars, in any print."""
SIDES = ("low", "high")
ENDS = ("", "_low", "_high")


@house_style
def draw_tornado(
    table: pandas.DataFrame, facts: Mapping[str, Any], outcome: str = "swap_first", most: int = 15
) -> Figure:
    """Draw how the share of an outcome changes when one parameter at a time is low or high.

    Parameters
    ----------
    table : one row per key: `key`, `low_value`, `high_value` (the parameter at its 5 % and 95 % prior quantile), and
        `OUTCOME_low_effect`, `OUTCOME_high_effect` (paired difference of the share from that at the stated values),
        each with its 95 % interval, `_low` and `_high`
    facts : `title`, `scenario`, `seed`, `worlds`, `stated_share` (outcome -> share at the stated values), `partial`,
        `experimental`
    outcome : whose share
    most : rows at most; those with the longest bars are drawn

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide. Rows are in the order of their span, from the lower end of the two bars or
    zero to the upper end or zero; rows without either bar are counted in the caption.
    """
    rows = _rows(table, outcome)
    shown = rows.iloc[: max(most, 1)]
    share = (facts.get("stated_share") or {}).get(outcome)
    name = NAMES.get(outcome, outcome.replace("_", " "))
    stated = "" if share is None or share != share else per_cent(float(share))
    note = "Change of the share of worlds, in percentage points, with one parameter at a time low or high"
    words = _caption(shown, len(rows), len(table), facts, stated)
    if not len(shown):
        sheet = Sheet(1.4, f"What moves the share of worlds: {name}", note, words, warnings_in(facts))
        sheet.text(MARGIN, 0.5, ["Nothing to draw: no parameter has been simulated at low or high."], PLAIN_SIZE)
        return sheet.figure
    sheet = Sheet(
        0.95 + ROW * len(shown) + 1.05, f"What moves the share of worlds: {name}", note, words, warnings_in(facts)
    )
    _draw_legend(sheet)
    axes = sheet.axes(16 - MARGIN - WIDTH, 0.95, WIDTH, ROW * len(shown))
    _frame(axes, shown, stated)
    for place, row in enumerate(shown.to_dict("records")):
        _name(sheet, row["key"], 0.95 + ROW * (place + 0.5))
        for side in SIDES:
            _draw_bar(axes, place, row, side)
    return sheet.figure


def _rows(table: pandas.DataFrame, outcome: str) -> pandas.DataFrame:
    """The rows with a bar, longest first, in percentage points and under short names."""
    import numpy as np
    import pandas

    columns = {f"{side}{end}": f"{outcome}_{side}_effect{end}" for side in SIDES for end in ENDS}
    columns |= {f"{side}_value": f"{side}_value" for side in SIDES}
    made = pandas.DataFrame({"key": table["key"].astype(str) if "key" in table else pandas.Series(dtype=str)})
    for short, long in columns.items():
        values = pandas.to_numeric(table[long], errors="coerce") if long in table else np.nan
        made[short] = values if short.endswith("value") else 100.0 * values
    made = made.replace([np.inf, -np.inf], np.nan).dropna(subset=list(SIDES), how="all")
    ends = made[list(SIDES)].fillna(0)
    made["span"] = ends.max(axis=1).clip(lower=0) - ends.min(axis=1).clip(upper=0)
    return made.sort_values(["span", "key"], ascending=[False, True], kind="stable")


def _extent(row: Mapping[str, Any], side: str) -> tuple[float, float]:
    """From where to where a bar and its whisker go."""
    ends = [0.0, *(row[f"{side}{end}"] for end in ENDS if row[f"{side}{end}"] == row[f"{side}{end}"])]
    return min(ends), max(ends)


def _label(row: Mapping[str, Any], side: str) -> str:
    effect = row[side]
    words = f"{effect:+.1f}".replace("-", MINUS)
    words = "0.0" if words[1:] == "0.0" else words
    value = row[f"{side}_value"]
    return f"{words} at {as_number(value)}" if value == value else words


def _frame(axes: Axes, shown: pandas.DataFrame, stated: str) -> None:
    """Axes wide enough for bars, whiskers and the labels at their ends."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    bars = [(row, side) for row in shown.to_dict("records") for side in SIDES if row[side] == row[side]]
    low, high = (pick(_extent(row, side)[end] for row, side in bars) for end, pick in enumerate((min, max)))
    if high - low < 0.2:
        low, high = low - 0.1, high + 0.1
    low, high = min(low, 0.0), max(high, 0.0)
    room = {-1: 0.1, 1: 0.1}
    for row, side in bars:
        sign = -1 if row[side] < 0 else 1
        room[sign] = max(room[sign], width_of(_label(row, side), SMALL - 0.5) + 0.3)
    scale = (high - low) / (WIDTH - sum(room.values()))
    axes.set_xlim(low - room[-1] * scale, high + room[1] * scale)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(value)))
    axes.set_xlabel("percentage points", fontsize=8)
    plain_axes(axes, "x", hidden=("top", "right", "left"))
    axes.axvline(0, color=INK, linewidth=0.9, zorder=4)
    for place in range(1, len(shown)):
        axes.axhline(place - 0.5, color="#EEEEEE", linewidth=0.6, zorder=0)
    if stated:
        _name_zero(axes, f"stated values: {stated}")


def _name_zero(axes: Axes, words: str) -> None:
    low, high = axes.get_xlim()
    half = 0.55 * width_of(words, SMALL) / WIDTH
    axes.annotate(
        words,
        xy=(min(max(-low / (high - low), half), 1 - half), 1.0),
        xytext=(0, 2),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=SMALL,
        ha="center",
        va="bottom",
        annotation_clip=False,
    )


def _signed(value: float) -> str:
    return "0" if abs(value) < 1e-9 else f"{'+' if value > 0 else MINUS}{abs(value):g}"


def _draw_bar(axes: Axes, place: int, row: Mapping[str, Any], side: str) -> None:
    """A bar from zero, hollow for low and filled for high, with its whisker; pale where the whisker holds zero."""
    effect = row[side]
    if effect != effect:
        return
    height = place + (-BAR if side == "low" else BAR) * 0.62
    low, high = row[f"{side}_low"], row[f"{side}_high"]
    unclear = low <= 0 <= high
    axes.barh(
        height,
        effect,
        height=BAR,
        facecolor=(FILL if side == "high" else "white"),
        edgecolor=FILL,
        linewidth=0.9,
        alpha=0.4 if unclear else 1.0,
        zorder=3,
    )
    if low == low and high == high:
        axes.plot([low, high], [height] * 2, color=INK, linewidth=0.8, solid_capstyle="butt", zorder=5)
    start, end = _extent(row, side)
    left = effect < 0
    axes.annotate(
        _label(row, side),
        xy=(start if left else end, height),
        xytext=(-3 if left else 3, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        fontsize=SMALL - 0.5,
        color=FAINT if unclear else INK,
        annotation_clip=False,
    )


def _draw_legend(sheet: Sheet) -> None:
    how = {"linestyle": "", "marker": "s", "markersize": 6, "markeredgecolor": FILL}
    sheet.legend(
        0.2,
        [
            ("low (5 % quantile)", {**how, "markerfacecolor": "white"}),
            ("high (95 % quantile)", {**how, "markerfacecolor": FILL}),
        ],
        left=16 - MARGIN - WIDTH - 0.2,
    )


def _name(sheet: Sheet, key: str, middle: float) -> None:
    """The parameter in words, its path below, to the left of its row."""
    names, path = parameter_lines(key, SMALL, NAMED - 0.1, 2)
    path = path[: max(1, 3 - len(names))]
    up = middle - (block(names, SMALL) + block(path, SMALL - 1.5)) / 2
    right = MARGIN + NAMED
    sheet.text(right, up, names, SMALL, ha="right")
    sheet.text(right, up + block(names, SMALL), path, SMALL - 1.5, ha="right", color=FAINT)


def _caption(shown: pandas.DataFrame, drawable: int, all_keys: int, facts: Mapping[str, Any], stated: str) -> str:
    words = [
        f"{facts.get('title', '')} [{facts.get('scenario', '')}]. {int(facts.get('worlds', 0)):,} worlds per point, seed"
        f" {facts.get('seed', '-')}. Conditional on judged parameters; not a forecast."
    ]
    if len(shown):
        zero = f"Zero: the stated values of all parameters ({stated})" if stated else "Zero: the stated values"
        words += [
            f"{zero}. Low and high: the 5 % and 95 % quantiles of each parameter's prior, all others as stated;"
            " effects of several at once do not add up.",
            "Whiskers: 95 % interval of the paired difference, each on its own, simulation noise only; pale where it"
            " includes zero.",
        ]
    if drawable > len(shown):
        words.append(f"Shown: the {len(shown)} of {drawable} parameters with the longest bars.")
    if lost := all_keys - drawable:
        words.append(f"{lost} could not be simulated.")
    return " ".join(words)
