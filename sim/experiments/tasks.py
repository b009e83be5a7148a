"""What is done with a batch: simulate its cells, count them, send home nothing but the counts. Picklable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import numpy as np

from sim.experiments.cells import Batch, Cell
from sim.montecarlo import release as releases
from sim.montecarlo.block import Engine, simulate
from sim.montecarlo.blocks import Block
from sim.montecarlo.counts import COUNTS, count_worlds
from sim.montecarlo.tally import ORDERS, SWAP_EVENTS, Rows, orders
from sim.scenario import Scenario

Values = Mapping[str, np.ndarray]
"""Parameter path -> array, one value per cell, or one per world."""


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Cells of one scenario: `values` has for each path one value per cell, float64 (cells,)."""

    scenario: Scenario
    cells: tuple[Cell, ...]
    values: Values


@dataclass(frozen=True, eq=False, slots=True)
class Work:
    """A batch with all that is needed to do it: its groups, in the order of its cells."""

    batch: Batch
    groups: tuple[Group, ...]


@dataclass(frozen=True, eq=False)
class BatchResult:
    """What came out of a batch.

    Attributes
    ----------
    counts : int64 (cells, names)
    reasons : for each cell why it failed, None where it did not
    seconds : how long it took
    """

    batch: Batch
    counts: np.ndarray
    reasons: tuple[str | None, ...]
    seconds: float


class Task(Protocol):
    """Something that counts the cells of a batch."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def __call__(self, work: Work) -> BatchResult: ...


@dataclass(frozen=True, kw_only=True)
class CountTask:
    """Each cell has worlds of its own, which follow those of the cell before: one model holds them all."""

    seed: int
    engine: Engine = simulate
    release: str | None = None
    names: tuple[str, ...] = COUNTS

    def __call__(self, work: Work) -> BatchResult:
        releases.check(self.release)
        started = perf_counter()
        counts = [self._count(group) for group in work.groups]
        return BatchResult(
            work.batch, np.concatenate(counts), (None,) * len(work.batch.cells), perf_counter() - started
        )

    def _count(self, group: Group) -> np.ndarray:
        sizes = [cell.block.worlds for cell in group.cells]
        which = np.repeat(np.arange(len(sizes)), sizes)
        values = {path: column[which] for path, column in group.values.items()}
        rows = self.engine(group.scenario, Block(group.cells[0].block.first, len(which)), self.seed, values)
        return count_worlds(rows, which, len(sizes))


CHANGES = tuple(f"{reading}.{before}_to_{after}" for reading in SWAP_EVENTS for before in ORDERS for after in ORDERS)
"""Worlds by what came first under the baseline and under the point, the same world in both."""


@dataclass(frozen=True, kw_only=True)
class PairedTask:
    """All cells have the same worlds, and each is compared world by world with the baseline (common random numbers).

    Attributes
    ----------
    baseline : the scenario that the others are compared with
    stated : path -> its stated value, for every path that the baseline's points move: the baseline must be computed
        in the same arithmetic, with arrays, as the points next to it
    """

    seed: int
    baseline: Scenario
    stated: Mapping[str, float]
    engine: Engine = simulate
    release: str | None = None
    names: tuple[str, ...] = (*COUNTS, *CHANGES)

    def __call__(self, work: Work) -> BatchResult:
        releases.check(self.release)
        started, block = perf_counter(), work.batch.cells[0].block
        stated = {path: np.full(block.worlds, value, float) for path, value in self.stated.items()}
        rows = self.engine(self.baseline, block, self.seed, stated)
        counts = [self._count(group, block, rows) for group in work.groups]
        return BatchResult(
            work.batch, np.concatenate(counts), (None,) * len(work.batch.cells), perf_counter() - started
        )

    def _count(self, group: Group, block: Block, base: Rows) -> np.ndarray:
        copies = len(group.cells)
        which = np.repeat(np.arange(copies), block.worlds)
        if not group.values and group.scenario.hash == self.baseline.hash:
            rows = base
        else:
            values = {path: column[which] for path, column in group.values.items()}
            rows = self.engine(group.scenario, block, self.seed, values, **({"copies": copies} if copies > 1 else {}))
        changes = [
            np.bincount(9 * which + 3 * np.tile(before, copies) + after, minlength=9 * copies).reshape(copies, 9)
            for before, after in zip(_orders(base), _orders(rows), strict=True)
        ]
        return np.concatenate([count_worlds(rows, which, copies), *changes], axis=1)


def _orders(rows: Rows) -> np.ndarray:
    """What came first in every world, in each reading of "swap", int64 (readings, worlds)."""
    return np.stack([orders(rows, reading).astype(np.int64) for reading in SWAP_EVENTS])
