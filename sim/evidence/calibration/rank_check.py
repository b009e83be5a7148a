"""Simulation-based calibration: does the machinery cover what it claims? (Talts et al. 2018)

A truth is drawn from the prior, a synthetic record is simulated from it, and the record is calibrated on as if it were
the real one. If the machinery is right, the truth's rank among the posterior draws is uniform over many repetitions.
A posterior that is the prior passes as well, so the check goes with how far the posterior is narrower than the prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.evidence.calibration.batch import Size, simulate
from sim.evidence.calibration.infer import infer, one_by_one
from sim.evidence.calibration.setting import COMPARED, Setting
from sim.montecarlo import release as releases

DRAWS = 99
"""Posterior draws of a repetition: ranks are 0 to 99, a hundred of them."""

MOST_CHECKS = 100_000
"""Repetitions at most."""

_TRUTHS = 8
"""First element of the spawn key of truths' streams."""

_FIRST_WORLD = 1 << 48
"""World of the first synthetic record, beyond all that calibration simulates."""

_COUNT = COMPARED.index("exchanges_a_month")
LEAST_EXCHANGES = 3
"""Synthetic records with fewer are drawn again, truth and all, since no such record would be calibrated on."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Repetition:
    """One truth and what was found of it.

    Attributes
    ----------
    number : int
    truth : float64 (parameters,), in the unit cube
    rank : int64 (parameters,), posterior draws below the truth, 0 to `DRAWS`
    spread : float64 (parameters,), standard deviation of the posterior draws, in the unit cube
    """

    number: int
    truth: np.ndarray
    rank: np.ndarray
    spread: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class RepetitionTask:
    """Does one repetition from beginning to end; every repetition has truths, worlds and proposals of its own."""

    setting: Setting
    size: Size
    seed: int
    release: str | None = None

    def __call__(self, number: int) -> Repetition:
        releases.check(self.release)
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(_TRUTHS, number)))
        own_seed = int(rng.integers(1 << 31))
        truth, observed = self._record(rng, own_seed)
        found = infer(self.setting, observed, self.size, own_seed, one_by_one)
        draws = found.posterior.equal_draws(DRAWS, rng)
        return Repetition(
            number=number, truth=truth, rank=(draws < truth).sum(axis=0), spread=draws.std(axis=0, ddof=1)
        )

    def _record(self, rng: np.random.Generator, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """A truth and the summaries of a record simulated from it."""
        most = 64
        points = rng.random((most, len(self.setting.priors)))
        summaries = simulate(self.setting, points, 1, seed, first_world=_FIRST_WORLD)[:, 0]
        weeks = self.setting.observed.days[0] / 7
        count = np.rint(summaries[:, _COUNT] * weeks * 12 / 52)
        chosen = int(np.flatnonzero(count >= LEAST_EXCHANGES)[0])
        return points[chosen], summaries[chosen]


def uniformity(ranks: np.ndarray, bins: int = 10) -> tuple[np.ndarray, float]:
    """Histogram of the ranks of one parameter, and the p-value of a chi-squared test that they are uniform.

    Parameters
    ----------
    ranks : int (repetitions,), 0 to `DRAWS`
    bins : how many; must divide DRAWS + 1

    Returns
    -------
    int (bins,), and a probability
    """
    from scipy.stats import chisquare

    counts = np.bincount(ranks * bins // (DRAWS + 1), minlength=bins)
    return counts, float(chisquare(counts).pvalue)


def coverage(ranks: np.ndarray, level: float) -> float:
    """Share of repetitions in which the central interval of a level held the truth, by the rank (R,) of the truth."""
    tail = (1 - level) / 2
    place = (ranks + 0.5) / (DRAWS + 1)
    return float(np.mean((place > tail) & (place < 1 - tail)))
