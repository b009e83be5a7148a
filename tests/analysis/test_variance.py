"""Chance and ignorance: unbiased layers, the one-way analysis of variance, the interval's coverage."""

import json

import numpy as np
import pytest

from sim.analysis.variance import Variance, components


def replications(a, b, draws, worlds, times, seed=3) -> list[Variance]:
    generator = np.random.default_rng(seed)
    shares = generator.beta(a, b, (times, draws))
    return [components(count, worlds) for count in generator.binomial(worlds, shares)]


def truth(a, b) -> tuple[float, float]:
    """Variance within and between draws of a beta-binomial."""
    within = a * b / ((a + b) * (a + b + 1))
    return within, within / (a + b)


@pytest.mark.parametrize("worlds", [2, 4, 64])
def test_both_layers_are_unbiased_for_few_worlds_a_draw(worlds):
    found = replications(0.8, 7, 50, worlds, 4000)
    for name, true in zip(("within", "between_raw"), truth(0.8, 7), strict=True):
        values = np.array([getattr(one, name) for one in found])
        assert abs(values.mean() - true) < 4 * values.std() / len(values) ** 0.5, name


def test_the_naive_variance_of_the_shares_is_biased():
    """What the correction is for."""
    _, between = truth(0.8, 7)
    naive = np.mean([one.sd_shares**2 for one in replications(0.8, 7, 50, 4, 4000)])
    assert naive > 2 * between


def test_it_is_the_one_way_analysis_of_variance_of_every_world():
    generator = np.random.default_rng(5)
    draws, worlds = 30, 7
    outcome = generator.random((draws, worlds)) < generator.beta(1, 4, (draws, 1))
    means = outcome.mean(axis=1)
    among = worlds * ((means - outcome.mean()) ** 2).sum() / (draws - 1)
    inside = ((outcome - means[:, None]) ** 2).sum() / (draws * (worlds - 1))
    found = components(outcome.sum(axis=1), worlds)
    assert found.within == pytest.approx(inside, rel=1e-12)
    assert found.between_raw == pytest.approx((among - inside) / worlds, rel=1e-12)
    assert found.total == found.within + found.between
    assert found.share_between == pytest.approx(found.between / found.total)
    assert found.sd_between == pytest.approx(found.between**0.5)
    assert found.sd_shares == pytest.approx(means.std(ddof=1))


def test_the_quick_jackknife_is_the_plain_one():
    """Draw by draw left out, as the definition has it."""
    generator = np.random.default_rng(8)
    worlds, count = 20, generator.binomial(20, generator.beta(1, 5, 12))

    def log_ratio(kept):
        part = components(kept, worlds)
        return np.log(worlds * part.sd_shares**2 / part.within)

    pseudo = np.array([12 * log_ratio(count) - 11 * log_ratio(np.delete(count, one)) for one in range(12)])
    half = 2.2009851600 * pseudo.std(ddof=1) / 12**0.5  # Student's t, 11 degrees of freedom
    ends = np.exp(pseudo.mean() + half * np.array([-1, 1]))
    found = components(count, worlds)
    assert (found.low, found.high) == pytest.approx((ends - 1) / (ends - 1 + worlds), rel=1e-7)


@pytest.mark.parametrize(("a", "b", "worlds", "draws"), [(2, 3, 4, 100), (0.8, 7, 16, 400), (0.8, 7, 256, 100)])
def test_the_interval_covers_nearly_as_often_as_it_says(a, b, worlds, draws):
    """Of 1,000 replications 95 % (standard error .7 %); skew shares take up to six points off, as with any interval of
    a variance that knows no distribution."""
    within, between = truth(a, b)
    true = between / (within + between)
    found = replications(a, b, draws, worlds, 1000)
    assert 0.89 - 0.021 <= np.mean([one.low <= true <= one.high for one in found]) <= 0.95 + 0.021


def test_without_ignorance_the_corrected_layer_is_zero_half_of_the_time():
    generator = np.random.default_rng(2)
    found = [components(generator.binomial(50, 0.2, 100), 50) for _ in range(400)]
    negative = [one for one in found if one.between_raw < 0]
    assert 0.4 < len(negative) / len(found) < 0.65
    assert {(one.between, one.share_between, one.sd_between) for one in negative} == {(0.0, 0.0, 0.0)}
    assert all(one.low == 0.0 for one in negative)


def test_what_cannot_be_separated_is_none():
    assert components(np.array([0, 1, 1, 0]), 1) is None
    assert components(np.array([7]), 20) is None


@pytest.mark.parametrize("count", [[0] * 10, [20] * 10])
def test_an_outcome_that_never_varies_has_no_shares(count):
    found = components(np.array(count), 20)
    assert (found.total, found.share_between, found.low, found.high) == (0.0, None, None, None)


def test_ignorance_alone_has_no_interval():
    found = components(np.array([0, 20] * 5), 20)
    assert (found.within, found.share_between, found.low) == (0.0, 1.0, None)


def test_one_draw_that_carries_all_the_chance_leaves_no_interval():
    found = components(np.array([0] * 9 + [7]), 20)
    assert found.within > 0 and found.low is None and found.high is None


def test_few_draws_have_no_interval():
    found = components(np.array([1, 4, 9]), 20)
    assert found.share_between > 0 and found.low is None


def test_it_is_plain_numbers():
    found = components(np.array([1, 4, 9, 2, 7, 3]), np.int64(20)).as_json()
    assert {type(value) for value in found.values()} == {int, float}
    assert json.loads(json.dumps(found, allow_nan=False)) == found
