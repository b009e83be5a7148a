"""Attention, engagement, channels, pressure (MODEL.md, 6.1 and 6.5)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import mediation, washington
from sim.model.adjustment import follow

shares = st.floats(0, 1)


def attention(week, floor=0.45, half_life=45.0, deadline=9.0, half_width=6.0, push=0.25):
    return washington.attention_at(week, floor, half_life, deadline, half_width, push)


def test_attention_is_whole_at_the_start():
    assert attention(0) == pytest.approx(1.0)


def test_attention_has_lost_half_of_what_is_above_the_floor_after_a_half_life():
    assert attention(45) == pytest.approx(0.45 + 0.55 / 2)
    assert attention(450) == pytest.approx(0.45, abs=1e-3)


def test_attention_rises_by_the_push_at_the_deadline_and_not_beyond_its_width():
    decay = 0.45 + 0.55 * 2 ** (-9 / 45)
    assert attention(9) == pytest.approx(decay + 0.25)
    assert attention(3) == pytest.approx(0.45 + 0.55 * 2 ** (-3 / 45))
    assert attention(6) == pytest.approx(0.45 + 0.55 * 2 ** (-6 / 45) + 0.125)
    assert attention(15) == pytest.approx(0.45 + 0.55 * 2 ** (-15 / 45))


def test_attention_may_differ_by_world():
    found = attention(9, push=np.array([0.0, 1.0], np.float32))
    assert found.dtype == np.float32
    assert found[1] - found[0] == pytest.approx(1.0, abs=1e-6)


@given(level=shares, target=shares, speed=shares)
def test_following_ends_between_where_it_was_and_where_it_goes(level, target, speed):
    found = follow(level, target, speed)
    assert min(level, target) - 1e-12 <= found <= max(level, target) + 1e-12


def test_following_by_hand():
    assert follow(np.array([0.5]), 1.0, 0.1)[0] == pytest.approx(0.55)


def test_channels_by_hand():
    """Direct .06; the UAE's .85 · .88 and Türkiye's .02 · .7: 1 - .94 · .252 · .986 = .76644."""
    idle = mediation.all_idle([np.array([0.85 * 0.88]), np.array([0.02 * 0.7])])
    assert mediation.noisy_or(0.06, idle)[0] == pytest.approx(1 - 0.94 * 0.252 * 0.986)


def test_without_mediators_only_the_direct_channel_is_left():
    assert mediation.all_idle([]) == 1.0
    assert mediation.noisy_or(0.06, mediation.all_idle([])) == pytest.approx(0.06)


@given(direct=shares, strengths=st.lists(shares, max_size=6), more=shares)
def test_capacity_is_a_probability_and_another_channel_never_lowers_it(direct, strengths, more):
    """V7: raising a capability never lowers a capacity."""
    arrays = [np.array([strength]) for strength in strengths]
    before = np.asarray(mediation.noisy_or(direct, mediation.all_idle(arrays)))
    after = np.asarray(mediation.noisy_or(direct, mediation.all_idle([*arrays, np.array([more])])))
    assert np.all((before >= direct - 1e-12) & (before <= 1))
    assert np.all(after >= before - 1e-12)


def test_a_perfect_channel_suffices():
    assert mediation.noisy_or(0.0, mediation.all_idle([np.array([1.0]), np.array([0.0])]))[0] == 1.0


def test_before_talks_the_unwilling_is_pressed_and_in_talks_whoever_asks_for_more():
    in_talks = np.array([0.0, 0.0, 1.0, 1.0])
    found = washington.pressed(in_talks, np.array([0.3, 1.0, 0.3, 0.3]), np.array([True, True, True, False]))
    assert found == pytest.approx([0.7, 0.0, 1.0, 0.0])


def test_credit_by_hand():
    """Direct .86 as in talks, mediators .75 + .06 together, of which .75 · .88 is not known here: H = 1 - .14 · .22.
    In proportion the direct channel has .86 / 1.67 = .515; first, .86 / .9692 = .8873, and the rest goes to the
    others."""
    direct, mediators, capacity = (np.array([value]) for value in (0.86, 0.81, 1 - 0.14 * 0.22))
    share, per_strength = mediation.credit(direct, mediators, capacity, False)
    assert share[0] == pytest.approx(0.86 / 1.67) and per_strength[0] == pytest.approx(1 / 1.67)
    share, per_strength = mediation.credit(direct, mediators, capacity, True)
    assert share[0] == pytest.approx(0.86 / 0.9692) and per_strength[0] == pytest.approx((1 - 0.86 / 0.9692) / 0.81)


@given(direct=shares, strengths=st.lists(shares, min_size=1, max_size=5), first=st.booleans())
def test_shares_of_credit_are_shares_and_sum_to_one(direct, strengths, first):
    mediators = np.array([sum(strengths)])
    capacity = mediation.noisy_or(np.array([direct]), mediation.all_idle([np.array([each]) for each in strengths]))
    share, per_strength = mediation.credit(np.array([direct]), mediators, capacity, first)
    assert -1e-9 <= share[0] <= 1 + 1e-9 and per_strength[0] >= -1e-9
    if direct > 1e-3 and mediators[0] > 1e-3:  # otherwise the guard may leave a sliver
        assert share[0] + per_strength[0] * mediators[0] == pytest.approx(1)


@given(strength=st.floats(0.01, 1), direct=st.floats(0.01, 1))
def test_the_direct_channel_gains_by_coming_first(strength, direct):
    mediators = np.array([strength])
    capacity = mediation.noisy_or(np.array([direct]), 1 - mediators)
    shares = [mediation.credit(np.array([direct]), mediators, capacity, first)[0][0] for first in (False, True)]
    assert shares[1] >= shares[0] - 1e-9
