"""What is read out of a scenario: explanations, differences, the editor's schema, the catalogue."""

import json
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.scenario import ScenarioError, catalogue, differences, explain, json_schema, load, loads
from sim.scenario.json_schema import FILE, schema_text
from sim.scenario.shape import SECTIONS, Leaf, find
from sim.scenario.text.check import checked
from sim.schema import BELLIGERENTS
from tests import declared

PATHS = {entry.name: entry.path for entry in catalogue()}
SCHEMA = json_schema()


class TestExplain:
    def test_a_parameter(self, parent):
        found = explain("russia.all_for_all.bargaining_chip", parent)
        assert (found.default, found.value, found.unit, found.symbol, found.range) == (
            1.1,
            1.1,
            "logit",
            "chip",
            "0 to 20",
        )
        assert found.prior == "uniform(0.3, 1.9)" and found.status == "judgement"
        for phrase in (
            "russia.all_for_all.bargaining_chip",
            "value of captives held",
            "logit",
            "Wallace 2015",
            "in parent",
            "uniform",
        ):
            assert phrase in str(found)

    def test_default_of_the_right_side(self, parent):
        assert explain("ukraine.all_for_all.bargaining_chip", parent).default == 0.5

    def test_priors_in_words(self, parent, child):
        assert explain("uae.wallet", parent).prior == "'wallets': a factor uniform(0, 2) on this and 2 more parameters"
        assert explain("talks.hardening", parent).prior == "none stated"
        fixed = child("uncertain: {talks.hardening: fixed}\n")
        assert explain("talks.hardening", fixed).prior == "fixed: no range is assumed"

    def test_what_a_value_is_calibrated_to(self, child):
        """The base scenario says it of its mediators, a scenario of one's own of its own; it is in no hash."""
        assert explain("uae.engagement").status == "calibrated" and "12 of 14" in explain("uae.engagement").source
        assert explain("eu.engagement").status == "judgement"
        own = child("calibrated: {uae.wallet: pledges of 2024, talks.hardening: a guess no more}\n")
        assert (explain("uae.wallet", own).status, explain("uae.wallet", own).source) == (
            "calibrated",
            "pledges of 2024",
        )
        assert explain("talks.hardening", own).status == "calibrated" and own == child()

    def test_a_group_lists_its_parts(self, parent):
        text = str(explain("russia.all_for_all", parent))
        assert "bargaining_chip" in text and "value of captives held" in text
        assert explain("uae", parent).parts and explain("front", parent).parts

    def test_the_run_as_a_whole(self, parent):
        assert "weeks" in str(explain("horizon_weeks", parent)) and explain("start", parent).value == "2025-02-24"

    @pytest.mark.parametrize(
        ("path", "word"), [("uncertain", "log_uniform"), ("timeline", "aid_pause"), ("interventions", "precondition")]
    )
    def test_lists_name_what_may_stand_in_them(self, parent, path, word):
        assert word in str(explain(path, parent))

    def test_a_switch(self, parent):
        assert "true" in str(explain("talks.allowed", parent))

    @pytest.mark.parametrize(
        ("path", "phrase"),
        [
            ("russia.all_for_all.barganing_chip", "did you mean 'bargaining_chip'?"),
            ("uea.wallet", "did you mean 'uae.wallet'?"),
            ("russia.all_for_all.chip", "russia.all_for_all.bargaining_chip"),
            ("bargaining_chip", "belongs under"),
            ("", "no party or section"),
            ("russia.over_optimism.x", "unknown name 'x' in russia.over_optimism"),
            ("uae.summit.weeks", "uae.summit is absent"),
        ],
    )
    def test_unknown(self, parent, path, phrase):
        with pytest.raises(ScenarioError) as caught:
            explain(path, parent)
        assert phrase in str(caught.value)

    def test_the_base_scenario_by_default(self):
        assert explain("all_for_all.answers_per_week").scenario == "kyiv_summit_2025"


class TestDifferences:
    def test_none(self, parent, child):
        assert differences(parent, parent) == [] == differences(parent, child("description: other words\n"))

    def test_of_every_kind(self, parent, child):
        other = child(
            "horizon_weeks: 20\nparties: {uae: null, qatar: {name: Qatar}, eu: {summit: null}}\n"
            "talks: {hardening: 0.5}\n"
            "uncertain: {wallets: {scales: ['*.wallet'], uniform: [0, 3]}, talks.hardening: fixed}\n"
            "timeline: [{week: 1, event: spoiler}]\ninterventions: [{do: {trade: off}}]\n"
        )
        rows = {row.path: (row.a, row.b) for row in differences(parent, other)}
        assert rows["horizon_weeks"] == (104, 20) and rows["talks.hardening"] == (0.3, 0.5)
        assert rows["uae"] == ("present", None) and rows["qatar"] == (None, "present")
        assert rows["eu.summit"] == ("{weeks: 8.0, engagement_boost: 0.5, wallet_boost: 1.0}", None)
        assert rows["uncertain.wallets"][1] == '{scales: ["*.wallet"], uniform: [0, 3]}'
        assert rows["uncertain.talks.hardening"] == (None, "fixed")
        assert rows["timeline"] == (None, "{week: 1, weeks: 1, event: spoiler}")
        assert rows["interventions"][1].startswith("{trade:")
        assert len(rows) == 9

    def test_turned_round(self, parent, child):
        other = child("talks: {hardening: 0.5}\n")
        assert [(row.path, row.b, row.a) for row in differences(other, parent)] == [
            tuple(row) for row in differences(parent, other)
        ]

    def test_order_of_interventions(self, child):
        one = child("interventions: [{do: {trade: off}}, {do: {swap: never}}]\n")
        two = child("interventions: [{do: {swap: never}}, {do: {trade: off}}]\n")
        assert [row.path for row in differences(one, two)] == ["interventions"]


