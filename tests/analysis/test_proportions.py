"""Wilson's interval against scipy's, and its coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from sim.analysis.proportions import share, wilson


@given(st.integers(1, 10_000_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_is_scipys(case):
    count, worlds = case
    expected = binomtest(count, worlds).proportion_ci(method="wilson")
    assert wilson(count, worlds) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_other_levels(level):
    expected = binomtest(37, 200).proportion_ci(confidence_level=level, method="wilson")
    assert wilson(37, 200, level) == pytest.approx((expected.low, expected.high))


def test_arrays_are_one_by_one():
    counts, worlds = np.arange(0, 101), np.full(101, 100)
    low, high = wilson(counts, worlds)
    for count in counts:
        assert (low[count], high[count]) == wilson(int(count), 100)
    low, high = wilson(counts, 100)
    assert low.shape == (101,)


def test_the_ends_are_exact():
    assert wilson(0, 50)[0] == 0.0 and wilson(50, 50)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("p", [0.01, 0.083, 0.5, 0.737])
def test_it_covers_about_as_often_as_it_says(p):
    counts = np.arange(2001)
    low, high = wilson(counts, 2000)
    coverage = binom.pmf(counts, 2000, p)[(low <= p) & (p <= high)].sum()
    assert 0.94 <= coverage <= 0.965


def test_a_share_is_plain_numbers():
    found = share(np.int64(3), 12)
    assert found.share == 0.25 and {type(value) for value in vars(found).values()} == {int, float}
