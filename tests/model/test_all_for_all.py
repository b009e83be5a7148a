"""What an all-for-all swap is worth (MODEL.md, 6.7)."""

import numpy as np
import pytest

from sim.model import all_for_all
from sim.model.consent import acceptance, total

STATE = {
    "own_people": 1.0,
    "own_burden": np.array([1.2]),
    "asymmetry_gain": np.array([-0.4]),
    "bargaining_chip": 1.1,
    "chip_lost": 0.7,
    "talks_or_ceasefire": np.array([0.0]),
    "returning_fighters": 0.5,
    "held_burden": np.array([0.9]),
    "ceasefire_or_settled": np.array([0.0]),
    "exposure": 1.0,
    "trust": np.array([0.2]),
    "audience_cost": 0.5,
    "outrage_weight": 0.5,
    "outrage": np.array([0.8]),
    "leverage": 1.1,
    "pressure": np.array([0.3]),
    "listed_categories": 0.5,
}


def score(**changes) -> float:
    return float(total(all_for_all.value_terms(**(STATE | changes)))[0])


def test_score_by_hand():
    """1.2 - .4 - 1.1 - .45 - .8 - .5 - .4 + .33 - .5 = -2.62 (equation 21)."""
    assert score() == pytest.approx(-2.62)


def test_chips_are_worth_less_once_there_are_talks_or_a_ceasefire():
    assert score(talks_or_ceasefire=np.array([1.0])) - score() == pytest.approx(0.7 * 1.1)


def test_returning_fighters_matter_a_fifth_as_much_when_guns_are_silent():
    assert score(ceasefire_or_settled=np.array([1.0])) - score() == pytest.approx(0.8 * 0.45)


def test_gradual_steps_cut_exposure_by_the_root_of_their_number():
    assert all_for_all.exposure(2.0, 1) == 2.0
    assert all_for_all.exposure(2.0, 4) == 1.0
    assert all_for_all.exposure(2.0, np.array([1.0, 16.0], np.float32)).tolist() == [2.0, 0.5]


RAISES = ("own_people", "leverage", "trust", "own_burden", "pressure")
LOWERS = (
    "bargaining_chip",
    "returning_fighters",
    "audience_cost",
    "exposure",
    "listed_categories",
    "outrage",
    "held_burden",
    "outrage_weight",
)


@pytest.mark.parametrize(("name", "sign"), [*((name, 1) for name in RAISES), *((name, -1) for name in LOWERS)])
def test_what_raises_and_what_lowers_acceptance(name, sign):
    """V7, statewise, for each term of equation (21): 4,096 random states."""
    generator = np.random.default_rng(6)
    shares = ("chip_lost", "trust", "talks_or_ceasefire", "ceasefire_or_settled")
    state = {key: generator.uniform(0, 1 if key in shares else 3, 4096) for key in STATE}
    more = generator.uniform(0, 2, 4096)
    raised = state | {name: np.minimum(state[name] + more, 1) if name in shares else state[name] + more}
    before, after = (acceptance(total(all_for_all.value_terms(**where)), 1.0) for where in (state, raised))
    assert np.all(sign * (after - before) >= -1e-12)  # rounding of a sum of nine terms
    assert np.any(after != before)


def test_kydd_threshold():
    """MODEL.md 6.7: with y + ε(1-τ)/√n = .5, ε = 2 and n = 4 a side agrees iff its trust reaches 1 - √4 · .5/2 = .5."""
    exposure = all_for_all.exposure(2.0, 4)
    trust = np.array([0.49, 0.51], np.float32)
    state = STATE | {
        "own_people": 0.5,
        "own_burden": np.ones(2, np.float32),
        "asymmetry_gain": np.zeros(2, np.float32),
        "bargaining_chip": 0.0,
        "returning_fighters": 0.0,
        "trust": trust,
        "exposure": exposure,
        "audience_cost": 0.0,
        "outrage": np.zeros(2, np.float32),
        "pressure": np.zeros(2, np.float32),
        "listed_categories": 0.0,
    }
    answer = acceptance(total(all_for_all.value_terms(**state)), 2e-4)
    assert answer[0] < 1e-20
    assert answer[1] == 1
