"""Figures of a calibration: prior and posterior, ridges, predictive checks, ranks of known truths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.views.figures.captions import warnings
from sim.views.figures.house_style import house_style
from sim.views.figures.sheet import FAINT, INK, MARGIN, SMALL, Sheet, plain_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PRIOR, POSTERIOR, RECORD = "#999999", "#0072B2", "#D55E00"
COLUMNS, WIDE, HIGH, GAP_ACROSS, GAP_DOWN = 3, 4.5, 2.9, 0.75, 1.9
BANDS = 20


@house_style
def draw_overlap(found) -> Figure:
    """Prior and posterior of each parameter, as densities over values."""
    setting, draws = found.setting, found.draws
    sheet, axes = _grid(
        found,
        len(setting.priors),
        "What the record says about the calibrated parameters",
        "Density of prior (grey) and posterior (blue); the dashed line is the value stated in the scenario",
        "Where the two agree, the record is silent and the prior decides.",
    )
    for place, (own, prior) in enumerate(zip(axes, setting.priors, strict=True)):
        values = draws[prior.key].to_numpy()
        base = prior.distribution.quantile(np.linspace(0, 1, 20_001))
        edges = np.linspace(prior.distribution.low, prior.distribution.high, BANDS + 1)
        own.hist(base, edges, density=True, color=PRIOR, alpha=0.45)
        own.hist(values, edges, density=True, histtype="step", color=POSTERIOR, linewidth=1.4)
        own.axvline(float(setting.scenario.value(prior.key)), color=INK, linestyle="--", linewidth=0.8)
        own.set_yticks([])
        plain_axes(own, "x", hidden=("top", "right", "left"))
        _named(sheet, place, prior.key)
    return sheet.figure


@house_style
def draw_ridges(found) -> Figure:
    """Pairs of parameters of which the record knows a combination better than either."""
    setting, draws, pairs = found.setting, found.draws, found.ridges
    sheet = Sheet(
        8.0,
        "Ridges: what the record cannot tell apart",
        "Dots: posterior draws; dashed: the direction that the record narrows least; frame: range of the prior",
        _caption(found, "Along a ridge, more of one and less of the other fit the record as well."),
        _warnings(found),
    )
    for place, pair in enumerate(pairs.itertuples()):
        left = MARGIN + 1.35 + place * 7.9
        own = sheet.axes(left, 0.2, 6.1, 6.1)
        own.plot(draws[pair.first], draws[pair.second], ".", markersize=2.5, color=POSTERIOR, alpha=0.5)
        for path, set_limits in ((pair.first, own.set_xlim), (pair.second, own.set_ylim)):
            distribution = setting.priors[setting.paths.index(path)].distribution
            set_limits(distribution.low, distribution.high)
        own.plot(*_ridge(found, pair), color=INK, linestyle="--", linewidth=0.9)
        own.text(
            0.97, 0.97, f"correlation {pair.correlation:+.2f}", transform=own.transAxes, ha="right", va="top",
            fontsize=SMALL, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )  # fmt: skip
        plain_axes(own, "both", hidden=())
        sheet.named(left + 3.05, 7.0, 7.0, pair.first)
        sheet.named_upright(left - 1.5, 3.25, 6.0, pair.second)
    return sheet.figure


def _ridge(found, pair) -> tuple[np.ndarray, np.ndarray]:
    """The direction in which the record narrows a pair least, through its mean: two standard deviations either way."""
    setting = found.setting
    columns = [setting.paths.index(path) for path in (pair.first, pair.second)]
    along = np.array([-pair.narrow_second, pair.narrow_first]) * pair.wide / np.sqrt(12)
    places = found.points[:, columns].mean(axis=0) + np.linspace(-2, 2, 81)[:, None] * along
    places = places[np.all((places > 0) & (places < 1), axis=1)]
    first, second = (setting.priors[column].distribution for column in columns)
    return first.quantile(places[:, 0]), second.quantile(places[:, 1])


@house_style
def draw_predictive(found) -> Figure:
    """Summaries of simulated worlds, of prior and posterior, with the record's."""
    prior, posterior = found.predicted
    record = found.setting.summaries
    names = [name for name in record if not np.isnan(record[name])]
    sheet, axes = _grid(
        found,
        len(names),
        "The calibrated model compared with the record",
        "Share of worlds, of the prior (grey) and the posterior (blue), by summary; the orange line is the record",
        "Worlds beyond the 99th percentile are not drawn.",
    )
    for place, (own, name) in enumerate(zip(axes, names, strict=True)):
        before, after = (each[name][~np.isnan(each[name])] for each in (prior, posterior))
        low = min(np.quantile(before, 0.01), np.quantile(after, 0.01), record[name])
        high = max(np.quantile(before, 0.99), np.quantile(after, 0.99), record[name])
        edges = np.linspace(low, high + 1e-9, BANDS + 1)
        own.hist(before, edges, density=True, color=PRIOR, alpha=0.45)
        own.hist(after, edges, density=True, histtype="step", color=POSTERIOR, linewidth=1.4)
        own.axvline(record[name], color=RECORD, linewidth=1.4)
        own.set_yticks([])
        plain_axes(own, "x", hidden=("top", "right", "left"))
        _words(sheet, place, name.replace("_", " "))
    return sheet.figure


