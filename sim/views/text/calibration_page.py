"""A calibration in plain text: what the record says of the parameters, what it cannot say, and how that was checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.evidence.calibration.calibration_summary import CalibrationSummary
from sim.views.text.layout import entries, paragraph, printable
from sim.views.text.page import page, table

QUESTION = "What does the record of exchanges say about the model's exchanges?"

SILENCE = (
    "The record of partial exchanges says nothing about whether an all-for-all swap is offered, answered or completed,"
    " or whether talks open. Every parameter of these is left at its prior, and so are all others not in the table."
)


def format_calibration(
    summary: CalibrationSummary | Mapping[str, Any], saved: str | None = None, command: str | None = None
) -> str:
    """Write what was found.

    Parameters
    ----------
    summary : of the calibration; or its JSON object, as `allforall calibrate --json` prints it
    saved, command : where it is kept, and what made it

    Returns
    -------
    str, lines of at most 80 columns
    """
    summary = CalibrationSummary.of(summary)
    parts = [
        _setting(summary),
        _parameters(summary),
        _silent(summary),
        _ridges(summary),
        _predictive(summary),
        _checks(summary),
        _use(saved),
    ]
    return page(QUESTION, parts, saved, command, partial=summary.partial, experimental=summary.experimental)


def _setting(summary: CalibrationSummary) -> str:
    window, last = summary.window, summary.populations[-1]
    left_out = window.days_with_talks_left_out
    rows = [
        ("Record", f"{summary.exchanges} exchanges, {window.first} to {window.last}"
                   + (f"; {left_out} days with talks in session left out" if left_out else "")),
        ("Scenario", f"{printable(summary.title)} [{summary.scenario}], before talks, without summit, deadline"
                     " and all-for-all offer"),
        ("Method", "approximate Bayesian computation, sequential Monte Carlo (Toni et al. 2009);"
                   f" {len(summary.populations)} populations, last tolerance {last.tolerance:.2f},"
                   f" {100 * last.acceptance:.2g} % of worlds within it,"
                   f" effective particles {summary.effective_size:,.0f}, seed {summary.seed}"),
    ]  # fmt: skip
    return entries(rows)


def _parameters(summary: CalibrationSummary) -> str:
    rows = [("parameter", "prior 5-95 %", "median", "5-95 %", "overlap", "less")]
    for row in summary.parameters:
        rows.append(
            (
                f"{_short(row.parameter)}{' *' if row.silent else ''}",
                f"{_number(row.prior_q05)}-{_number(row.prior_q95)}",
                _number(row.q50),
                f"{_number(row.q05)}-{_number(row.q95)}",
                f"{row.overlap:.2f}",
                f"{100 * row.narrower:.0f} %",
            )
        )
    lines = [f"  {line}" for line in table(rows)]
    said = (
        "overlap: of posterior and prior, 1 where they agree (a sample from the prior itself: about .96); less: how"
        " much less the posterior spreads than the prior. * the record is as good as silent on it: overlap of .90 or"
        " more."
    )
    return "\n" + "\n".join([*lines, paragraph(said, first="  ", indent="  ")])


def _silent(summary: CalibrationSummary) -> str:
    return "\n" + paragraph(f"{SILENCE} These are {len(summary.left_at_priors)} priors of the scenario.")


def _ridges(summary: CalibrationSummary) -> str:
    lines = []
    for row in summary.ridges:
        words = (
            f"correlation {row.correlation:+.2f}; along the ridge the posterior has {100 * row.wide:.0f} % of the"
            f" prior's spread, across it {100 * row.narrow:.0f} %. Quote the pair, not one of the two."
        )
        lines.append(paragraph(words, first=f"  {_short(row.first)} with {_short(row.second)}: ", indent="    "))
    return "\nRidges, which the record cannot resolve:\n" + "\n".join(lines)


def _predictive(summary: CalibrationSummary) -> str:
    rows = [("model against record", "record", "5 %", "50 %", "95 %", "place")]
    for row in summary.predictive:
        place = "-" if row.place is None else f"{row.place:.2f}"
        rows.append(
            (
                row.summary.replace("_", " "),
                _number(row.record),
                _number(row.posterior_q05),
                _number(row.posterior_q50),
                _number(row.posterior_q95),
                place,
            )
        )
    lines = [f"  {line}" for line in table(rows)]
    said = "place: share of simulated worlds below the record. Sizes are in persons, gaps in days."
    return "\n" + "\n".join([*lines, paragraph(said, first="  ", indent="  ")])


def _checks(summary: CalibrationSummary) -> str:
    checks = summary.checks
    if checks is None:
        return "\n" + paragraph(
            "Not checked on synthetic records (--checks 0): do not publish these intervals before that is done."
        )
    rows = [(f"{checks.repetitions} synthetic records", "50 % holds", "90 % holds", "mean rank", "p uniform")]
    for row in checks.parameters:
        rows.append(
            (
                _short(row.parameter),
                f"{100 * row.coverage_50:.0f} %",
                f"{100 * row.coverage_90:.0f} %",
                f"{row.mean_rank:.2f}",
                f"{row.p_value:.2f}",
            )
        )
    lines = [f"  {line}" for line in table(rows)]
    error_50, error_90 = (100 * (level * (1 - level) / checks.repetitions) ** 0.5 for level in (0.5, 0.9))
    said = (
        "Simulation-based calibration (Talts et al. 2018): how often intervals hold a known truth; standard errors"
        f" {error_50:.1f} and {error_90:.1f} points. A posterior that is the prior would pass as well: this shows that"
        " the intervals are honest, not that they are narrow, and nothing about whether the model is right."
    )
    return "\n" + "\n".join([*lines, paragraph(said, first="  ", indent="  ")])


def _use(saved: str | None) -> str:
    if saved is None:
        return ""
    return "\n" + paragraph(
        "To let a scenario draw from it, copy posterior.csv next to the scenario file and write there: uncertain: {from:"
        " posterior.csv}. A draw takes a whole row, so that ridges stay ridges."
    )


def _short(path: str) -> str:
    return path.replace("exchanges.", "").replace("mediation.", "").replace(".", " ").replace("_", " ")


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.3g}" if abs(value) >= 1 else f"{value:.2f}"
