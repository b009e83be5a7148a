"""What valid designs mean: which settings, in which order, over which scenarios."""

import re
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.experiments.design import Mover, design_names, read_design
from sim.experiments.design.read import TOP_LEVEL
from sim.experiments.design.spaces import KINDS
from sim.scenario import load
from sim.scenario.layers.files import catalogue_folder

CASES = Path(__file__).parent / "invalid" / "cases"
BASE, SECOND, CERTAIN = (str(CASES / f"{name}.yaml") for name in ("base", "second", "certain"))
CHIP = "russia.all_for_all.bargaining_chip"


def design(points=None, scenarios=BASE, overrides=(), **header):
    document = {"sweep": "a_design", "scenarios": scenarios, **header}
    return read_design(document | ({} if points is None else {"points": points}), overrides)


def test_without_points_each_scenario_is_simulated_as_it_stands():
    found = design(scenarios=[BASE, SECOND])
    assert found.kind == "stated" and found.size == 1 and found.keys == ()
    assert found.labels == ("base", "second")
    assert found.values(0, np.array([0])) == {}


def test_what_is_not_stated_has_a_default():
    found = design()
    assert (found.worlds, found.replicates, found.seed, found.common) == (1000, 1, 1, False)
    assert found.title == "a design"


# -- grid -------------------------------------------------------------------------------------------------------------


def test_a_grid_has_every_combination_and_the_last_key_moves_fastest():
    found = design({"grid": {"uae.engagement": [0.2, 0.1], "wallets": [0, 1, 2]}})
    assert found.keys == ("uae.engagement", "wallets")
    assert found.points[0].tolist() == [[0.2, 0], [0.2, 1], [0.2, 2], [0.1, 0], [0.1, 1], [0.1, 2]]


@pytest.mark.parametrize(
    ("path", "steps", "values"),
    [
        ("uae.engagement", {"from": 0, "to": 1, "steps": 5}, [0, 0.25, 0.5, 0.75, 1]),
        ("uae.engagement", {"from": 0, "to": 1, "steps": 2, "scale": "linear"}, [0, 1]),
        ("uae.engagement", {"from": 0.01, "to": 1, "steps": 3, "scale": "log"}, [0.01, 0.1, 1]),
        ("all_for_all.stages", {"from": 2, "to": 6, "steps": 5}, [2, 3, 4, 5, 6]),
        ("all_for_all.stages", {"from": 1, "to": 8, "steps": 3}, [1, 4, 8]),
        ("all_for_all.stages", {"from": 1, "to": 16, "steps": 5, "scale": "log"}, [1, 2, 4, 8, 16]),
    ],
)
def test_steps_are_even_on_their_scale_and_whole_where_they_must_be(path, steps, values):
    assert design({"grid": {path: steps}}).points[0][:, 0] == pytest.approx(values)


def test_a_switch_can_be_false_and_true():
    found = design({"grid": {"talks.allowed": [False, True]}})
    assert found.values(0, np.arange(2))["talks.allowed"].tolist() == [0, 1]


def test_a_factor_multiplies_what_each_scenario_states_and_is_held_within_ranges():
    found = design({"grid": {"wallets": [0, 0.5, 1000]}}, scenarios=[BASE, SECOND])
    wallets = ("eu.wallet", "uae.wallet", "us_envoy.wallet")
    assert found.movers[0] == (Mover(key="wallets", targets=wallets, scales=True),)
    assert found.movers[1][0].targets == ("uae.wallet", "us_envoy.wallet")
    highest = found.scenarios[0].paths["uae.wallet"].high
    values = found.values(0, np.arange(3))
    assert set(values) == set(wallets)
    for path, column in values.items():
        stated = found.scenarios[0].value(path)
        assert column.tolist() == [0, 0.5 * stated, min(1000 * stated, highest)]


