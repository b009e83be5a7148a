"""Every cut of the worlds into blocks gives the same worlds (MODEL.md, section 3 and V10)."""

import functools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.model.draws import TILE, WorldDraws
from sim.model.outcomes import columns
from sim.montecarlo.block import OutcomeTask, simulate
from sim.montecarlo.blocks import Block, cut
from sim.montecarlo.tally import empty, tally
from tests.verification.reproducibility.bits import scenario
from tests.worlds import assert_same

pytestmark = pytest.mark.row("V10")

SEED, WORLDS = 11, 2 * TILE + 300
EDGES = st.integers(1, WORLDS - 1) | st.sampled_from([1, TILE - 1, TILE, TILE + 1, 2 * TILE - 1, 2 * TILE, WORLDS - 1])


@functools.cache
def busy():
    """A scenario in which rare branches are common, for thirty weeks."""
    return scenario("busy", weeks=30)


@functools.cache
def values() -> dict[str, np.ndarray]:
    """Another draw of the uncertain parameters in every world."""
    return busy().draw_priors(SEED, 0, WORLDS)


@functools.cache
def whole(drawn: bool) -> dict[str, np.ndarray]:
    """All worlds in one block, at stated or at drawn values."""
    return dict(simulate(busy(), Block(0, WORLDS), SEED, values() if drawn else None))


def pieces(edges) -> list[Block]:
    """Blocks between these edges, in the order of worlds."""
    edges = [0, *sorted(edges), WORLDS]
    return [Block(start, stop - start) for start, stop in zip(edges, edges[1:], strict=False)]


@settings(max_examples=16)
@given(st.sets(EDGES, max_size=5), st.booleans())
@example({TILE, 2 * TILE}, False)
@example({1, 700, 1300, 2047}, True)
def test_any_cut_gives_the_same_worlds(edges, drawn):
    """Blocks that begin anywhere, inside tiles too, have the rows of the whole, bit for bit, drawn values or not."""
    for block in pieces(edges):
        here = slice(block.first, block.stop)
        own = {path: array[here] for path, array in values().items()} if drawn else None
        rows = dict(simulate(busy(), block, SEED, own))
        assert_same(rows, {name: column[here] for name, column in whole(drawn).items()})


@settings(max_examples=16)
@given(st.sets(EDGES, max_size=60), st.randoms(use_true_random=False))
def test_counts_add_up_alike_for_any_cut_in_any_order(edges, order):
    """Counts and sums of the blocks of any cut, added in any order, are those of the whole, to the last digit."""
    described = columns(busy().mediators)
    blocks = pieces(edges)
    order.shuffle(blocks)
    added = empty(busy().horizon_weeks)
    for block in blocks:
        rows = {name: column[block.first : block.stop] for name, column in whole(False).items()}
        added += tally(rows, described, busy().horizon_weeks)
    expected = tally(whole(False), described, busy().horizon_weeks)
    assert (added.worlds, added.totals, added.scales) == (WORLDS, expected.totals, expected.scales)
    assert added.weeks.keys() == expected.weeks.keys()
    assert all(np.array_equal(added.weeks[event], weeks) for event, weeks in expected.weeks.items())


@settings(max_examples=10)
@given(st.integers(1, 9), st.integers(1, 4 * TILE))
def test_blocks_as_the_runner_cuts_them(workers, largest):
    """Blocks of the runner's own cut, for any number of workers and any size, have rows and counts of the whole."""
    task = OutcomeTask(scenario=busy(), seed=SEED, keep_rows=True)
    added, stop = empty(busy().horizon_weeks), 0
    for block in cut(WORLDS, workers=workers, largest=largest):
        found = task(block)
        assert block.first == stop
        assert_same(dict(found.rows), {name: column[stop : block.stop] for name, column in whole(False).items()})
        added, stop = added + found.tally, block.stop
    expected = tally(whole(False), columns(busy().mediators), busy().horizon_weeks)
    assert stop == WORLDS and added.totals == expected.totals
    assert all(np.array_equal(added.weeks[event], weeks) for event, weeks in expected.weeks.items())


@settings(max_examples=60)
@given(st.integers(0, 2**64), st.integers(0, 10**9), st.integers(1, 2 * TILE + 1))
@example(0, TILE - 1, 2)
@example(1, TILE, TILE)
def test_draws_are_those_of_the_stream_contract(seed, first, count):
    """World k draws 4 uniforms, then 16 a week, from its column of the stream SFC64 that (seed, its tile) spawns."""
    draws = WorldDraws(seed, first, count)
    found = [draws.initial()]
    for _ in range(2):
        draws.next_week()
        found.append(draws.uniform.copy())
    for tile in range(first // TILE, (first + count - 1) // TILE + 1):
        stream = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(0, tile))))
        start, stop = max(first, tile * TILE), min(first + count, (tile + 1) * TILE)
        for slots, uniform in zip((4, 16, 16), found, strict=True):
            drawn = stream.random((slots, TILE), dtype=np.float32)[:, start - tile * TILE : stop - tile * TILE]
            assert uniform[:, start - first : stop - first].tobytes() == drawn.tobytes()
