"""The rule of precision-based stopping, on counts."""

import numpy as np
import pytest

from sim.analysis.sequence import SHARE, aims, confidence_sequence
from sim.analysis.stopping import StoppingRule

RULE = StoppingRule(half_width=0.01, max_worlds=100_000)
LOOKS = [(700, 6000, 1492), (1390, 12_010, 2984)]


def test_each_share_has_the_sequence_of_its_own_counts():
    found = RULE.intervals(LOOKS, LOOKS[-1])
    yes = np.diff([(0, 0, 0), *LOOKS], axis=0).T
    increments = np.stack([yes.sum(axis=0) - yes, yes], axis=-1)
    low, high = confidence_sequence(increments, SHARE, aims(increments, SHARE, 0.01), most=100_000)
    assert list(found.values()) == list(zip(low[:, -1], high[:, -1], strict=True))
    assert list(found) == ["swap_first", "talks_first", "neither"]


def test_worlds_beyond_the_last_look_count_too():
    more = (1500, 13_000, 3300)
    found, before = RULE.intervals(LOOKS, more), RULE.intervals(LOOKS, LOOKS[-1])
    assert found != before and found == RULE.intervals([*LOOKS, more], more)
    assert not RULE.describe(LOOKS, more).reached and RULE.describe(LOOKS, more).looks == 2


def test_before_the_first_look_there_is_an_interval_as_well():
    low, high = RULE.intervals((), (80, 740, 180))["talks_first"]
    assert 0 < low < 0.74 < high < 1


def test_it_is_reached_when_the_widest_is_narrow_enough():
    found = RULE.describe(LOOKS, LOOKS[-1])
    assert found.half_width == RULE.widest(LOOKS, LOOKS[-1])
    assert found.reached == (found.half_width <= 0.01) is True
    assert not RULE.describe(LOOKS[:1], LOOKS[0]).reached


def test_the_guess_of_the_worlds_to_come_never_passes_the_fuse():
    assert RULE.expected((0, 0, 0)) == pytest.approx(2 * 0.25 * np.log(40) / 0.01**2, rel=1e-3)
    assert StoppingRule(half_width=1e-9, max_worlds=5000).expected((0, 0, 0)) == 5000
