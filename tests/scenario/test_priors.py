"""Distributions: quantiles, and streams that never change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from sim.scenario.uncertainty.priors import STRATA, Distribution, Prior, stratified, uniforms

STRATA_GOLDEN = [13, 42, 56]
GOLDEN = [0.4708448781217195, 0.8358417827614467, 0.16412324812287227]
U = np.linspace(0, 1, 1001, endpoint=False)


@pytest.mark.parametrize(
    ("kind", "values", "u", "expected"),
    [
        ("uniform", (2, 6), [0, 0.25, 0.5], [2, 3, 4]),
        ("log_uniform", (1, 100), [0, 0.5], [1, 10]),
        ("triangular", (0, 1, 2), [0, 0.5, 0.125], [0, 1, 0.5]),
        ("triangular", (0, 0, 2), [0, 0.75], [0, 1]),
        ("triangular", (0, 2, 2), [0, 0.25], [0, 1]),
        ("integers", (2, 6), [0, 0.19, 0.2, 0.99], [2, 2, 3, 6]),
        ("choice", (1, 5, 7), [0, 0.34, 0.99], [1, 5, 7]),
        ("choice", (True, False), [0.1, 0.9], [1, 0]),
    ],
)
def test_quantiles(kind, values, u, expected):
    np.testing.assert_allclose(
        Distribution(kind=kind, values=values).quantile(np.array(u, float)), expected, atol=1e-12
    )


@pytest.mark.parametrize(
    ("kind", "values", "mean"),
    [
        ("uniform", (2, 6), 4),
        ("log_uniform", (1, 10), 9 / np.log(10)),
        ("triangular", (0, 1, 5), 2),
        ("integers", (2, 6), 4),
        ("choice", (1, 5), 3),
    ],
)
def test_mean_of_draws(kind, values, mean):
    prior = Prior(key="x", targets=("x",), distribution=Distribution(kind=kind, values=values))
    draws = prior.draw(1, 0, 40_000)
    assert abs(draws.mean() - mean) < 5 * draws.std() / 200


@given(
    low=st.floats(-1e6, 1e6),
    width=st.floats(1e-3, 1e6),
    share=st.floats(0, 1),
    kind=st.sampled_from(["uniform", "triangular"]),
)
def test_quantiles_rise_and_stay_inside(low, width, share, kind):
    high = low + width
    values = (low, high) if kind == "uniform" else (low, min(low + share * width, high), high)
    found = Distribution(kind=kind, values=values).quantile(U)
    assert (np.diff(found) >= -1e-9 * max(abs(low), abs(high))).all()
    assert low <= found.min() and found.max() <= high


@given(low=st.floats(1e-6, 1e3), factor=st.floats(1.001, 1e6))
def test_log_uniform_stays_inside(low, factor):
    found = Distribution(kind="log_uniform", values=(low, low * factor)).quantile(U)
    assert low <= found.min() and found.max() <= low * factor


def test_stream_is_part_of_the_format_of_results():
    """Golden: these numbers may change only with a new schema version of results."""
    np.testing.assert_allclose(uniforms("all_for_all.answers_per_week", 1, 0, 3), GOLDEN, rtol=0, atol=0)


def test_strata_are_part_of_the_format_of_results():
    """Golden as well: draw j falls into the stratum that its block of a hundred gives it."""
    key = "all_for_all.answers_per_week"
    raw, found = uniforms(key, 1, 0, 3), stratified(key, 1, 0, 3)
    np.testing.assert_allclose(found, (np.array(STRATA_GOLDEN) + raw) / STRATA, rtol=0, atol=1e-15)


@given(seed=st.integers(0, 2**40), first=st.integers(0, 3000), count=st.integers(0, 450))
def test_a_draw_depends_on_its_number_alone(seed, first, count):
    whole = stratified("x", seed, 0, first + count)
    assert np.array_equal(stratified("x", seed, first, count), whole[first:])


@given(seed=st.integers(0, 2**40), block=st.integers(0, 40))
def test_every_hundred_draws_share_the_range_evenly(seed, block):
    found = stratified("x", seed, STRATA * block, STRATA)
    assert np.array_equal(np.sort(np.floor(found * STRATA)), np.arange(STRATA))
    assert found.min() >= 0 and found.max() < 1


def test_within_a_stratum_and_between_priors_draws_are_independent():
    """Places within strata are uniform; draws of two keys are uncorrelated, neighbours of one as those of a shuffled
    hundred. Limits: four standard errors."""
    one, two = stratified("one", 3, 0, 40_000), stratified("two", 3, 0, 40_000)
    within = one * STRATA % 1
    assert kstest(within, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / 200
    assert abs(np.corrcoef(one[:-1], one[1:])[0, 1] + 1 / STRATA) < 4 / 200


def test_a_mean_over_draws_is_surer_than_with_independent_draws():
    """Of a sum of two parameters nearly all variance of the mean goes; of a product of centred ones none does."""
    means = {"sum": [], "product": []}
    for seed in range(400):
        one, two = (stratified(key, seed, 0, STRATA) - 0.5 for key in ("one", "two"))
        means["sum"].append((one + two).mean())
        means["product"].append((one * two).mean())
    assert np.var(means["sum"]) < 0.01 * (2 / 12 / STRATA)
    assert 0.7 < np.var(means["product"]) / (1 / 144 / STRATA) < 1.3  # standard error of a variance of 400: 7 %


@pytest.mark.parametrize("wrong", [(-1, 0, 1), (0, -1, 1), (0, 0, -1)])
def test_negative_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="must not be negative"):
        uniforms("x", *wrong)


def test_no_draws():
    assert uniforms("x", 1, 5, 0).shape == (0,)
