"""How experiments show themselves: the table that matters most, with its intervals, and what to beware of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.result.shown import CONDITIONAL
from sim.shown import Rows, Shown, count, flagged
from sim.views.text.layout import per_cent, signed_points, span
from sim.views.text.page import OUTCOMES

if TYPE_CHECKING:
    from sim.experiments.compare import Comparison
    from sim.experiments.discover import Discovered
    from sim.experiments.effect import Effect
    from sim.experiments.experiment import Experiment
    from sim.experiments.sensitivity import Sensitivity
    from sim.experiments.sweep import Sweep

MOST_ROWS = 12

_CHANCE = f"Intervals are the noise of the simulated worlds only. {CONDITIONAL}"
_EXTREMES = "The lowest and the highest of many points are extremes of chance too."


def shown_experiment(
    found: Experiment,
    what: str = "Experiment under",
    much: str = "",
    table: Callable[[], Rows] = tuple,
    caution: str = "",
) -> Shown:
    """Any experiment: what it is, how much was simulated, the seed, and where it is kept.

    Parameters
    ----------
    what : what it is of
    much : how much was simulated; points and worlds as the design says by default
    table, caution : as of `Shown`
    """
    design = found.design
    points = f"{count(design.size, 'point')} of " if design.keys else ""
    much = much or f"{points}{count(design.worlds * design.replicates, 'world')} each"
    return Shown(
        heading=flagged(
            f"{what}: {much}, seed {design.seed}",
            experimental=any(case.experimental for case in design.scenarios),
            partial=found.partial,
        ),
        table=table,
        caution=caution,
        saved=found.folder or "",
    )


def _labels(found: Experiment) -> str:
    labels = found.design.labels
    return ", ".join(labels[:4]) + (f" and {len(labels) - 4} more" if len(labels) > 4 else "")


def shown_sweep(found: Sweep) -> Shown:
    """The range of each outcome over the points."""

    def table() -> Rows:
        summary = found.summary
        done, failed = summary["points_done"], summary["points_failed"]
        head = f"over {done:,} of {summary['points']:,} points" + (f", {failed:,} failed" if failed else "")
        rows = [(head, "lowest", "95 % interval", "median", "highest", "95 % interval")]
        for name, words in OUTCOMES.items():
            ends = summary["outcomes"][name]
            if ends["low"] is not None:
                low, high = (_end(ends[end]) for end in ("low", "high"))
                rows.append((words, *low, per_cent(ends["median"]), *high))
        return rows

    what, much = f"Sweep {found.design.name} under {_labels(found)}", ""
    if found.precision is not None:
        width = found.precision.half_width
        much = f"{count(found.design.size, 'point')} until shares are known to within {width:g}"
    return shown_experiment(found, what, much, table, f"{_EXTREMES} {_CHANCE}")


def _end(found: dict[str, Any]) -> tuple[str, str]:
    return per_cent(found["share"]), span(found["low"], found["high"])


def shown_comparison(found: Comparison) -> Shown:
    """Shares under each scenario, and how they differ from the baseline's."""

    def table() -> Rows:
        rows = [("scenario", "first", "share", "95 % interval", "difference in points", "95 % interval")]
        differences = found.differences
        completed = differences[differences["swap"] == "completed"] if len(differences) else differences
        paired = {(row["scenario"], row["outcome"]): row for row in completed.to_dict("records")}
        for row in found.shares.to_dict("records"):
            key = (row["scenario"], row["outcome"])
            if row["outcome"] in OUTCOMES and row["worlds"]:
                share = (per_cent(row["share"]), span(row["low"], row["high"]))
                rows.append((row["scenario"], OUTCOMES[row["outcome"]], *share, *_difference(paired.get(key))))
        return rows

    caution = f"Differences are of the same worlds, from the first scenario's. {_CHANCE}"
    much = f"{count(found.worlds, 'world')} each"
    return shown_experiment(found, f"Comparison of {_labels(found)}", much, table, caution)


def _difference(row: dict[str, Any] | None) -> tuple[str, str]:
    return ("", "") if row is None else (signed_points(row["difference"]), _points(row["low"], row["high"]))


def _points(low: float, high: float) -> str:
    return f"{signed_points(low)} to {signed_points(high)}"


def shown_effect(found: Effect) -> Shown:
    """The effect by week, with all channels and without each."""

    def table() -> Rows:
        rows = [("channels", "talks by week", "with the swap", "without", "effect in points", "95 % interval")]
        for row in found.effects.to_dict("records"):
            shares = (per_cent(row["imposed"]), per_cent(row["never"]))
            effect = (signed_points(row["effect"]), _points(row["low"], row["high"]))
            rows.append((row["variant"], str(row["by"]), *shares, *effect))
        return rows if found._sums["at_risk"].any() else rows[:1]

    what = f"Effect on talks of a swap imposed in week {found.at}, under {found.design.name}"
    much = count(found.design.worlds, "world")
    return shown_experiment(found, what, much, table, f"How strong it is rests on judged parameters. {_CHANCE}")


def shown_sensitivity(found: Sensitivity) -> Shown:
    """The parameters with the largest total indices of swap first."""
    from sim.views.text.convergence import format_convergence

    indices = found.indices.get("swap_first")

    def table() -> Rows:
        if indices is None or indices.undefined:
            return []
        rows = [("of swap first", "total index", "95 % interval", "first-order index", "95 % interval")]
        for row in indices.table().head(MOST_ROWS).to_dict("records"):
            rows.append((row["key"], *_index(row, "total"), *_index(row, "first")))
        return rows

    caution = format_convergence(indices) + " " if indices is not None else ""
    return shown_experiment(found, f"Sensitivity of {_labels(found)}", "", table, f"{caution}{CONDITIONAL}")


def _index(row: dict[str, Any], which: str) -> tuple[str, str]:
    return f"{row[which]:.3f}", f"{row[f'{which}_low']:.3f} to {row[f'{which}_high']:.3f}"


def shown_discovery(found: Discovered) -> Shown:
    """Each box with its limits, and how dense it is on the points that were held out."""
    from sim.views.text.discovery_page import format_discovery

    label = found.outcome.replace("_", " ")
    partial = found.facts.get("status") != "complete"
    heading = f"Boxes of the sweep {found.facts['design']} [{found.scenario}], seed {found.facts['seed']}"
    return Shown(
        heading=flagged(heading, partial=partial),
        notes=[format_discovery(found.found, label=label).splitlines()[0]],
        table=lambda: _boxes(found.boxes.to_dict("records")),
        caution=f"Density and coverage are of the points that were not used to find a box. {CONDITIONAL}",
    )


def _boxes(limits: Sequence[dict[str, Any]]) -> Rows:
    if not limits:
        return []
    rows = [("parameter", "box", "from", "to", "density", "95 % interval", "coverage", "95 % interval")]
    for row in limits:
        ends = tuple("" if row[end] is None or row[end] != row[end] else f"{row[end]:.4g}" for end in ("low", "high"))
        rows.append((row["key"], str(row["box"]), *ends, *_part(row, "density"), *_part(row, "coverage")))
    return rows


def _part(row: dict[str, Any], name: str) -> tuple[str, str]:
    if row[name] is None or row[name] != row[name]:
        return "none held out", ""
    return per_cent(row[name], 0), span(row[f"{name}_low"], row[f"{name}_high"], 0)
