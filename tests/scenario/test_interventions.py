"""Do-operators: parameters that they set, and rules that they replace."""

import numpy as np
import pytest

from sim.scenario import ConstantHazards, Interventions, PressureOverride, loads


def do(child, *operators: str):
    return child("interventions:\n" + "".join(f"  - do: {operator}\n" for operator in operators))


def test_none(parent):
    assert parent.interventions == Interventions(
        no_swap=False, imposed_swap_week=None, pressure=(), constant_hazards=None
    )


@pytest.mark.parametrize(
    ("operator", "path", "value"),
    [
        ("{all_for_all: off}", "all_for_all.salience", 0.0),
        ("{trade: off}", "russia.trade.concession_limit", 0.0),
        ("{trade: off}", "ukraine.trade.concession_limit", 0.0),
        ("{trade: off}", "mediators.us_envoy.wallet", 0.0),
        ("{mediators: {uae: off}}", "mediators.uae.engagement", 0.0),
        ("{categories: [prisoners_of_war]}", "captives.categories.civilians", False),
        ("{categories: [prisoners_of_war]}", "captives.categories.prisoners_of_war", True),
        ("{agenda: {security_guarantee: {high: .5}}}", "agenda.security_guarantee.high", 0.5),
        ("{precondition: {swap: {ukraine: 1}}}", "ukraine.talks.swap_precondition", 1.0),
        ("{precondition: {ceasefire: {russia: 0.5}}}", "russia.talks.ceasefire_precondition", 0.5),
        ("{sequence: ceasefire_first}", "ceasefire.required_first", 1.0),
    ],
)
def test_operators_that_set_parameters(child, operator, path, value):
    scenario = do(child, operator)
    found = scenario.parameters()
    for name in path.split("."):
        found = found[name]
    assert found == value and type(found) is type(value)
    assert scenario.interventions == Interventions()


def test_others_are_left_alone(child):
    found = do(child, "{mediators: {us_envoy: off}}").parameters()
    assert found.mediators["us_envoy"].pressure.ukraine == 0.77 and found.mediators["uae"].engagement == 0.88
    assert do(child, "{precondition: {swap: {ukraine: 1}}}").parameters().russia.talks.swap_precondition == 0.0


def test_they_override_prior_draws_and_values(child):
    scenario = do(child, "{trade: off}")
    found = scenario.parameters(scenario.draw_priors(1, 0, 5) | {"russia.trade.concession_limit": np.ones(5)})
    assert found.mediators["uae"].wallet == 0.0 and found.russia.trade.concession_limit == 0.0


def test_a_mediator_is_added(child):
    scenario = do(
        child, "{mediators: {uae: off, add: {qatar: {humanitarian_capability: 0.3, wallet: 1}}}}", "{trade: off}"
    )
    assert scenario.mediators == ("eu", "qatar", "uae", "us_envoy")
    found = scenario.parameters().mediators
    assert list(found) == ["eu", "qatar", "uae", "us_envoy"]
    assert (found["qatar"].humanitarian_capability, found["qatar"].wallet, found["uae"].engagement) == (0.3, 0.0, 0.0)
    assert scenario.party_name("qatar") == "Qatar"
    assert "qatar.engagement" in scenario.paths
    assert loads(scenario.to_yaml()).hash == scenario.hash


def test_no_swap_and_imposed_swap(child):
    assert do(child, "{swap: never}").interventions == Interventions(no_swap=True)
    assert do(child, "{swap: {complete_at: 8}}").interventions == Interventions(no_swap=True, imposed_swap_week=8)


def test_pressure(child):
    found = do(
        child,
        "{pressure: {ukraine: 0}}",
        "{pressure: {russia: 1.5, from: 4, to: 12}}",
        "{pressure: {russia: 1, from: 12}}",
    )
    assert found.interventions.pressure == (
        PressureOverride(from_week=0, to_week=104, ukraine=0.0, russia=None),
        PressureOverride(from_week=4, to_week=12, ukraine=None, russia=1.5),
        PressureOverride(from_week=12, to_week=104, ukraine=None, russia=1.0),
    )


def test_constant_hazards(child):
    assert do(child, "{constant_hazards: {swap: .01, talks: .03}}").interventions.constant_hazards == ConstantHazards(
        swap=0.01, talks=0.03
    )


def test_two_that_agree_are_no_contradiction(child):
    assert do(
        child, "{trade: off}", "{trade: off}", "{agenda: {territory: {low: .3}}}", "{agenda: {territory: {high: .3}}}"
    )


def test_the_order_of_categories_does_not_matter(child):
    assert do(child, "{categories: [civilians, prisoners_of_war]}") == do(
        child, "{categories: [prisoners_of_war, civilians]}"
    )
