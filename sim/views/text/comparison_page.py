"""Scenarios compared in the same worlds, in plain text: from the summary of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analysis.stopping import WilsonIntervals
from sim.experiments.comparison_summary import ComparisonSummary, DifferenceRow, ShareRow
from sim.views.text.layout import decimals_for, entries, number, paragraph, per_cent, printable
from sim.views.text.page import DEFINITIONS, OUTCOMES, page, table

COLUMNS = {
    "swap_first": "swap first",
    "agreed_swap_first": "(agreed)",
    "talks_first": "talks first",
    "neither": "neither",
}
QUESTION = "Which comes first, under one scenario and under another?"


def format_comparison(
    summary: ComparisonSummary | Mapping[str, Any], saved: str | None = None, command: str | None = None
) -> str:
    """Write what comparing scenarios found.

    Parameters
    ----------
    summary : of the comparison; or its JSON object, as `allforall compare --json` prints it
    saved, command : where it is kept, and what made it

    Returns
    -------
    str, lines of at most 80 columns, but names, commands and paths are never cut
    """
    summary = ComparisonSummary.of(summary)
    parts = [
        _scenarios(summary),
        DEFINITIONS,
        _shares(summary),
        *(_against(summary, label) for label in summary.scenarios[1:] if _rows(summary, label)),
        _how_sure(summary),
        *(paragraph(f"{label}: FAILED: {printable(why)}") for label, why in summary.failures.items()),
    ]
    return page(QUESTION, parts, saved, command, partial=summary.partial, experimental=summary.experimental)


def _scenarios(summary: ComparisonSummary) -> str:
    titled = list(zip(summary.scenarios, summary.titles, strict=True))
    rows = [
        ("Compared" if place else "Baseline", f"{printable(title)} [{label}]")
        for place, (label, title) in enumerate(titled)
    ]
    worlds = sorted(set(summary.worlds))
    many = f"{worlds[-1]:,}" if len(worlds) == 1 else f"{worlds[0]:,} to {worlds[-1]:,}"
    weeks = sorted(set(summary.horizon_weeks))
    rows.append(
        (
            "Worlds",
            f"{many}, the same in each scenario (common random numbers), seed {summary.seed}, followed for"
            f" {' or '.join(map(str, weeks))} weeks",
        )
    )
    return entries(rows)


def _shares(summary: ComparisonSummary) -> str:
    width = max(len(label) for label in summary.scenarios) + 2
    lines = ["Share of worlds", "  " + " " * width + "".join(f"{words:>13}" for words in COLUMNS.values())]
    widest = 0.0
    for label in summary.scenarios:
        found = {row.outcome: row for row in summary.shares if row.scenario == label}
        cells = []
        for name in COLUMNS:
            row = found[name]
            words = "none run"
            if isinstance(row, ShareRow):
                words = per_cent(row.share, decimals_for(row.worlds))
                widest = max(widest, (row.high - row.low) / 2)
            cells.append(f"({words})" if name.startswith("agreed") else words)
        lines.append(f"  {label:<{width}}" + "".join(f"{cell:>13}" for cell in cells))
    lines.append(f"  (95 % intervals of single shares, chance only: at most +/- {number(widest, 2)} points)")
    return "\n" + "\n".join(lines)


def _rows(summary: ComparisonSummary, label: str, swap: str = "completed") -> list[DifferenceRow]:
    return [row for row in summary.differences if row.scenario == label and row.swap == swap]


def _against(summary: ComparisonSummary, label: str) -> str:
    """One scenario against the baseline: differences, what changed, and what the pairing saved."""
    rows = {row.outcome: row for row in _rows(summary, label)}
    agreed = next(row for row in _rows(summary, label, "agreed") if row.outcome == "swap_first")
    what = "95 % confidence sequence" if summary.interval.kind == "confidence_sequence" else "95 % interval"
    cells = [(words, *_difference(rows[name])) for name, words in OUTCOMES.items()]
    cells.insert(1, ("(agreed)", *_difference(agreed)))
    lines = [f"{label} less {summary.baseline}", f"  (difference in points, {what}, times fewer worlds)"]
    lines += [f"  {line}" for line in table(cells, gap="   ")]
    first = rows["swap_first"]
    lines.append(f"  {first.changed:,} of {first.worlds:,} worlds ({_share(first)}) end otherwise:")
    lines += _moves(summary, label)
    return "\n" + "\n".join(lines)


def _share(row: DifferenceRow) -> str:
    return per_cent(row.changed / row.worlds)


def _difference(row: DifferenceRow) -> tuple[str, str, str]:
    saved = "" if row.fewer_worlds is None else f"x {row.fewer_worlds:.1f}"
    return f"{100 * row.difference:+.2f}", f"{100 * row.low:+.2f} to {100 * row.high:+.2f}", saved


def _moves(summary: ComparisonSummary, label: str) -> list[str]:
    moves = [
        move
        for move in summary.changes
        if move.scenario == label and move.swap == "completed" and move.from_ != move.to and move.worlds
    ]
    told = sorted(moves, key=lambda move: -move.worlds)
    width = max((len(f"{move.worlds:,}") for move in told), default=0)
    return [f"    {move.worlds:>{width},}  from {OUTCOMES[move.from_]} to {OUTCOMES[move.to]}" for move in told]


def _how_sure(summary: ComparisonSummary) -> str:
    interval = summary.interval
    words = (
        "World k has the same draws in every scenario, so that a difference is taken world by world; the last column"
        " says how many times fewer worlds that takes for the same precision than independent draws. The intervals are"
        " the noise of a finite number of worlds at the stated values and nothing else, each by itself. What a"
        " scenario changes is an"
        " assumption: a difference says what the model makes of it. It is not a forecast, and whether its sign survives"
        " other assumptions is another question (allforall sweep)."
    )
    if not isinstance(interval, WilsonIntervals):
        goal = f"{100 * interval.half_width_wanted:g} points either way"
        found = "" if interval.half_width is None else f", {100 * interval.half_width:.2f} at the widest"
        cap = f"the cap of {interval.max_worlds:,} worlds was reached first"
        why = cap if interval.at_the_cap else "it was stopped before"
        reached = "reached" if interval.reached else f"NOT REACHED, {why}"
        words += (
            f" Worlds were added until each difference was known to {goal}: {reached}{found}. The intervals of the"
            " differences are confidence sequences, which hold at all looks at once; those of the agreed reading and of"
            " single shares are ordinary ones, made for a number of worlds that is fixed beforehand."
        )
    return "\n" + paragraph(words)
