"""What came first as a hundred worlds, one square each, and the shares as bars with their two uncertainties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.views.figures.captions import flags, origin
from sim.views.figures.house_style import house_style
from sim.views.figures.incidence import SWAP, TALKS
from sim.views.figures.sheet import FAINT, GREY, INK, MARGIN, PLAIN_SIZE, SMALL, Sheet, plain_axes
from sim.views.text.layout import in_hundreds, per_cent, span
from sim.views.text.precision import watched

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.run_summary import RunSummary

NEITHER = "#BBBBBB"
OUTCOMES = {
    "swap_first": ("Swap completed first", SWAP, "swap first"),
    "talks_first": ("Broader talks first", TALKS, "talks first"),
    "neither": ("Neither of the two", NEITHER, "neither"),
}
"""Outcome -> name, colour, short name."""
SIDE, HIGH = 5.4, 5.6
LEFT, WIDE = 7.3, 5.2


def hundred(shares: Mapping[str, float]) -> dict[str, int]:
    """Share of each outcome -> squares of a hundred: rounded down, what is left to the largest remainders."""
    squares = {name: int(100 * share + 1e-9) for name, share in shares.items()}
    left = sorted(shares, key=lambda name: 100 * shares[name] - squares[name], reverse=True)
    for name in left[: 100 - sum(squares.values())]:
        squares[name] += 1
    return squares


@house_style
def draw_frequencies(summary: RunSummary) -> Figure:
    """Draw the shares of the three outcomes as natural frequencies and as bars.

    Parameters
    ----------
    summary : of a run

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide
    """
    outcomes = summary.outcomes
    squares = hundred({name: outcomes[name].share for name in OUTCOMES})
    sheet = Sheet(
        HIGH + 0.55,
        "What comes first, in a hundred worlds",
        "Each square stands for one world in a hundred; at the right the same shares, with their two uncertainties",
        _caption(summary, squares),
        flags(summary),
    )
    _draw_grid(sheet.axes(MARGIN, 0.2, SIDE, SIDE), squares)
    _draw_bars(sheet, sheet.axes(LEFT, 0.2, WIDE, HIGH - 0.5), summary)
    return sheet.figure


def _draw_grid(axes: Axes, squares: Mapping[str, int]) -> None:
    from matplotlib.patches import Rectangle

    kinds = [name for name in OUTCOMES for _ in range(squares[name])]
    for place, name in enumerate(kinds):
        row, column = divmod(place, 10)
        corner, colour = (column + 0.08, 9 - row + 0.08), OUTCOMES[name][1]
        hollow = name == "neither"
        axes.add_patch(
            Rectangle(
                corner, 0.84, 0.84, facecolor="white" if hollow else colour,
                edgecolor="#999999" if hollow else colour, linewidth=0.8, gid=name,
            )
        )  # fmt: skip
        if name == "swap_first":  # a second sign, for print without colours
            axes.plot(column + 0.5, 9.5 - row, "o", color="white", markersize=3)
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    axes.axis("off")


def _draw_bars(sheet: Sheet, axes: Axes, summary: RunSummary) -> None:
    prior = summary.prior
    for place, (name, (label, colour, _)) in enumerate(OUTCOMES.items()):
        found = summary.outcomes[name]
        share = 100 * found.share
        axes.barh(place, share, 0.34, color="white" if name == "neither" else colour, edgecolor=colour, linewidth=1.0)
        axes.plot([100 * found.low, 100 * found.high], [place] * 2, color=INK, linewidth=1.4)
        for end in (found.low, found.high):
            axes.plot([100 * end] * 2, [place - 0.09, place + 0.09], color=INK, linewidth=1.0)
        words = f"{per_cent(found.share)} ({span(found.low, found.high)})"
        if prior:
            ends = [100 * prior[name].q05, 100 * prior[name].q95]
            axes.plot(ends, [place + 0.28] * 2, color=GREY, linewidth=2.2, solid_capstyle="butt", alpha=0.6)
            axes.plot([100 * prior[name].q50], [place + 0.28], "D", color=GREY, markersize=3.2)
            words += f"\nrange {span(prior[name].q05, prior[name].q95)}"
        axes.annotate(
            label, (0, place - 0.24), fontsize=PLAIN_SIZE, va="bottom", fontweight="bold", annotation_clip=False
        )
        axes.annotate(
            words, (1.03, place + 0.1), xycoords=axes.get_yaxis_transform(), fontsize=SMALL, va="center",
            annotation_clip=False, linespacing=1.3,
        )  # fmt: skip
    axes.set_xlim(0, 100)
    axes.set_ylim(2.5, -0.55)
    axes.set_yticks([])
    axes.set_xticks(range(0, 101, 25), [f"{tick} %" for tick in range(0, 101, 25)])
    plain_axes(axes, "x", hidden=("top", "right"))
    axes.spines["left"].set_color(FAINT)


def _caption(summary: RunSummary, squares: Mapping[str, int]) -> str:
    counted = ", ".join(f"{short} {squares[name]}" for name, (*_, short) in OUTCOMES.items())
    words = f"{origin(summary)} Squares: {counted}."
    rare = [name for name in OUTCOMES if 0 < summary.outcomes[name].share < 0.005]
    for name in rare:
        often = in_hundreds(summary.outcomes[name].share)
        words += f" {OUTCOMES[name][0]} is rarer than one in a hundred: {often}."
    kind = "95 % confidence sequence" if watched(summary) else "95 % interval"
    words += f" Black line and brackets: {kind}, simulation noise only."
    if summary.prior:
        words += (
            f" Grey line: 5 to 95 % of {summary.prior.draws:,} draws of the judged parameters, diamond at their"
            " median; read it first."
        )
    else:
        words += " The range over the judged parameters was not run."
    return words
