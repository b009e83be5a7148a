"""Scores of predictions: of probabilities by what happened, of distributions by where the observation lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.documents import Document


def log_score(probability: float, happened: bool, worlds: int) -> float:
    """Natural logarithm of the probability given to what happened; 0 is best.

    A probability of 0 or 1 that comes from counting worlds is held half a world away from the end.
    """
    least = 0.5 / worlds
    held = min(max(probability, least), 1 - least)
    return float(np.log(held if happened else 1 - held))


def brier_score(probability: float, happened: bool) -> float:
    """Squared distance of the probability from what happened, 1 or 0; 0 is best (Brier 1950)."""
    return float((probability - happened) ** 2)


@dataclass(frozen=True, kw_only=True)
class Place(Document):
    """Where an observation lies in its predictive distribution.

    Attributes
    ----------
    observed : the observation
    median, low_50, high_50, low_90, high_90 : quantiles of the prediction
    place : share of the prediction below the observation, what equals it counted half
    inside_50, inside_90 : whether the central interval holds it, ends included
    """

    observed: float
    median: float
    low_50: float
    high_50: float
    low_90: float
    high_90: float
    place: float
    inside_50: bool
    inside_90: bool


def place_of(observed: float, predicted: np.ndarray) -> Place | None:
    """Hold an observation against a prediction.

    Parameters
    ----------
    observed : number
    predicted : float64 (draws,); NaN where a world has no such quantity

    Returns
    -------
    Place; None where no world has one
    """
    predicted = predicted[~np.isnan(predicted)]
    if not len(predicted):
        return None
    low_90, low_50, median, high_50, high_90 = np.quantile(predicted, (0.05, 0.25, 0.5, 0.75, 0.95))
    return Place(
        observed=float(observed),
        median=float(median),
        low_50=float(low_50),
        high_50=float(high_50),
        low_90=float(low_90),
        high_90=float(high_90),
        place=float(np.mean(predicted < observed) + np.mean(predicted == observed) / 2),
        inside_50=bool(low_50 <= observed <= high_50),
        inside_90=bool(low_90 <= observed <= high_90),
    )
