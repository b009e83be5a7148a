"""What a scenario takes from the one it extends, and what it changes."""

import datetime

import pytest

from sim.scenario import ScenarioError, differences, load, loads


def test_defaults_of_a_scenario_that_states_nothing():
    scenario = loads("scenario: case\ntitle: A case\nstart: 2025-02-24\nparties: {ukraine: {}, russia: {}}\n")
    parameters = scenario.parameters()
    assert (scenario.horizon_weeks, scenario.start) == (104, datetime.date(2025, 2, 24))
    assert scenario.mediators == () and parameters.mediators == {}
    assert (parameters.ukraine.over_optimism, parameters.russia.trust.good_experience) == (0.2, 1.5)
    assert parameters.russia.captives_held.prisoners_of_war == 8000
    assert scenario.priors == () and scenario.facts == () and not scenario.experimental


def test_a_child_changes_only_what_it_states(parent, child):
    scenario = child("parties: {russia: {talks: {audience_cost: 4}}}\n")
    assert [tuple(row) for row in differences(parent, scenario)] == [("russia.talks.audience_cost", 3.5, 4.0)]
    assert scenario.name == "case" and scenario.title == "A case"
    assert scenario.description == ""


def test_header_values_are_inherited(child):
    assert child().horizon_weeks == 104
    assert child("horizon_weeks: 20\nstart: 2025-03-01\n").start == datetime.date(2025, 3, 1)


def test_facts_and_experimental_are_inherited(tmp_path):
    (tmp_path / "base.yaml").write_text(
        "scenario: base\ntitle: A base\nstart: 2025-02-24\nexperimental: true\nfacts: [one, two]\n"
        "parties: {ukraine: {}, russia: {}}\n"
    )
    head = "scenario: c\ntitle: C\nextends: base.yaml\n"
    assert loads(head, folder=tmp_path).facts == ("one", "two")
    assert loads(head, folder=tmp_path).experimental
    assert loads(head + "facts: []\nexperimental: false\n", folder=tmp_path).facts == ()


def test_a_mediator_is_removed_added_and_changed(child):
    scenario = child("parties:\n  uae: null\n  qatar: {name: Qatar, engagement: 0.5}\n  eu: {engagement: 0.1}\n")
    assert scenario.mediators == ("eu", "qatar", "us_envoy")
    parameters = scenario.parameters()
    assert list(parameters.mediators) == ["eu", "qatar", "us_envoy"]
    assert parameters.mediators["eu"].summit.weeks == 8.0
    assert parameters.mediators["qatar"].summit is None
    assert scenario.party_name("qatar") == "Qatar" and scenario.party_name("russia") == "Russia"


def test_a_removed_mediator_that_comes_back_starts_from_defaults(tmp_path, parent_file):
    (tmp_path / "base.yaml").write_text(parent_file.read_text())
    (tmp_path / "middle.yaml").write_text("scenario: m\ntitle: M\nextends: base.yaml\nparties: {uae: null}\n")
    scenario = loads("scenario: c\ntitle: C\nextends: middle.yaml\nparties: {uae: {name: Emirates}}\n", folder=tmp_path)
    assert scenario.value("uae.engagement") == 0.0


def test_without_envoy_there_is_no_pressure(child):
    assert "us_envoy" not in child("parties: {us_envoy: null}\n").parameters().mediators
    assert child("parties: {us_envoy: {engagement: 0}}\n").parameters().mediators["us_envoy"].pressure.ukraine == 0.77


def test_a_summit_is_removed_and_added(child):
    scenario = child("parties: {eu: {summit: null}, uae: {summit: {weeks: 3}}}\n")
    mediators = scenario.parameters().mediators
    assert mediators["eu"].summit is None
    assert (mediators["uae"].summit.weeks, mediators["uae"].summit.wallet_boost) == (3.0, 1.0)


def test_a_mediator_without_a_name_is_called_by_its_key(child):
    assert child("parties: {saudi_arabia: {engagement: 1}}\n").party_name("saudi_arabia") == "Saudi Arabia"


def test_order_of_mediators_in_the_file_changes_nothing(child):
    one = child("parties:\n  qatar: {wallet: 1}\n  norway: {wallet: 2}\n")
    two = child("parties:\n  norway: {wallet: 2}\n  qatar: {wallet: 1}\n")
    assert one.hash == two.hash and list(one.parameters().mediators) == list(two.parameters().mediators)


def test_lists_replace_inherited_ones(tmp_path, parent_file):
    (tmp_path / "base.yaml").write_text(
        parent_file.read_text() + "timeline: [{week: 1, event: spoiler}]\ninterventions: [{do: {trade: off}}]\n"
    )
    head = "scenario: c\ntitle: C\nextends: base.yaml\n"
    assert loads(head, folder=tmp_path).shocks.spoiler.sum() == 1
    assert loads(head + "timeline: []\n", folder=tmp_path).shocks.spoiler.sum() == 0
    assert loads(head + "interventions: []\n", folder=tmp_path).parameters().russia.trade.concession_limit == 1.0


def test_weights_may_be_completed_by_the_child(tmp_path, parent_file):
    """A base whose weights do not sum to 1 is wrong by itself, not once a child has put them right."""
    (tmp_path / "base.yaml").write_text(
        parent_file.read_text().replace("ukraine: {}", "ukraine: {issue_weights: {captives: 0.1}}")
    )
    with pytest.raises(ScenarioError, match=r"sum to 1\.02"):
        load(tmp_path / "base.yaml")
    assert loads(
        "scenario: c\ntitle: C\nextends: base.yaml\nparties: {ukraine: {issue_weights: {sanctions: 0.08}}}\n",
        folder=tmp_path,
    )


def test_whole_numbers_are_numbers_and_hash_alike(child):
    assert child("talks: {surplus_weight: 3}\n").hash == child("talks: {surplus_weight: 3.0}\n").hash == child().hash


def test_equal_by_content_and_usable_in_a_set(child):
    assert len({child(), child(), child("horizon_weeks: 10\n")}) == 2


def test_the_document_cannot_be_changed_from_outside(parent):
    before = parent.hash
    parent.document["parties"]["russia"]["over_optimism"] = 9.0
    assert parent.value("russia.over_optimism") == 0.2 and load(parent) is parent and parent.hash == before
