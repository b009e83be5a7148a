"""Parameters as the engine gets them, with values laid over."""

import json
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.issues import ISSUES
from sim.scenario import ScenarioError, load, loads
from sim.scenario.shape import SECTIONS


def test_attributes(parent):
    found = parent.parameters()
    assert found.russia.all_for_all.bargaining_chip == 1.1
    assert found.mediators["us_envoy"].attention.half_life_weeks == 45.0
    assert list(found) == ["ukraine", "russia", *SECTIONS, "mediators"]
    assert list(found.agenda) == list(found.ukraine.issue_weights) == list(found.russia.talks.red_lines) == list(ISSUES)
    assert found.agenda["territory"].low == 0.0 and "territory" in found.agenda and len(found.agenda) == 7
    assert found == parent.parameters() and "bargaining_chip=1.1" in repr(found)


def test_kinds_of_numbers(parent):
    found = parent.parameters()
    assert type(found.all_for_all.stages) is int and type(found.talks.allowed) is bool
    assert type(found.russia.captives_held.civilians) is int and type(found.front.momentum.start) is float
    assert type(found.mediators["uae"].name) is str


def test_arrays_become_float32(parent):
    found = parent.parameters(
        {
            "all_for_all.stages": np.array([2, 3]),
            "talks.allowed": np.array([True, False]),
            "uae.engagement": np.array([0.1, 0.2]),
        }
    )
    for values in (found.all_for_all.stages, found.talks.allowed, found.mediators["uae"].engagement):
        assert values.dtype == np.float32 and values.shape == (2,)


def test_scalars_stay_python_numbers(parent):
    found = parent.parameters(
        {
            "all_for_all.stages": np.float64(3),
            "uae.engagement": np.float32(0.5),
            "talks.allowed": 0,
            "decision.temperature": np.array(2.0),
        }
    )
    assert (found.all_for_all.stages, found.mediators["uae"].engagement, found.talks.allowed) == (3, 0.5, False)
    assert (
        type(found.all_for_all.stages) is int
        and type(found.talks.allowed) is bool
        and type(found.decision.temperature) is float
    )


def test_two_calls_share_nothing(parent):
    one = parent.parameters({"talks.hardening": np.array([0.5])})
    assert parent.parameters().talks.hardening == 0.3 and one.talks.hardening[0] == 0.5


@pytest.mark.parametrize(
    ("values", "phrase"),
    [
        ({"russia.barganing_chip": 1}, "no parameter"),
        ({"uae.engagment": 1}, "did you mean 'uae.engagement'?"),
        ({"uae.engagement": 1.5}, "outside its range"),
        ({"uae.engagement": np.array([0.5, 1.5])}, "from 0.5 to 1.5, outside its range"),
        ({"uae.engagement": np.array([0.5, np.nan])}, "not finite"),
        ({"uae.engagement": float("nan")}, "not a finite number"),
        ({"uae.engagement": np.zeros((2, 2))}, "array (worlds,)"),
        ({"uae.engagement": np.array([])}, "array (worlds,)"),
        ({"uae.engagement": np.array(["a"])}, "array (worlds,)"),
        ({"uae.name": np.array([1.0])}, "is a text"),
        ({"uae.engagement": "high"}, "must be a number"),
        ({"uae.engagement": [0.1, 0.2]}, "must be a number"),
        ({"uae.engagement": np.ones(2), "uae.wallet": np.ones(3)}, "differ in length"),
        ({"uae": 1}, "no parameter"),
        (
            {"agenda.territory.low": np.array([0.5, 0.9]), "agenda.territory.high": np.array([0.6, 0.6])},
            "low is above high",
        ),
        ({"talks.allowed": np.array([0.0, 2.0])}, "outside its range"),
        ({"all_for_all.stages": 2.5}, "whole number"),
        ({3: 1}, "no parameter"),
        ({"uae.engagement": np.array([0.5, 1e300])}, "not finite"),
        ({"captives.capture_noise": np.array([0.5774])}, "outside its range"),
        ({"uae.engagement": 10**400}, "too large"),
    ],
)
def test_wrong_values(parent, values, phrase):
    with pytest.raises(ScenarioError) as caught:
        parent.parameters(values)
    assert phrase in str(caught.value)


@settings(deadline=None, max_examples=60)
@given(data=st.data(), names=st.sets(st.sampled_from(list(ISSUES)), min_size=1))
def test_weights_always_sum_to_one(parent, data, names):
    values = {
        f"russia.issue_weights.{name}": np.array(data.draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
        for name in names
    }
    weights = parent.parameters(values).russia.issue_weights
    total = sum(np.asarray(weights[name], float) for name in ISSUES)
    given_sum = sum(values.values())
    if len(names) < 7 or given_sum.min() > 0:
        np.testing.assert_allclose(np.broadcast_to(total, 3), 1, atol=1e-5)
    assert all((np.asarray(weights[name]) >= 0).all() for name in ISSUES)


def test_given_weights_stay_and_the_others_keep_their_proportion(parent):
    weights = parent.parameters({"russia.issue_weights.territory": np.array([0.3, 0.5])}).russia.issue_weights
    np.testing.assert_allclose(weights.territory, [0.3, 0.5])
    np.testing.assert_allclose(weights.sanctions / weights.captives, 0.20 / 0.03, rtol=1e-5)
    np.testing.assert_allclose(weights.sanctions[0], 0.20, rtol=1e-6)
    assert parent.parameters({"russia.issue_weights.territory": 0.5}).russia.issue_weights.sanctions == pytest.approx(
        0.2 * 0.5 / 0.7
    )


def test_draws_go_straight_into_parameters(parent):
    found = parent.parameters(parent.draw_priors(1, 0, 9))
    assert found.russia.all_for_all.bargaining_chip.shape == found.mediators["eu"].wallet.shape == (9,)


def test_a_scenario_travels_between_processes(parent):
    again = pickle.loads(pickle.dumps(parent))
    assert again == parent and again.hash == parent.hash and again.parameters() == parent.parameters()


def test_resolved_scenario_loads_to_the_same_hash(parent):
    again = loads(parent.to_yaml())
    assert again.hash == parent.hash and again.priors == parent.priors and again.to_yaml() == parent.to_yaml()
    assert "extends" not in parent.document


def test_texts_survive_the_round_trip(child):
    text = 'a "quoted" \\ line: with # signs, \ttab, ünïcode 😀 and\n\na second paragraph\n'
    quoted = json.dumps(text, ensure_ascii=False)
    scenario = child(
        f"description: {quoted}\nfacts: ['- not a list', 'null', 'on', '012', '{{x}}', '2025-02-24', ' ~ ']\n"
    )
    assert loads(scenario.to_yaml()).document == scenario.document
    assert scenario.description == text


def test_load_of_a_scenario_with_overrides(parent):
    changed = load(parent, ["talks.hardening=0.5"])
    assert changed.value("talks.hardening") == 0.5 and changed.priors == parent.priors
    assert load(changed, {"talks.hardening": 0.3}) == parent


def test_a_limit_is_allowed_in_either_precision(parent):
    for values in (np.array([0.57735]), np.array([0.57735], np.float32)):
        assert parent.parameters({"captives.capture_noise": values}).captives.capture_noise.dtype == np.float32
