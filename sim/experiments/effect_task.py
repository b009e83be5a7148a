"""What is done with a batch of an effect: both arms in the same worlds, counted. Picklable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any

import numpy as np

from sim.experiments.tasks import BatchResult, Group, Work
from sim.montecarlo import release as releases
from sim.montecarlo.block import Engine, simulate
from sim.montecarlo.errors import WorkerError
from sim.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class EffectTask:
    """Both arms of every variant on the same worlds, and for the first variant the course of things without either.

    Attributes
    ----------
    at : week in which the swap is imposed
    by : weeks by which talks are asked for
    naive_at : week by which a swap has come on its own, or not, in the naive contrast
    hashes : hash of a scenario -> those of its arms, as they are where the run was started
    """

    seed: int
    at: int
    by: tuple[int, ...]
    naive_at: int
    hashes: Mapping[str, tuple[str, ...]]
    engine: Engine = simulate
    release: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        arms = [f"{what}_{week}" for week in self.by for what in ("imposed", "never", "both")]
        naive = [f"{what}_{week}" for week in self.by for what in ("naive_swap", "naive_none")]
        return ("at_risk", *arms, "naive_swap", "naive_none", *naive)

    def __call__(self, work: Work) -> BatchResult:
        releases.check(self.release)
        started = perf_counter()
        counts = np.array([self._count(group) for group in work.groups], np.int64)
        return BatchResult(work.batch, counts, (None,) * len(counts), perf_counter() - started)

    def _count(self, group: Group) -> list[int]:
        (cell,) = group.cells
        both = arms(group.scenario, self.at)
        if hashes(both) != self.hashes[group.scenario.hash]:
            raise WorkerError("executor", "a worker reads scenarios in another way", "install the same version there")
        imposed, never = (self.engine(arm, cell.block, self.seed)["talks_week"] for arm in both)
        at_risk = ~(never <= self.at + 1)
        if not np.array_equal(at_risk, ~(imposed <= self.at + 1)):
            raise AssertionError("the arms differ before the swap is imposed: the worlds at risk are not the same")
        found = [int(at_risk.sum())]
        for week in self.by:
            treated, untreated = imposed[at_risk] <= week, never[at_risk] <= week
            found += [int(each.sum()) for each in (treated, untreated, treated & untreated)]
        return found + (self._naive(group, cell.block) if cell.key.scenario == 0 else [0] * (2 + 2 * len(self.by)))

    def _naive(self, group: Group, block: Any) -> list[int]:
        rows = self.engine(group.scenario, block, self.seed)
        swap, talks = rows["completed_week"] <= self.naive_at, rows["talks_week"]
        at_risk = ~(talks <= self.naive_at)
        sides = [at_risk & swap, at_risk & ~swap]
        found = [int(side.sum()) for side in sides]
        return found + [int((side & (talks <= week)).sum()) for week in self.by for side in sides]


@lru_cache(maxsize=32)
def arms(scenario: Scenario, at: int) -> tuple[Scenario, Scenario]:
    """The scenario with a swap imposed in week `at`, and with none ever."""
    return scenario.intervene({"swap": {"complete_at": at}}), scenario.intervene({"swap": "never"})


def hashes(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """The hash of every scenario."""
    return tuple(scenario.hash for scenario in scenarios)
