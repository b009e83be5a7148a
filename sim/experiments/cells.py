"""The cells of an experiment: each point, round and part has its own worlds; and how cells are put into batches.

The axis of worlds is laid out once, from the design alone. Within a round points follow each other in an interleaved
order, rounds follow one another, so that an experiment that is stopped anywhere has done about the same everywhere.
Which cells share a batch decides speed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.model.draws import TILE
from sim.montecarlo.blocks import LARGEST, Block

_SMALLEST = 8 * TILE
"""Worlds below which a batch is not made smaller to have work for every worker."""


class Key(NamedTuple):
    """What a row of the store is about: scenario, point of the design, round, and part of the point's worlds."""

    scenario: int
    point: int
    round: int = 0
    part: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A key and its worlds."""

    key: Key
    block: Block


@dataclass(frozen=True, slots=True)
class Batch:
    """Cells that are simulated together."""

    cells: tuple[Cell, ...]

    @property
    def worlds(self) -> int:
        """Worlds of all its cells."""
        return sum(cell.block.worlds for cell in self.cells)


def interleaved(points: int) -> np.ndarray:
    """The order in which points are simulated, int (points,): each stretch of it is spread over all of them.

    The van der Corput sequence in base 2 (Niederreiter 1992): the number of a place with its bits turned round.
    """
    bits = max(points - 1, 1).bit_length()
    turned = np.zeros(1 << bits, np.int64)
    for bit in range(bits):
        turned |= ((np.arange(1 << bits) >> bit) & 1) << (bits - 1 - bit)
    return turned[turned < points]


def own_worlds(points: int, worlds: int, place: int, start: int = 0) -> Block:
    """The stretch of the world axis of the point at a place of the interleaved order, in a round that starts there."""
    return Block(start + place * worlds, worlds)


def parts(block: Block, largest: int = LARGEST) -> Iterator[Block]:
    """A stretch cut into parts; the cut depends on the stretch alone, since parts are rows of the store."""
    for first in range(block.first, block.stop, largest):
        yield Block(first, min(largest, block.stop - first))


def part_of_shared(worlds: int) -> int:
    """Worlds of a part where all points share the same worlds: about eight parts, none small, none too large."""
    return min(LARGEST, max(_SMALLEST, -(-worlds // (8 * TILE)) * TILE))


def adjoining(cells: Iterable[Cell], workers: int, worlds: int) -> Iterator[Batch]:
    """Batches of cells of one scenario whose worlds follow each other without a gap.

    Parameters
    ----------
    cells : in the order of the world axis of each scenario, scenario by scenario as wanted
    workers : for whom there should be work
    worlds : of all the cells
    """

    def joins(last: Cell, cell: Cell) -> bool:
        return cell.key.scenario == last.key.scenario and cell.block.first == last.block.stop

    return _batched(cells, _even(worlds, workers), joins)


def sharing(cells: Iterable[Cell], workers: int, worlds: int) -> Iterator[Batch]:
    """Batches of cells that have the same worlds: points of a scenario side by side in one model, scenarios in turn.

    Parameters
    ----------
    cells : those with the same worlds next to each other, those of a scenario next to each other among them
    workers : for whom there should be work
    worlds : of all the cells
    """
    return _batched(cells, _even(worlds, workers), lambda last, cell: cell.block == last.block)


def _batched(cells: Iterable[Cell], most: int, joins: Callable[[Cell, Cell], bool]) -> Iterator[Batch]:
    """Batches of cells that join the one before; a scenario of a batch has at most `most` worlds in one model."""
    batch: list[Cell] = []
    held = 0  # worlds of the last scenario
    for cell in cells:
        if batch and cell.key.scenario != batch[-1].key.scenario:
            held = 0
        if batch and (not joins(batch[-1], cell) or held + cell.block.worlds > max(most, cell.block.worlds)):
            yield Batch(tuple(batch))
            batch, held = [], 0
        batch.append(cell)
        held += cell.block.worlds
    if batch:
        yield Batch(tuple(batch))


def _even(worlds: int, workers: int) -> int:
    """Worlds of a batch at most, such that no worker waits long for another in the end."""
    batches = -(-worlds // (workers * LARGEST)) * workers
    return max(min(LARGEST, -(-worlds // max(batches, 1))), _SMALLEST)
