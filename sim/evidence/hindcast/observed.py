"""What came after the fit date, compared with each prediction: quantities by their intervals, events by their scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.hindcast.forecast import NEVER, Forecast
from sim.evidence.hindcast.scores import brier_score, log_score, place_of
from sim.evidence.record.log import ExchangeLog, leading_mediator, log_of_record
from sim.evidence.record.record import Record
from sim.evidence.record.summaries import gaps, monthly_counts, summarise
from sim.evidence.record.window import Window

if TYPE_CHECKING:
    import pandas

AFTER_WEEKS = 11
"""Weeks after the opening of talks in which the mediator's share is taken (MODEL.md, 7.3, row e)."""


def quantities(record: Record, window: Window, forecasts: list[Forecast]) -> pandas.DataFrame:
    """A row for every observed quantity and prediction: `kind`, `what`, `forecast`, and the fields of `Place`."""
    import pandas

    rows = []
    leading, log = leading_mediator(record.exchanges), log_of_record(record.exchanges, window)
    opened = _opened(record, window)
    for prediction in forecasts:
        for kind, what, observed, predicted in _pairs(log, leading, opened, window, prediction):
            found = place_of(observed, predicted)
            if found is not None:
                rows.append({"kind": kind, "what": what, "forecast": prediction.name, **asdict(found)})
    return pandas.DataFrame(rows)


def _pairs(
    log: ExchangeLog, leading: str, opened: float, window: Window, prediction: Forecast
) -> Iterator[tuple[str, str, float, np.ndarray]]:
    """Kind, name, observation, and its predictive distribution."""
    seen, expected = monthly_counts(log, window)[0], monthly_counts(prediction.log, window)
    for number, month in enumerate(window.months):
        yield "monthly count", f"{month:%B %Y}", float(seen[number]), expected[:, number].astype(float)
    halves = _halves(log, np.array([opened])), _halves(prediction.log, prediction.talks)
    for name, own, theirs in zip(("before talks", "after talks opened"), *halves, strict=True):
        sizes = theirs.ukrainians[~np.isnan(theirs.ukrainians)]
        for day, size in zip(own.day, own.ukrainians, strict=True):
            if not np.isnan(size):
                yield "size", f"{window.first + timedelta(days=int(day))}, {name}", float(size), sizes
        if len(own):
            share = summarise(own)["mediator_share"][0]
            yield f"{leading} share", name, float(share), summarise(theirs)["mediator_share"]
    lengths = gaps(prediction.log)[1]
    for number, length in enumerate(gaps(log)[1], 1):
        yield "gap", f"gap {number}, days", float(length), lengths


def _halves(log: ExchangeLog, talks: np.ndarray) -> tuple[ExchangeLog, ExchangeLog]:
    """Exchanges before talks open in a world, and in the first eleven weeks after."""
    opened = np.where(np.isfinite(talks), np.floor(talks), np.nan)
    return log.between(0, opened), log.between(opened, opened + 7 * AFTER_WEEKS)


def coverage(table: pandas.DataFrame) -> pandas.DataFrame:
    """By prediction and kind: observations, and the shares that the 50 % and 90 % intervals hold."""
    import pandas

    if table.empty:
        return pandas.DataFrame(columns=["forecast", "kind", "observations", "inside_50", "inside_90"])
    grouped = table.groupby(["forecast", "kind"], sort=False)
    return grouped.agg(
        observations=("observed", "size"), inside_50=("inside_50", "mean"), inside_90=("inside_90", "mean")
    ).reset_index()


def events(record: Record, window: Window, forecasts: list[Forecast]) -> pandas.DataFrame:
    """One row per event and prediction: probability, its standard error, log score and Brier score.

    `event` is a key, `by` the day (inside), `happened` whether the record has it.
    """
    import pandas

    rows = []
    for key, by, happened, days in _events(record, window):
        for prediction in forecasts:
            probability = float(np.mean(_came(key, prediction, days)))
            rows.append(
                {
                    "event": key, "by": str(by), "happened": happened, "forecast": prediction.name,
                    "probability": probability,
                    "error": float(np.sqrt(probability * (1 - probability) / prediction.worlds)),
                    "log_score": log_score(probability, happened, prediction.worlds),
                    "brier": brier_score(probability, happened),
                }
            )  # fmt: skip
    return pandas.DataFrame(rows)


TALKS_FIRST, TALKS_BY, NOT_COMPLETED, NOT_AGREED = (
    "talks first", "talks by", "no completed all-for-all", "no agreed all-for-all",
)  # fmt: skip


def _events(record: Record, window: Window) -> Iterator[tuple[str, date, bool, int]]:
    """Key, last day, whether it happened by then, and the days up to there."""
    opened, agreed, completed = (
        _days(found, window)
        for found in (
            record.coding.first_talks(window.first),
            record.coding.first_agreed(window.first),
            record.coding.first_completed(window.first),
        )
    )
    for by in _dates(window):
        yield TALKS_BY, by, bool(opened < window.day(by) + 1), window.day(by) + 1
    days = window.days
    yield TALKS_FIRST, window.last, bool(opened < days and opened < completed), days
    yield NOT_COMPLETED, window.last, bool(completed >= days), days
    yield NOT_AGREED, window.last, bool(agreed >= days), days


def _came(key: str, prediction: Forecast, days: int) -> np.ndarray:
    """In which worlds an event came, bool (worlds,)."""
    if key == TALKS_BY:
        return prediction.talks < days
    if key == TALKS_FIRST:
        return (prediction.talks < days) & (prediction.talks < prediction.completed)
    return (prediction.completed if key == NOT_COMPLETED else prediction.agreed) >= days


def _dates(window: Window) -> list[date]:
    """Every seventh day after the first, and the last."""
    weekly = [window.first + timedelta(weeks=week) for week in range(1, window.days // 7 + 1)]
    return [day for day in weekly if day < window.last] + [window.last]


def _opened(record: Record, window: Window) -> float:
    return _days(record.coding.first_talks(window.first), window)


def _days(when: date | None, window: Window) -> float:
    """Days from the window's first to an event; never where it is not in the window."""
    return NEVER if when is None or when > window.last else float(window.day(when))
