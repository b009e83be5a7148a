"""Figure of a hindcast: monthly counts, when talks open, sizes and the mediator's share, predicted and observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.views.figures.captions import warnings
from sim.views.figures.house_style import house_style
from sim.views.figures.sheet import INK, MARGIN, SMALL, Sheet, plain_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MODEL, RECORD = "#0072B2", "#D55E00"
STYLES = {
    "model": {"color": MODEL, "linestyle": "-", "linewidth": 1.6},
    "constant hazards": {"color": "#555555", "linestyle": "--", "linewidth": 1.1},
    "no mechanisms": {"color": "#009E73", "linestyle": ":", "linewidth": 1.6},
}
HIGH, WIDE = 4.6, 6.2
LEFTS, TOPS = (MARGIN + 1.1, MARGIN + 9.0), (1.3, 7.6)


@house_style
def draw_hindcast(found) -> Figure:
    """Draw what was predicted from the fit date on, with what came."""
    window = found.window
    sheet = Sheet(
        TOPS[1] + HIGH + 1.1,
        f"Fitted to {found.fitted.last}, compared with what followed",
        "Bands and bars: central 50 % (dark) and 90 % (light) of the model's worlds; orange: the record",
        f"{found.forecasts[0].worlds:,} worlds of {found.scenario.name}, each with its own draw of posterior and"
        f" priors; record to {window.last}. One war, few and dependent observations: a check for gross error, no"
        " test of skill.",
        warnings(partial=False, experimental=found.scenario.experimental),
    )
    sheet.legend(0.25, list(STYLES.items()))
    panels = [sheet.axes(left, top, WIDE, HIGH) for top in TOPS for left in LEFTS]
    _counts(panels[0], found)
    _talks(panels[1], found)
    _bars(panels[2], found, "size", "Ukrainians returned, one exchange", log=True)
    share = next((kind for kind in found.observations["kind"] if kind.endswith(" share")), "mediator share")
    _bars(panels[3], found, share, f"Share credited to the {share.removesuffix(' share')}", log=False)
    return sheet.figure


def _counts(axes: Axes, found) -> None:
    rows = found.observations
    rows = rows[(rows["kind"] == "monthly count") & (rows["forecast"] == "model")]
    places = np.arange(len(rows))
    axes.bar(places, rows["high_90"] - rows["low_90"], 0.7, rows["low_90"], color=MODEL, alpha=0.2)
    axes.bar(places, rows["high_50"] - rows["low_50"], 0.7, rows["low_50"], color=MODEL, alpha=0.4)
    axes.plot(places, rows["median"], "_", color=MODEL, markersize=18)
    axes.plot(places, rows["observed"], "o", color=RECORD, markersize=5)
    axes.set_xticks(places, [month.strftime("%b %Y") for month in found.window.months], fontsize=SMALL, rotation=30)
    axes.set_ylim(-0.4, None)
    axes.set_title("Exchanges a month", fontsize=8, loc="left")
    plain_axes(axes, "y")


def _talks(axes: Axes, found) -> None:
    days = np.arange(found.window.days + 1)
    for prediction in found.forecasts:
        share = np.searchsorted(np.sort(prediction.talks), days) / prediction.worlds
        axes.plot(days / 7, 100 * share, **STYLES[prediction.name])
    opened = found.record.coding.first_talks(found.window.first)
    if opened is not None and opened <= found.window.last:
        week = found.window.day(opened) / 7
        axes.axvline(week, color=RECORD, linewidth=1.2)
        axes.text(week, 1.0, f" {opened}", color=RECORD, fontsize=SMALL, transform=axes.get_xaxis_transform(), va="top")
    axes.set_ylim(0, None)
    axes.set_xlim(0, days[-1] / 7)
    axes.set_xlabel(f"weeks since {found.window.first}", fontsize=SMALL)
    axes.set_title("Broader talks have opened, per cent of worlds", fontsize=8, loc="left")
    plain_axes(axes, "y")


def _bars(axes: Axes, found, kind: str, title: str, log: bool) -> None:
    """Before and after talks opened: the prediction's intervals, and the observations on them."""
    rows = found.observations
    rows = rows[(rows["kind"] == kind) & (rows["forecast"] == "model")]
    states = ("before talks", "after talks opened")
    for place, state in enumerate(states):
        own = rows[rows["what"].str.endswith(state)]
        if own.empty:
            continue
        first = own.iloc[0]
        axes.bar(place, first["high_90"] - first["low_90"], 0.5, first["low_90"], color=MODEL, alpha=0.2)
        axes.bar(place, first["high_50"] - first["low_50"], 0.5, first["low_50"], color=MODEL, alpha=0.4)
        axes.plot([place], [first["median"]], "_", color=MODEL, markersize=22)
        spread = np.linspace(-0.12, 0.12, len(own)) if len(own) > 1 else np.zeros(1)
        axes.plot(place + spread, own["observed"], "o", color=RECORD, markersize=5)
    axes.set_xticks(range(2), states)
    axes.set_xlim(-0.6, 1.6)
    if log and not rows.empty:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set_yticks([5, 10, 20, 50, 100, 200, 500, 1000])
        axes.minorticks_off()
    else:
        axes.set_ylim(-0.04, 1.04)
    axes.set_title(title, fontsize=8, loc="left", color=INK)
    plain_axes(axes, "y")