def test_a_factor_on_whole_numbers_gives_whole_numbers(tmp_path):
    text = (CASES / "base.yaml").read_text(encoding="utf-8")
    text += '  held: {scales: ["*.captives_held.prisoners_of_war"], uniform: [0.5, 1.5]}\n'
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    found = design({"grid": {"held": [0.3333]}}, scenarios=str(tmp_path / "case.yaml"))
    for column in found.values(0, np.array([0])).values():
        assert column[0] == np.rint(column[0]) > 0


def test_values_are_those_of_the_points_asked_for():
    found = design({"grid": {"uae.engagement": [0.1, 0.2, 0.3]}})
    assert found.values(0, np.array([2, 0, 2]))["uae.engagement"].tolist() == [0.3, 0.1, 0.3]


# -- list and table ---------------------------------------------------------------------------------------------------


def test_what_a_point_of_a_list_leaves_out_is_as_stated():
    found = design({"list": [{"uae.engagement": 0.5}, {"wallets": 2}, {}]}, scenarios=[BASE, SECOND])
    assert found.keys == ("uae.engagement", "wallets") and found.size == 3
    assert np.isnan(found.points[0]).tolist() == [[False, True], [True, False], [True, True]]
    values = found.values(0, np.arange(3))
    assert values["uae.engagement"].tolist() == [0.5, 0.88, 0.88]
    assert values["uae.wallet"].tolist() == [1, 2, 1]


def test_a_list_of_the_scenario_as_it_stands_alone_has_no_dimension():
    found = design({"list": [{}, {}]})
    assert found.size == 2 and found.keys == ()


@pytest.mark.parametrize("byte_order_mark", ["", "\ufeff"])
def test_a_table_is_the_list_of_its_lines(tmp_path, byte_order_mark):
    table = "uae.engagement , wallets,talks.allowed\n0.5,,true\n\n,2,false\r\n,,\n"
    (tmp_path / "points.csv").write_text(byte_order_mark + table, encoding="utf-8", newline="")
    (tmp_path / "a.yaml").write_text(
        f"sweep: a_design\nscenarios: {BASE}\npoints: {{table: points.csv}}\n", encoding="utf-8"
    )
    found = read_design(tmp_path / "a.yaml")
    same = design(
        {"list": [{"uae.engagement": 0.5, "talks.allowed": True}, {"wallets": 2, "talks.allowed": False}, {}]}
    )
    order = [same.keys.index(key) for key in found.keys]
    np.testing.assert_array_equal(found.points[0], same.points[0][:, order])


# -- samples ----------------------------------------------------------------------------------------------------------


def test_a_latin_hypercube_has_one_point_in_every_stratum_of_every_dimension():
    over = {"uae.engagement": {"uniform": [0.2, 0.7]}, CHIP: {"uniform": [0, 2]}}
    found = design({"latin_hypercube": {"points": 50, "over": over}})
    for place, (low, high) in enumerate([(0, 2), (0.2, 0.7)]):
        strata = np.floor((found.points[0][:, place] - low) / (high - low) * 50)
        assert sorted(strata) == list(range(50))


@pytest.mark.parametrize("kind", ["sobol", "latin_hypercube"])
def test_a_sample_depends_on_the_seed_alone(kind):
    points = {kind: {"points": 16, "over": "prior"}}
    one, same, other = design(points), design(points, worlds=5, title="Another"), design(points, seed=2)
    assert one.points[0][:].tolist() == same.points[0][:].tolist()
    assert not np.any(one.points[0][:] == other.points[0][:])


def test_the_two_kinds_of_sample_differ_under_one_seed():
    sobol, cube = (design({kind: {"points": 16, "over": "prior"}}) for kind in ("sobol", "latin_hypercube"))
    assert not np.any(sobol.points[0][:] == cube.points[0][:])


def test_over_prior_is_over_all_priors_of_the_scenario():
    found = design({"sobol": {"points": 4, "over": "prior"}})
    scenario = load(BASE)
    assert found.keys == tuple(prior.key for prior in scenario.priors)
    assert [mover.targets for mover in found.movers[0]] == [prior.targets for prior in scenario.priors]


