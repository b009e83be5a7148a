"""War cost, reservation, commitment discount (MODEL.md, 6.4)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import war_cost

ONE, ZERO = np.ones(1), np.zeros(1)
shares = st.floats(0, 1)


def test_target_by_hand():
    """c0 .2, no ceasefire, half-saturated captives (n̂ = 1), pressure .5: .2 + .06 (.5 - .5) + .1 · .5 = .25."""
    assert war_cost.target(0.2, ZERO, 0.5, 0.06, ONE, 0.1, 0.5 * ONE)[0] == pytest.approx(0.25)


def test_a_ceasefire_relieves_its_share_of_the_base():
    assert war_cost.target(0.2, ONE, 0.5, 0.06, ONE, 0.1, ZERO)[0] == pytest.approx(0.1)


def test_a_completed_swap_relieves_the_cost_of_captivity():
    """No captives left: half of the captivity share goes; very many captives would cost as much more."""
    few, many = war_cost.target(0.2, ZERO, 0.5, 0.06, np.array([0.0, 2.0]), 0.1, ZERO)
    assert (few, many) == (pytest.approx(0.17), pytest.approx(0.23))


def test_reservation_by_hand():
    """Ukraine at the start, momentum .25: p = 1 - .585, c = .2, discount .34 · .65, trust 1/7: .4044."""
    discount = war_cost.guaranteed_discount(0.34, 0.35, 1.0)
    assert discount == pytest.approx(0.221)
    found = war_cost.reservation(np.array([0.415]), np.array([0.2]), discount, np.array([1 / 7]))
    assert found[0] == pytest.approx(0.215 + 0.221 * 6 / 7)


@given(discount=st.floats(0, 2), relief=shares, guarantee=shares)
def test_a_guarantee_never_raises_the_discount(discount, relief, guarantee):
    found = war_cost.guaranteed_discount(discount, relief, guarantee)
    assert 0 <= found <= discount


@given(share=shares, cost=shares, discount=shares, trust=shares, more=shares)
def test_trust_and_cost_lower_the_reservation(share, cost, discount, trust, more):
    before = war_cost.reservation(np.array([share]), np.array([cost]), discount, np.array([trust]))[0]
    trusting = war_cost.reservation(
        np.array([share]), np.array([cost]), discount, np.array([trust + more * (1 - trust)])
    )[0]
    dearer = war_cost.reservation(np.array([share]), np.array([cost + more]), discount, np.array([trust]))[0]
    assert trusting <= before + 1e-12
    assert dearer <= before
