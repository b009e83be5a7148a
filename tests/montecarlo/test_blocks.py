"""Cutting the world axis: whole tiles, no gap, no overlap."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sim.model.draws import TILE
from sim.montecarlo.blocks import Block, cut


@given(st.integers(1, 300_000), st.integers(1, 9), st.integers(1, 20_000))
def test_blocks_cover_every_world_once_in_whole_tiles(worlds, workers, largest):
    blocks = list(cut(worlds, workers=workers, largest=largest))
    assert blocks[0].first == 0 and blocks[-1].stop == worlds
    assert all(a.stop == b.first for a, b in pairwise(blocks))
    assert all(block.first % TILE == 0 and block.worlds >= 1 for block in blocks)
    assert max(block.worlds for block in blocks) <= -(-largest // TILE) * TILE


def test_work_is_shared_evenly():
    assert [block.worlds for block in cut(16 * TILE, workers=2, largest=8 * TILE)] == [8 * TILE] * 2
    assert [block.worlds for block in cut(20 * TILE, workers=2, largest=8 * TILE)] == [5 * TILE] * 4


def test_blocks_are_not_cut_small_to_keep_everybody_busy():
    assert list(cut(20 * TILE, workers=2, largest=32 * TILE)) == [Block(0, 20 * TILE)]
    assert [block.worlds for block in cut(100 * TILE, workers=2, largest=32 * TILE)] == [25 * TILE] * 4
    assert len(list(cut(100 * TILE, workers=8, largest=32 * TILE))) == 6


def test_fewer_tiles_than_workers():
    assert list(cut(TILE + 1, workers=8, largest=TILE)) == [Block(0, TILE), Block(TILE, 1)]


def test_the_cut_is_lazy():
    assert next(iter(cut(10**12))).first == 0
