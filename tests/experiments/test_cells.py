"""How worlds are laid out over points, rounds and parts, and put into batches: no gap, no overlap, none too large."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.cells import Cell, Key, adjoining, interleaved, own_worlds, part_of_shared, parts, sharing
from sim.model.draws import TILE
from sim.montecarlo.blocks import LARGEST, Block

WORKERS = st.integers(1, 64)


@given(st.integers(1, 3000))
def test_the_interleaved_order_has_every_point_once(points):
    assert sorted(interleaved(points)) == list(range(points))


@given(st.integers(1, 10).flatmap(lambda bits: st.tuples(st.just(2**bits), st.integers(1, 2**bits))))
def test_each_prefix_of_the_interleaved_order_is_spread_over_all_points(found):
    """Among a power of two of points, a prefix has in any aligned half, quarter, … its share, to within one."""
    points, size = found
    prefix = interleaved(points)[:size]
    for pieces in itertools.takewhile(lambda pieces: pieces <= points, (2**bit for bit in range(11))):
        counts = np.bincount(prefix * pieces // points, minlength=pieces)
        assert counts.max() - counts.min() <= 1


@given(st.integers(2, 3000), st.data())
def test_no_stretch_of_points_is_left_out_for_long(points, data):
    """A gap among the points already met is at most four times the even one."""
    size = data.draw(st.integers(1, points))
    met = np.sort(interleaved(points)[:size])
    gaps = np.diff([-1, *met, points])
    assert gaps.max() <= 4 * (points / size + 1)


@given(st.integers(1, 200), st.integers(1, 100_000), st.integers(0, 10**9))
def test_own_worlds_cover_a_round_without_gap_or_overlap(points, worlds, start):
    blocks = [own_worlds(points, worlds, place, start) for place in range(points)]
    assert blocks[0].first == start and blocks[-1].stop == start + points * worlds
    assert all(one.stop == two.first for one, two in itertools.pairwise(blocks))
    assert {block.worlds for block in blocks} == {worlds}


@given(st.integers(0, 10**9), st.integers(1, 500_000), st.integers(1, LARGEST))
def test_parts_cover_a_stretch_and_none_is_too_large(first, worlds, largest):
    largest = max(largest, worlds // 500 + 1)
    found = list(parts(Block(first, worlds), largest))
    assert found[0].first == first and found[-1].stop == first + worlds
    assert all(one.stop == two.first for one, two in itertools.pairwise(found))
    assert all(0 < block.worlds <= largest for block in found)


@given(st.integers(1, 10**9))
def test_parts_of_shared_worlds_are_whole_tiles_and_about_eight(worlds):
    part = part_of_shared(worlds)
    assert part % TILE == 0 and 0 < part <= LARGEST
    assert part * 8 >= worlds or part == LARGEST


@st.composite
def laid(draw):
    """Cells as a plan lays them out: scenario by scenario, along the axis of worlds, some of them done already."""
    cells = []
    for scenario in range(draw(st.integers(1, 3))):
        place = 0
        for point in range(draw(st.integers(1, 30))):
            worlds = draw(st.sampled_from([1, 100, 1024, 5000, LARGEST]))
            if draw(st.integers(0, 5)):
                cells.append(Cell(Key(scenario, point), Block(place, worlds)))
            place += worlds
    return cells


@given(laid(), WORKERS)
def test_adjoining_batches_hold_every_cell_once_in_order(cells, workers):
    batches = list(adjoining(cells, workers, sum(cell.block.worlds for cell in cells)))
    assert [cell for batch in batches for cell in batch.cells] == cells
    assert all(batch.cells for batch in batches)


@given(laid(), WORKERS)
def test_an_adjoining_batch_is_one_stretch_of_one_scenario_and_never_too_large(cells, workers):
    for batch in adjoining(cells, workers, sum(cell.block.worlds for cell in cells)):
        assert len({cell.key.scenario for cell in batch.cells}) == 1
        assert all(one.block.stop == two.block.first for one, two in itertools.pairwise(batch.cells))
        assert batch.worlds <= LARGEST or len(batch.cells) == 1


@st.composite
def shared(draw):
    """Cells with the same worlds: part by part, scenario by scenario, point by point."""
    worlds, largest = draw(st.sampled_from([(1000, 1000), (20_000, 8192), (100_000, LARGEST)]))
    scenarios, points = draw(st.integers(1, 3)), draw(st.integers(1, 40))
    return [
        Cell(Key(scenario, point, 0, number), block)
        for number, block in enumerate(parts(Block(0, worlds), largest))
        for scenario in range(scenarios)
        for point in range(points)
        if draw(st.integers(0, 9))
    ]


@given(shared(), WORKERS)
def test_sharing_batches_hold_every_cell_once_in_order(cells, workers):
    batches = list(sharing(cells, workers, sum(cell.block.worlds for cell in cells)))
    assert [cell for batch in batches for cell in batch.cells] == cells
    assert all(batch.cells for batch in batches)


@given(shared(), WORKERS)
def test_a_sharing_batch_has_one_stretch_and_no_model_in_it_is_too_large(cells, workers):
    """Points of a scenario are side by side in one model; scenarios take turns."""
    for batch in sharing(cells, workers, sum(cell.block.worlds for cell in cells)):
        assert len({cell.block for cell in batch.cells}) == 1
        for _, group in itertools.groupby(batch.cells, key=lambda cell: cell.key.scenario):
            side_by_side = list(group)
            assert sum(cell.block.worlds for cell in side_by_side) <= LARGEST or len(side_by_side) == 1
