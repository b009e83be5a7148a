"""A parameter is added by declaring it: everything that reads declarations knows it, and nothing old is moved by it."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.model.consent import DecisionParameters
from sim.model.mediation import MediatorParameters
from sim.model.parties import SECTIONS, BelligerentParameters
from sim.model.spoilers import SpoilerParameters
from sim.model.trade import TradeStance
from sim.montecarlo.errors import ResultError
from sim.scenario import explain, json_schema, load, loads
from sim.scenario.editions import known
from sim.scenario.shape import shape
from sim.scenario.text.check import checked
from sim.scenario.text.hints import every_path
from sim.schema import BELLIGERENTS, Leaf, Section, parameter
from tests.declared import tables_anew
from tests.verification.scenarios import free_paths, picked, values_by_world

BASE, REFERENCE = "kyiv_summit_2025", "reference_2025"
OLD = {name: load(name) for name in (BASE, REFERENCE, "no_uae", "trade_off", "symmetric_null", "korea_1953")}
ADDS = "interventions: [{do: {mediators: {add: {oman: {name: Oman, engagement: 0.5}}}}}]\n"
"""A scenario with a mediator that an intervention adds."""


def with_oman(extends: str):
    return loads(f"scenario: with_oman\ntitle: Oman joins\nextends: {extends}\n{ADDS}")


OLD_WITH_OMAN = with_oman(REFERENCE)
for case in (*OLD.values(), OLD_WITH_OMAN):
    assert case.hash and case.paths  # worked out now, while nothing is invented


def section(invented, kind):
    """A section with one parameter, `invented`."""
    return type("Inventions", (Section,), {"invented": invented, "__annotations__": {"invented": kind}})


@pytest.fixture
def declare(monkeypatch):
    """A function that declares a parameter, for one test: where its path is in `PLACES`, or in a section by itself."""

    def put(place, default=1.0, kind="float", **more):
        words = {"unit": "1", "symbol": "z_new", "low": 0.0, "high": 9.0, "no_sign": "it is not read by any rule"}
        invented = parameter(default, "an invented parameter", **words | more)
        *above, name = place.split(".") if isinstance(place, str) else ("", "invented")
        home = PLACES.get(place, place)
        if home is None:
            monkeypatch.setitem(SECTIONS, above[0], section(invented, kind))
        elif above[-1] in ("group", "option"):
            own = section(invented, kind)
            monkeypatch.setitem(home.__annotations__, above[-1], own if above[-1] == "group" else own | None)
        else:
            monkeypatch.setattr(home, name, invented, raising=False)
            monkeypatch.setitem(home.__annotations__, name, kind)
        forget()

    def forget():
        shape.cache_clear()
        every_path.cache_clear()

    yield put
    monkeypatch.undo()
    forget()


PLACES = {
    "spoilers.invented": SpoilerParameters,
    "russia.trade.invented": TradeStance,
    "uae.invented": MediatorParameters,
    "us_envoy.invented": MediatorParameters,
    "decision.group.invented": DecisionParameters,
    "russia.group.invented": BelligerentParameters,
    "russia.trade.group.invented": TradeStance,
    "uae.group.invented": MediatorParameters,
    "inventions.invented": None,
    "decision.option.invented": DecisionParameters,
    "russia.option.invented": BelligerentParameters,
    "uae.option.invented": MediatorParameters,
}
"""Path of an invented parameter -> the class that gets it, or its new group; None for a new section."""

OPTIONS = [path for path in PLACES if "option" in path]
"""Those in a group that a scenario may do without; it has it when it is stated."""

STATED = [path for path in PLACES if path not in OPTIONS]


@pytest.mark.parametrize("path", STATED)
def test_the_frozen_reference_takes_the_legacy_value_and_the_base_the_default(declare, path):
    declare(path, legacy=0.25)
    assert load(REFERENCE).value(path) == 0.25 and load(REFERENCE).hash == OLD[REFERENCE].hash
    assert load(BASE).value(path) == load("no_uae").value(path) == 1.0
    assert load(BASE).hash != OLD[BASE].hash, "its results change"


@pytest.mark.parametrize("path", STATED)
def test_one_that_changes_nothing_changes_no_hash(declare, path):
    """Where default and legacy value are the same and there is no prior, no scenario has another hash."""
    declare(path, legacy=1.0)
    for name, old in OLD.items():
        case = load(name)
        assert case.hash == old.hash and (name not in (BASE, REFERENCE) or loads(case.to_yaml()).hash == old.hash), name
    assert with_oman(REFERENCE).hash == OLD_WITH_OMAN.hash
    assert load(BASE, [f"{path}=2"]).hash != OLD[BASE].hash
    assert load(BASE, [f"{path}=1"]) == load(BASE)


@pytest.mark.parametrize("path", STATED)
@pytest.mark.parametrize("old", [OLD[BASE], OLD["no_uae"], OLD_WITH_OMAN], ids=lambda case: case.name)
def test_a_resolved_file_from_before_loads_to_the_hash_it_had(declare, path, old):
    text = old.to_yaml()
    declare(path, legacy=0.25, prior={"uniform": [0, 2]})
    again = loads(text)
    assert again.hash == old.hash and again.value(path) == 0.25
    assert [prior.key for prior in again.priors] == [prior.key for prior in old.priors]
    assert loads(again.to_yaml()).hash == old.hash


@pytest.mark.parametrize("path", OPTIONS)
def test_an_optional_group_changes_a_hash_where_it_is_stated_alone(declare, path):
    text = OLD[BASE].to_yaml()
    declare(path, legacy=1.0, prior={"uniform": [0, 2]})
    assert loads(text).hash == loads(load(BASE).to_yaml()).hash == OLD[BASE].hash
    assert all(load(name).hash == old.hash for name, old in OLD.items())
    assert with_oman(REFERENCE).hash == OLD_WITH_OMAN.hash
    assert "option.invented` | z_new" in tables_anew(), "make declared has a row of it"
    above = path.rpartition(".")[0].split(".")
    values = [stated(above, content) for content in ("{}", "{invented: 2}", "null")]
    assert values[0].value(path) == 1.0 and values[2].hash != values[0].hash != values[1].hash
    assert [loads(case.to_yaml()).hash for case in values] == [case.hash for case in values]


def stated(above, content):
    """The frozen reference with what a group holds, in YAML."""
    nested = ("parties", *above) if above[0] not in SECTIONS else above
    opened = "".join(f"{key}: {{" for key in nested[:-1]) + f"{nested[-1]}: {content}" + "}" * (len(nested) - 1)
    return loads(f"scenario: stated\ntitle: Stated\nextends: {REFERENCE}\n{opened}\n")


def test_a_new_group_is_left_out_of_the_hash_as_a_whole_or_not_at_all(declare):
    """A group that is newer in part stays, and so does one with a prior of its own."""
    declare("decision.group.invented", legacy=1.0)
    assert "group" not in known(load(REFERENCE).document)["decision"]
    assert known(load(REFERENCE, ["decision.group.invented=2"]).document)["decision"]["group"] == {"invented": 2.0}
    declare("decision.group.invented", legacy=1.0, prior={"uniform": [0, 2]})
    assert known(load(BASE).document)["decision"]["group"] == {"invented": 1.0}
    assert "group" not in known(load(REFERENCE).document)["decision"]


@pytest.mark.parametrize("legacy", [None, 0.25])
def test_null_can_be_a_legacy_value(declare, legacy):
    declare("spoilers.invented", 1.0, "float | None", legacy=legacy)
    assert load(REFERENCE).value("spoilers.invented") == legacy and load(BASE).value("spoilers.invented") == 1.0
    assert load(REFERENCE).hash == OLD[REFERENCE].hash
    assert load(REFERENCE, ["spoilers.invented=null"]) == load(REFERENCE) or legacy is not None
    declare("spoilers.invented", None, "float | None", legacy=None)
    assert load(BASE).value("spoilers.invented") is None and load(BASE).hash == OLD[BASE].hash


@pytest.mark.parametrize("path", ["decision.group.invented", "inventions.invented", "decision.option.invented"])
def test_a_result_from_before_is_read_and_repeated(declare, tmp_path, path):
    before = sim.run(REFERENCE, worlds=100, overrides=["horizon_weeks=6"], out=tmp_path, workers=1, figure=False)
    declare(path, legacy=1.0)
    assert sim.load(before.folder).scenario == before.scenario
    assert sim.rerun(before.folder, workers=1).agrees


def test_a_sweep_from_before_is_resumed_unless_its_scenario_is_another_now(declare, tmp_path):
    """Its text of the scenario does not have what was declared since."""

    def sweep():
        design = {"sweep": "small", "scenarios": [REFERENCE], "worlds": 100, "points": {"list": [{}]}}
        return sim.sweep(design, overrides=["horizon_weeks=6"], out=tmp_path, figure=False, workers=1).table

    before = sweep().drop(columns="seconds")
    declare("decision.group.invented", legacy=0.25)
    assert sweep().drop(columns="seconds").equals(before)
    (tmp_path / "small").rename(tmp_path / "first")
    sweep()
    declare("decision.group.invented", legacy=0.5)
    with pytest.raises(
        ResultError, match="its scenario reference_2025 is not the one that was run: the hash differs; read"
    ):
        sweep()


def test_one_without_a_legacy_value_is_not_newer(declare):
    declare("spoilers.invented")
    assert load(REFERENCE).value("spoilers.invented") == 1.0 and load(REFERENCE).hash != OLD[REFERENCE].hash


def test_the_sides_can_differ(declare):
    declare(TradeStance, (1.0, 2.0), legacy=(0.5, 0.0), prior=({"uniform": [0, 2]}, None))
    assert [load(BASE).value(f"{side}.trade.invented") for side in ("ukraine", "russia")] == [1.0, 2.0]
    assert [load(REFERENCE).value(f"{side}.trade.invented") for side in ("ukraine", "russia")] == [0.5, 0.0]
    drawn = load(BASE).draw_priors(1, 0, 100)
    assert "ukraine.trade.invented" in drawn and "russia.trade.invented" not in drawn


@pytest.mark.parametrize(
    ("path", "prior", "moved"),
    [
        ("spoilers.invented", {"uniform": [0, 2]}, ["spoilers.invented"]),
        ("russia.trade.invented", {"log_uniform": [0.5, 2]}, ["russia.trade.invented", "ukraine.trade.invented"]),
        ("uae.invented", {"factor": "inventions", "uniform": [0, 2]}, [f"{key}.invented" for key in OLD[BASE].mediators]),
        ("uae.invented", {"factor": "wallets", "uniform": [0, 2]}, [f"{key}.invented" for key in OLD[BASE].mediators]),
    ],
)  # fmt: skip
def test_its_prior_is_the_base_scenarios_and_moves_no_other_draw(declare, path, prior, moved):
    declare(path, legacy=1.0, prior=prior)
    drawn, before = load(BASE).draw_priors(3, 5, 150), OLD[BASE].draw_priors(3, 5, 150)
    assert sorted(drawn.keys() - before.keys()) == sorted(moved)
    assert all(np.array_equal(drawn[key], before[key]) for key in before)
    assert moved[0] in load("no_summit").draw_priors(3, 0, 9), "children inherit it"
    assert load(REFERENCE).hash == OLD[REFERENCE].hash and moved[0] not in load(REFERENCE).draw_priors(3, 0, 9)
    assert moved[0] not in load(BASE, [f"{moved[0]}=1"]).draw_priors(3, 0, 9) or "factor" in prior


def test_it_is_explained_and_known_to_editors_and_readers(declare):
    declare(SpoilerParameters, legacy=0.25, prior={"uniform": [0, 2]})
    text = str(explain("spoilers.invented"))
    assert all(words in text for words in ("an invented parameter", "uniform(0, 2)", "z_new", "default", "0 to 9"))
    schema = json_schema()["properties"]
    assert schema["spoilers"]["properties"]["invented"]["maximum"] == 9.0
    assert "spoilers.invented" in schema["uncertain"]["properties"]
    assert "| `spoilers.invented` ‡ | z_new | an invented parameter | 1 | 1 | U(0, 2) | judgement | " in tables_anew()
    with pytest.raises(ValueError, match="did you mean 'invented'"):
        load(BASE, ["spoilers.invnted=1"])


def test_random_scenarios_draw_what_they_drew(declare):
    """The verification suite draws each parameter from its own stream, and picks by numbers that keep their meaning."""
    before = values_by_world(OLD[REFERENCE], 50, seed=7)
    paths = free_paths(OLD[REFERENCE])
    declare(SpoilerParameters, legacy=1.0)
    after = values_by_world(load(REFERENCE), 50, seed=7)
    assert after.keys() - {"spoilers.invented"} == before.keys()
    assert all(np.array_equal(after[path], before[path]) for path in before)
    more = free_paths(load(REFERENCE))
    moved = {number: picked(more, number) for number in range(500) if picked(more, number) != picked(paths, number)}
    assert len(moved) < 15 and set(moved.values()) <= {"spoilers.invented"}


def test_a_scenario_of_ones_own_can_build_on_the_declarations(tmp_path):
    """`extends: defaults` gives defaults and their priors; a value that is stated has a prior only if one is stated."""
    body = "start: 2025-02-24\nparties: {ukraine: {}, russia: {}, oman: {name: Oman, wallet: 1}}\ntalks: {glow_weight: 2}\n"
    case = loads(f"scenario: mine\ntitle: Mine\nextends: defaults\n{body}")
    keys = {prior.key: prior for prior in case.priors}
    assert keys["wallets"].targets == ("oman.wallet",) and "talks.outrage_weight" in keys
    assert "talks.glow_weight" not in keys and case.document["uncertain"]["talks.glow_weight"] == "fixed"
    assert not loads(f"scenario: mine\ntitle: Mine\n{body}").priors
    (tmp_path / "defaults.yaml").write_text("scenario: theirs\ntitle: Theirs\nhorizon_weeks: 7\n" + body)
    (tmp_path / "mine.yaml").write_text("scenario: mine\ntitle: Mine\nextends: defaults\n")
    assert load(tmp_path / "mine.yaml").horizon_weeks == 7, "a file of that name comes first"


def test_every_declaration_holds_together():
    """Default and legacy value lie within the limits, the prior too, and the default within the prior."""
    for path, item in every_path():
        if isinstance(item, Leaf) and item.kind != "text":
            for side in BELLIGERENTS:
                for value in (item.default_for(side), item.legacy_for(side)):
                    assert checked(item, value, path) == value
                prior = dict(item.prior_for(side) or {})
                factor = prior.pop("factor", None)
                for numbers in prior.values():
                    middle = 1.0 if factor else item.default_for(side)
                    assert min(numbers) <= middle <= max(numbers), path
                    assert factor or all(
                        checked(replace(item, kind="float"), number, path) == number for number in numbers
                    )


def test_declarations_and_the_base_scenario_say_the_same():
    """The declaration is right: the file of the base scenario states its defaults and priors again, for its readers."""
    declared = loads(
        "scenario: declared\ntitle: Declared\nextends: defaults\nstart: 2025-02-24\nparties: {ukraine: {}, russia: {}, "
        + ", ".join(f"{key}: {{name: X}}" for key in OLD[BASE].mediators if key != "eu")
        + ", eu: {name: X, summit: {}}}\n"
    )
    stated, found = OLD[BASE].document["uncertain"], declared.document["uncertain"]
    own = {"uae.humanitarian_capability"}  # of one mediator: only the file can say so
    assert {key: entry for key, entry in stated.items() if key not in own and "scales" not in entry} == {
        key: entry for key, entry in found.items() if key not in own and "scales" not in entry
    }
    factors = [
        {prior.key: (set(prior.targets), prior.distribution) for prior in case.priors if prior.scales}
        for case in (OLD[BASE], declared)
    ]
    assert factors[0] == factors[1]


def test_one_that_is_newer_than_the_reference_says_what_it_was_before():
    """`reference_2025` states every parameter of the first edition: whatever it does not state is newer, and has a
    `legacy` in its declaration, the value that leaves old results as they are."""
    from sim.scenario.layers.files import open_case
    from sim.scenario.load import read
    from sim.scenario.paths import parameters

    merged = read(open_case(REFERENCE))[1]
    stated = {path for layer in merged.layers for path in layer.report.values}
    silent = {path for path, item, _ in parameters(merged.filled()) if path not in stated and item.kind != "text"}
    newer = {path for path, item, _ in parameters(merged.filled()) if item.newer}
    assert silent == newer, f"state legacy=… in the declaration of {sorted('.'.join(path) for path in silent - newer)}"
