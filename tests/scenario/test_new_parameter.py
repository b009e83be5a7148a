"""A parameter is added by declaring it: everything that reads declarations knows it, and nothing old is moved by it."""

from dataclasses import replace

import numpy as np
import pytest

from sim.model.mediation import MediatorParameters
from sim.model.spoilers import SpoilerParameters
from sim.model.trade import TradeStance
from sim.scenario import explain, json_schema, load, loads
from sim.scenario.shape import shape
from sim.scenario.text.check import checked
from sim.scenario.text.hints import every_path
from sim.schema import BELLIGERENTS, Leaf, parameter
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


@pytest.fixture
def declare(monkeypatch):
    """A function that declares a parameter `invented` in a section, for one test."""

    def put(section, default=1.0, **more):
        known = {"unit": "1", "symbol": "z_new", "low": 0.0, "high": 9.0, "no_sign": "it is not read by any rule"}
        found = parameter(default, "an invented parameter", **known | more)
        monkeypatch.setattr(section, "invented", found, raising=False)
        monkeypatch.setitem(section.__annotations__, "invented", "float")
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
}


@pytest.mark.parametrize("path", PLACES)
def test_the_frozen_reference_takes_the_legacy_value_and_the_base_the_default(declare, path):
    declare(PLACES[path], legacy=0.25)
    assert load(REFERENCE).value(path) == 0.25 and load(REFERENCE).hash == OLD[REFERENCE].hash
    assert load(BASE).value(path) == load("no_uae").value(path) == 1.0
    assert load(BASE).hash != OLD[BASE].hash, "its results change"


@pytest.mark.parametrize("path", PLACES)
def test_one_that_changes_nothing_changes_no_hash(declare, path):
    """Where default and legacy value are the same and there is no prior, no scenario has another hash."""
    declare(PLACES[path], legacy=1.0)
    for name in OLD:
        assert load(name).hash == loads(load(name).to_yaml()).hash == OLD[name].hash, name
    assert with_oman(REFERENCE).hash == OLD_WITH_OMAN.hash
    assert load(BASE, [f"{path}=2"]).hash != OLD[BASE].hash
    assert load(BASE, [f"{path}=1"]) == load(BASE)


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("old", [OLD[BASE], OLD["no_uae"], OLD_WITH_OMAN], ids=lambda case: case.name)
def test_a_resolved_file_from_before_loads_to_the_hash_it_had(declare, path, old):
    text = old.to_yaml()
    declare(PLACES[path], legacy=0.25, prior={"uniform": [0, 2]})
    again = loads(text)
    assert again.hash == old.hash and again.value(path) == 0.25
    assert [prior.key for prior in again.priors] == [prior.key for prior in old.priors]
    assert loads(again.to_yaml()).hash == old.hash


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
    declare(PLACES[path], legacy=1.0, prior=prior)
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
    from sim.scenario.editions import newer
    from sim.scenario.layers.files import open_case
    from sim.scenario.load import read
    from sim.scenario.paths import parameters

    merged = read(open_case(REFERENCE))[1]
    stated = {path for layer in merged.layers for path in layer.report.values}
    silent = {path for path, item, _ in parameters(merged.filled()) if path not in stated and item.kind != "text"}
    known = {path for root in merged.filled() for path, _ in newer(root)}
    assert silent == known, f"state legacy=… in the declaration of {sorted('.'.join(path) for path in silent - known)}"
