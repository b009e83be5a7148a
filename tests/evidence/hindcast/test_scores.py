"""Scores, worked by hand."""

import numpy as np
import pytest

from sim.evidence.hindcast.scores import brier_score, log_score, place_of


def test_log_scores_by_hand():
    assert log_score(0.25, True, 1000) == pytest.approx(-1.386294)
    assert log_score(0.25, False, 1000) == pytest.approx(-0.287682)
    assert log_score(0.0, True, 1000) == pytest.approx(np.log(0.0005))
    assert log_score(1.0, True, 1000) == pytest.approx(np.log(0.9995))


def test_brier_scores_by_hand():
    assert brier_score(0.25, True) == 0.5625 and brier_score(0.25, False) == 0.0625


def test_the_place_of_an_observation():
    found = place_of(30.0, np.array([np.nan, *np.arange(0.0, 101.0)]))
    assert (found.median, found.low_50, found.high_50, found.low_90, found.high_90) == (50, 25, 75, 5, 95)
    assert found.inside_50 and found.inside_90 and found.place == pytest.approx(30.5 / 101)
    assert not place_of(24.0, np.arange(101.0)).inside_50
    assert not place_of(96.0, np.arange(101.0)).inside_90


def test_counts_that_equal_the_observation_count_half():
    assert place_of(1.0, np.array([0.0, 1.0, 1.0, 3.0])).place == 0.5


def test_where_no_world_has_the_quantity_there_is_no_place():
    assert place_of(1.0, np.array([np.nan, np.nan])) is None
