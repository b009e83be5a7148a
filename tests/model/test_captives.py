"""Captives: captures, burden, asymmetry (MODEL.md, 6.3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import captives

ZERO, ONE = np.zeros(1, np.float32), np.ones(1, np.float32)


def captured(mean=70.0, momentum=0.0, weight=0.6, noise=0.0, spread=0.5, ceasefire=0.0, settled=0.0) -> float:
    array = [np.array([value], np.float32) for value in (momentum, noise, ceasefire, settled)]
    return float(captives.captures(mean, array[0], weight, array[1], spread, array[2], array[3])[0])


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, 70),
        ({"momentum": 0.25}, 80),  # 70 (1 + .6 · .25) = 80.5, to the even number
        ({"momentum": -0.25}, 60),  # 59.5
        ({"noise": 1.0}, 105),
        ({"noise": -1.7320508}, 9),  # 70 (1 - .5 √3) = 9.4: the lowest noise there is
        ({"ceasefire": 1.0}, 4),  # a twentieth: 3.5, to the even number
        ({"settled": 1.0}, 0),
        ({"momentum": -2.0}, 0),  # the front would have to give people back
    ],
)
def test_captures_by_hand(how, expected):
    assert captured(**how) == expected


@given(
    mean=st.floats(0, 10_000),
    momentum=st.floats(-5, 5),
    weight=st.floats(0, 10),
    noise=st.floats(-1.7320508, 1.7320508),
    spread=st.floats(0, 0.57735),
    ceasefire=st.sampled_from([0.0, 1.0]),
    settled=st.sampled_from([0.0, 1.0]),
)
def test_captures_are_whole_persons_and_never_negative(mean, momentum, weight, noise, spread, ceasefire, settled):
    found = captured(mean, momentum, weight, noise, spread, ceasefire, settled)
    assert found >= 0
    assert found == np.rint(found)


def test_mean_captures_are_the_mean_flow():
    """With momentum 0 the noise has mean 0: the mean of 200,000 draws of sd 35 lies within 4 standard errors (.31) of
    70."""
    noise = (np.sqrt(12) * (np.random.default_rng(1).random(200_000) - 0.5)).astype(np.float32)
    still = np.zeros_like(noise)
    assert captives.captures(70.0, still, 0.6, noise, 0.5, still, still).mean() == pytest.approx(
        70, abs=4 * 35 / np.sqrt(200_000)
    )


def test_burden_is_zero_without_captives_one_at_half_saturation_and_stays_below_two():
    people = np.array([0, 4000, 12_000, 1e9], np.float32)
    assert captives.burden(people, 4000.0) == pytest.approx([0, 1, 1.5, 2], abs=1e-5)


@given(people=st.floats(0, 1e6, width=32), more=st.floats(0, 1e5, width=32), half=st.floats(1, 1e6))
def test_more_captives_never_weigh_less(people, more, half):
    few, many = captives.burden(np.array([people, people + more], np.float32), half)
    assert many >= few


def test_asymmetry_by_hand_and_antisymmetric():
    """(8000 - 3800) / (8000 + 3800 + 1): the stocks of soldiers on the start date."""
    russia, ukraine = np.array([8000.0], np.float32), np.array([3800.0], np.float32)
    assert captives.asymmetry(russia, ukraine)[0] == pytest.approx(4200 / 11_801, abs=1e-7)
    assert captives.asymmetry(ukraine, russia)[0] == -captives.asymmetry(russia, ukraine)[0]
    assert captives.asymmetry(ZERO, ZERO)[0] == 0
