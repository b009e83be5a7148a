"""Overrides by name: the same checks and the same quality of message as in a file."""

import datetime

import numpy as np
import pytest

from sim.scenario import ScenarioError, load


def message(parent_file, overrides) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(parent_file, overrides)
    return str(caught.value)


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("russia.all_for_all.bargaining_chip=1.6", "russia.all_for_all.bargaining_chip", 1.6),
        ("talks.allowed=false", "talks.allowed", False),
        ("all_for_all.stages=3", "all_for_all.stages", 3),
        ("uae.name=Abu Dhabi", "uae.name", "Abu Dhabi"),
        ("uae.wallet=2", "uae.wallet", 2.0),
        ("uae.summit.weeks=3", "uae.summit.weeks", 3.0),
        (" uae.wallet = 2 ", "uae.wallet", 2.0),
        ("uae.name=null", "uae.name", "Uae"),
        ("front.momentum.start=-.5", "front.momentum.start", -0.5),
    ],
)
def test_set(parent_file, override, path, value):
    assert load(parent_file, [override]).value(path) == value


def test_run_as_a_whole(parent_file):
    scenario = load(parent_file, ["horizon_weeks=20", "start=2025-03-01"])
    assert scenario.horizon_weeks == 20 and scenario.start == datetime.date(2025, 3, 1)
    assert load(parent_file, {"start": datetime.date(2025, 3, 1), "horizon_weeks": 20}) == scenario


def test_remove(parent_file):
    assert load(parent_file, ["uae=null", "eu.summit=null"]).mediators == ("eu", "us_envoy")


def test_mapping_and_texts_agree(parent_file):
    assert load(parent_file, {"uae.wallet": np.float64(2), "talks.allowed": False}) == load(
        parent_file, ["uae.wallet=2", "talks.allowed=false"]
    )


def test_none_changes_nothing(parent_file, parent):
    assert load(parent_file, []) == load(parent_file, {}) == parent


@pytest.mark.parametrize(
    ("override", "phrases"),
    [
        (
            "russia.all_for_all.barganing_chip=1",
            ["unknown name 'barganing_chip' in russia.all_for_all", "did you mean 'bargaining_chip'?"],
        ),
        (
            "rusia.all_for_all.bargaining_chip=1",
            ["no party or section 'rusia'", "did you mean 'russia.all_for_all.bargaining_chip'?"],
        ),
        ("russia.bargaining_chip=1", ["unknown name 'bargaining_chip' in russia", "belongs under russia.all_for_all"]),
        ("parties.russia.over_optimism=1", ["write 'russia.over_optimism'"]),
        ("russia.all_for_all=1", ["is a group of parameters"]),
        ("russia=null", ["is a group of parameters"]),
        ("uae=5", ["uae must be null"]),
        ("talks.hardening=2", ["talks.hardening is 2", "0 to 1"]),
        ("talks.hardening='0.5'", ["must be a number", "text '0.5'", "remove the quotes"]),
        ("talks.hardening=true", ["'true' (yes/no)"]),
        ("talks.hardening=.nan", ["not a finite number"]),
        ("talks.hardening=012", ["read differently"]),
        ("talks.hardening=", ["nothing (null)"]),
        ("talks.hardening=[0.1]", ["found a list"]),
        ("talks.hardening={a: 1}", ["found a mapping"]),
        ("talks.hardening=*a", ["aliases"]),
        ("talks.hardening=!!float 1", ["tags"]),
        ("talks.hardening=a: b: c", ["not valid YAML"]),
        ("talks.hardening={a: 1, a: 2}", ["duplicate key"]),
        ("talks.hardening", ["written path=value"]),
        ("=3", ["written path=value"]),
        ("", ["written path=value"]),
        ("..=3", ["no party or section"]),
        ("horizon_weeks=0", ["horizon_weeks is 0", "1 to 520"]),
        ("start=soon", ["'soon' is not a date"]),
        ("timeline=[]", ["cannot be set by name"]),
        ("title=x", ["cannot be set by name"]),
        ("ukraine.issue_weights.territory=0.5", ["sum to 1.26"]),
        ("agenda.territory.high=-1", ["outside"]),
        ("russia.over_optimism.x=1", ["russia.over_optimism is a single value"]),
        ("turkiye.engagement=1", ["no party or section 'turkiye'"]),
        ("talks.hardening=\ud83d", ["talks.hardening"]),
        ("talks.hardening=" + "9" * 5000, ["path=value"]),
        ("eu.summit.length=1", ["unknown name 'length' in eu.summit"]),
        ("uae.summit.length=1", ["unknown name 'length' in uae.summit"]),
    ],
)
def test_wrong(parent_file, override, phrases):
    text = message(parent_file, [override])
    assert text.startswith("--set ")
    for phrase in phrases:
        assert phrase in text


def test_place_and_caret(parent_file):
    text = message(parent_file, ["russia.all_for_all.barganing_chip=1"]).splitlines()
    assert text[0].startswith("--set russia.all_for_all.barganing_chip=1: unknown name")
    assert text[1] == "    russia.all_for_all.barganing_chip=1"
    assert text[2] == "    " + " " * len("russia.all_for_all.") + "^" + "~" * (len("barganing_chip") - 1)
    text = message(parent_file, ["talks.hardening=2"]).splitlines()
    assert text[2] == "    " + " " * len("talks.hardening=") + "^"


def test_all_at_once_with_those_of_the_file(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "scenario: case\ntitle: A case\nstart: 2025-02-24\nparties: {ukraine: {}, russia: {}}\nhorizon: 3\n"
    )
    with pytest.raises(ScenarioError) as caught:
        load(path, ["talks.hardening=2", "nonsense", "talks.imitation=x"])
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    "overrides",
    [
        ["talks.hardening=0.1", "talks.hardening=0.2"],
        ["uae=null", "uae.wallet=1"],
        ["uae.wallet=1", "uae=null"],
        ["eu.summit=null", "eu.summit.weeks=2"],
    ],
)
def test_contradictions(parent_file, overrides):
    assert "keep one of the two" in message(parent_file, overrides)


@pytest.mark.parametrize(
    "value", [[0.1], {"a": 1}, np.zeros(3), object(), 1j, float("nan"), float("inf"), 10**400, "0.5", True, None]
)
def test_wrong_python_values(parent_file, value):
    assert message(parent_file, {"talks.hardening": value}).startswith("--set talks.hardening=")
