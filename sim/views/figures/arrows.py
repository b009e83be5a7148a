"""Comparison arrows: how far each outcome's share moves from the baseline to another scenario, in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.views.figures.captions import warnings_in
from sim.views.figures.house_style import house_style
from sim.views.figures.incidence import SWAP, TALKS
from sim.views.figures.sheet import FAINT, GREY, INK, MARGIN, PLAIN_SIZE, SMALL, Sheet, block, plain_axes, wrapped
from sim.views.text.layout import signed_points

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OUTCOMES = (("swap_first", "swap first", SWAP), ("talks_first", "talks first", TALKS), ("neither", "neither", GREY))
ROW, LEFT, WIDE = 0.5, 2.7, 8.6
ARROW = {"arrowstyle": "-|>", "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
MOST = 10
"""Scenarios drawn; more are counted in the caption."""


@house_style
def draw_arrows(differences: pandas.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw an arrow from the baseline's share to the scenario's, with the interval of their paired difference.

    Parameters
    ----------
    differences : one row per scenario and outcome: `scenario`, `outcome`, `share_a`, `share_b`, `difference`, `low`, `high`
        (95 %, paired), completion as the swap
    facts : `baseline` (its title), `scenarios` (label -> title), `seed`, `worlds`, and where they hold `partial`,
        `experimental`

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide
    """
    labels = list(dict.fromkeys(differences["scenario"]))
    shown = labels[:MOST]
    inner = 16 - 2 * MARGIN
    heads = {label: wrapped(_title(label, facts), PLAIN_SIZE, inner, bold=True, most=2) for label in shown}
    heights = {label: block(heads[label], PLAIN_SIZE) + 0.12 + 3 * ROW + 0.3 for label in shown}
    highest = float(differences[["share_a", "share_b"]].max().max()) if len(differences) else 1.0
    sheet = Sheet(
        sum(heights.values()) + 0.75,
        "How far each scenario moves what comes first",
        f"Arrows from the share under the baseline to that under the scenario. Baseline: {facts['baseline']}",
        _caption(facts, len(labels) - len(shown)),
        warnings_in(facts),
    )
    top = 0.1
    for place, label in enumerate(shown):
        rows = differences[differences["scenario"] == label].set_index("outcome")
        sheet.text(MARGIN, top, heads[label], PLAIN_SIZE, bold=True)
        under = top + block(heads[label], PLAIN_SIZE) + 0.12
        axes = sheet.axes(LEFT, under, WIDE, 3 * ROW)
        _draw_scenario(axes, rows, top=_top(highest), last=place == len(shown) - 1)
        for number, (name, words, colour) in enumerate(OUTCOMES):
            sheet.text(MARGIN, under + number * ROW + 0.1, [words], SMALL, color=colour)
            sheet.text(LEFT + WIDE + 0.25, under + number * ROW + 0.1, [_moved(rows.loc[name])], SMALL)
        top += heights[label]
    return sheet.figure


def _title(label: str, facts: Mapping[str, Any]) -> str:
    title = facts["scenarios"].get(label, label)
    return label if title == label else f"{title} [{label}]"


def _top(highest: float) -> float:
    return next((limit for limit in (5, 10, 20, 40, 60, 80) if 100 * highest <= limit), 100)


def _draw_scenario(axes: Axes, rows: pandas.DataFrame, top: float, last: bool) -> None:
    for number, (name, _, colour) in enumerate(OUTCOMES):
        row = rows.loc[name]
        start, end = 100 * row["share_a"], 100 * row["share_b"]
        low, high = start + 100 * row["low"], start + 100 * row["high"]
        axes.plot([low, high], [number] * 2, color=colour, linewidth=6, alpha=0.3, solid_capstyle="butt")
        axes.annotate(
            "", (end, number), (start, number),
            arrowprops={"color": colour, **ARROW},
        )  # fmt: skip
        axes.plot([start], [number], "o", markersize=4.5, markerfacecolor="white", markeredgecolor=colour)
    axes.set_xlim(-0.012 * top, 1.012 * top)
    axes.set_ylim(2.5, -0.5)
    axes.set_yticks([])
    ticks = [top * step / 5 for step in range(6)]
    axes.set_xticks(ticks, [f"{tick:g} %" if last else "" for tick in ticks])
    plain_axes(axes, "x", hidden=("top", "right", "left") if last else ("top", "right", "left", "bottom"))
    axes.tick_params(axis="x", length=0, labelcolor=INK, color=FAINT)


def _moved(row: Any) -> str:
    low, high = (signed_points(row[end]) for end in ("low", "high"))
    return f"{signed_points(row['difference'])} points ({low} to {high})"


def _caption(facts: Mapping[str, Any], more: int) -> str:
    kind = "confidence sequence" if facts.get("interval") == "confidence_sequence" else "interval"
    words = (
        f"{facts['worlds']:,} worlds, the same in every scenario, seed {facts['seed']}; swap: completed. In brackets"
        f" and as the pale bar: 95 % {kind} of the paired difference, simulation noise only. Ring: the baseline."
        " Conditional on judged parameters: differences at the stated values, not a range over them."
    )
    return f"{words} {more} more scenarios are not drawn." if more > 0 else words
