"""Standardised rank-regression coefficients against plain least squares, and on functions that are known."""

import json

import numpy as np
import pytest
from scipy import stats

from sim.analysis.rank_regression import rank_regression
from sim.analysis.ranks import spearman
from sim.analysis.refusals import AnalysisError

KEYS = ("a", "b", "c")


def points(n=400, seed=1):
    return np.random.default_rng(seed).random((n, 3))


def test_one_parameter_alone_has_its_rank_correlation():
    x = points()
    y = x[:, 0] ** 3 + 0.3 * x[:, 1]
    found = rank_regression(x[:, :1], y, KEYS[:1])
    correlation = spearman(x[:, 0], y)[0]
    assert found.coefficient[0] == pytest.approx(correlation)
    assert found.r2 == pytest.approx(correlation**2)
    plain = stats.linregress(stats.rankdata(x[:, 0]), stats.rankdata(y))
    assert found.standard_error[0] == pytest.approx(plain.stderr)


def test_a_curve_that_only_rises_is_fitted_wholly():
    x = points()
    found = rank_regression(x, np.exp(5 * x[:, 1]), KEYS)
    assert found.coefficient == pytest.approx((0, 1, 0), abs=1e-9)
    assert found.r2 == pytest.approx(1) and found.adjusted_r2 == pytest.approx(1)


def test_adjusted_r2_takes_the_number_of_parameters_off():
    x = points(60)
    found = rank_regression(x, np.random.default_rng(2).random(60), KEYS)
    assert found.adjusted_r2 == pytest.approx(1 - (1 - found.r2) * 59 / 56)


def test_intervals_cover_what_an_endless_sample_has():
    """Of 500 samples 95 %, standard error 1 %, four below. Above it may be: a standardised coefficient varies less than
    least squares says, the more so the larger it is."""

    def sample(n, seed):
        generator = np.random.default_rng(seed)
        x = generator.random((n, 3))
        return rank_regression(x, x[:, 0] - 0.5 * x[:, 1] + 0.3 * generator.standard_normal(n), KEYS)

    true = np.array(sample(400_000, 0).coefficient)
    hits = [(np.array(one.low) <= true) & (true <= one.high) for one in (sample(80, seed) for seed in range(1, 501))]
    assert (np.mean(hits, axis=0) > 0.91).all()


def test_a_parameter_with_one_value_is_dropped_and_named():
    x = points()
    x[:, 1] = 3.0
    found = rank_regression(x, x[:, 0], KEYS)
    assert (found.keys, found.dropped) == (("a", "c"), ("b",))
    assert list(found.table()["key"]) == ["a", "c"]


def test_what_does_not_vary_has_no_coefficients():
    found = rank_regression(points(), np.full(400, 0.3), KEYS)
    assert "same at every point" in found.undefined and found.coefficient == () and len(found.table()) == 0
    assert "no parameter varies" in rank_regression(np.ones((50, 3)), points(50)[:, 0], KEYS).undefined
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["r2"] is None


def test_what_cannot_be_fitted_is_refused():
    x = points()
    alike = np.column_stack([x[:, 0], x[:, 0] ** 2, x[:, 2]])
    for wrong in (
        lambda: rank_regression(x[:13], x[:13, 0], KEYS),
        lambda: rank_regression(x[:0], x[:0, 0], KEYS),
        lambda: rank_regression(x, x[:-1, 0], KEYS),
        lambda: rank_regression(x, x[:, 0] * np.nan, KEYS),
        lambda: rank_regression(alike, x[:, 1], KEYS),
    ):
        with pytest.raises(AnalysisError):
            wrong()
    assert rank_regression(x[:14], x[:14, 0], KEYS).points == 14


def test_the_json_is_plain():
    found = rank_regression(points(), points(seed=2)[:, 0], KEYS).as_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