class TestCatalogue:
    @pytest.mark.parametrize("name", PATHS)
    def test_every_scenario_loads_and_stands_by_itself(self, name):
        scenario = load(name)
        assert scenario.name == name and scenario.title and scenario.description
        assert loads(scenario.to_yaml()).hash == scenario.hash
        for path, item in scenario.paths.items():
            assert checked(item, scenario.value(path), tuple(path.split("."))) == scenario.value(path)
        scenario.parameters(scenario.draw_priors(1, 0, 3))

    def test_listing_agrees_with_loading(self):
        for entry in catalogue():
            scenario = load(entry.name)
            assert (entry.title, entry.description, entry.experimental) == (
                scenario.title,
                scenario.description,
                scenario.experimental,
            )


class TestSchema:
    def test_the_file_is_up_to_date(self):
        assert FILE.read_text(encoding="utf-8") == schema_text(), "`make declared` writes it anew"

    def test_the_tables_of_the_specification_are_up_to_date(self):
        """Meaning, unit, default, prior and status of every parameter in MODEL.md are those of its declaration."""
        assert declared.tables() == declared.tables_anew(), "`make declared` writes them anew"

    def test_partial_files_are_welcome(self):
        assert "required" not in _keys(json_schema())

    def test_every_parameter_has_its_description_unit_and_range(self, parent):
        for path, item in parent.paths.items():
            entry = _entry(path)
            assert item.meaning in entry["description"] and (
                item.unit in ("", "1", "text") or f"[{item.unit}]" in entry["description"]
            )
            assert (entry.get("minimum"), entry.get("maximum")) == (item.low, item.high)
            if item.by_side and isinstance(find(tuple(path.split("."))), Leaf):
                assert entry["default"] == item.default[path.split(".")[0]]

    @pytest.mark.parametrize("name", PATHS)
    def test_the_catalogue_conforms(self, name):
        document = YAML(typ="safe", pure=True).load(PATHS[name].read_text(encoding="utf-8"))
        _conform(json.loads(json.dumps(document, default=str)), SCHEMA, "")

    @pytest.mark.parametrize(
        "document",
        [
            {"horizon": 3},
            {"talks": {"hardening": 2}},
            {"talks": {"hardening": "0.5"}},
            {"parties": {"russia": {"barganing_chip": 1}}},
            {"parties": {"qatar": {"pressure": 1}}},
            {"timeline": [{"event": "presure"}]},
            {"interventions": [{"do": {"trade": False}}]},
            {"uncertain": {"talks.hardening": {"normal": [0, 1]}}},
        ],
    )
    def test_what_is_wrong_is_marked(self, document):
        with pytest.raises(AssertionError):
            _conform(document, SCHEMA, "")


def _entry(path: str) -> dict[str, Any]:
    schema = SCHEMA
    root, *rest = path.split(".")
    parties = schema["properties"]["parties"]["properties"]
    here = schema["properties"][root] if root in SECTIONS else parties.get(root, schema["definitions"]["mediator"])
    assert root in SECTIONS or root in BELLIGERENTS or root == "us_envoy" or here is schema["definitions"]["mediator"]
    for name in rest:
        here = here["properties"][name]
    return here


def _keys(value: Any) -> set[str]:
    """Keys of the schema itself; names of parameters are not meant."""
    if isinstance(value, list):
        return set().union(*map(_keys, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    found = set(value) - {"properties"}
    for key, inner in value.items():
        found |= set().union(*map(_keys, inner.values())) if key == "properties" and inner else _keys(inner)
    return found


_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def _conform(value: Any, schema: dict[str, Any], at: str) -> None:
    """The part of JSON Schema that ours uses, by hand."""
    if "$ref" in schema:
        schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        assert any(_conforms(value, option, at) for option in schema["anyOf"]), at
    if "type" in schema:
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert any(
            isinstance(value, _TYPES[kind]) and (not isinstance(value, bool) or kind == "boolean") for kind in kinds
        ), (at, value)
    assert "enum" not in schema or value in schema["enum"], (at, value)
    assert "const" not in schema or value == schema["const"], (at, value)
    if isinstance(value, (int, float)):
        assert schema.get("minimum", value) <= value <= schema.get("maximum", value), (at, value)
    if isinstance(value, dict):
        for key, inner in value.items():
            below = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            assert below is not False, f"{at}.{key}"
            if isinstance(below, dict):
                _conform(inner, below, f"{at}.{key}")
    if isinstance(value, list):
        for item in value:
            _conform(item, schema.get("items", {}), at)


def _conforms(value: Any, schema: dict[str, Any], at: str) -> bool:
    try:
        _conform(value, schema, at)
    except AssertionError:
        return False
    return True


def test_an_actor_the_scenario_lacks_is_not_another_one():
    with pytest.raises(ScenarioError) as caught:
        explain("qatar.engagement")
    assert "eu.engagement" not in str(caught.value)
    assert "its parties are ukraine, russia, eu" in str(caught.value)
    assert "--scenario FILE" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("us.engagement", "us_envoy.engagement"),
        ("uea.engagement", "uae.engagement"),
        ("moscow.talks.audience_cost", "russia.talks.audience_cost"),
    ],
)
def test_a_misspelt_actor_is_named(path, right):
    with pytest.raises(ScenarioError, match=f"did you mean '{right}'"):
        explain(path)


def test_a_logit_is_put_into_words_and_the_horizon_has_a_source():
    assert "+1 takes a chance of 50 % to 73 %" in str(explain("russia.all_for_all.bargaining_chip"))
    assert explain("russia.all_for_all.bargaining_chip").unit == "logit"
    assert "two years" in str(explain("horizon_weeks"))
