"""A hindcast in plain text: what was predicted, what came, the scores, and what they do not show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.evidence.hindcast.forecast import MODEL
from sim.evidence.hindcast.hindcast_summary import HindcastSummary, IntervalCoverage
from sim.evidence.hindcast.observed import TALKS_BY
from sim.views.text.layout import entries, paragraph, per_cent, printable
from sim.views.text.page import page, table

QUESTION = "Fitted up to a date: how well is predicted what followed?"

EVERY = 4
"""How many weeks apart the event that is scored week by week is shown."""

WARNING = (
    "This is one war and one course of events: scores can show a gross error, and no skill. The quantities are few and"
    " depend on each other; handovers of one agreement are not independent. With the record that comes with the"
    " package it is a retrodiction: whoever chose the equations and ranges knew what followed, and the parameters"
    " marked with a dagger in MODEL.md lean on it. With a later record it tests a forecast only if nothing has been"
    " changed since."
)


def format_hindcast(
    summary: HindcastSummary | Mapping[str, Any], saved: str | None = None, command: str | None = None
) -> str:
    """Write how a hindcast did.

    Parameters
    ----------
    summary : of the hindcast; or its JSON object, as `allforall hindcast --json` prints it
    saved, command : where it is kept, and what made it

    Returns
    -------
    str, lines of at most 80 columns
    """
    summary = HindcastSummary.of(summary)
    parts = [_setting(summary), "\n" + paragraph(WARNING), _events(summary), _coverage(summary), _sizes(summary)]
    return page(QUESTION, parts, saved, command, partial=summary.partial, experimental=summary.experimental)


def _setting(summary: HindcastSummary) -> str:
    fitted, predicted, opened = summary.fitted, summary.predicted, summary.talks_opened
    rows = [
        ("Fitted", f"exchanges of {fitted.first} to {fitted.last}"),
        ("Predicted", f"{predicted.first} to {predicted.last}; in the record broader talks "
                      + (f"opened on {opened}" if opened else "did not open")),
        ("Model", f"{printable(summary.title)} [{summary.scenario}], {summary.worlds:,} worlds, each with its"
                  f" own draw of posterior and priors, seed {summary.seed}"),
        ("Baselines", "constant hazards: rates from the record before the fit date, no model; no mechanisms: the model"
                      " with concession trade off, opportunities to open talks and to answer offers multiplied by"
                      f" {' and '.join(f'{factor:.2g}' for factor in summary.factors.values())}, so that talks and agreement"
                      " are as frequent by the scenario's horizon as with it"),
    ]  # fmt: skip
    return entries(rows)


def _events(summary: HindcastSummary) -> str:
    names = _forecasts(summary)
    rows = [("probability (log score)", "came", *names)]
    weekly = [row.by for row in summary.scores if row.event == TALKS_BY and row.forecast == names[0]]
    shown = {*weekly[EVERY - 1 :: EVERY], weekly[-1]}
    for key, by in dict.fromkeys((row.event, row.by) for row in summary.scores):
        if key == TALKS_BY and by not in shown:
            continue
        own = {row.forecast: row for row in summary.scores if (row.event, row.by) == (key, by)}
        first = next(iter(own.values()))
        label = f"{key} {by}" if key == TALKS_BY else key
        cells = [f"{per_cent(own[name].probability)} ({own[name].log_score:+.2f})" for name in names]
        rows.append((label, "yes" if first.happened else "no", *cells))
    for words, weekly_ones in (("Brier, talks by week", True), ("Brier, the others", False)):
        rows.append((words, "", *(f"{_mean(summary, name, weekly_ones):.3f}" for name in names)))
    largest = max(100 * row.error for row in summary.scores)
    said = (
        "Log score: natural logarithm of the probability given to what happened; Brier score: squared distance from it;"
        " 0 is best of both. Talks are scored by every week, of which each fourth and the last are shown; Brier scores"
        " are means over rows. Rows overlap: talks by a later day contains talks by an earlier one. Standard errors of"
        f" probabilities, from the number of worlds alone: at most {largest:.1f} points."
    )
    return "\n" + "\n".join([*table(rows), paragraph(said, first="  ", indent="  ")])


def _mean(summary: HindcastSummary, name: str, weekly: bool) -> float:
    """Mean Brier score of a prediction over the rows of talks by week, or over the others."""
    own = [row for row in summary.scores if row.forecast == name]
    values = [row.brier for row in own if (row.event == TALKS_BY) == weekly]
    return sum(values) / len(values)


def _coverage(summary: HindcastSummary) -> str:
    names = _forecasts(summary)
    rows = [("held by 50 % / 90 % intervals", "of", *names)]
    for kind in dict.fromkeys(row.kind for row in summary.coverage):
        own = {row.forecast: row for row in summary.coverage if row.kind == kind}
        number = max(row.observations for row in own.values())
        cells = [_held(own.get(name)) for name in names]
        rows.append((kind, str(number), *cells))
    return "\n" + "\n".join(table(rows))


def _held(row: IntervalCoverage | None) -> str:
    if row is None:
        return "-"
    return " / ".join(f"{share * row.observations:.0f}" for share in (row.inside_50, row.inside_90))


def _sizes(summary: HindcastSummary) -> str:
    """Shares of the mediator and monthly counts one by one, of the model."""
    rows = [("the model's quantities one by one", "observed", "50 %", "5-95 %", "place")]
    for row in summary.observations:
        if row.forecast == MODEL and (row.kind == "monthly count" or row.kind.endswith(" share")):
            rows.append(
                (
                    f"{row.kind}, {row.what}",
                    _number(row.observed),
                    _number(row.median),
                    f"{_number(row.low_90)}-{_number(row.high_90)}",
                    f"{row.place:.2f}",
                )
            )
    return "\n" + "\n".join(table(rows)) if len(rows) > 1 else ""


def _forecasts(summary: HindcastSummary) -> list[str]:
    return list(dict.fromkeys(row.forecast for row in summary.scores))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
