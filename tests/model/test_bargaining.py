"""Bargaining in talks (MODEL.md, 6.9)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import bargaining

shares = st.floats(0, 1)
discounts = st.floats(0, 0.9999)


def fall(demand=0.95, reservation=0.45, rate=0.05, imitation=0.5, other_last=0.0) -> float:
    arrays = [np.array([value]) for value in (demand, reservation, other_last)]
    return float(bargaining.concession(arrays[0], arrays[1], rate, imitation, arrays[2])[0])


def test_concession_by_hand():
    """Half of .05 of the way of .5, and half of the other's last step of .02: .0125 + .01."""
    assert fall(other_last=0.02) == pytest.approx(0.0225)


def test_no_more_than_a_twentieth_is_imitated():
    assert fall(other_last=0.5) == fall(other_last=0.05) == pytest.approx(0.0125 + 0.025)


def test_a_full_concession_ends_at_the_reservation():
    assert 0.95 - fall(rate=1.0, imitation=0.0) == pytest.approx(0.45)


def test_a_demand_below_the_reservation_stays():
    assert fall(demand=0.4, reservation=0.45) == 0


@given(demand=shares, reservation=st.floats(-1, 2), rate=shares, imitation=shares, other=shares)
def test_a_demand_never_rises_and_never_falls_below_the_reservation(demand, reservation, rate, imitation, other):
    found = fall(demand, reservation, rate, imitation, other)
    assert found >= 0
    assert demand - found >= min(demand, reservation) - 1e-12


@given(own=discounts, other=discounts)
def test_shares_of_the_gain_sum_to_one(own, other):
    first, second = bargaining.first_mover_share(own, other), bargaining.first_mover_share(other, own)
    assert 0 <= first <= 1
    assert first + second == pytest.approx(1, abs=1e-9)


@given(discount=discounts)
def test_equal_patience_splits_in_halves(discount):
    """Nash (1950) and Kalai and Smorodinsky (1975) on the line."""
    assert bargaining.first_mover_share(discount, discount) == pytest.approx(0.5, abs=1e-9)


@given(own=st.floats(0, 0.99), other=discounts, more=st.floats(0, 0.0099))
def test_patience_pays(own, other, more):
    assert bargaining.first_mover_share(own + more, other) >= bargaining.first_mover_share(own, other) - 1e-12


def test_share_is_rubinsteins_averaged_over_who_moves_first():
    """The first mover gets (1 - δ_o)/(1 - δ_s δ_o), the second δ_s (1 - δ_o)/(1 - δ_s δ_o) (Rubinstein 1982)."""
    own, other = 0.97, 0.985
    moving_first = (1 - other) / (1 - own * other)
    assert bargaining.first_mover_share(own, other) == pytest.approx((moving_first + own * moving_first) / 2)
    assert bargaining.first_mover_share(own, other) == pytest.approx(0.3316, abs=1e-4)


def test_breakdown_by_hand_and_never_negative():
    """.035 (1 + .8)(1.3 - .6 · .5) = .063; a stalemate that hurts very much keeps all at the table."""
    rates = bargaining.breakdown_rate(0.035, np.array([0.8, 0.0]), np.array([0.5, 3.0]))
    assert rates == pytest.approx([0.063, 0.0])
