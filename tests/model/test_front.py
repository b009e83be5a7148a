"""The battlefield and ripeness (MODEL.md, 6.2 and equation 12)."""

import numpy as np
import pytest

from sim.model import front

ZERO, ONE = np.zeros(1), np.ones(1)


def test_momentum_by_hand():
    """.93 · .25 + .025 + .2 √(1 - .93²) · ξ with ξ = 1: .2575 + .073512."""
    weight = front.innovation_weight(0.2, 0.93)
    assert weight == pytest.approx(0.0735119, abs=1e-7)
    assert front.momentum(np.array([0.25]), 0.93, 0.025, weight, ONE, ZERO)[0] == pytest.approx(0.3310119, abs=1e-7)


def test_a_ceasefire_damps_drift_and_noise_to_a_fifth():
    assert front.momentum(np.array([0.25]), 0.93, 0.025, 0.1, ONE, ONE)[0] == pytest.approx(0.2325 + 0.2 * 0.125)


def test_momentum_keeps_its_stationary_spread():
    """An AR(1) of 4,000 worlds after 200 weeks, .93^200 of the start left: the standard error of a standard deviation
    of 4,000 nearly normal values is 1.1 per cent, four of them are .009."""
    generator = np.random.default_rng(3)
    weight, momentum = front.innovation_weight(0.2, 0.93), np.zeros(4000)
    for _ in range(200):
        momentum = front.momentum(
            momentum, 0.93, 0.0, weight, np.sqrt(12) * (generator.random(4000) - 0.5), np.zeros(4000)
        )
    assert momentum.std() == pytest.approx(0.2, abs=0.009)


def test_innovation_weight_may_differ_by_world():
    weight = front.innovation_weight(np.array([0.2, 0.1], np.float32), 0.0)
    assert weight.dtype == np.float32
    assert weight == pytest.approx([0.2, 0.1])


def stalemate(momentum, ukraine, russia, width=0.6):
    return float(front.stalemate(np.array([momentum]), width, np.array([ukraine]), np.array([russia]))[0])


def test_stalemate_by_hand():
    """5 e^-(m/w)² min(c): 1 at a cost of .2 on both sides and an even front; e^-1 of it when momentum is as wide."""
    assert stalemate(0.0, 0.2, 0.2) == pytest.approx(1.0)
    assert stalemate(0.6, 0.2, 0.2) == pytest.approx(np.exp(-1))


def test_a_stalemate_hurts_as_much_as_it_hurts_the_side_that_it_hurts_less():
    assert stalemate(0.1, 0.3, 0.1) == stalemate(0.1, 0.1, 0.3) == stalemate(-0.1, 0.1, 0.1)


def test_momentum_itself_is_left_alone():
    momentum = np.array([0.5], np.float32)
    front.stalemate(momentum, 0.6, np.array([0.2], np.float32), np.array([0.2], np.float32))
    assert momentum[0] == 0.5
