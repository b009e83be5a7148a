"""Ranks, and the correlation of ranks."""

from __future__ import annotations

import numpy as np


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 on, ties sharing their mean rank, float64 (n,)."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place]


def spearman(x: np.ndarray, y: np.ndarray) -> tuple[float, float] | None:
    """Rank correlation with its standard error.

    Parameters
    ----------
    x, y : float (n,), n >= 5

    Returns
    -------
    (correlation, standard error), or None when either does not vary. The error is that of Bonett & Wright (2000
    Psychometrika): on Fisher's scale its variance is (1 + r²/2)/(n - 3), taken back to the correlation's own scale.
    """
    a, b = ranks(x), ranks(y)
    a, b = a - a.mean(), b - b.mean()
    spread = np.sqrt((a @ a) * (b @ b))
    if spread == 0:
        return None
    r = float(np.clip((a @ b) / spread, -1, 1))
    return r, float((1 - r * r) * np.sqrt((1 + r * r / 2) / (len(a) - 3)))
