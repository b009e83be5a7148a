"""When precision-based stopping looks at the counts: at numbers of worlds that are fixed before the run begins.

What is seen decides at which look the run ends, never where the looks are. No worker, executor or cut into blocks can
therefore move its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sim.model.draws import TILE
from sim.montecarlo.blocks import Block, cut

FIRST_TILES = 8
"""Tiles before the first look, and between two looks at least."""


def looks(max_worlds: int) -> Iterator[int]:
    """Numbers of worlds at which the counts are looked at.

    The first is 8 tiles (8,192 worlds), each next one a quarter more in whole tiles, 8 tiles more at least: a run ends
    with at most a quarter more worlds than it needed, or 8 tiles. The last is `max_worlds`, whole tiles or not.

    Parameters
    ----------
    max_worlds : int >= 1

    Yields
    ------
    int, rising
    """
    tiles = FIRST_TILES
    while tiles * TILE < max_worlds:
        yield tiles * TILE
        tiles += max(FIRST_TILES, (tiles + 2) // 4)
    yield max_worlds


def blocks_between(
    edges: Iterable[int], *, workers: int, first: int = 0, cut: Callable[..., Iterable[Block]] = cut
) -> Iterator[Block]:
    """Cut worlds into blocks such that each of `edges` is an edge between two blocks; read lazily.

    Parameters
    ----------
    edges : rising numbers of worlds, whole tiles but for the last; worlds `first` to the last edge - 1 are cut
    workers : int >= 1
    first : a whole number of tiles, or the last edge: those before are done
    cut : cuts a stretch between two edges, as `sim.montecarlo.blocks.cut` does

    Yields
    ------
    Block, in the order of worlds
    """
    for edge in edges:
        if edge <= first:
            continue
        for block in cut(edge - first, workers=workers):
            yield Block(first + block.first, block.worlds)
        first = edge
