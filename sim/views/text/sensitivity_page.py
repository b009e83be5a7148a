"""A sensitivity analysis in plain text: what the answer rests on, how surely that is known."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

from sim.experiments.sensitivity_summary import SensitivitySummary
from sim.views.text.layout import cut, entries, paragraph, printable
from sim.views.text.page import DEFINITIONS, page, table
from sim.views.text.words import describe

QUESTION = "What does the answer rest on?"
SHOWN = 12
OUTCOME = "swap_first"


def format_sensitivity(
    summary: SensitivitySummary | Mapping[str, Any],
    convergence: str,
    saved: str | None = None,
    command: str | None = None,
) -> str:
    """Write what a sensitivity analysis found, for swap first; the other outcomes are in the files.

    Parameters
    ----------
    summary : of the analysis; or its JSON object, as `allforall sensitivity --json` prints it
    convergence : whether the indices have converged, in words
    saved, command : where it is kept, and what made it

    Returns
    -------
    str, lines of at most 80 columns, but names, commands and paths are never cut
    """
    summary = SensitivitySummary.of(summary)
    parts = [
        _design(summary),
        DEFINITIONS,
        _indices(summary),
        "\n" + paragraph(convergence) if convergence else "",
        _regression(summary),
        _tornado(summary),
        _limits(),
    ]
    return page(QUESTION, parts, saved, command, partial=summary.partial, experimental=summary.experimental)


def _design(summary: SensitivitySummary) -> str:
    count = len(summary.keys)
    rows = [
        ("Scenario", f"{printable(summary.titles[0])} [{summary.scenarios[0]}]"),
        ("Over", f"{count} uncertain parameters and common factors, by their priors"),
        (
            "Points",
            f"{summary.points:,} x ({count} + 2) of a Saltelli design, {summary.worlds_per_point:,} worlds each,"
            f" {summary.worlds:,} worlds in total, seed {summary.seed}",
        ),
    ]
    return entries(rows)


def _indices(summary: SensitivitySummary) -> str:
    found = summary.indices.get(OUTCOME)
    if not found:
        return "\n" + paragraph("There are no indices: some points are missing or failed.")
    if found.undefined:
        return "\n" + paragraph(f"There are no indices: {found.undefined}.")
    assert found.variance_noise is not None  # there are indices
    rows = [("", "total", "95 % interval", "first", "95 % interval")]
    for row in found.table().head(SHOWN).to_dict("records"):
        rows.append((cut(row["key"], 40), *_index(row, "total"), *_index(row, "first")))
    words = (
        "Sobol indices of swap first: of the variance between points the share that a parameter has a part in, alone"
        " or together with others (total), and the share that would go if it alone were known (first). The noise of a"
        f" finite number of worlds is taken off; it was {100 * found.variance_noise:.0f} % of the variance of the"
        " shares."
    )
    more = f"\n  and {len(found.keys) - SHOWN} more: see the files" if len(found.keys) > SHOWN else ""
    return "\n" + paragraph(words) + "\n" + "\n".join(f"  {line}" for line in table(rows, gap=" ")) + more


def _index(row: Mapping[str, Any], which: str) -> tuple[str, str]:
    return f"{row[which]:.2f}", f"{row[f'{which}_low']:.2f} to {row[f'{which}_high']:.2f}"


def _regression(summary: SensitivitySummary) -> str:
    found = summary.rank_regression.get(OUTCOME)
    if not found or found.undefined:
        return ""
    count = len(found.keys)
    bar = NormalDist().inv_cdf(1 - 0.025 / count)
    order = sorted(range(count), key=lambda place: -abs(found.coefficient[place]))
    clear = [place for place in order if abs(found.coefficient[place]) > bar * found.standard_error[place]]
    lines = [
        paragraph(
            "Rank regression of swap first: how its rank moves with the rank of each parameter, the others held still"
            f" (adjusted R2 {found.adjusted_r2:.2f}; 95 % interval of each by itself); those that stand out from"
            f" what chance gives the strongest of {count}"
        )
    ]
    for place in clear[:SHOWN]:
        interval = f"{found.low[place]:+.2f} to {found.high[place]:+.2f}"
        lines.append(
            paragraph(
                f"{printable(describe(found.keys[place]))} [{found.keys[place]}]",
                first=f"    {found.coefficient[place]:+.2f} ({interval})  ",
            )
        )
    return "\n" + "\n".join(lines if clear else [*lines, "    none"])


def _tornado(summary: SensitivitySummary) -> str:
    if not summary.tornado:
        return ""
    rows = [("", "at the low end", "at the high end")]
    for row in summary.tornado[:SHOWN]:
        low = (row.swap_first_low_effect, row.swap_first_low_effect_low, row.swap_first_low_effect_high)
        high = (row.swap_first_high_effect, row.swap_first_high_effect_low, row.swap_first_high_effect_high)
        rows.append((cut(row.key, 40), _end(*low), _end(*high)))
    words = (
        "One at a time: what swap first gains or loses, in points, when one parameter goes to the 5 % or the 95 % end"
        f" of its prior and all else stays as stated ({summary.tornado_worlds:,} worlds, the same at every point;"
        " 95 % interval)."
    )
    return "\n" + paragraph(words) + "\n" + "\n".join(f"  {line}" for line in table(rows))


def _end(effect: float | None, low: float | None, high: float | None) -> str:
    if effect is None or low is None or high is None:
        return "failed"
    return f"{100 * effect:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def _limits() -> str:
    return "\n" + paragraph(
        "All of this is about the model and about one judgement of what is uncertain: a parameter whose prior is narrow"
        " cannot matter here, whatever it does in the world, and the form of the model is not varied."
    )