def test_chosen_priors_keep_the_order_in_which_they_are_named():
    found = design({"sobol": {"points": 4, "over": ["wallets", CHIP]}})
    assert found.keys == ("wallets", CHIP)


def test_each_scenario_has_the_quantiles_of_its_own_priors(tmp_path):
    text = (CASES / "base.yaml").read_text(encoding="utf-8")
    (tmp_path / "wider.yaml").write_text(
        text.replace("{uniform: [0.3, 1.9]}", "{uniform: [0.6, 3.8]}"), encoding="utf-8"
    )
    found = design({"sobol": {"points": 8, "over": [CHIP, "wallets"]}}, scenarios=[BASE, str(tmp_path / "wider.yaml")])
    assert found.points[1][:, 0] == pytest.approx(2 * found.points[0][:, 0])
    assert found.points[1][:, 1].tolist() == found.points[0][:, 1].tolist()
    assert found.labels == ("base 1", "base 2")


def test_a_scenario_that_has_nothing_uncertain_about_a_key_stays_as_stated_there():
    found = design({"latin_hypercube": {"points": 8, "over": "prior"}}, scenarios=[BASE, SECOND])
    assert found.keys == (CHIP, "talks.hardening", "uae.engagement", "wallets")
    assert [bool(mover.targets) for mover in found.movers[0]] == [True, False, True, True]
    assert [bool(mover.targets) for mover in found.movers[1]] == [True, True, False, True]
    assert np.isnan(found.points[0][:]).all(axis=0).tolist() == [False, True, False, False]
    assert "uae.engagement" not in found.values(1, np.arange(8))
    assert found.points[0][:, 0].tolist() == found.points[1][:, 0].tolist()


def test_distributions_of_the_design_replace_what_the_scenarios_state():
    over = {"purses": {"scales": ["*.wallet"], "log_uniform": [0.5, 2]}, "all_for_all.stages": {"integers": [2, 4]}}
    found = design({"sobol": {"points": 32, "over": over}}, scenarios=[BASE, CERTAIN])
    assert found.keys == ("all_for_all.stages", "purses")
    assert set(found.points[1][:, 0]) == {2, 3, 4}
    assert found.movers[1][1].targets == ("uae.wallet",)
    assert found.points[0][:, 1].min() >= 0.5 and found.points[0][:, 1].max() <= 2


def test_every_point_of_a_sample_can_be_simulated():
    found = read_design({"sweep": "a", "scenarios": ["kyiv_summit_2025", "no_uae"],
                         "points": {"sobol": {"points": 16, "over": "prior"}}})  # fmt: skip
    for number, scenario in enumerate(found.scenarios):
        scenario.parameters(found.values(number, np.arange(16)))


# -- scenarios, settings, overrides -----------------------------------------------------------------------------------


def test_settings_hold_in_every_scenario_and_overrides_stand_above_them():
    settings = {"uae.engagement": 0.5, "talks.hardening": 0.1, "talks.allowed": False}
    found = design(scenarios=[BASE, SECOND], settings=settings, overrides=["talks.hardening=0.2"])
    for scenario in found.scenarios:
        assert scenario.value("uae.engagement") == 0.5
        assert scenario.value("talks.hardening") == 0.2
        assert scenario.value("talks.allowed") is False
    assert design(settings=settings, overrides={"uae.engagement": 0.7}).scenarios[0].value("uae.engagement") == 0.7


def test_a_setting_drops_the_prior_of_its_parameter_and_a_point_goes_above_an_override():
    found = design({"sobol": {"points": 4, "over": "prior"}}, settings={"uae.engagement": 0.5})
    assert "uae.engagement" not in found.keys
    found = design({"grid": {"uae.engagement": [0.3]}}, overrides=["uae.engagement=0.7"])
    assert found.values(0, np.array([0]))["uae.engagement"].tolist() == [0.3]


