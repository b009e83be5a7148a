"""One block of worlds: simulate it, count it, and keep its rows if they are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.montecarlo import release as releases
from sim.montecarlo.blocks import Block
from sim.montecarlo.tally import Rows, Tally, tally

if TYPE_CHECKING:
    from sim.scenario import Scenario


class Engine(Protocol):
    """Whatever turns worlds into rows: the model, or a stand-in under test."""

    def __call__(
        self,
        scenario: Scenario,
        block: Block,
        seed: int,
        values: Mapping[str, np.ndarray] | None = None,
        copies: int = 1,
    ) -> Rows: ...


def simulate(
    scenario: Scenario, block: Block, seed: int, values: Mapping[str, np.ndarray] | None = None, copies: int = 1
) -> Rows:
    """Run the model on a block of worlds to the horizon.

    Parameters
    ----------
    scenario : Scenario
    block : the worlds
    seed : int >= 0
    values : parameter path -> array (block.worlds * copies,), or None for the scenario's stated values
    copies : how often the same worlds are run side by side, with the same draws and perhaps other values

    Returns
    -------
    column -> array (block.worlds * copies,), as `sim.model.outcomes.columns` describes them; all worlds of the first copy,
    then all of the second, and so on
    """
    from sim.model.draws import RepeatedDraws
    from sim.negotiation.model import NegotiationModel

    model = NegotiationModel(
        scenario,
        worlds=block.worlds * copies,
        first_world=block.first,
        seed=seed,
        values=values,
        collect=False,
        draws=RepeatedDraws(seed, block.first, block.worlds, copies) if copies > 1 else None,
    )
    try:
        model.run()
        return model.outcomes()
    finally:
        model.release()


ENGINE: Engine = simulate
"""What simulates, in runs and experiments alike; tests of the machinery put a stand-in here."""


@dataclass(frozen=True)
class BlockResult:
    """What came out of a block. `rows` is None when only counts are kept: then nothing large travels."""

    block: Block
    tally: Tally
    rows: Rows | None


@dataclass(frozen=True, kw_only=True)
class OutcomeTask:
    """Simulate and count a block at the scenario's stated values; picklable, for executors of other processes.

    `release` is the one that must do it (`executors.release_for`); None when that need not be asked.
    """

    scenario: Scenario
    seed: int
    keep_rows: bool
    engine: Engine = simulate
    release: str | None = None

    def __call__(self, block: Block) -> BlockResult:
        from sim.model.outcomes import columns

        releases.check(self.release)
        rows = self.engine(self.scenario, block, self.seed)
        counted = tally(rows, columns(self.scenario.mediators), self.scenario.horizon_weeks)
        return BlockResult(block, counted, rows if self.keep_rows else None)
