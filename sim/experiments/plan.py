"""What an experiment wants simulated, round by round: from a design to batches."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from sim.experiments.cells import Batch, Cell, Key, adjoining, interleaved, own_worlds, part_of_shared, parts, sharing
from sim.experiments.design import Design
from sim.experiments.experiment_runner import Counts, Plan
from sim.experiments.precision import Precision, increments
from sim.experiments.tasks import Group, Work
from sim.montecarlo.blocks import LARGEST, Block
from sim.montecarlo.schedule import looks


class DesignPlan(Plan):
    """The points of a design, each in worlds of its own or all in the same.

    Parameters
    ----------
    design : what to simulate
    precision : when a point needs no further round; None for as many rounds as the design has replicates
    """

    def __init__(self, design: Design, precision: Precision | None = None):
        self.design, self.precision = design, precision
        self.order = interleaved(design.size)
        self.stretches = tuple(self._stretches())
        self._guess = self._ended = 0  # worlds that it will take, and that points took that have ended
        self._active: set[tuple[int, int]] | None = None

    def rounds(self, done: Counts, failed: set[Key], workers: int) -> Iterator[Iterable[Work]]:
        for number in range(len(self.stretches)):
            active = None
            if number and self.precision is not None:
                active = self._active = self._continued(done, failed, number)
                if not active:
                    return
            works = self._works(number, active, done, workers)
            first = next(works, None)
            if first is not None:
                yield itertools.chain([first], works)

    def extent(self) -> tuple[int, int]:
        points = self.design.size * len(self.design.scenarios)
        if self.precision is None:
            return points, points * self.design.worlds * self.design.replicates
        return points, max(self._guess, points * self.stretches[0][1])

    def last_of(self, key: Key) -> bool:
        start, worlds = self.stretches[key.round]
        last_round = self.precision is not None or key.round == len(self.stretches) - 1
        return last_round and (key.part + 1) * self._part_size(worlds) >= worlds

    # -- the axis of worlds -------------------------------------------------------------------------------------------

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Rounds as (worlds of a point before, worlds of a point in this round)."""
        if self.precision is None:
            each = self.design.worlds
            yield from ((number * each, each) for number in range(self.design.replicates))
            return
        edges = looks(self.precision.max_worlds) if self.design.common else growing(self.design.worlds, self.precision)
        before = 0
        for edge in edges:
            yield before, edge - before
            before = edge

    def _own_cells(self, scenario: int, number: int) -> Iterator[Cell]:
        """The cells of a scenario in a round, where each point has worlds of its own: along the axis of worlds."""
        start, worlds = self.stretches[number]
        size = self.design.size
        for place, point in enumerate(self.order):
            for part, block in enumerate(self._parts(own_worlds(size, worlds, place, size * start))):
                yield Cell(Key(scenario, int(point), number, part), block)

    def _shared_cells(self, number: int) -> Iterator[Cell]:
        """The cells of a round where all have the same worlds: those with the same next to each other."""
        for part, block in enumerate(self._parts(Block(*self.stretches[number]))):
            for scenario in range(len(self.design.scenarios)):
                for point in self.order:
                    yield Cell(Key(scenario, int(point), number, part), block)

    def _parts(self, block: Block) -> Iterator[Block]:
        return parts(block, self._part_size(block.worlds))

    def _part_size(self, worlds: int) -> int:
        return part_of_shared(worlds) if self.design.common else LARGEST

    def _works(self, number: int, active: set[tuple[int, int]] | None, done: Counts, workers: int) -> Iterator[Work]:
        """What is left of a round, batch by batch; nothing is made before its turn comes.

        `active` are the points that still go on, None for all of them.
        """

        def left(cells: Iterable[Cell]) -> Iterator[Cell]:
            return (cell for cell in cells if cell.key not in done and (active is None or cell.key[:2] in active))

        worlds = self._worlds_left(number, active, done)
        if self.design.common:
            return map(self._work, sharing(left(self._shared_cells(number)), workers, sum(worlds)))
        batches = [
            adjoining(left(self._own_cells(scenario, number)), workers, own) for scenario, own in enumerate(worlds)
        ]
        turns = itertools.zip_longest(*batches)
        return (self._work(batch) for turn in turns for batch in turn if batch is not None)

    def _worlds_left(self, number: int, active: set[tuple[int, int]] | None, done: Counts) -> list[int]:
        """How many worlds of a round are still to be simulated, for each scenario."""
        scenarios, (_, worlds) = range(len(self.design.scenarios)), self.stretches[number]
        points = Counter(dict.fromkeys(scenarios, self.design.size))
        if active is not None:
            points = Counter(scenario for scenario, _ in active)
        left = [points[scenario] * worlds for scenario in scenarios]
        for key in done:
            if key.round == number and (active is None or key[:2] in active):
                left[key.scenario] -= self.worlds_of(key) or 0
        return left

    def _work(self, batch: Batch) -> Work:
        groups = []
        for scenario, cells in itertools.groupby(batch.cells, key=lambda cell: cell.key.scenario):
            own = tuple(cells)
            values = self.design.values(scenario, np.array([cell.key.point for cell in own]))
            groups.append(Group(self.design.scenarios[scenario], own, values))
        return Work(batch, tuple(groups))

    # -- precision ----------------------------------------------------------------------------------------------------

    def _continued(self, done: Counts, failed: set[Key], number: int) -> set[tuple[int, int]]:
        """Points that need another round, among those that went on in the round before and have had every round.

        Only rounds before this one are looked at: an experiment that is resumed may have done part of this one or
        more, and must decide as it did before.
        """
        given_up = {key[:2] for key in failed}
        rounds = self.by_point(done, number)
        points = [
            point
            for point, own in rounds.items()
            if len(own) == number and point not in given_up and not self._is_baseline(point)
        ]
        if not points:
            return set()
        counts = np.array([[counts for counts, _ in rounds[point]] for point in points])
        worlds = np.array([[worlds for _, worlds in rounds[point]] for point in points])
        added = increments(counts, worlds, self.design.common)
        rule = self.precision
        assert rule is not None  # without one no point goes on
        going_on = ~rule.reached(added)
        expected = np.where(going_on, rule.expected(added.sum(axis=1)), 0)
        self._guess = self._ended + int(np.maximum(expected, worlds.sum(axis=1)).sum())
        self._ended += int(worlds.sum(axis=1)[~going_on].sum())
        found = {point for point, goes in zip(points, going_on, strict=True) if goes}
        return found | ({(0, 0)} if found and self._is_baseline((0, 0)) else set())

    def _is_baseline(self, point: tuple[int, int]) -> bool:
        """Whether a point is the baseline itself: it goes on as long as another does."""
        return self.design.common and not self.design.keys and point[0] == 0

    def by_point(self, done: Counts, before: int) -> dict[tuple[int, int], list[tuple[np.ndarray, int]]]:
        """Cells that are done, by scenario and point: for each round `before` in order its counts and worlds, parts
        added up; points that have ended are left out."""
        found: dict[tuple[int, int], dict[int, tuple[np.ndarray, int]]] = {}
        for key, counted in done.items():
            if key.round >= before or (self._active is not None and key[:2] not in self._active):
                continue
            rounds = found.setdefault(key[:2], {})
            counts, worlds = rounds.get(key.round, (np.zeros_like(counted), 0))
            rounds[key.round] = (counts + counted, worlds + (self.worlds_of(key) or 0))
        return {
            point: [rounds[number] for number in range(before) if number in rounds]
            for point, rounds in sorted(found.items())
        }

    def worlds_of(self, key: Key) -> int | None:
        if not (key.scenario < len(self.design.scenarios) and key.point < self.design.size):
            return None
        if key.round >= len(self.stretches):
            return None
        whole = self.stretches[key.round][1]
        size = self._part_size(whole)
        return min(size, whole - key.part * size) if key.part * size < whole else None


def growing(worlds: int, precision: Precision) -> Iterator[int]:
    """Worlds of a point at the end of each round: as the design says, then half as many again, up to the cap."""
    reached = min(worlds, precision.max_worlds)
    yield reached
    while reached < precision.max_worlds:
        reached = min(reached + max(reached // 2, 1), precision.max_worlds)
        yield reached
