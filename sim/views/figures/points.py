"""The points of an experiment as its figures need them: what varies, over which scenarios, and the caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.model.outcomes import OUTCOMES as OUTCOMES
from sim.views.figures.incidence import SWAP, TALKS

if TYPE_CHECKING:
    import pandas

NAMES = {
    "swap_first": "swap completed first",
    "talks_first": "talks first",
    "neither": "neither",
    "agreed_swap_first": "swap agreed first",
    "agreed_talks_first": "talks first, swap counted when agreed",
    "agreed_neither": "neither, swap counted when agreed",
}
COLOURS = {"swap_first": SWAP, "talks_first": TALKS, "neither": "#777777"}
MARKERS = {"swap_first": "o", "talks_first": "s", "neither": "^"}
DASHES = {"swap_first": "-", "talks_first": "-", "neither": "--"}
WAITING = ("failed", "not run")
LABELS_NAMED = 6


@dataclass(frozen=True)
class Points:
    """The table of an experiment, with what was found in it.

    Attributes
    ----------
    table : one row per scenario and point, the three outcomes' columns all there, numeric
    varied : the keys that take more than one value within a scenario, in the order of the design
    labels : the scenarios, in the order of the table
    facts : as `draw_points` takes them
    """

    table: pandas.DataFrame
    varied: tuple[str, ...]
    labels: tuple[str, ...]
    facts: Mapping[str, Any]

    @property
    def simulated(self) -> bool:
        return bool(self.table["swap_first"].notna().any())

    def of(self, label: str) -> pandas.DataFrame:
        """The rows of a scenario."""
        return self.table[self.table["scenario"] == label]

    def title_of(self, label: str) -> str:
        """A scenario's title; its label where there is none."""
        titles = dict(zip(self.facts.get("scenarios", ()), self.facts.get("scenario_titles", ()), strict=False))
        return titles.get(label) or label

    def stated(self, key: str) -> float | None:
        """The value of a key at the stated values of the first scenario, where there is one."""
        value = (self.facts.get("stated") or {}).get(key)
        return None if value is None or value != value else float(value)


def read_points(table: pandas.DataFrame, keys: Sequence[str], facts: Mapping[str, Any]) -> Points:
    """Make the table safe to draw and find what varies in it; columns that are missing come out empty."""
    import numpy as np
    import pandas

    columns = [f"{name}{end}" for name in OUTCOMES for end in ("", "_low", "_high")]
    keys = [key for key in keys if key in table]
    made = {key: pandas.to_numeric(table[key], errors="coerce") for key in (*keys, *columns, "worlds") if key in table}
    made |= {name: pandas.Series(np.nan, index=table.index) for name in (*columns, "worlds") if name not in table}
    first = (facts.get("scenarios") or [""])[0]
    made["scenario"] = table["scenario"].astype(str) if "scenario" in table else pandas.Series(first, table.index)
    clean = pandas.DataFrame(made).reset_index(drop=True).replace([np.inf, -np.inf], np.nan)
    given = table["status"].astype(str).to_numpy() if "status" in table else "done"
    clean["status"] = np.where(clean["swap_first"].isna() & (given != "failed"), "not run", given)
    clean.loc[clean["status"].isin(WAITING), columns] = np.nan
    different = clean.groupby("scenario")[keys].nunique().max() if keys else {}
    varied = tuple(key for key in keys if different[key] > 1)
    return Points(clean, varied, tuple(dict.fromkeys(clean["scenario"])), facts)


def caption(points: Points, *sentences: str) -> str:
    """What a figure of points must say of its sample, then `sentences`, then what its noise is."""
    facts = points.facts
    words = [
        f"{facts.get('title', '')} [{_scenarios(points, facts)}]. {_sample(points)}, seed {facts.get('seed', '-')}.",
        "Conditional on judged parameters; not a forecast.",
        *sentences,
    ]
    return " ".join(word for word in words if word)


def left_out(many: int) -> str:
    """How many scenarios are in the table alone; nothing where none is."""
    return f"Left out: {many} more {'scenario' if many == 1 else 'scenarios'} of the table." if many > 0 else ""


def noise(points: Points, what: str = "Bands") -> str:
    """What the intervals drawn are."""
    if points.facts.get("interval") == "confidence_sequence":
        return f"{what}: 95 % confidence sequence of each point, simulation noise only."
    return f"{what}: 95 % interval of each point alone, simulation noise only."


def _scenarios(points: Points, facts: Mapping[str, Any]) -> str:
    labels = list(points.labels or facts.get("scenarios", ()))
    more = len(labels) - LABELS_NAMED
    return ", ".join(labels[:LABELS_NAMED]) + (f" and {more} more" if more > 0 else "")


def _sample(points: Points) -> str:
    """'25 points, 20,000 worlds per point'; what is missing is said."""
    table = points.table
    counts = table.loc[table["worlds"] > 0, "worlds"]
    low, high = (int(counts.min()), int(counts.max())) if len(counts) else (int(points.facts.get("worlds", 0)),) * 2
    worlds = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    words = f"{_number(points)}, {worlds} worlds per point"
    missing = [
        f"{many:,} {status}" for status in ("partial", *WAITING) if (many := int((table["status"] == status).sum()))
    ]
    return f"{words} ({', '.join(missing)})" if missing else words


def _number(points: Points) -> str:
    """'9 points', '9 points in each of 2 scenarios'; as the table has them."""
    total, many = len(points.table) or int(points.facts.get("points") or 0), max(len(points.labels), 1)
    sizes = set(points.table["scenario"].value_counts())
    number = sizes.pop() if len(sizes) == 1 else total
    words = f"{number:,} {'point' if number == 1 else 'points'}"
    if many == 1:
        return words
    return f"{words} in {'each of ' if not sizes and number < total else ''}{many} scenarios"


def message(points: Points) -> str:
    """Why there is nothing to draw."""
    failed = int((points.table["status"] == "failed").sum())
    if not len(points.table):
        return "The experiment has no points."
    return f"Nothing to draw: no point has been simulated ({failed:,} of {len(points.table):,} failed)."
