"""The algorithm of calibration, without the model."""

import numpy as np
import pytest

from sim.evidence.calibration.comparison import Comparison, scale_of
from sim.evidence.calibration.smc import Population, population_of, propose


def population(points, weights=None, distances=None, summaries=None, tolerance=1.0):
    points = np.asarray(points, float)
    weights = np.ones(len(points)) if weights is None else np.asarray(weights, float)
    return Population(
        points=points,
        weights=weights / weights.sum(),
        distances=np.zeros(len(points)) if distances is None else np.asarray(distances, float),
        summaries=np.zeros((len(points), 1)) if summaries is None else np.asarray(summaries, float),
        tolerance=tolerance,
        tried=len(points),
        hits=len(points),
    )


def test_proposals_without_a_population_are_the_prior():
    points = propose(None, 20_000, 3, np.random.default_rng(1))
    assert points.shape == (20_000, 3)
    assert np.allclose(points.mean(axis=0), 0.5, atol=4 / np.sqrt(12 * 20_000))


def test_weights_undo_the_proposals_so_that_without_a_record_the_prior_comes_back():
    rng = np.random.default_rng(2)
    before = population(rng.beta(4, 2, size=(400, 2)))
    points = propose(before, 40_000, 2, rng)
    assert points.min() > 0 and points.max() < 1
    found = population_of(before, points, np.zeros((40_000, 1, 1)), np.zeros((40_000, 1)), 1.0)
    # The standard error of a weighted mean of a uniform is sd / sqrt(effective size).
    error = np.sqrt(1 / 12 / found.effective_size)
    assert points.mean() > 0.55  # the proposals themselves lean as the population does
    assert np.allclose(found.weights @ found.points, 0.5, atol=4 * error)
    assert found.weights @ (found.points[:, 0] < 0.25) == pytest.approx(0.25, abs=4 * np.sqrt(3) * error)


def test_a_particle_counts_as_often_as_its_worlds_come_near():
    distances = np.array([[0.1, 0.2], [0.1, 9.0], [9.0, 9.0]])
    found = population_of(None, np.array([[0.1], [0.2], [0.3]]), np.arange(6.0).reshape(3, 2, 1), distances, 1.0)
    assert found.points.tolist() == [[0.1], [0.2]]
    assert found.weights == pytest.approx([2 / 3, 1 / 3])
    assert (found.hits, found.tried, found.acceptance) == (3, 6, 0.5)
    assert found.summaries.tolist() == [[0.0], [2.0]] and found.distances.tolist() == [0.1, 0.1]


def test_the_next_tolerance_lets_in_the_share_asked_for():
    found = population([[0.1]] * 4, weights=[1, 1, 1, 1], distances=[4, 1, 3, 2])
    assert found.next_tolerance(0.5) == 2
    assert population([[0.1]] * 3, weights=[98, 1, 1], distances=[5, 1, 2]).next_tolerance(0.5) == 5


def test_equal_draws_have_the_weights_as_frequencies():
    found = population([[0.1], [0.2], [0.3]], weights=[0.5, 0.25, 0.25])
    values, counts = np.unique(found.equal_draws(400, np.random.default_rng(1)), return_counts=True)
    assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == pytest.approx(
        {0.1: 200, 0.2: 100, 0.3: 100}, abs=1
    )


def test_adjustment_takes_out_what_the_tolerance_has_put_in():
    # Logit of the point = 2 x (summary - 1) + noise of .1: at the observed summary 1.5 the logit is 1.
    rng = np.random.default_rng(3)
    summaries = rng.uniform(0.5, 2.5, 2000)
    logits = 2 * (summaries - 1) + rng.normal(0, 0.1, 2000)
    before = population(
        1 / (1 + np.exp(-logits))[:, None], distances=np.abs(summaries - 1.5), summaries=summaries[:, None]
    )
    after = before.adjusted(np.array([1.5]), np.array([1.0]))
    found = np.log(after.points / (1 - after.points))[:, 0]
    mean = after.weights @ found
    assert mean == pytest.approx(1, abs=4 * 0.1 / np.sqrt(after.effective_size))
    assert np.sqrt(after.weights @ (found - mean) ** 2) == pytest.approx(0.1, rel=0.1)


def test_adjustment_leaves_out_what_the_record_lacks():
    before = population(np.full((50, 1), 0.3), summaries=np.full((50, 2), np.nan) * [[1, 1]] + [[0, np.nan]])
    after = before.adjusted(np.array([np.nan, np.nan]), np.ones(2))
    assert np.allclose(after.points, 0.3)


def test_distance_counts_summaries_that_exist_on_one_side_only_as_infinite():
    compared = Comparison(np.array([1.0, np.nan]), np.array([0.5, 1.0]))
    worlds = np.array([[[2.0, np.nan]], [[1.0, np.nan]], [[np.nan, np.nan]], [[1.0, 3.0]]])
    assert compared.distance(worlds)[:, 0].tolist() == [2.0, 0.0, np.inf, np.inf]


def test_the_yardstick_is_the_median_absolute_deviation_and_never_zero():
    worlds = np.array([[0.0, 1.0, 7.0], [1.0, 1.0, 7.0], [2.0, 1.0, 7.0], [5.0, 2.0, 7.0], [np.nan, 1.0, 7.0]])
    assert scale_of(worlds).tolist() == pytest.approx([1.0, 0.4, 1.0])