def test_scenario_files_are_looked_for_beside_the_design(tmp_path, monkeypatch):
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs" / "own.yaml").write_text((CASES / "base.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "designs" / "a.yaml").write_text(
        "sweep: a_design\nscenarios: [own.yaml, ../designs/../own_two.yaml, no_uae]\n", encoding="utf-8"
    )
    (tmp_path / "own_two.yaml").write_text((CASES / "certain.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for case in ("designs/a.yaml", tmp_path / "designs" / "a.yaml"):
        assert read_design(case).labels == ("base", "certain", "no_uae")


def test_designs_of_the_catalogue_are_read_by_name():
    for name in design_names():
        found = read_design(name)
        assert found.name == name and found.title and found.description and found.size > 1


def test_a_mapping_from_python_is_the_same_as_the_file(tmp_path):
    text = f"""\
sweep: a_design
title: "Quotes: \\"and\\" colons"
scenarios: [{BASE}]
worlds: 64
draws: common
settings: {{talks.hardening: 0.1}}
points:
  grid:
    uae.engagement: {{from: 0, to: 1, steps: 3}}
    all_for_all.stages: [1, 2]
"""
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    one = read_design(tmp_path / "a.yaml")
    two = read_design(
        {
            "sweep": "a_design",
            "title": 'Quotes: "and" colons',
            "scenarios": (Path(BASE),),
            "worlds": np.int64(64),
            "draws": "common",
            "settings": {"talks.hardening": np.float64(0.1)},
            "points": {"grid": {"uae.engagement": np.linspace(0, 1, 3), "all_for_all.stages": range(1, 3)}},
        }
    )
    assert one.facts() == two.facts() and one.title == two.title


def test_the_hash_changes_with_what_is_simulated_and_with_nothing_else():
    points = {"grid": {"uae.engagement": [0, 1]}}
    base = design(points).hash
    assert design(points, title="Another", description="Words.").hash == base
    assert design(points, worlds=7, seed=9).hash == base  # they have places of their own in the facts
    for other in (
        design({"grid": {"uae.engagement": [0, 0.9]}}),
        design({"grid": {"eu.engagement": [0, 1]}}),
        design({"list": [{"uae.engagement": 0}, {"uae.engagement": 1}]}),
        design(points, draws="common"),
        design(points, replicates=2),
        design(points, scenarios=[BASE, SECOND]),
    ):
        assert other.hash != base


def test_numbers_given_in_the_place_of_stated_ones_win():
    found = read_design({"sweep": "a", "scenarios": BASE, "worlds": 5, "seed": 2}, seed=2**63 - 1, worlds=np.int64(9))
    assert (found.seed, found.worlds, found.replicates) == (2**63 - 1, 9, 1)


# -- the guide --------------------------------------------------------------------------------------------------------

GUIDE = catalogue_folder() / "sweeps" / "README.md"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", _blocks("yaml"), ids=lambda text: text.split("\n")[0].removeprefix("sweep: "))
def test_every_example_of_the_guide_is_valid(text, tmp_path):
    (tmp_path / "points.csv").write_text(*_blocks("csv"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    found = read_design(tmp_path / "a.yaml")
    for number, scenario in enumerate(found.scenarios):
        scenario.parameters(found.values(number, np.arange(found.size)))


def test_the_guide_names_every_key_and_every_kind():
    text = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{key}`" in text for key in TOP_LEVEL)
    assert all(re.search(rf"^### .*\b{kind}\b", text, flags=re.MULTILINE) for kind in KINDS)


def test_the_guide_says_how_many_points_its_first_designs_have():
    first, second = (text for text in _blocks("yaml") if "uae_engagement" in text or "pressure_and_chips" in text)
    sizes = [read_design(_loaded(text)).size for text in (first, second)]
    assert sizes == [5, 60]


def _loaded(text: str) -> dict:
    return YAML(typ="safe", pure=True).load(text)
