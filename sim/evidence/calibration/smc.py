"""Approximate Bayesian computation by sequential Monte Carlo (Toni et al. 2009), without the simulations.

Particles live in the unit cube: coordinate j of a particle is where its parameter j lies in its prior, so that the
prior density is 1 everywhere and bounds are those of the cube. A particle stands for one or more worlds of the model.
pyABC simulates one particle at a time; ELFI simulates batches, but brings GPy, scikit-learn, networkX and ipyparallel
for what is a page here. Thousands of particles are worlds of one model, which is why this is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, eq=False, kw_only=True)
class Population:
    """Weighted particles, all of whose kept worlds are within the tolerance of the record.

    Attributes
    ----------
    points : float64 (particles, parameters), in the unit cube
    weights : float64 (particles,), sum 1
    distances : float64 (particles,), of the nearest world of each
    summaries : float64 (particles, summaries), of that world
    tolerance : float, no distance is larger
    tried : int, worlds that were simulated for it
    hits : int, worlds within the tolerance
    """

    points: np.ndarray
    weights: np.ndarray
    distances: np.ndarray
    summaries: np.ndarray
    tolerance: float
    tried: int
    hits: int

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def acceptance(self) -> float:
        """Share of simulated worlds within the tolerance."""
        return self.hits / self.tried

    @property
    def effective_size(self) -> float:
        """Effective number of particles, 1 / Σ w² (Kish 1965)."""
        return float(1 / np.sum(self.weights**2))

    @property
    def kernel(self) -> np.ndarray:
        """Covariance of the perturbation: twice the population's (Beaumont et al. 2009), (parameters, parameters)."""
        covariance = np.atleast_2d(np.cov(self.points.T, aweights=self.weights))
        return 2 * covariance + 1e-9 * np.eye(self.points.shape[1])

    def next_tolerance(self, share: float) -> float:
        """The distance that a weighted share of the population does not exceed."""
        order = np.argsort(self.distances)
        reached = np.cumsum(self.weights[order])
        return float(self.distances[order][min(int(np.searchsorted(reached, share)), len(order) - 1)])

    def equal_draws(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Points with equal weights: systematic resampling in random order, float64 (count, parameters)."""
        places = (rng.random() + np.arange(count)) / count
        chosen = np.searchsorted(np.cumsum(self.weights), places).clip(max=len(self) - 1)
        return self.points[rng.permutation(chosen)]

    def adjusted(self, observed: np.ndarray, scale: np.ndarray) -> Population:
        """The particles moved to where they would lie if their worlds equalled the record.

        Weighted local-linear regression of the particles on the differences of summaries (Beaumont, Zhang & Balding
        2002), with the Epanechnikov kernel of the distance, on the logit of each coordinate so that none leaves the
        prior. Without it the posterior keeps the spread of the tolerance.

        Parameters
        ----------
        observed, scale : float64 (summaries,), as of `Comparison`; summaries that the record lacks are left out
        """
        used = ~np.isnan(observed)
        differences = (self.summaries[:, used] - observed[used]) / scale[used]
        weights = self.weights * (1 - (self.distances / self.tolerance) ** 2).clip(min=1e-6)
        root = np.sqrt(weights)[:, None]
        design = np.column_stack([np.ones(len(self)), differences])
        logits = np.log(self.points / (1 - self.points))
        slopes = np.linalg.lstsq(root * design, root * logits, rcond=None)[0]
        moved = 1 / (1 + np.exp(differences @ slopes[1:] - logits))
        return replace(self, points=moved, weights=weights / weights.sum())


def propose(population: Population | None, count: int, parameters: int, rng: np.random.Generator) -> np.ndarray:
    """New particles: from the prior, or a population's, chosen by weight and moved.

    Parameters
    ----------
    population : the one before; None in the beginning
    count : how many
    parameters : how many
    rng : generator

    Returns
    -------
    float64 (count, parameters), inside the unit cube
    """
    if population is None:
        return rng.random((count, parameters))
    root = np.linalg.cholesky(population.kernel)
    found, missing = np.empty((count, parameters)), np.arange(count)
    while missing.size:
        chosen = rng.choice(len(population), missing.size, p=population.weights)
        moved = population.points[chosen] + rng.standard_normal((missing.size, parameters)) @ root.T
        inside = np.all((moved > 0) & (moved < 1), axis=1)
        found[missing[inside]] = moved[inside]
        missing = missing[~inside]
    return found


def population_of(
    previous: Population | None, points: np.ndarray, summaries: np.ndarray, distances: np.ndarray, tolerance: float
) -> Population:
    """The particles that came near enough, weighted: hits of a particle over the density that proposed it.

    Parameters
    ----------
    previous : population that proposed them; None for the prior
    points : float64 (n, parameters)
    summaries : float64 (n, worlds of a particle, summaries)
    distances : float64 (n, worlds of a particle); infinite where a world cannot be compared
    tolerance : largest distance that is near enough

    Returns
    -------
    Population; weights are proportional to b / Σ_j w_j K(u | u_j) with b the particle's hits
    """
    hits = (distances <= tolerance).sum(axis=1)
    kept = hits > 0
    points, nearest = points[kept], distances[kept].argmin(axis=1)
    weights = hits[kept].astype(float)
    if previous is not None:
        weights /= _density(previous, points)
    return Population(
        points=points,
        weights=weights / weights.sum(),
        distances=distances[kept, nearest],
        summaries=summaries[kept, nearest],
        tolerance=float(tolerance),
        tried=distances.size,
        hits=int(hits.sum()),
    )


def _density(population: Population, points: np.ndarray) -> np.ndarray:
    """Density of the proposals at points, up to a factor, float64 (n,)."""
    root = np.linalg.cholesky(population.kernel)
    white, centres = (np.linalg.solve(root, each.T).T for each in (points, population.points))
    squares = (white**2).sum(1)[:, None] + (centres**2).sum(1) - 2 * white @ centres.T
    return np.exp(-0.5 * squares) @ population.weights
