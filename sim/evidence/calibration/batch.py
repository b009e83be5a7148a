"""One batch of particles: propose them, simulate their worlds side by side, keep those near the record. Picklable."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from sim.evidence.calibration.comparison import Comparison
from sim.evidence.calibration.setting import COMPARED, Setting
from sim.evidence.calibration.smc import Population, propose
from sim.evidence.record.summaries import summarise
from sim.montecarlo import release as releases
from sim.negotiation.watched import watch

_PROPOSALS = 7
"""First element of the spawn key of proposals' streams; worlds have 0 (`sim.model.draws`)."""

_GENERATION = 1 << 32
"""Worlds between the first ones of two generations: no two batches share one."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How a calibration is carried out.

    Attributes
    ----------
    particles : in each population, at least
    worlds_each : worlds of a particle, its slice of the world axis
    batch : particles that are simulated together
    share : weighted share of a population that the next tolerance lets in
    least_acceptance : share of worlds within the tolerance below which there is no further population
    most_generations : populations at most
    """

    particles: int = 2000
    worlds_each: int = 1
    batch: int = 8192
    share: float = 0.5
    least_acceptance: float = 0.02
    most_generations: int = 12


@dataclass(frozen=True, eq=False, kw_only=True)
class BatchDone:
    """What came out of a batch: the particles with a world within the tolerance.

    Attributes
    ----------
    generation, number : which batch
    points : float64 (n, parameters), in the unit cube
    summaries : float64 (n, worlds of a particle, summaries of `COMPARED`)
    distances : float64 (n, worlds of a particle); NaN in generation 0, where the yardstick is not known yet
    tried : worlds that were simulated
    seconds : how long it took
    """

    generation: int
    number: int
    points: np.ndarray
    summaries: np.ndarray
    distances: np.ndarray
    tried: int
    seconds: float


@dataclass(frozen=True, eq=False, kw_only=True)
class BatchTask:
    """Does the batches of one generation; generation 0 is drawn from the prior and keeps all it has simulated."""

    setting: Setting
    size: Size
    seed: int
    generation: int = 0
    previous: Population | None = None
    comparison: Comparison | None = None
    tolerance: float = np.inf
    release: str | None = None

    def __call__(self, number: int) -> BatchDone:
        releases.check(self.release)
        started = perf_counter()
        key = (_PROPOSALS, self.generation, number)
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))
        points = propose(self.previous, self.size.batch, len(self.setting.priors), rng)
        each, worlds = self.size.worlds_each, self.size.batch * self.size.worlds_each
        summaries = simulate(
            self.setting, points, each, self.seed, first_world=self.generation * _GENERATION + number * worlds
        )
        distances = np.full(summaries.shape[:2], np.nan)
        kept = np.ones(len(points), bool)
        if self.comparison is not None:
            distances = self.comparison.distance(summaries)
            kept = np.any(distances <= self.tolerance, axis=1)
        return BatchDone(
            generation=self.generation,
            number=number,
            points=points[kept],
            summaries=summaries[kept],
            distances=distances[kept],
            tried=worlds,
            seconds=perf_counter() - started,
        )


def simulate(setting: Setting, points: np.ndarray, each: int, seed: int, first_world: int) -> np.ndarray:
    """Summaries of the worlds of particles, float64 (particles, each, summaries of `COMPARED`)."""
    values = {path: np.repeat(column, each) for path, column in setting.values(points).items()}
    log, _ = watch(
        setting.scenario,
        setting.window,
        worlds=len(points) * each,
        first_world=first_world,
        seed=seed,
        values=values,
        mediator=setting.mediator,
    )
    found = summarise(log, setting.window)
    return np.stack([found[name] for name in COMPARED], axis=-1).reshape(len(points), each, len(COMPARED))
