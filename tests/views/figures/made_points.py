"""Made-up tables of experiments, in the form of `sim.sweep(...).table`, for the tests of their figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas

from sim.analysis.proportions import wilson

OUTCOMES = ("neither", "swap_first", "talks_first")


def facts(**changes: Any) -> dict[str, Any]:
    made = {
        "title": "Pressure of the US envoy on both sides",
        "scenarios": ["kyiv_summit_2025"],
        "scenario_titles": ["The Kyiv summit of 24 February 2025"],
        "seed": 1,
        "worlds": 2_000,
        "points": 0,
        "partial": False,
        "experimental": False,
        "interval": "wilson",
        "stated": {},
    }
    return made | changes


def points(
    settings: Mapping[str, Sequence[float]],
    *,
    scenarios: Sequence[str] = ("kyiv_summit_2025",),
    worlds: int = 2_000,
    missing: Mapping[int, str] | None = None,
) -> pandas.DataFrame:
    """One row per scenario and point; shares are a smooth function of the settings with binomial noise.

    `missing` gives points another status; "partial" ones keep a tenth of their worlds.
    """
    generator = np.random.default_rng(7)
    values = np.column_stack([np.asarray(column, float) for column in settings.values()])
    values = np.where(np.isfinite(values), values, 0.0)
    spread = np.where(np.ptp(values, axis=0) > 0, np.ptp(values, axis=0), 1.0)
    scaled = (values - values.min(axis=0)) / spread
    weights = np.array([1.2, -1.0, 0.7, 0.4, *([0.02] * 200)])[: values.shape[1]]
    tables = []
    for number, label in enumerate(scenarios):
        swap = 0.35 / (1 + np.exp(2.5 - scaled @ weights - 0.3 * number))
        talks = 0.2 + 0.5 / (1 + np.exp(0.5 + scaled @ weights))
        status = np.array(["done"] * len(values), dtype=object)
        for place, word in (missing or {}).items():
            status[place] = word
        each = np.where(status == "done", worlds, np.where(status == "partial", worlds // 10, 0))
        shares = np.column_stack([1 - swap - talks, swap, talks])
        counts = np.array([generator.multinomial(many, row) for many, row in zip(each, shares, strict=True)])
        table = pandas.DataFrame({"scenario": label, "point": np.arange(len(values)), **settings})
        table["status"], table["worlds"] = status, each
        for place, name in enumerate(OUTCOMES):
            low, high = wilson(counts[:, place], each)
            table[f"{name}_count"] = counts[:, place]
            table[name] = np.divide(counts[:, place], each, out=np.full(len(each), np.nan), where=each > 0)
            table[f"{name}_low"] = np.where(each > 0, low, np.nan)
            table[f"{name}_high"] = np.where(each > 0, high, np.nan)
        tables.append(table)
    return pandas.concat(tables, ignore_index=True)


def grid(across: tuple[str, Sequence[float]], up: tuple[str, Sequence[float]], **how: Any) -> pandas.DataFrame:
    """A full grid of two keys."""
    xs, ys = np.meshgrid(across[1], up[1], indexing="ij")
    return points({across[0]: xs.ravel(), up[0]: ys.ravel()}, **how)


def tornado(keys: Sequence[str], *, outcome: str = "swap_first", scale: float = 0.05) -> pandas.DataFrame:
    """One row per key, effects falling from row to row."""
    generator = np.random.default_rng(3)
    size = scale * np.exp(-0.25 * np.arange(len(keys)))
    low = -size * generator.uniform(0.2, 1, len(keys))
    table = pandas.DataFrame({"key": list(keys), "low_value": 0.1, "high_value": 0.9})
    for side, effect in (("low", low), ("high", size * generator.uniform(-0.2, 1.4, len(keys)))):
        table[f"{outcome}_{side}_effect"] = effect
        table[f"{outcome}_{side}_effect_low"] = effect - 0.003
        table[f"{outcome}_{side}_effect_high"] = effect + 0.003
    return table


def stray(figure: Any) -> list[str]:
    """Texts that leave the page or cover one another."""
    from matplotlib.text import Text

    figure.draw_without_rendering()
    boxes = []
    for text in figure.findobj(Text):
        if not text.get_visible() or not text.get_text().strip() or not _on_axis(text, figure):
            continue
        boxes.append((text.get_text(), text.get_window_extent()))
    page = figure.bbox
    bad = [
        f"off the page: {words}"
        for words, box in boxes
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]
    for number, (words, box) in enumerate(boxes):
        for other, its in boxes[number + 1 :]:
            wide = min(box.x1, its.x1) - max(box.x0, its.x0)
            high = min(box.y1, its.y1) - max(box.y0, its.y0)
            if wide > 1 and high > 3:
                bad.append(f"covered: {words!r} by {other!r}")
    return bad


def _on_axis(text: Any, figure: Any) -> bool:
    """Whether a tick label is one that is drawn: matplotlib keeps unused ones about."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if text in (tick.label1, tick.label2):
                    margin = 1e-9 * (high - low)
                    return low - margin <= tick.get_loc() <= high + margin
    return True


def words_of(figure: Any) -> str:
    """All words of a figure but its tick labels."""
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return " ".join(" ".join(text.get_text() for text in texts).split())
