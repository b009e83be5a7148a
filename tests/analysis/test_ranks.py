"""Ranks and rank correlation against scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.ranks import ranks, spearman


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_ranks_are_scipys(values):
    assert ranks(np.array(values)).tolist() == stats.rankdata(values).tolist()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=40))
def test_spearman_is_scipys(pairs):
    x, y = np.array(pairs, float).T
    found = spearman(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert found is None
    else:
        assert found[0] == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)


@pytest.mark.parametrize("rho", [0.0, 0.3, -0.6])
def test_the_standard_error_is_that_of_repeated_samples(rho):
    generator = np.random.default_rng(7)
    found = []
    for _ in range(2000):
        x, noise = generator.standard_normal((2, 100))
        found.append(spearman(x, rho * x + np.sqrt(1 - rho**2) * noise))
    correlations, errors = np.array(found).T
    assert errors.mean() == pytest.approx(correlations.std(), rel=0.08)
