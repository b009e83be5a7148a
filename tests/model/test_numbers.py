"""Numbers that are one for all worlds or one for each."""

import numpy as np
import pytest

from sim.model.numbers import at, at_least, at_most, between, either, is_zero, number


def test_constants_never_widen_float32_arithmetic():
    assert isinstance(number(np.float64(0.1)), float)
    assert number(np.array([0.1, 0.2])).dtype == np.float32
    assert (np.ones(2, np.float32) * number(np.sqrt(np.array(2.0)))).dtype == np.float32


def test_the_values_of_some_worlds():
    worlds = np.array([2, 0])
    assert at(0.5, worlds) == 0.5
    assert at(np.array([1.0, 2.0, 3.0]), worlds).tolist() == [3, 1]


def test_zero_means_zero_in_every_world():
    assert is_zero(0.0)
    assert is_zero(np.zeros(3))
    assert not is_zero(np.array([0.0, 0.1]))


ROW = np.array([-1.5, -0.0, 0.25, 2.0, np.inf], np.float32)


@pytest.mark.parametrize("bound", [0.25, np.full(5, 0.25, np.float32)])
def test_bounds_are_those_of_minimum_and_maximum(bound):
    assert np.array_equal(at_least(ROW, bound), np.maximum(ROW, bound))
    assert np.array_equal(at_most(ROW, bound), np.minimum(ROW, bound))
    assert np.array_equal(between(ROW, 0, bound), np.minimum(np.maximum(ROW, 0), bound))
    for found in (at_least(ROW, bound), at_most(ROW, bound), between(ROW, 0, bound)):
        assert found.dtype == np.float32


def test_only_the_rule_that_counts_is_worked_out():
    def never():
        raise AssertionError

    assert either(True, lambda: 1.0, never) == 1.0 and either(0.0, never, lambda: 2.0) == 2.0
    assert either(np.array([1.0, 0.0]), lambda: 1.0, lambda: 2.0).tolist() == [1.0, 2.0]


def test_zero_in_every_world():
    assert is_zero(0.0) and is_zero(False) and is_zero(np.zeros(3, np.float32))
    assert not is_zero(0.1) and not is_zero(np.array([0.0, 0.0, 1.0])) and not is_zero(np.array([1.0, 0.0]))


def test_values_of_some_worlds_and_of_all():
    worlds = np.array([0, 2])
    assert at(ROW, worlds).tolist() == [-1.5, 0.25] and at(ROW, None) is ROW and at(0.5, worlds) == 0.5
