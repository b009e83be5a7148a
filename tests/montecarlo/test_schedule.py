"""Looks at fixed numbers of worlds, and blocks that end at them."""

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.draws import TILE
from sim.montecarlo.blocks import LARGEST
from sim.montecarlo.schedule import blocks_between, looks


def test_the_first_looks_are_these():
    tiles = [8, 16, 24, 32, 40, 50, 63, 79, 99, 124]
    assert list(islice(looks(10**9), 10)) == [TILE * number for number in tiles]


@given(st.integers(1, 10**9))
def test_looks_rise_in_whole_tiles_by_about_a_quarter_up_to_the_fuse(max_worlds):
    found = list(looks(max_worlds))
    assert found[-1] == max_worlds and all(look % TILE == 0 for look in found[:-1])
    for before, after in pairwise(found[:-1]):
        assert 8 * TILE <= after - before <= max(8 * TILE, before / 4 + TILE / 2)
    assert len(found) < 60


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_a_higher_cap_moves_no_look_before_it(cap, other):
    lower, higher = sorted((cap, other))
    assert list(looks(lower))[:-1] == [look for look in looks(higher) if look < lower]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_blocks_end_at_every_look_and_cover_all_worlds(workers):
    blocks = list(blocks_between(looks(1_000_000), workers=workers))
    assert set(looks(1_000_000)) <= {block.stop for block in blocks}
    assert blocks[0].first == 0 and all(before.stop == after.first for before, after in pairwise(blocks))
    assert all(block.first % TILE == 0 and 1 <= block.worlds <= LARGEST for block in blocks)


def test_blocks_are_cut_when_they_are_asked_for():
    def endless():
        worlds = 0
        while True:
            worlds += 8 * TILE
            yield worlds

    assert [block.first for block in islice(blocks_between(endless(), workers=2), 3)] == [0, 8 * TILE, 16 * TILE]
