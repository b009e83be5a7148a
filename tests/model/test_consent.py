"""Quantal response (MODEL.md, section 5 and the notation of section 6)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.consent import acceptance, total

scores = st.floats(-40, 40, width=32)
temperatures = st.floats(0.05, 50)


def one(score: float, temperature: float) -> float:
    return float(acceptance(np.array([score], np.float32), temperature)[0])


@pytest.mark.parametrize(
    ("score", "temperature", "expected"),
    [
        (0.0, 1.0, 0.5),
        (np.log(3.0), 1.0, 0.75),
        (-1.28, 1.0, 0.21755),  # 1 / (1 + e^1.28): Russia's median score when it agrees (MODEL.md, 7.1)
        (1.0, 0.5, 0.880797),  # 1 / (1 + e^-2)
    ],
)
def test_values_by_hand(score, temperature, expected):
    assert one(score, temperature) == pytest.approx(expected, abs=1e-5)


@given(score=scores, temperature=temperatures)
def test_yes_and_no_are_symmetric(score, temperature):
    """Λ(x) + Λ(-x) = 1 to float32 rounding."""
    assert one(score, temperature) + one(-score, temperature) == pytest.approx(1, abs=1e-6)


@given(score=scores, more=st.floats(0, 10, width=32), temperature=temperatures)
def test_a_higher_score_never_lowers_acceptance(score, more, temperature):
    assert one(np.float32(score) + np.float32(more), temperature) >= one(score, temperature)


def test_choice_becomes_exact_as_the_temperature_falls():
    """The exponent is clipped at 60: what is left of the wrong answer is e^-60."""
    assert one(-0.05, 1e-4) == pytest.approx(np.exp(-60.0), rel=1e-4)
    assert one(0.05, 1e-4) == 1.0
    assert one(0.0, 1e-4) == 0.5


def test_choice_becomes_a_coin_as_the_temperature_rises():
    assert one(5.0, 1e6) == pytest.approx(0.5, abs=1e-5)


def test_no_overflow_at_any_score():
    assert np.isfinite(acceptance(np.array([-1e30, 1e30], np.float32), 1.0)).all()


def test_a_score_beyond_sixty_temperatures_is_one_of_sixty():
    """e^-60 is what is left of any refusal however strong (MODEL.md, section 6)."""
    assert one(-1e9, 1.0) == pytest.approx(np.exp(-60), rel=1e-3)
    assert one(-40.0, 0.5) == one(-30.0, 0.5) != one(-29.0, 0.5)


def test_the_score_itself_is_left_alone():
    score = np.array([1.0, -2.0], np.float32)
    acceptance(score, 1.0)
    assert score.tolist() == [1.0, -2.0]


def test_temperature_may_differ_by_world():
    found = acceptance(np.array([1.0, 1.0], np.float32), np.array([1.0, 0.5], np.float32))
    assert found == pytest.approx([0.731059, 0.880797], abs=1e-6)
    assert found.dtype == np.float32


def test_a_score_is_the_sum_of_its_terms():
    terms = {"a": np.array([1.0, 2.0], np.float32), "b": -0.5, "c": np.array([0.25, 0.0], np.float32), "d": 0.0}
    assert total(terms).tolist() == [0.75, 1.5]
    assert terms["a"].tolist() == [1.0, 2.0]
