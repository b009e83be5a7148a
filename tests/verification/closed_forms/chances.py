"""Chances in the frozen world, by hand, and the test of counts against them."""

import numpy as np
import pytest
from scipy.stats import chi2

LEVEL = 1e-4
"""A right model fails a test in one of 10,000 choices of the seed, which is chosen once."""


def assert_fits(counts, chances) -> None:
    """Pearson's chi-square; neighbouring cells are pooled until each expects at least 5."""
    counts, expected = np.asarray(counts, float), np.sum(counts) * np.asarray(chances, float)
    assert np.sum(chances) == pytest.approx(1, abs=1e-9)
    assert not counts[expected == 0].any(), "what has no chance has happened"
    pooled, cell = [], np.zeros(2)
    for observed, hoped in zip(counts, expected, strict=True):
        cell += observed, hoped
        if cell[1] >= 5:
            pooled.append(cell)
            cell = np.zeros(2)
    if cell.any():
        pooled[-1] = pooled[-1] + cell
    observed, hoped = np.array(pooled).T
    assert chi2.sf(np.sum((observed - hoped) ** 2 / hoped), len(pooled) - 1) > LEVEL, (observed, hoped)


def channel() -> float:
    """H of the frozen reference, by hand from its table: 1 - .94 Π (1 - k ē)."""
    strengths = [0.02 * 0.9, 0.85 * 0.88, 0.02 * 0.7, 0.02 * 0.6, 0.03 * 0.5, 0.01 * 0.6]
    return 1 - 0.94 * float(np.prod([1 - strength for strength in strengths]))


def logistic(score: float) -> float:
    return 1 / (1 + np.exp(-score))