@house_style
def draw_ranks(found) -> Figure | None:
    """Histograms of the rank of the truth; None where no synthetic record was calibrated on."""
    from scipy.stats import binom

    checks = found.numbers.checks
    if checks is None:
        return None
    number, bins = checks.repetitions, len(checks.parameters[0].counts)
    low, high = binom.ppf((0.005, 0.995), number, 1 / bins)
    sheet, axes = _grid(
        found,
        len(checks.parameters),
        "Do the intervals hold what they promise?",
        f"Rank of the known truth among {checks.draws} posterior draws, {number} synthetic records",
        "Level bars are right; a hump means intervals too wide, a valley too narrow, a slope a bias. The grey band"
        " holds 99 % of bars if ranks are uniform.",
    )
    for place, (own, row) in enumerate(zip(axes, checks.parameters, strict=True)):
        own.axhspan(low, high, color="#DDDDDD")
        own.bar(np.arange(bins) + 0.5, row.counts, width=0.9, color=POSTERIOR)
        own.set_xlim(0, bins)
        own.set_ylim(0, 1.15 * max(high, *row.counts))
        own.set_xticks([0, bins / 2, bins], ["0", "50", "100"])
        plain_axes(own, "y")
        _named(sheet, place, row.parameter)
    return sheet.figure


FIGURES = {"overlap": draw_overlap, "ridges": draw_ridges, "predictive": draw_predictive, "ranks": draw_ranks}
"""Name of the file -> what draws it."""


def _grid(found, panels: int, title: str, note: str, caption: str) -> tuple[Sheet, list[Axes]]:
    rows = -(-panels // COLUMNS)
    sheet = Sheet(rows * (HIGH + GAP_DOWN), title, note, _caption(found, caption), _warnings(found))
    return sheet, [sheet.axes(*_corner(place), WIDE, HIGH) for place in range(panels)]


def _warnings(found) -> list[str]:
    return warnings(partial=found.partial, experimental=found.setting.scenario.experimental)


def _corner(place: int) -> tuple[float, float]:
    return MARGIN + 0.4 + place % COLUMNS * (WIDE + GAP_ACROSS), 0.2 + place // COLUMNS * (HIGH + GAP_DOWN)


def _named(sheet: Sheet, place: int, path: str) -> None:
    left, top = _corner(place)
    sheet.named(left + WIDE / 2, top + HIGH + 0.5, WIDE + 0.4, path)


def _words(sheet: Sheet, place: int, words: str) -> None:
    left, top = _corner(place)
    sheet.text(left + WIDE / 2, top + HIGH + 0.55, [words], SMALL, ha="center", color=FAINT if not words else INK)


def _caption(found, words: str) -> str:
    window = found.setting.window
    return (
        f"{words} Record of {window.first} to {window.last}, {len(found.setting.observed)} exchanges; scenario"
        f" {found.setting.scenario.name}, seed {found.seed}."
    )
