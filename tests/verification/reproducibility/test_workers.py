"""How many workers there are is nobody's business but the clock's (MODEL.md, V10)."""

import pytest

import sim
from sim.montecarlo.blocks import LARGEST, cut
from tests.verification.reproducibility.bits import BASE, bits, run
from tests.worlds import assert_same

pytestmark = pytest.mark.row("V10")

MANY = 100_000


@pytest.mark.parametrize("name", [BASE, "busy"])
@pytest.mark.parametrize("workers", [1, 2, 7])
def test_any_number_of_workers_gives_the_same_bits(small_blocks, expected, name, workers):
    """One, two and seven workers give the same rows, counts, summary and prior range, bit for bit."""
    assert bits(run(name, workers=workers)) == expected[name]


@pytest.fixture(scope="module")
def hundred_thousand():
    """100,000 worlds of the base scenario at its own horizon, seven workers, the runner's own blocks."""
    return sim.run(BASE, MANY, seed=1, workers=7, prior=None)


def test_one_worker_counts_the_hundred_thousand_alike(hundred_thousand):
    """100,000 worlds in three blocks for seven workers count and sum to what they do in two blocks for one."""
    blocks = [len(list(cut(MANY, workers=workers))) for workers in (7, 1)]
    assert blocks == [3, 2] and LARGEST < MANY
    alone = sim.run(BASE, MANY, seed=1, workers=1, prior=None, store="counts")
    assert bits(alone, rows=False) == bits(hundred_thousand, rows=False)


def test_a_thousand_worlds_are_the_first_of_a_hundred_thousand(hundred_thousand):
    """A run of 1,000 worlds has the rows of the first 1,000 of 100,000, bit for bit in every column."""
    first = hundred_thousand.worlds.reset_index().iloc[:1000]
    thousand = sim.run(BASE, 1000, seed=1, prior=None).worlds.reset_index()
    assert len(hundred_thousand.worlds) == MANY and len(thousand) == 1000
    assert_same(*({name: column.to_numpy() for name, column in table.items()} for table in (thousand, first)))
