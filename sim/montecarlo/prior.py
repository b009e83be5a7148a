"""The prior run: the same question under many draws of the uncertain parameters.

A run apart from the headline's: D draws of M worlds each on one world axis, in which world k uses draw k // M. Draw j
depends on (seed, j) alone, and which draw a world uses never depends on D.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.model.draws import TILE
from sim.montecarlo import release as releases
from sim.montecarlo.block import Engine, simulate
from sim.montecarlo.blocks import Block
from sim.montecarlo.counts import COUNTS, count_worlds

if TYPE_CHECKING:
    from sim.scenario import Scenario

DRAWS, WORLDS_PER_DRAW = 400, 256
"""Fewer worlds per draw make the low quantiles collapse: too many draws then show a share of exactly 0."""


@dataclass(frozen=True)
class PriorBlock:
    """Counts of the draws that a block of worlds touches; its first and last draw may go on in other blocks."""

    block: Block
    first_draw: int
    counts: np.ndarray


@dataclass(frozen=True, kw_only=True)
class PriorTask:
    """Simulate a block of the prior run and count it by draw; picklable. `release` as in `OutcomeTask`."""

    scenario: Scenario
    seed: int
    worlds_per_draw: int
    engine: Engine = simulate
    release: str | None = None

    def __call__(self, block: Block) -> PriorBlock:
        releases.check(self.release)
        first = block.first // self.worlds_per_draw
        group = np.arange(block.first, block.stop) // self.worlds_per_draw - first
        draws = int(group[-1]) + 1
        values = {path: drawn[group] for path, drawn in self.scenario.draw_priors(self.seed, first, draws).items()}
        rows = self.engine(self.scenario, block, self.seed, values)
        return PriorBlock(block, first, count_worlds(rows, group, draws))


@dataclass(frozen=True, kw_only=True)
class PriorRun:
    """What a prior run found, whole draws only.

    Attributes
    ----------
    draws_requested, worlds_per_draw : int
    parameters : path -> float64 (draws,)
        What was drawn.
    counts : int64 (draws, len(names))
    names : what is counted, as in `COUNTS`
    """

    names: ClassVar[tuple[str, ...]] = COUNTS
    draws_requested: int
    worlds_per_draw: int
    parameters: Mapping[str, np.ndarray]
    counts: np.ndarray

    @property
    def draws(self) -> int:
        """Draws that all their worlds were run for."""
        return len(self.counts)

    def count(self, name: str) -> np.ndarray:
        """How many of a draw's worlds, by draw, int64 (draws,)."""
        return self.counts[:, self.names.index(name)]

    def shares(self, name: str) -> np.ndarray:
        """Share of a draw's worlds, by draw, float64 (draws,)."""
        return self.count(name) / self.worlds_per_draw


class PriorCollector:
    """Adds the blocks of a prior run up, in order, and says which draws are whole.

    Parameters
    ----------
    scenario, seed, draws, worlds_per_draw : what runs
    done : the first draws of the same run, whole; they are not added again

    Attributes
    ----------
    worlds : where the next block begins: with `done` at the start of the tile in which the next draw begins
    """

    def __init__(self, scenario: Scenario, seed: int, draws: int, worlds_per_draw: int, done: PriorRun | None = None):
        self.draws, self.worlds_per_draw, self.worlds = draws, worlds_per_draw, 0
        self.parameters = scenario.draw_priors(seed, 0, draws)
        self._counts = np.zeros((draws, len(COUNTS)), np.int64)
        self._kept = 0 if done is None else done.draws
        if done is not None:
            self._counts[: self._kept] = done.counts
            whole = self._kept * worlds_per_draw
            self.worlds = whole if self._kept == draws else whole // TILE * TILE

    def add(self, result: PriorBlock) -> tuple[int, int]:
        """Add the next block; return the draws that it completed as (first, stop)."""
        before = self._whole()
        known = max(self._kept - result.first_draw, 0)
        self._counts[result.first_draw + known : result.first_draw + len(result.counts)] += result.counts[known:]
        self.worlds = result.block.stop
        return before, self._whole()

    def run(self, first: int = 0, stop: int | None = None) -> PriorRun:
        """The whole draws so far, or some of them."""
        whole = slice(first, self._whole() if stop is None else stop)
        return PriorRun(
            draws_requested=self.draws,
            worlds_per_draw=self.worlds_per_draw,
            parameters={path: drawn[whole] for path, drawn in self.parameters.items()},
            counts=self._counts[whole].copy(),
        )

    def _whole(self) -> int:
        """Draws that are whole by now."""
        return max(self.worlds // self.worlds_per_draw, self._kept)
