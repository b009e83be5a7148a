"""The prior range depends on seed and draw alone (MODEL.md, section 3 and V10)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.montecarlo.blocks import Block, cut
from sim.montecarlo.prior import PriorCollector, PriorRun, PriorTask
from tests.verification.reproducibility.bits import PRIOR, run, scenario

pytestmark = pytest.mark.row("V10")

DRAWS, EACH = PRIOR
SEED = 5


def in_blocks(blocks, draws: int = DRAWS, each: int = EACH) -> PriorRun:
    """The prior range of a busy scenario, twelve weeks long, in these blocks."""
    busy = scenario("busy", weeks=12)
    collector = PriorCollector(busy, SEED, draws, each)
    task = PriorTask(scenario=busy, seed=SEED, worlds_per_draw=each)
    for block in blocks:
        collector.add(task(block))
    return collector.run()


def assert_same_range(one: PriorRun, other: PriorRun) -> None:
    """Draws and counts are equal bit for bit."""
    assert one.counts.tobytes() == other.counts.tobytes() and one.counts.shape == other.counts.shape
    assert one.parameters.keys() == other.parameters.keys()
    for path, drawn in one.parameters.items():
        assert drawn.tobytes() == other.parameters[path].tobytes(), path


@settings(max_examples=12)
@given(st.sets(st.integers(1, DRAWS * EACH - 1), max_size=4))
def test_blocks_that_begin_anywhere_give_the_same_range(edges):
    """The prior range is the same for blocks that begin anywhere, inside draws and inside tiles."""
    edges = [0, *sorted(edges), DRAWS * EACH]
    blocks = [Block(start, stop - start) for start, stop in zip(edges, edges[1:], strict=False)]
    assert_same_range(in_blocks(blocks), in_blocks([Block(0, DRAWS * EACH)]))


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_blocks_of_the_runner_give_the_same_range(workers):
    """The prior range is the same in the blocks that the runner makes for one, two and seven workers."""
    assert_same_range(in_blocks(cut(DRAWS * EACH, workers=workers, largest=1024)), in_blocks([Block(0, DRAWS * EACH)]))


def test_fewer_draws_are_the_first_of_more():
    """The range of three draws is that of the first three of seven, draw by draw."""
    three, seven = in_blocks([Block(0, 3 * EACH)], draws=3), in_blocks([Block(0, DRAWS * EACH)])
    assert np.array_equal(three.counts, seven.counts[:3])
    for path, drawn in three.parameters.items():
        assert drawn.tobytes() == seven.parameters[path][:3].tobytes(), path


def test_what_is_drawn_does_not_depend_on_the_worlds_of_a_draw():
    """Draw j has the same values whether it is used in 300 worlds or in 40."""
    few, many = in_blocks([Block(0, DRAWS * 40)], each=40), in_blocks([Block(0, DRAWS * EACH)])
    for path, drawn in few.parameters.items():
        assert drawn.tobytes() == many.parameters[path].tobytes(), path


def test_the_range_does_not_touch_the_stated_values():
    """Worlds at stated values are the same with and without a prior range after them."""
    with_range, without = run(worlds=300, prior=(2, 50)), run(worlds=300, prior=None)
    for name, column in with_range.worlds.items():
        assert column.to_numpy().tobytes() == without.worlds[name].to_numpy().tobytes(), name
