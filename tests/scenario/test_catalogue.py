"""The catalogue of scenarios says what the specification's tables say, and each file only what it changes."""

import datetime
import fnmatch
import functools
import hashlib
import json
import re
import textwrap
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.scenario import Scenario, catalogue
from sim.scenario import load as load_afresh
from sim.scenario.shape import SECTIONS, fill, root_shape

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
BASE, REFERENCE = "kyiv_summit_2025", "reference_2025"
MEDIATORS = ("eu", "saudi_arabia", "turkiye", "uae", "us_envoy", "vatican_icrc")

DIFFERENCES = {
    "belligerents_only": {f"{key}.wallet": 0 for key in MEDIATORS},
    "wallets_only": {"ukraine.trade.concession_limit": 0, "russia.trade.concession_limit": 0},
    "no_us_wallet": {"us_envoy.wallet": 0},
    "no_uae_wallet": {"uae.wallet": 0},
    "no_eu_wallet": {"eu.wallet": 0},
    "summit_momentum": {"eu.summit.weeks": 26, "eu.summit.wallet_boost": 2},
    "no_summit": {"eu.summit.weeks": 0},
    "deadline_push": {"us_envoy.deadline.push": 1},
    "no_deadline": {"us_envoy.deadline.push": 0},
    "no_us_pressure": {"us_envoy.pressure.ukraine": 0, "us_envoy.pressure.russia": 0},
    "us_pressure_on_kyiv": {"us_envoy.pressure.ukraine": 1.25},
    "us_pressure_on_moscow": {"us_envoy.pressure.russia": 1.10},
    "us_spares_kyiv": {"us_envoy.pressure.ukraine": 0.25},
    "us_spares_moscow": {"us_envoy.pressure.russia": 0.10},
    "kyiv_pressed_moscow_spared": {"us_envoy.pressure.ukraine": 1.25, "us_envoy.pressure.russia": 0.10},
    "us_withdraws": {"us_envoy.attention.half_life_weeks": 4, "us_envoy.attention.floor": 0},
    "uae_shuttle": {"uae.engagement": 1, "uae.humanitarian_capability": 0.95, "all_for_all.salience": 1.5},
    "no_third_parties_no_us_pressure": {"us_envoy.pressure.ukraine": 0, "us_envoy.pressure.russia": 0},
    "frozen_lines": {
        "agenda.territory.low": 0.3,
        "agenda.territory.high": 0.3,
        "front.momentum.start": 0,
        "front.momentum.drift": 0,
        "front.momentum.spread": 0.08,
    },
    "battlefield_breakthrough": {"front.breakthroughs.weekly_probability": 0.03, "front.breakthroughs.size": 0.6},
    "spoiler": {"spoilers.weekly_rate": 0.15, "spoilers.amplification": 2},
    "high_trust": {
        "ukraine.trust.good_experience": 3,
        "russia.trust.good_experience": 3.5,
        "ukraine.trust.bad_experience": 4,
        "russia.trust.bad_experience": 3.5,
    },
}
"""Rows of the specification's scenario table that change parameters: all the values that differ from the base."""

OPERATORS = {
    "trade_off": {"trade": "off"},
    "envoy_absent": {"mediators": {"us_envoy": "off"}},
    "no_uae": {"mediators": {"uae": "off"}},
    "no_third_parties": {"mediators": dict.fromkeys(MEDIATORS, "off")},
    "no_third_parties_no_us_pressure": {"mediators": dict.fromkeys(MEDIATORS, "off")},
    "nato_off_table": {"agenda": {"security_guarantee": {"high": 0.5}}},
    "swap_as_precondition": {"precondition": {"swap": {"ukraine": 1}}},
    "ceasefire_precondition": {"precondition": {"ceasefire": {"ukraine": 1}}},
    "ceasefire_first": {"sequence": "ceasefire_first"},
    "pow_only": {"categories": ["prisoners_of_war"]},
    "no_all_for_all": {"all_for_all": "off"},
    "constant_hazard": {"constant_hazards": {"swap": 0.01, "talks": 0.03}},
    "constant_hazard_second": {"constant_hazards": {"swap": 0.05, "talks": 0.02}},
}
"""Rows that replace a rule; a row may stand in both tables."""

OTHERS = {BASE, REFERENCE, "harder_priors_for_russia", "silence_2022", "symmetric_null", "korea_1953", "donbas_2019"}
EXPERIMENTAL = {"korea_1953", "donbas_2019"}

