"""Quantal response and joint decisions (MODEL.md, section 5 and the notation of section 6)."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import consent
from sim.model.consent import FORMS_OF_CONSENT, acceptance, agreement, answer, common_will, decision_at, total
from sim.scenario.tree import Tree

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


def both(**gates: float) -> list[consent.Answer]:
    scores = np.array([0.5, -2.0], np.float32), np.array([-1.0, 3.0], np.float32)
    return [
        answer(score, 0.8, np.full(2, gates[side], np.float32) if side in gates else 1.0)
        for side, score in zip(("ukraine", "russia"), scores, strict=True)
    ]


def test_both_must_say_yes():
    """The product, rate · P_U · P_R, in this order of rounding."""
    ukraine, russia = both()
    found = agreement(np.array([0.3, 0.4], np.float32), ukraine, russia, SimpleNamespace(temperature=0.8))
    assert found.tolist() == (np.array([0.3, 0.4], np.float32) * ukraine.acceptance * russia.acceptance).tolist()
    assert found == pytest.approx(
        [0.3 / (1 + np.exp(-0.625)) / (1 + np.exp(1.25)), 0.4 / (1 + np.exp(2.5)) / (1 + np.exp(-3.75))]
    )


def test_preconditions_hold_a_side_back():
    open_, closed, half = both(), both(ukraine=0.0), both(russia=0.5)
    rates = [agreement(1.0, *answers, None) for answers in (open_, closed, half)]
    assert rates[1].tolist() == [0, 0]
    assert rates[2] == pytest.approx(rates[0] / 2)


def test_one_form_of_consent_needs_no_choice():
    """Where a second form is declared, the section `decision` must say which."""
    assert list(FORMS_OF_CONSENT) == ["product"]
    answers = both()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FORMS_OF_CONSENT, "nobody", lambda chances, ukraine, russia, decision: 0 * chances)
        assert agreement(1.0, *answers, SimpleNamespace(consent="nobody")) == 0
        assert np.all(agreement(1.0, *answers, SimpleNamespace(consent="product")) > 0)


def test_what_neither_has_to_ask_for_goes_by_the_geometric_mean():
    ukraine, russia = both(ukraine=0.0)
    assert common_will(ukraine, russia) == pytest.approx(np.sqrt(ukraine.acceptance * russia.acceptance))
    assert common_will(ukraine, ukraine) == pytest.approx(ukraine.acceptance)


def test_the_section_in_some_worlds():
    found = decision_at(Tree({"temperature": np.array([1.0, 2.0, 3.0]), "consent": "product"}), np.array([2, 0]))
    assert found.temperature.tolist() == [3.0, 1.0] and found.consent == "product"


def test_the_groups_of_the_section_are_in_these_worlds_too():
    section = Tree({"spread": Tree({"own": np.array([1.0, 2.0, 3.0]), "common": 0.5}), "memory": None})
    found = decision_at(section, np.array([2, 0]))
    assert found.spread.own.tolist() == [3.0, 1.0] and found.spread.common == 0.5
    assert found.memory is None, "a group that this scenario does without"


@pytest.mark.parametrize("gate", [0.5, np.array([0.5])])
def test_a_gate_counts_whether_it_is_a_number_or_an_array(gate):
    assert answer(np.zeros(1, np.float32), 1.0, gate).yes == pytest.approx(0.25)
