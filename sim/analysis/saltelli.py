"""Estimators of Sobol indices from shares of a finite number of worlds, as SciPy takes them.

First order: Saltelli et al. (2010 Computer Physics Communications, table 2 b); total: Jansen (1999 Computer Physics
Communications), both less the noise of the shares (see `indices`).
"""

from __future__ import annotations

import numpy as np


def saltelli_jansen(f_A: np.ndarray, f_B: np.ndarray, f_AB: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices, corrected for noise: a `method` of `scipy.stats.sobol_indices`.

    Parameters
    ----------
    f_A, f_B : (2, n)
        Shares, and the noise of A and B together, the latter with opposite signs (see `with_noise`).
    f_AB : (d, 2, n)
        Shares, and the noise of the squared differences.

    Returns
    -------
    first, total : (d,)
    """
    middle = (f_A[0].mean() + f_B[0].mean()) / 2  # of this resample; the first-order products depend on it
    a, b, ab = f_A[0] - middle, f_B[0] - middle, f_AB[:, 0] - middle
    variance = (a @ a + b @ b) / (2 * len(a)) - f_A[1].mean()
    variance = max(variance, np.finfo(float).tiny)  # a resample: the whole was checked to be clear of 0
    first = (ab - a) @ b / len(a)
    total = (((ab - a) ** 2).mean(axis=-1) - f_AB[:, 1].mean(axis=-1)) / 2
    return first / variance, total / variance


def with_noise(a: np.ndarray, b: np.ndarray, ab: np.ndarray, worlds: int) -> tuple[np.ndarray, ...]:
    """Shares with their noise as a second output, (2, n), (2, n), (d, 2, n), so that a bootstrap takes it along.

    SciPy takes the mean of an output over A and B off everywhere, and would take the noise away with it. In A it has
    therefore the opposite sign of B: its mean is exactly 0.
    """
    noise_a, noise_b, noise_ab = (shares * (1 - shares) / (worlds - 1) for shares in (a, b, ab))
    both = (noise_a + noise_b) / 2
    return np.stack([a, both]), np.stack([b, -both]), np.stack([ab, noise_a + noise_ab], axis=1)