REFERENCE_DIGEST = "74ec4c061dba5af3bf62b22162d9042bcf9bdcfeeaf9b87811e4eba4ef8b3555"
"""Of the values in reference_2025.yaml. If this fails, undo the change to that file: it never changes."""

DRAWN = {REFERENCE: 93, BASE: 96}
"""Separate draws of the priors: the number in the specification's sensitivity analysis; and three of sizes more."""

SWITCHES = {"exchanges.shorter_list_binds": False, "mediation.direct_channel_first": False}
"""Rules that have a switch since the specification was written, as it has them."""


@functools.cache
def load(name: str) -> Scenario:
    """A scenario of the catalogue; read once, since scenarios do not change."""
    return load_afresh(name)


@functools.cache
def written(name: str) -> dict:
    """A file of the catalogue as it is written, nothing inherited."""
    return YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def leaves(tree: dict, prefix: str = "") -> dict[str, object]:
    """Nested values as path -> value."""
    found: dict[str, object] = {}
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        found.update(leaves(value, path) if isinstance(value, dict) else {path: value})
    return found


def values(document: dict) -> dict[str, object]:
    """Parameters of a document, by the one name each has."""
    tree = dict(document.get("parties", {}))
    tree.update({key: document[key] for key in SECTIONS if key in document})
    return leaves(tree)


def resolved(name: str) -> dict[str, object]:
    """Parameters of a scenario of the catalogue with everything it inherits."""
    return values(load(name).document)


