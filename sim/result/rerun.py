"""Repeating a saved result from its provenance, and saying whether the bits agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.draws import TILE
from sim.montecarlo import block, executors, provenance
from sim.montecarlo.arguments import worker_timeout_of
from sim.montecarlo.block import BlockResult, OutcomeTask
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.interrupt import stop_on_interrupt
from sim.montecarlo.prior import PriorBlock, PriorCollector, PriorRun, PriorTask
from sim.montecarlo.run_reader import StoredResult
from sim.montecarlo.runner import cores
from sim.montecarlo.schedule import looks
from sim.montecarlo.tally import Rows, Tally, empty
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.montecarlo.worker_pool import worker_pool
from sim.progress import Report, following, progress_bar
from sim.result import folder as folders
from sim.result.checked import facts_in, scenario_in
from sim.result.watch import Watch, stopping_of
from sim.shown import Shown, ShowsItself

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True, kw_only=True, repr=False)
class Rerun(ShowsItself):
    """What repeating a result has shown.

    Attributes
    ----------
    agrees : bool
        Whether every number compared has the same bits.
    worlds, draws : int
        How many were repeated.
    rows : bool
        Whether rows were compared world by world; otherwise counts alone were stored.
    differences : what differs, in words
    versions : (name, then, now) of everything that is another version than it was
    """

    agrees: bool
    worlds: int
    draws: int
    rows: bool
    differences: tuple[str, ...]
    versions: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        compared = "every row and every count" if self.rows else "every count (rows were not stored)"
        what = f"{self.worlds:,} worlds" + (f" and {self.draws:,} draws of the prior" if self.draws else "")
        lines = [f"Repeated {what}: {compared} {'agrees, bit for bit.' if self.agrees else 'compared; they DIFFER.'}"]
        lines += [f"  {difference}" for difference in self.differences]
        if self.versions:
            lines.append("Versions that differ from the first run:")
            lines += [f"  {name}: {then} then, {here} now" for name, then, here in self.versions]
        elif not self.agrees:
            lines.append("All versions are those of the first run: another machine, or a damaged store.")
        return "\n".join(lines)

    def shown(self) -> Shown:
        first, *more = str(self).splitlines()
        return Shown(heading=first, notes=more)


def rerun(
    place: str | Path,
    *,
    workers: int | None = None,
    executor: Executor | str | None = None,
    worker_timeout: float = WORKER_TIMEOUT,
    progress: Report | bool | None = None,
) -> Rerun:
    """Repeat a saved result: the same scenario, seed, worlds and draws, as many as were done; nothing is written.

    Parameters
    ----------
    place : the result's folder, or a file in it
    workers, executor, worker_timeout, progress : as in `sim.run`

    Raises
    ------
    ResultError
        when it cannot be read, is damaged or edited, or its scenario is not the one that was run
    RunError, WorkerError
        as in `sim.run`
    KeyboardInterrupt
        on Ctrl-C
    """
    executors.check(executor)
    worker_timeout = worker_timeout_of(worker_timeout)
    folder = folders.find(place)
    with following(progress, progress_bar, "repeating") as tell, StoredResult(folder / folders.STORE) as stored:
        facts_in(stored)
        scenario = scenario_in(folder, stored.meta["scenario_hash"])
        stored.check_rows()
        comparison = _Comparison(stored, tell)
        comparison.run(scenario, cores() if workers is None else workers, executor, worker_timeout)
        return comparison.verdict()


@dataclass
class _Comparison:
    """Repeats a stored result block by block and notes what differs."""

    stored: StoredResult
    progress: Report | None
    differences: list[str] = field(default_factory=list)
    done: int = 0

    def run(self, scenario: Scenario, workers: int, executor: Executor | str | None, worker_timeout: float) -> None:
        worlds, seed = self.stored.meta["worlds"], self.stored.meta["seed"]
        self.counted: Tally = empty(scenario.horizon_weeks)
        self.before, rule = self.stored.prior(), stopping_of(self.stored.meta)
        self.watch = None if rule is None else Watch(rule)
        draws, each = (self.before.draws, self.before.worlds_per_draw) if self.before else (0, 0)
        self.total, self.started = worlds + draws * each, perf_counter()
        with (
            stop_on_interrupt() as stop,
            worker_pool(executor, workers, stop, worker_timeout, self.total * scenario.horizon_weeks) as own,
        ):

            def part(task: OutcomeTask | PriorTask, edges: Iterable[int], take: Callable[[Any], None]) -> None:
                if not own.run_worlds(task, edges, take, tell=self._report):
                    raise KeyboardInterrupt

            part(
                OutcomeTask(scenario=scenario, seed=seed, keep_rows=self.stored.has_rows, engine=block.ENGINE),
                self._edges(worlds),
                self._take_worlds,
            )
            self._compare_counts()
            self._compare_looks()
            if self.before:
                self.collector = PriorCollector(scenario, seed, draws, each)
                part(
                    PriorTask(scenario=scenario, seed=seed, worlds_per_draw=each, engine=block.ENGINE),
                    [draws * each],
                    self._take_draws,
                )
                self._compare_prior(self.collector.run())

    def verdict(self) -> Rerun:
        origin = self.stored.provenance
        tile = provenance.changed({"tile": str(origin.get("tile_worlds", TILE))}, {"tile": str(TILE)})
        return Rerun(
            agrees=not self.differences,
            worlds=self.counted.worlds,
            draws=self.before.draws if self.before else 0,
            rows=self.stored.has_rows,
            differences=tuple(self.differences),
            versions=tuple(provenance.changed(origin.get("versions", {}), provenance.versions()) + tile),
        )

    def _take_worlds(self, result: BlockResult) -> None:
        if result.rows is not None:
            before = next(self.stored.blocks(result.block.first, result.block.stop, at_once=result.block.worlds))
            self._compare_rows(before, result.rows)
        self.counted += result.tally
        self.done += result.block.worlds
        if self.watch is not None:
            self.watch.take(self.watch.due(self.counted))

    def _take_draws(self, result: PriorBlock) -> None:
        self.collector.add(result)
        self.done += result.block.worlds

    def _report(self) -> None:
        if self.progress is not None:
            self.progress(self.done, self.total, perf_counter() - self.started)

    def _say(self, difference: str) -> None:
        if difference.split(":")[0] not in {known.split(":")[0] for known in self.differences}:
            self.differences.append(difference)

    def _compare_rows(self, before: Rows, here: Rows) -> None:
        for name in {**before, **here}:
            if name not in before or name not in here:
                self._say(f"column {name}: only in {'this' if name in here else 'the first'} run")
                continue
            different = np.flatnonzero(~_same(before[name], here[name]))
            if different.size:
                world, place = int(here["world"][different[0]]), different[0]
                self._say(f"column {name}: first in world {world}, {before[name][place]} then, {here[name][place]} now")

    def _compare_counts(self) -> None:
        before, here = self.stored.tally(), self.counted
        for name in sorted({*before.totals, *here.totals}):
            if before.totals.get(name) != here.totals.get(name):
                self._say(f"count {name}: {before.totals.get(name)} then, {here.totals.get(name)} now")
        for event in sorted({*before.weeks, *here.weeks}):
            if not _same_draws(before.weeks, here.weeks, event):
                self._say(f"weeks of {event}: not the same")

    def _edges(self, worlds: int) -> list[int]:
        """Where blocks have to end: at the looks of a run with precision-based stopping, and at the last world."""
        rest = () if self.watch is None else looks(self.watch.rule.max_worlds)
        return [*takewhile(lambda look: look < worlds, rest), worlds]

    def _compare_looks(self) -> None:
        before, here = self.stored.looks(), () if self.watch is None else tuple(self.watch.seen)
        if before != here:
            self._say(f"counts at the looks: {len(before)} looks then, {len(here)} now; they are not the same")

    def _compare_prior(self, here: PriorRun) -> None:
        before = self.before
        assert before is not None  # it is repeated as it was run
        for path in {**before.parameters, **here.parameters}:
            if not _same_draws(before.parameters, here.parameters, path):
                self._say(f"draws of {path}: not the same")
        for name, then, now in zip(COUNTS, before.counts.T, here.counts.T, strict=True):
            if not np.array_equal(then, now):
                self._say(f"prior run, {name}: {np.count_nonzero(then != now):,} of {len(then):,} draws differ")


def _same_draws(before: Mapping[str, np.ndarray], here: Mapping[str, np.ndarray], name: str) -> bool:
    return name in before and name in here and np.array_equal(before[name], here[name])


def _same(before: np.ndarray, here: np.ndarray) -> np.ndarray:
    """Equal value by value, two NaN being equal."""
    equal = before == here
    return equal | ((before != before) & (here != here))
