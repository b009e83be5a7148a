"""How far simulated worlds are from a record (MODEL.md, 7.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Comparison:
    """A record's summaries, and the yardstick for each.

    Attributes
    ----------
    observed : float64 (summaries,); NaN where the record has too few exchanges for one
    scale : float64 (summaries,), median absolute deviation of the prior-predictive summaries
    """

    observed: np.ndarray
    scale: np.ndarray

    def distance(self, summaries: np.ndarray) -> np.ndarray:
        """Root of the summed squares of scaled differences, float64 (...,) of summaries (..., summaries).

        A world with too few exchanges for a summary that the record has is infinitely far, and so is one that has what
        the record lacks.
        """
        differences = (summaries - self.observed) / self.scale
        differences[np.isnan(summaries) & np.isnan(self.observed)] = 0
        return np.sqrt(np.sum(np.where(np.isnan(differences), np.inf, differences) ** 2, axis=-1))


def scale_of(summaries: np.ndarray) -> np.ndarray:
    """Median absolute deviation of each summary over worlds, (summaries,) of (worlds, summaries).

    Where more than half of the worlds agree it is 0, and the standard deviation takes its place; then 1.
    """
    centre = np.nanmedian(summaries, axis=0)
    spread = np.nanmedian(np.abs(summaries - centre), axis=0)
    spread = np.where(spread > 0, spread, np.nanstd(summaries, axis=0))
    return np.where(spread > 0, spread, 1.0)
