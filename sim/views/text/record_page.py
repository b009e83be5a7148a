"""The record of exchanges in plain text: summaries by window, before anything is simulated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.evidence.record.log import leading_mediator, log_of_record
from sim.evidence.record.record import Record
from sim.evidence.record.summaries import MEANINGS, summarise
from sim.evidence.record.window import Window
from sim.views.text.layout import paragraph, rule
from sim.views.text.page import table

QUESTION = "What does the record of exchanges hold?"
SUMMIT = date(2025, 2, 24)
WINDOWS = (
    ("2022", date(2022, 1, 1), date(2022, 12, 31)),
    ("2023", date(2023, 1, 1), date(2023, 12, 31)),
    ("2024 to the summit", date(2024, 1, 1), SUMMIT),
)


def record_summary(record: Record) -> dict[str, Any]:
    """Summaries by window, in plain values; null where a window has too few exchanges for one."""
    windows = [*WINDOWS, *_from_the_summit_on(record)]
    rows, mediator = [], leading_mediator(record.exchanges)
    for name, first, last in windows:
        if first > record.coding.record_ends:
            continue
        window = Window(first, min(last, record.coding.record_ends))
        log = log_of_record(record.exchanges, window, mediator)
        found = {key: float(value[0]) for key, value in summarise(log, window).items()}
        known = log.ukrainians[~_missing(log.ukrainians)]
        rows.append(
            {
                "window": name, "first": str(window.first), "last": str(window.last), "exchanges": len(log),
                "of_unknown_size": len(log) - len(known), "ukrainians": int(known.sum()),
                "russians": int(log.russians[~_missing(log.russians)].sum()),
                **{key: value if math.isfinite(value) else None for key, value in found.items()},
            }
        )  # fmt: skip
    return {
        "exchanges": len(record.exchanges), "record_ends": str(record.coding.record_ends), "mediator": mediator,
        "windows": rows,
    }  # fmt: skip


def _missing(values):
    return values != values


def _from_the_summit_on(record: Record) -> list[tuple[str, date, date]]:
    """The stretches after the summit: before talks opened, and after."""
    ends, talks = record.coding.record_ends, record.coding.first_talks(SUMMIT)
    day_after = date.fromordinal(SUMMIT.toordinal() + 1)
    if talks is None:
        return [("after the summit", day_after, ends)]
    before = date.fromordinal(talks.toordinal() - 1)
    return [("summit to talks", day_after, before), ("after talks opened", talks, ends)]


def format_record(summary: Mapping[str, Any]) -> str:
    """Write it; lines of at most 80 columns."""
    rows = [("", "exchanges", "a month", "Ukr.", "Rus.", "median", "log sd", "med.", "longest gap")]
    for row in summary["windows"]:
        rows.append(
            (
                row["window"],
                str(row["exchanges"]),
                *(_number(row[key], form) for key, form in (
                    ("exchanges_a_month", ".2f"), ("ukrainians", ",d"), ("russians", ",d"), ("size_median", "g"),
                    ("size_log_spread", ".2f"), ("mediator_share", ".2f"), ("gap_longest", ".0f"),
                )),
            )
        )  # fmt: skip
    unknown = sum(row["of_unknown_size"] for row in summary["windows"])
    parts = [
        rule("="), QUESTION, rule("="),
        paragraph(
            f"{summary['exchanges']} announced exchanges, one a day's handover, up to {summary['record_ends']}. Nothing"
            " later is in the record, which is no sign of quiet. Persons are those returned to Ukraine (Ukr.) and to"
            f" Russia (Rus.), where the number is known: {unknown} exchanges of unknown size count as exchanges and in"
            f" no size. med.: share with the mediator named most often, {summary['mediator'] or 'nobody'}."
            " Gaps are days between days with an exchange inside the window."
        ),
        "", *table(rows, " "), "",
        paragraph("log sd: " + MEANINGS["size_log_spread"] + ". Coding rules and sources: sim/evidence/README.md."),
        rule("="),
    ]  # fmt: skip
    return "\n".join(parts)


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
