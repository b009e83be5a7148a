"""Willingness to open broader talks (MODEL.md, 6.8)."""

import numpy as np
import pytest

from sim.model import talks
from sim.model.consent import acceptance, total

STATE = {
    "surplus_weight": 3.0,
    "surplus": np.array([0.1]),
    "ripeness_weight": 1.5,
    "ripeness": np.array([0.6]),
    "audience_cost": 3.5,
    "outrage_weight": 0.5,
    "outrage": np.array([0.8]),
    "cover": 0.4,
    "convening": np.array([0.5]),
    "leverage": 2.2,
    "pressure": np.array([0.5]),
    "glow_weight": 0.5,
    "glow": np.array([0.4]),
    "red_lines": 0.5,
    "empty_agenda": 0.2,
}


def score(**changes) -> float:
    return float(total(talks.value_terms(**(STATE | changes)))[0])


def test_score_by_hand():
    """.3 + .9 - 3.9 · .9 + 1.1 + .2 - .5 - .2 = -1.71 (equation 28)."""
    assert score() == pytest.approx(-1.71)


def test_goodwill_above_one_adds_nothing():
    assert score(glow=np.array([3.5])) == score(glow=np.array([1.0]))


def test_a_convener_gives_cover():
    """Cover 1 and full convening take half of the cost of asking away."""
    bare, covered = score(cover=0.0), score(cover=1.0, convening=np.array([1.0]))
    assert covered - bare == pytest.approx(0.5 * 3.9)


def test_expected_surplus_by_hand():
    assert talks.expected_surplus(np.array([1.1]), np.array([0.5]), np.array([0.4]))[0] == pytest.approx(0.1)


GATES = [
    ((0.0, 0.0), (0, 0), 1.0),
    ((0.1, 0.1), (0, 0), 0.81),
    ((0.1, 0.1), (1, 0), 0.9),
    ((0.1, 0.1), (1, 1), 1.0),
    ((1.0, 0.0), (0, 1), 0.0),
    ((1.0, 0.0), (1, 0), 1.0),
    ((0.0, 1.0), (1, 0), 0.0),
]


@pytest.mark.parametrize(("preconditions", "met", "expected"), GATES)
def test_gates(preconditions, met, expected):
    """(swap, ceasefire) as preconditions; a hard one (1) closes the gate until it is met, a soft one lowers it."""
    found = talks.gate(preconditions[0], np.array([float(met[0])]), preconditions[1], np.array([float(met[1])]))
    assert found[0] == pytest.approx(expected)


def test_openness_of_the_agenda():
    ukraine, russia = [0.08, 0.14, 0.24, 0.24, 0.10, 0.12, 0.08], [0.03, 0.07, 0.30, 0.22, 0.20, 0.14, 0.04]
    assert talks.openness(ukraine, russia, [1.0] * 7) == pytest.approx(1.0)
    assert talks.openness(ukraine, russia, [0.0] * 7) == 0.0
    # NATO off the table: half of issue 3 is gone, and with it half of its mean weight of .23
    assert talks.openness(ukraine, russia, [1, 1, 1, 0.5, 1, 1, 1]) == pytest.approx(1 - 0.115)


RAISES = ("surplus", "ripeness", "pressure", "glow", "convening", "cover")
LOWERS = ("audience_cost", "outrage", "red_lines", "empty_agenda")


@pytest.mark.parametrize(("name", "sign"), [*((name, 1) for name in RAISES), *((name, -1) for name in LOWERS)])
def test_what_raises_and_what_lowers_willingness(name, sign):
    """V7, statewise, for each term of equation (28): 4,096 random states."""
    generator = np.random.default_rng(7)
    shares = ("cover", "convening")
    state = {key: generator.uniform(0, 1 if key in shares else 3, 4096) for key in STATE}
    more = generator.uniform(0, 2, 4096)
    raised = state | {name: np.minimum(state[name] + more, 1) if name in shares else state[name] + more}
    before, after = (acceptance(total(talks.value_terms(**where)), 1.0) for where in (state, raised))
    assert np.all(sign * (after - before) >= -1e-12)  # rounding of a sum of seven terms
    assert np.any(after != before)
