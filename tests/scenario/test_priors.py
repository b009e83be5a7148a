"""Distributions: quantiles, and streams that never change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.priors import Distribution, Prior, uniforms

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


@pytest.mark.parametrize("wrong", [(-1, 0, 1), (0, -1, 1), (0, 0, -1)])
def test_negative_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="must not be negative"):
        uniforms("x", *wrong)


def test_no_draws():
    assert uniforms("x", 1, 5, 0).shape == (0,)
