"""How a programme of an all-for-all swap runs (MODEL.md, 6.7)."""

import numpy as np
import pytest

from sim.model import programme


def test_half_of_the_stage_rate_needs_no_channel():
    assert programme.stage_rate(0.75, np.array([0.0, 1.0])) == pytest.approx([0.375, 0.75])


def test_collapse_by_hand():
    """.03 (1 + spoiler 1 + outrage .8)(1 + .7 · 1) with one untrustworthy side: .1428 a week."""
    found = programme.collapse_rate(0.03, np.array([1.0]), np.array([0.8]), np.array([1.0]), np.array([0.0]))
    assert found[0] == pytest.approx(0.03 * 2.8 * 1.7)
    calm = programme.collapse_rate(0.03, np.zeros(1), np.zeros(1), np.ones(1), np.ones(1))
    assert calm[0] == pytest.approx(0.03)
