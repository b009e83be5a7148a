"""What is compared of a record and a simulated world: rates, gaps, sizes and who is credited (MODEL.md, 7.2)."""

from __future__ import annotations

import numpy as np

from sim.evidence.record.log import ExchangeLog
from sim.evidence.record.window import MONTHS_A_WEEK, Window

MEANINGS = {
    "exchanges_a_month": "completed exchanges a month, those of unknown size included",
    "monthly_dispersion": "variance of the monthly counts over their mean; 1 for a Poisson process",
    "gap_mean": "mean time between days with an exchange, days",
    "gap_variance": "variance of that time, days squared",
    "gap_longest": "longest time between days with an exchange, days",
    "size_median": "median number of Ukrainians returned, of known sizes",
    "size_mean": "mean number of Ukrainians returned, of known sizes",
    "size_log_spread": "standard deviation of the log of that number",
    "parity": "root mean square of the log ratio of Ukrainians to Russians returned; 0: one for one",
    "mediator_share": "share of exchanges in which the mediator had a part",
}
"""Name -> definition. Where a world has too few exchanges for a summary, it is NaN."""

SUMMARIES = tuple(MEANINGS)


def summarise(log: ExchangeLog, window: Window | None = None) -> dict[str, np.ndarray]:
    """Summaries of every world of a log.

    Parameters
    ----------
    log : exchanges of the record, or of simulated worlds cut to the same days
    window : whose months are counted; None where the stretches differ from world to world: then no dispersion

    Returns
    -------
    name of `MEANINGS` -> float64 (worlds,)
    """
    count = np.bincount(log.world, minlength=log.worlds).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = {
            "exchanges_a_month": np.where(log.days > 0, count / (log.days / 7 * MONTHS_A_WEEK), np.nan),
            "monthly_dispersion": _dispersion(log, window),
            **_gaps(log),
            **_sizes(log),
            "parity": _root_mean_square(log, np.log(log.ukrainians / log.russians)),
            "mediator_share": _sum(log, log.credited.astype(float)) / np.where(count > 0, count, np.nan),
        }
    return {name: found[name] for name in SUMMARIES}


def monthly_counts(log: ExchangeLog, window: Window) -> np.ndarray:
    """Exchanges by world and calendar month of the window, int64 (worlds, months)."""
    month = window.month_of_day[log.day]
    inside, months = month >= 0, len(window.months)
    place = log.world[inside] * months + month[inside]
    return np.bincount(place, minlength=log.worlds * months).reshape(log.worlds, months)


def gaps(log: ExchangeLog) -> tuple[np.ndarray, np.ndarray]:
    """World and length in days of each gap between two days with an exchange; gaps cut off by the window are not."""
    if not len(log):
        return np.empty(0, np.intp), np.empty(0)
    new_day = np.ones(len(log), bool)
    new_day[1:] = (np.diff(log.day) != 0) | (np.diff(log.world) != 0)
    world, day = log.world[new_day], log.day[new_day]
    same = np.diff(world) == 0
    return world[1:][same], np.diff(day)[same].astype(float)


def _sum(log: ExchangeLog, values: np.ndarray) -> np.ndarray:
    return np.bincount(log.world, values, minlength=log.worlds)


def _dispersion(log: ExchangeLog, window: Window | None) -> np.ndarray:
    if window is None or len(window.months) < 2:
        return np.full(log.worlds, np.nan)
    counts = monthly_counts(log, window)
    mean = counts.mean(axis=1)
    return counts.var(axis=1, ddof=1) / np.where(mean > 0, mean, np.nan)


def _gaps(log: ExchangeLog) -> dict[str, np.ndarray]:
    world, length = gaps(log)
    number, mean, variance = _moments(world, length, log.worlds)
    longest = np.full(log.worlds, -np.inf)
    np.maximum.at(longest, world, length)
    return {
        "gap_mean": mean,
        "gap_variance": np.where(number > 1, variance * number / (number - 1), np.nan),
        "gap_longest": np.where(number > 0, longest, np.nan),
    }


def _sizes(log: ExchangeLog) -> dict[str, np.ndarray]:
    known = ~np.isnan(log.ukrainians) & (log.ukrainians > 0)
    world, size = log.world[known], log.ukrainians[known]
    number, _, variance = _moments(world, np.log(size), log.worlds)
    return {
        "size_median": _median(world, size, number.astype(np.intp)),
        "size_mean": _moments(world, size, log.worlds)[1],
        "size_log_spread": np.where(number > 1, np.sqrt(np.maximum(variance, 0)), np.nan),
    }


def _moments(world: np.ndarray, values: np.ndarray, worlds: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number, mean and variance (over the number) of the values of each world; NaN where there is none."""
    number = np.bincount(world, minlength=worlds).astype(float)
    some = np.where(number > 0, number, np.nan)
    mean = np.bincount(world, values, minlength=worlds) / some
    variance = np.bincount(world, (values - mean[world]) ** 2, minlength=worlds) / some
    return number, mean, variance


def _median(world: np.ndarray, values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Median of the values of each world; NaN where there is none."""
    ordered = values[np.lexsort((values, world))]
    start = np.cumsum(number) - number
    found = np.full(len(number), np.nan)
    some = number > 0
    low, high = start[some] + (number[some] - 1) // 2, start[some] + number[some] // 2
    found[some] = (ordered[low] + ordered[high]) / 2
    return found


def _root_mean_square(log: ExchangeLog, values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    return np.sqrt(_moments(log.world[known], values[known] ** 2, log.worlds)[1])
