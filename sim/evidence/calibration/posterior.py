"""What calibration has found, in tables: each parameter, the ridges, and the model compared with the record again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.calibration.setting import Setting, ridges
from sim.evidence.record.summaries import SUMMARIES

if TYPE_CHECKING:
    import pandas

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 10
SILENT = 0.9
"""Overlap of posterior and prior from which the record is said to be silent on a parameter; a sample of a thousand
from the prior itself has about .96."""


def overlap(points: np.ndarray) -> float:
    """Overlap of posterior and prior, the sum of the smaller share over ten bins of equal prior probability.

    Parameters
    ----------
    points : float64 (draws,), where draws lie in the prior, in [0, 1]
    """
    shares = np.histogram(points, bins=BINS, range=(0, 1))[0] / len(points)
    return float(np.minimum(shares, 1 / BINS).sum())


def posterior_table(setting: Setting, points: np.ndarray) -> pandas.DataFrame:
    """One row per parameter: quantiles of prior and posterior, overlap, and how much narrower the posterior is.

    Parameters
    ----------
    setting : whose priors are meant
    points : float64 (draws, parameters), equally weighted, in the unit cube
    """
    import pandas

    values, rows = setting.values(points), []
    for j, prior in enumerate(setting.priors):
        own = overlap(points[:, j])
        rows.append(
            {
                "parameter": prior.key,
                "prior": str(prior.distribution),
                "stated": float(setting.scenario.value(prior.key)),
                **{f"prior_q{100 * level:02.0f}": _quantile(prior, level) for level in LEVELS},
                **{f"q{100 * level:02.0f}": float(np.quantile(values[prior.key], level)) for level in LEVELS},
                "overlap": own,
                "narrower": float(1 - points[:, j].std(ddof=1) * np.sqrt(12)),
                "silent": own >= SILENT,
            }
        )
    return pandas.DataFrame(rows)


def _quantile(prior, level: float) -> float:
    return float(prior.distribution.quantile(np.array([level]))[0])


def ridge_table(setting: Setting, points: np.ndarray) -> pandas.DataFrame:
    """One row per pair: the direction in which the record narrows it most and least, in units of the prior's spread.

    `narrow` and `wide` are standard deviations of the posterior along the two axes of its covariance, relative to the
    prior's; `narrow_first` and `narrow_second` are the direction of the narrow one, of length 1.
    """
    import pandas

    rows = []
    for pair in ridges(setting.mediator):
        columns = [setting.paths.index(path) for path in pair]
        both = points[:, columns] * np.sqrt(12)
        sizes, directions = np.linalg.eigh(np.cov(both.T))
        rows.append(
            {
                "first": pair[0],
                "second": pair[1],
                "correlation": float(np.corrcoef(both.T)[0, 1]),
                "narrow": float(np.sqrt(sizes[0])),
                "wide": float(np.sqrt(sizes[1])),
                "narrow_first": float(directions[0, 0]),
                "narrow_second": float(directions[1, 0]),
            }
        )
    return pandas.DataFrame(rows)


def predictive_table(
    record: dict[str, float], prior: dict[str, np.ndarray], posterior: dict[str, np.ndarray]
) -> pandas.DataFrame:
    """One row per summary: the record, the central 90 % of the prior and the posterior predictive, and the record's place.

    Parameters
    ----------
    record : summary -> value
    prior, posterior : summary -> float64 (worlds,); worlds without it are NaN and left out

    Returns
    -------
    DataFrame; `place` is the share of posterior worlds below the record, those that equal it counted half
    """
    import pandas

    rows = []
    for name in SUMMARIES:
        before, after = (each[name][~np.isnan(each[name])] for each in (prior, posterior))
        row = {"summary": name, "record": record[name]}
        for label, worlds in (("prior", before), ("posterior", after)):
            row |= {f"{label}_q{100 * level:02.0f}": _or_nan(worlds, level) for level in (0.05, 0.5, 0.95)}
        below = (after < record[name]) + (after == record[name]) / 2
        row["place"] = float(below.mean()) if len(after) else np.nan
        rows.append(row)
    return pandas.DataFrame(rows)


def _or_nan(worlds: np.ndarray, level: float) -> float:
    return float(np.quantile(worlds, level)) if len(worlds) else float("nan")
