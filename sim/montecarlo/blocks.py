"""Cutting the world axis into blocks of whole tiles. Where it is cut never changes a result, only its speed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.model.draws import TILE

LARGEST = 65_536
"""Worlds in a block by default.

A week takes some thousand NumPy calls whatever the size of a block, which cost as much as computing six thousand
world-weeks. In small blocks they are so short that threads can spend more time on handing the lock over than on
computing. `make bench` measures blocks of several sizes, and what threads gain at this one.
"""


@dataclass(frozen=True)
class Block:
    """Worlds `first` to `first + worlds - 1`; `first` is a multiple of the tile."""

    first: int
    worlds: int

    @property
    def stop(self) -> int:
        """Number of the world after the last."""
        return self.first + self.worlds

    def __str__(self) -> str:
        return f"worlds {self.first:,} to {self.stop - 1:,}"


def cut(worlds: int, *, workers: int = 1, largest: int = LARGEST) -> Iterator[Block]:
    """Cut worlds 0 to `worlds - 1` into blocks of whole tiles, the last tile perhaps in part.

    Blocks differ by one tile at most. Their number is a multiple of the number of workers, so that none waits long for
    another at the end, unless blocks would become smaller than half of `largest`: then some workers have nothing to do.

    Parameters
    ----------
    worlds : int >= 1
    workers : int >= 1
    largest : int
        Worlds in a block at most; rounded up to whole tiles.

    Yields
    ------
    Block, in the order of worlds
    """
    tiles = -(-worlds // TILE)
    most = max(-(-largest // TILE), 1)
    fewest = -(-tiles // most)
    even = -(-fewest // workers) * workers
    blocks = max(fewest, min(even, tiles // max(most // 2, 1)))
    for number in range(blocks):
        first, stop = (tiles * edge // blocks * TILE for edge in (number, number + 1))
        yield Block(first, min(stop, worlds) - first)