def plain(value: object) -> object:
    """A value that JSON can hold; 1 and 1.0 are the same."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def test_every_row_of_the_specification_has_a_file_and_the_other_way_round():
    assert set(NAMES) == set(DIFFERENCES) | set(OPERATORS) | OTHERS


def test_the_catalogue_lists_every_file():
    assert sorted(entry.name for entry in catalogue()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_file_loads_under_its_own_name_with_title_and_one_paragraph(name: str):
    scenario = load(name)
    assert scenario.name == name == written(name)["scenario"]
    assert 5 < len(scenario.title) < 70 and "\n" not in scenario.title
    description = scenario.description.strip()
    assert "\n" not in description and 80 < len(description) < 900 and description.endswith(".")
    assert written(name)["description"].strip() == description, "the description is the file's own"


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_short_enough_to_read(name: str):
    lines = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > 120] == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - {BASE, REFERENCE}))
def test_child_states_only_differences(name: str):
    own = written(name)
    parent = load(own["extends"])
    inherited = resolved(own["extends"])
    same = [path for path, value in values(own).items() if path in inherited and plain(inherited[path]) == plain(value)]
    assert same == []
    if "start" in own:
        assert own["start"] != parent.start
    if "horizon_weeks" in own:
        assert own["horizon_weeks"] != parent.horizon_weeks
    kept = written(BASE)["uncertain"]
    assert [key for key, prior in own.get("uncertain", {}).items() if kept.get(key) == prior] == []


@pytest.mark.parametrize("name", sorted((set(DIFFERENCES) | set(OPERATORS)) - {BASE}))
def test_scenario_differs_from_the_base_as_the_specification_says(name: str):
    base, own = resolved(BASE), resolved(name)
    assert base.keys() == own.keys()
    changed = {path: value for path, value in own.items() if value != base[path]}
    assert changed == DIFFERENCES.get(name, {})
    source = name if "interventions" in written(name) else written(name)["extends"]
    operators = [entry["do"] for entry in written(source).get("interventions", [])]
    assert operators == ([OPERATORS[name]] if name in OPERATORS else [])


@pytest.mark.parametrize("name", ["constant_hazard", "constant_hazard_second"])
def test_constant_rates_run_for_a_year(name: str):
    assert load(name).horizon_weeks == 52


def test_an_inherited_intervention_is_kept():
    mediators = load("no_third_parties_no_us_pressure").parameters().mediators
    assert {key: float(mediator.engagement) for key, mediator in mediators.items()} == dict.fromkeys(MEDIATORS, 0.0)
    assert float(load("no_third_parties").parameters().mediators["us_envoy"].pressure.ukraine) == 0.77


def test_a_stated_value_is_no_longer_uncertain_and_a_factor_still_scales_it():
    drawn = load("us_pressure_on_kyiv").draw_priors(1, 0, 50)
    assert "us_envoy.pressure.ukraine" not in drawn and "us_envoy.pressure.russia" in drawn
    engagement = load("uae_shuttle").draw_priors(1, 0, 50)["uae.engagement"]
    assert engagement.min() >= 0.7 and engagement.max() == 1


@pytest.mark.parametrize("name", NAMES)
def test_only_the_uncalibrated_are_experimental(name: str):
    scenario = load(name)
    assert scenario.experimental == (name in EXPERIMENTAL)
    if scenario.experimental:
        assert "not calibrated" in scenario.description and "must not be published" in scenario.description
        assert scenario.facts and scenario.facts != load(BASE).facts


# --- the base scenario and the frozen reference


def since(name: str) -> set[str]:
    """Parameters of a scenario that are newer than the specification: the files need not state them."""
    return {path for path, item in load(name).paths.items() if item.newer}


def numbers(name: str) -> set[str]:
    """Paths of the numeric and yes/no parameters of the specification that a scenario has."""
    paths = {path for path, value in resolved(name).items() if isinstance(value, (bool, int, float))}
    return paths - since(name)


def targets(key: str, entry: object, paths: set[str]) -> list[str]:
    """Paths that one entry of `uncertain` is about."""
    if isinstance(entry, dict) and "scales" in entry:
        return [
            path
            for pattern in entry["scales"]
            for path in fnmatch.filter(paths, pattern)
            if path.count(".") == pattern.count(".")
        ]
    return [key]


@pytest.mark.parametrize("name", [BASE, REFERENCE])
def test_every_value_is_stated_and_nothing_inherited(name: str):
    own = written(name)
    assert own.get("extends") == {BASE: "defaults", REFERENCE: None}[name]
    stated = values(own).keys() | since(name)
    assert [path for path, value in resolved(name).items() if path not in stated and value is not None] == []


@pytest.mark.parametrize("name", [BASE, REFERENCE])
def test_uncertain_covers_every_parameter_exactly_once(name: str):
    paths = numbers(name)
    covered = [path for key, entry in written(name)["uncertain"].items() for path in targets(key, entry, paths)]
    assert sorted(covered) == sorted(paths)


@pytest.mark.parametrize("name", [BASE, REFERENCE])
def test_as_many_draws_as_in_the_specification(name: str):
    assert len([prior for prior in load(name).priors if not since(name).issuperset(prior.targets)]) == DRAWN[name]


@pytest.mark.parametrize("name", [BASE, REFERENCE])
def test_values_lie_inside_their_own_range(name: str):
    scenario, value = load(name), resolved(name)
    for prior in scenario.priors:
        at = [1.0] if prior.scales else [value[target] for target in prior.targets]
        assert all(prior.distribution.low <= float(one) <= prior.distribution.high for one in at), prior.key


def test_reference_is_frozen():
    own = {key: value for key, value in written(REFERENCE).items() if key not in ("title", "description")}
    own = json.loads(json.dumps(plain(own)))
    for path, value in SWITCHES.items():
        section, name = path.split(".")
        assert own[section].pop(name) is value
        assert own["uncertain"].pop(path) == "fixed"
    text = json.dumps(own, sort_keys=True, ensure_ascii=True)
    assert hashlib.sha256(text.encode()).hexdigest() == REFERENCE_DIGEST


def test_base_scenario_has_the_defaults_of_the_schema():
    own = load(BASE).document
    assert leaves({key: own[key] for key in SECTIONS}) == leaves({key: fill(root_shape(key), {}) for key in SECTIONS})
    for side in ("ukraine", "russia"):
        assert leaves(own["parties"][side]) == leaves(fill(root_shape(side), {}, side))


def test_reference_has_the_mediators_of_the_specification():
    order = ("us_envoy", "uae", "turkiye", "saudi_arabia", "vatican_icrc", "eu")
    table = {
        "humanitarian_capability": (0.02, 0.85, 0.02, 0.02, 0.03, 0.01),
        "political_capability": (0.40, 0.08, 0.25, 0.20, 0.04, 0.10),
        "engagement": (0.90, 0.88, 0.70, 0.60, 0.50, 0.60),
        "wallet": (1, 1, 1, 1, 1, 1),
        "wallet_worth.ukraine": (0.5, 0.1, 0.1, 0.1, 0.1, 0.6),
        "wallet_worth.russia": (0.5, 0.5, 0.3, 0.4, 0.1, 0.1),
    }
    value = resolved(REFERENCE)
    found = {row: tuple(value[f"{key}.{row}"] for key in order) for row in table}
    assert found == table
    summit = load(REFERENCE).document["parties"]["eu"]["summit"]
    assert summit == {"weeks": 8, "engagement_boost": 0.5, "wallet_boost": 1}


def test_facts_of_the_base_scenario_with_their_sources():
    facts = load(BASE).facts
    assert all(fact.rstrip().endswith("]") and "[" in fact for fact in facts)
    text = " ".join(facts)
    needles = (
        "24 February 2025",
        "13 leaders",
        "all captives for all",
        "start of a process of ending the war",
        "G20 in November 2022",
        "Thousands of soldiers and civilians",
        "Political prisoners from Crimea",
        "United Arab Emirates",
        "30 December 2024",
        "189",
        "150",
        "Kellogg",
        "quick end",
        "NATO membership",
        "sidelines",
        "Moscow has yet to answer",
        "Kyiv itself doubts",
        "in exchange for something",
        "strength",
    )
    assert [needle for needle in needles if needle not in text] == []


# --- the check with two equal sides

PAIRED = (
    "captives_held",
    "captures_per_week",
    "war_cost",
    "trust",
    "over_optimism",
    "commitment",
    "exchanges",
    "all_for_all",
    "talks",
    "trade",
)


def test_symmetric_null_gives_both_sides_the_mean():
    base, own = resolved(BASE), resolved("symmetric_null")
    zero = ("red_lines", "guarantee_relief")
    for path in [path for path in own if path.startswith("ukraine.") and path.split(".")[1] in PAIRED]:
        other = path.replace("ukraine.", "russia.", 1)
        if path.endswith("offer_open_at_start"):
            assert (own[path], own[other]) == (True, False)
            continue
        mean = 0 if any(word in path for word in zero) else (base[path] + base[other]) / 2
        assert own[path] == own[other], path
        assert own[path] == pytest.approx(mean, abs=0.5 if "captives_held" in path else 1e-12), path
    for key in MEDIATORS:
        paths = [f"{key}.wallet_worth.{side}" for side in ("ukraine", "russia")]
        assert own[paths[0]] == own[paths[1]] == pytest.approx((base[paths[0]] + base[paths[1]]) / 2)
    assert own["us_envoy.pressure.ukraine"] == own["us_envoy.pressure.russia"] == pytest.approx((0.77 + 0.40) / 2)
    assert (own["front.russian_share"], own["front.momentum.start"], own["front.momentum.drift"]) == (0.5, 0, 0)


def test_symmetric_null_has_the_given_issue_weights():
    own = load("symmetric_null").document["parties"]
    assert list(own["ukraine"]["issue_weights"].values()) == [0.08, 0.14, 0.24, 0.24, 0.10, 0.12, 0.08]
    assert list(own["russia"]["issue_weights"].values()) == [0.08, 0.12, 0.10, 0.24, 0.24, 0.14, 0.08]


def test_symmetric_null_stays_symmetric_in_every_draw():
    drawn = load("symmetric_null").draw_priors(1, 0, 20)
    for path in [path for path in drawn if path.startswith(("ukraine.", "russia."))]:
        side, rest = path.split(".", 1)
        other = f"{'russia' if side == 'ukraine' else 'ukraine'}.{rest}"
        assert (drawn[path] == drawn[other]).all(), path


# --- the guide

README = (FOLDER / "README.md").read_text(encoding="utf-8")
CSV_EXAMPLE = re.search(r"```\n(exchanges\.[^`]+)```", README)[1]
EXAMPLES = [textwrap.dedent(block) for block in re.findall(r"(?ms)^ *```yaml\n(.*?)^ *```$", README)]
HEAD = f"scenario: example\ntitle: An example\ndescription: One.\nextends: {BASE}\n"


@pytest.mark.parametrize("name", NAMES)
def test_guide_lists_every_scenario(name: str):
    assert f"`{name}`" in README[README.index("## The catalogue") :]


@pytest.mark.parametrize("number", range(5))
def test_examples_of_the_guide_load(number: int, tmp_path: Path):
    assert len(EXAMPLES) == 5
    head = "" if "extends:" in EXAMPLES[number] else HEAD
    file = tmp_path / "example.yaml"
    file.write_text(head + EXAMPLES[number], encoding="utf-8")
    (tmp_path / "posterior.csv").write_text(CSV_EXAMPLE, encoding="utf-8")
    assert load_afresh(file).parameters() is not None


def test_operators_of_the_guide_load(tmp_path: Path):
    rows = re.findall(r"`(do: \{.*?\})`[ ,]", README)
    operators = [row.replace("{…}", "{name: Qatar, engagement: 0.5}") for row in rows]
    assert len(operators) == 11
    for operator in operators:
        file = tmp_path / "example.yaml"
        file.write_text(f"{HEAD}interventions:\n  - {operator}\n", encoding="utf-8")
        assert load_afresh(file).document["interventions"]
