"""Trust as a belief about type (MODEL.md, 6.4, 6.7 and 6.10)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import trust

counts = st.floats(0.01, 1000)
shares = st.floats(0, 1)


def test_trust_at_the_start():
    """(1, 6) and (1.5, 5.5): .14 and .21 (MODEL.md, section 7)."""
    found = trust.belief(np.array([1.0, 1.5]), np.array([6.0, 5.5]))
    assert found == pytest.approx([1 / 7, 1.5 / 7], abs=1e-12)


@given(good=counts, bad=counts, more=st.floats(0, 100))
def test_kept_promises_never_lower_trust_and_broken_ones_never_raise_it(good, bad, more):
    before = trust.belief(good, bad)
    assert 0 < before < 1
    assert trust.belief(good + more, bad) >= before >= trust.belief(good, bad + more)


def test_forgetting_by_hand():
    """5 counts on a start of 1: 1 + .99 · 4 after a week, and back at the start in the long run."""
    assert trust.remembered(np.array([5.0]), 1.0, 0.99)[0] == pytest.approx(4.96)
    experience = np.array([5.0])
    for _ in range(3000):
        experience = trust.remembered(experience, 1.0, 0.99)
    assert experience[0] == pytest.approx(1.0, abs=1e-9)
    assert trust.remembered(np.array([5.0]), 1.0, 1.0)[0] == 5.0


def test_compliance_lies_between_its_floor_and_one():
    draw = np.array([0.0, 0.5, 0.99999994], np.float32)
    assert trust.compliance(np.full(3, 0.87, np.float32), draw) == pytest.approx([0.87, 0.935, 1.0], abs=1e-6)


def test_verified_compliance_by_hand_and_in_the_limits():
    """κ = .9, hold .5, mediators idle with probability .25: .9 + .1 · .5 · .75 = .9375."""
    own, idle = np.array([0.9]), np.array([0.25])
    assert trust.verified_compliance(own, 0.5, idle)[0] == pytest.approx(0.9375)
    assert trust.verified_compliance(own, 0.0, idle)[0] == 0.9
    assert trust.verified_compliance(own, 0.5, np.array([1.0]))[0] == 0.9
    assert trust.verified_compliance(own, 1.0, np.array([0.0]))[0] == pytest.approx(1.0)


@given(own=shares, hold=shares, idle=shares)
def test_verification_never_lowers_compliance(own, hold, idle):
    found = trust.verified_compliance(np.array([own]), hold, np.array([idle]))[0]
    assert own <= found <= 1 + 1e-12
