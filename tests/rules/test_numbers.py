"""Numbers that are one for all worlds or one for each."""

from __future__ import annotations

import numpy as np

from sim.rules.numbers import at, is_zero, number


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
