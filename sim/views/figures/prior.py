"""The range of the answer as a distribution: one mark per draw of the judged parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.views.figures.captions import flags, origin
from sim.views.figures.house_style import house_style
from sim.views.figures.incidence import SWAP, TALKS
from sim.views.figures.sheet import FAINT, GREY, INK, MARGIN, PLAIN_SIZE, SMALL, Sheet, plain_axes
from sim.views.text.layout import per_cent, span

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.analysis.run_summary import RunSummary

ROWS = (
    ("swap_first", "Swap completed first", SWAP),
    ("agreed_swap_first", "Swap agreed first", SWAP),
    ("talks_first", "Broader talks first", TALKS),
    ("neither", "Neither of the two", GREY),
)
BINS = 50
LEFT, WIDE, HIGH, GAP = 4.1, 8.2, 1.55, 0.45


@house_style
def draw_prior(table: pandas.DataFrame, summary: RunSummary) -> Figure:
    """Draw how the shares spread over the draws of the judged parameters.

    Parameters
    ----------
    table : one row per draw, with a share in each of the columns of `ROWS`
    summary : of the run, with its range

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide
    """
    prior = summary.prior
    assert prior is not None  # there are draws
    sheet = Sheet(
        len(ROWS) * (HIGH + GAP) + 0.35,
        "How far the answer moves if the judged assumptions vary",
        "Draws of the judged parameters, by the share of worlds in which each event came first",
        f"{origin(summary)} Bars: {len(table):,} draws of the judged parameters, {prior.worlds_per_draw:,} worlds"
        f" each, in steps of {100 // BINS} points. Line below: 5 to 95 % of the draws, diamond at the median. Dashed:"
        " the share at the stated values. A draw's share carries simulation noise; the range is of one judgement.",
        flags(summary),
    )
    for row, (name, label, colour) in enumerate(ROWS):
        top = row * (HIGH + GAP) + 0.15
        axes = sheet.axes(LEFT, top, WIDE, HIGH)
        shares = table[name].to_numpy()
        _draw_row(axes, shares, _stated(summary, name), colour, last=row == len(ROWS) - 1)
        sheet.text(MARGIN, top + HIGH / 2 - 0.15, [label], PLAIN_SIZE, bold=True)
        low, middle, high = np.quantile(shares, [0.05, 0.5, 0.95])
        sheet.text(LEFT + WIDE + 0.25, top + HIGH / 2 - 0.35, [span(low, high), f"median {per_cent(middle)}"], SMALL)
    return sheet.figure


def _stated(summary: RunSummary, name: str) -> float:
    if name == "agreed_swap_first":
        return summary.agreed.swap_first.share
    return summary.outcomes[name].share


def _draw_row(axes: Axes, shares: np.ndarray, stated: float, colour: str, last: bool) -> None:
    counts, edges = np.histogram(100 * shares, bins=BINS, range=(0, 100))
    highest = max(1, counts.max())
    axes.bar(edges[:-1], counts, np.diff(edges), align="edge", color=colour, alpha=0.55, linewidth=0)
    low, middle, high = 100 * np.quantile(shares, [0.05, 0.5, 0.95])
    under = -0.14 * highest
    axes.plot([low, high], [under] * 2, color=INK, linewidth=1.6, solid_capstyle="butt")
    axes.plot([middle], [under], "D", color=INK, markersize=3.4)
    axes.plot([100 * stated] * 2, [0, 1.08 * highest], "--", color=INK, linewidth=0.9)
    axes.set_xlim(-0.5, 100.5)
    axes.set_ylim(-0.28 * highest, 1.12 * highest)
    axes.set_yticks([0, int(highest)])
    axes.set_xticks(range(0, 101, 20), [f"{tick} %" if last else "" for tick in range(0, 101, 20)])
    plain_axes(axes, "x", hidden=("top", "right", "left"))
    axes.tick_params(axis="y", length=0, colors=FAINT)
