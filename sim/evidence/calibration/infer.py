"""The course of one calibration: populations with falling tolerance, until few worlds come within it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from sim.evidence.calibration.batch import BatchDone, BatchTask, Size
from sim.evidence.calibration.comparison import Comparison, scale_of
from sim.evidence.calibration.setting import COMPARED, Setting
from sim.evidence.calibration.smc import Population, population_of

Collect = Callable[[BatchTask, Callable[[list[BatchDone]], bool]], list[BatchDone]]
"""Runs batches 0, 1, … of a task until what is done is enough, and returns those up to there, in order."""


@dataclass(frozen=True, eq=False)
class Inference:
    """What a calibration comes to.

    Attributes
    ----------
    populations : the populations, tolerance falling
    comparison : the record and the yardsticks
    prior_summaries : float64 (worlds, summaries of `COMPARED`), of the prior
    """

    populations: tuple[Population, ...]
    comparison: Comparison
    prior_summaries: np.ndarray

    @property
    def posterior(self) -> Population:
        """The last population, adjusted to the record."""
        return self.populations[-1].adjusted(self.comparison.observed, self.comparison.scale)


def infer(setting: Setting, observed: np.ndarray, size: Size, seed: int, collect: Collect) -> Inference:
    """Calibrate.

    Parameters
    ----------
    setting : scenario, window and priors
    observed : float64 (summaries of `COMPARED`,), of the record or of a synthetic one
    size : how it is carried out
    seed : int >= 0
    collect : where batches are run

    Returns
    -------
    Inference; the last population is the first whose acceptance is below `size.least_acceptance`, the last allowed, or
    the last that could be filled
    """
    task = BatchTask(setting=setting, size=size, seed=seed)
    pilot = collect(task, lambda done: sum(len(batch.points) for batch in done) >= 4 * size.particles)
    points, summaries = (np.concatenate([getattr(batch, name) for batch in pilot]) for name in ("points", "summaries"))
    flat = summaries.reshape(-1, len(COMPARED))
    comparison = Comparison(observed, scale_of(flat))
    distances = comparison.distance(summaries)
    nearest = np.sort(distances.min(axis=1))
    populations = [population_of(None, points, summaries, distances, nearest[min(size.particles, len(nearest)) - 1])]
    while len(populations) < size.most_generations and populations[-1].acceptance >= size.least_acceptance:
        last = populations[-1]
        tolerance = last.next_tolerance(size.share)
        if not tolerance < last.tolerance:
            break
        task = replace(task, generation=len(populations), previous=last, comparison=comparison, tolerance=tolerance)
        found = collect(task, partial(_enough, size))
        if sum(len(batch.points) for batch in found) < size.particles:
            break
        populations.append(_population(found, last, tolerance))
    return Inference(tuple(populations), comparison, flat)


def _enough(size: Size, done: list[BatchDone]) -> bool:
    most = 2 * size.particles * size.worlds_each / size.least_acceptance
    return sum(len(batch.points) for batch in done) >= size.particles or sum(batch.tried for batch in done) >= most


def _population(done: list[BatchDone], previous: Population, tolerance: float) -> Population:
    points = np.concatenate([batch.points for batch in done])
    summaries = np.concatenate([batch.summaries for batch in done])
    distances = np.concatenate([batch.distances for batch in done])
    found = population_of(previous, points, summaries, distances, tolerance)
    return replace(found, tried=sum(batch.tried for batch in done))


def one_by_one(task: BatchTask, enough: Callable[[list[BatchDone]], bool]) -> list[BatchDone]:
    """A `Collect` in this thread."""
    done: list[BatchDone] = []
    while not done or not enough(done):
        done.append(task(len(done)))
    return done
