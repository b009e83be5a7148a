"""One block of worlds: simulate it, count it, and keep its rows if they are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from .blocks import Block
from .tally import Rows, Tally, tally

if TYPE_CHECKING:
    from sim.scenario import Scenario


class Engine(Protocol):
    """Whatever turns worlds into rows: the model, or a stand-in under test."""

    def __call__(
        self, scenario: Scenario, block: Block, seed: int, values: Mapping[str, np.ndarray] | None = None
    ) -> Rows: ...


def simulate(scenario: Scenario, block: Block, seed: int, values: Mapping[str, np.ndarray] | None = None) -> Rows:
    """Run the model on a block of worlds to the horizon.

    Parameters
    ----------
    scenario : Scenario
    block : the worlds
    seed : int >= 0
    values : parameter path -> array (block.worlds,), or None for the scenario's stated values

    Returns
    -------
    column -> array (block.worlds,), as `sim.outcomes.columns` describes them
    """
    from sim.model import NegotiationModel

    model = NegotiationModel(
        scenario, worlds=block.worlds, first_world=block.first, seed=seed, values=values, collect=False)
    try:
        model.run()
        return model.outcomes()
    finally:
        model.release()


@dataclass(frozen=True)
class BlockResult:
    """What came out of a block. `rows` is None when only counts are kept: then nothing large travels."""

    block: Block
    tally: Tally
    rows: Rows | None


@dataclass(frozen=True, kw_only=True)
class OutcomeTask:
    """Simulate and count a block at the scenario's stated values; picklable, for executors of other processes."""

    scenario: Scenario
    seed: int
    keep_rows: bool
    engine: Engine = simulate

    def __call__(self, block: Block) -> BlockResult:
        from sim.outcomes import columns

        rows = self.engine(self.scenario, block, self.seed)
        counted = tally(rows, columns(self.scenario.mediators), self.scenario.horizon_weeks)
        return BlockResult(block, counted, rows if self.keep_rows else None)
