"""The points of scenario discovery in two halves: one to search, one held out."""

from __future__ import annotations

import numpy as np

SEED = 1

Limits = dict[int, tuple[float, float]]
"""Column -> lowest and highest value inside; infinite where a side is not restricted."""


class Half:
    """Half of the points, and which of them no box holds yet."""

    def __init__(self, values: np.ndarray, interest: np.ndarray):
        self.values, self.interest = values, interest
        self.free = np.ones(len(values), bool)

    def inside(self, limits: Limits) -> np.ndarray:
        inside = self.free.copy()
        for column, (low, high) in limits.items():
            inside &= (low <= self.values[:, column]) & (self.values[:, column] <= high)
        return inside

    def leave(self, limits: Limits) -> None:
        self.free &= ~self.inside(limits)

    def counts(self, limits: Limits) -> tuple[int, int]:
        """Points inside, and how many of them are of interest."""
        inside = self.inside(limits)
        return int(inside.sum()), int(self.interest[inside].sum())

    def density(self, limits: Limits) -> float:
        """Share of the points inside that are of interest; 0 with none inside."""
        support, of_interest = self.counts(limits)
        return of_interest / max(support, 1)

    def quasi_p(self, limits: Limits, column: int) -> float | None:
        """Bryant & Lempert's quasi-p-value of one restriction: a one-sided binomial test against the box without it."""
        from scipy.stats import binom

        support, of_interest = self.counts(limits)
        if not support:
            return None
        wider, of_interest_wider = self.counts({other: ends for other, ends in limits.items() if other != column})
        return float(binom.sf(of_interest - 1, support, of_interest_wider / wider))


def halves(interest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows for the search and rows held out, with as many points of interest in each, to one."""
    order = np.random.default_rng(SEED).permutation(len(interest))
    dealt = np.concatenate([order[interest[order]], order[~interest[order]]])
    return np.sort(dealt[::2]), np.sort(dealt[1::2])
