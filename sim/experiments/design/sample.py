"""Samples: points of the unit cube, and the values that they stand for, worked out when they are asked for.

A sample of a million points over the whole prior has a hundred million values. Its points of the unit cube are drawn
once, when the first is needed; values are never held all at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.scenario import Distribution, Draws

BLOCK = 4_096
"""Points whose values are worked out at once, where all are needed."""

_BELOW_ONE = np.nextafter(1.0, 0.0)


@dataclass(frozen=True, eq=False)
class UnitSample:
    """Points of the unit cube.

    Parameters
    ----------
    kind : "latin_hypercube" (McKay, Beckman & Conover 1979) or "sobol" (scrambled; Owen 1998)
    count, dimensions : int
    seed : of the scrambling; the same seed gives the same points
    """

    kind: str
    count: int
    dimensions: int
    seed: int

    @cached_property
    def points(self) -> np.ndarray:
        """All of them, float64 (count, dimensions), in [0, 1)."""
        rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([self.seed, *self.kind.encode()])))
        if self.kind != "sobol":
            return _latin_hypercube(self.count, self.dimensions, rng)
        from scipy.stats import qmc

        found = qmc.Sobol(self.dimensions, rng=rng).random(self.count)
        return np.minimum(found, _BELOW_ONE, out=found)

    def __len__(self) -> int:
        return self.count

    def rows(self, numbers: np.ndarray) -> np.ndarray:
        """Some of them, float64 (numbers, dimensions)."""
        return self.points[numbers]

    def column(self, dimension: int) -> np.ndarray:
        """One coordinate of all, float64 (count,)."""
        return self.points[:, dimension]


@dataclass(frozen=True, eq=False)
class SaltelliSample:
    """The design of Saltelli et al. (2010): points A, points B, and for each dimension A with that one from B.

    Parameters
    ----------
    both : points A and B side by side: (n, 2 d)
    """

    both: UnitSample

    @property
    def dimensions(self) -> int:
        return self.both.dimensions // 2

    def __len__(self) -> int:
        return self.both.count * (self.dimensions + 2)

    def rows(self, numbers: np.ndarray) -> np.ndarray:
        """Some of the points, float64 (numbers, d)."""
        of, place = np.divmod(numbers, self.both.count)
        pairs, size = self.both.points[place], self.dimensions
        found = np.where((of == 1)[:, None], pairs[:, size:], pairs[:, :size])
        mixed = np.flatnonzero(of > 1)
        found[mixed, of[mixed] - 2] = pairs[mixed, size + of[mixed] - 2]
        return found

    def column(self, dimension: int) -> np.ndarray:
        """One coordinate of all points, float64."""
        a, b = (self.both.column(place) for place in (dimension, self.dimensions + dimension))
        return np.concatenate([b if block in (1, dimension + 2) else a for block in range(self.dimensions + 2)])


@dataclass(frozen=True, eq=False)
class SampledPoints:
    """The values of a sample in one scenario, read as an array float64 (points, keys) is: by row, by column, by both.

    Parameters
    ----------
    unit : points of the unit cube
    distributions : of each key; None where the scenario has nothing uncertain about it, which is NaN: as stated
    places : the dimension of each key
    """

    unit: UnitSample | SaltelliSample
    distributions: tuple[Distribution | Draws | None, ...]
    places: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.unit), len(self.distributions)

    def __len__(self) -> int:
        return len(self.unit)

    def __getitem__(self, which: Any) -> np.ndarray:
        rows, key = which if isinstance(which, tuple) else (which, slice(None))
        if isinstance(key, int | np.integer):
            return _quantile(self.distributions[key], self.unit.column(self.places[key]))[rows]
        numbers = np.arange(len(self.unit))[rows]
        unit = self.unit.rows(np.atleast_1d(numbers))
        values = np.empty((len(unit), len(self.distributions)))
        for column, (distribution, place) in enumerate(zip(self.distributions, self.places, strict=True)):
            values[:, column] = _quantile(distribution, unit[:, place])
        return values.reshape(*numbers.shape, len(self.distributions))[..., key]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self[:].astype(dtype or np.float64, copy=False)


def blocks(points: np.ndarray | SampledPoints) -> Iterator[np.ndarray]:
    """The points of a design in order, some at a time: float64 (some, dimensions)."""
    for first in range(0, len(points), BLOCK):
        yield points[first : first + BLOCK]


def _quantile(distribution: Distribution | Draws | None, unit: np.ndarray) -> np.ndarray:
    return np.full_like(unit, np.nan) if distribution is None else distribution.quantile(unit)


def _latin_hypercube(count: int, dimensions: int, rng: np.random.Generator) -> np.ndarray:
    """The same points as `scipy.stats.qmc.LatinHypercube`, in a quarter of its memory: one dimension after the other."""
    (rng,) = rng.spawn(1)
    found = rng.uniform(size=(count, dimensions))
    for column in found.T:
        order = np.arange(1, count + 1)
        rng.shuffle(order)
        np.subtract(order, column, out=column)
        column /= count
    return np.minimum(found, _BELOW_ONE, out=found)
