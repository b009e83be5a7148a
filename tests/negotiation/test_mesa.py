"""An ordinary Mesa model for a Mesa user."""

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import mesa
import numpy as np
import pytest

from sim.model.outcomes import First, first_event
from sim.negotiation import Belligerent, Envoy, Mediator
from sim.negotiation.model import NegotiationModel
from sim.scenario import ScenarioError
from tests.negotiation.example_batch_run import batch
from tests.worlds import assert_same, play, reference


@pytest.fixture
def model():
    model = NegotiationModel()
    yield model
    model.release()


def test_it_works_without_arguments_and_steps(model):
    assert isinstance(model, mesa.Model)
    assert (model.worlds, model.week, model.running) == (1, 0, True)
    model.step()
    assert model.week == model.steps == 1


def test_it_stops_at_its_horizon(model):
    model.run_model()
    assert model.week == model.steps == model.horizon_weeks == 104
    assert not model.running


def test_parties_are_mesa_agents(model):
    assert {type(agent) for agent in model.agents} == {Belligerent, Envoy, Mediator}
    keys = {agent.key for agent in model.agents}
    assert keys == {"ukraine", "russia", "us_envoy", "uae", "turkiye", "saudi_arabia", "vatican_icrc", "eu"}
    assert all(agent.model is model and agent.name for agent in model.agents)
    assert len(model.agents_by_type[Belligerent]) == 2


def test_attributes_mesa_uses_are_left_to_mesa(model):
    """Names that later versions of Mesa give a meaning of their own."""
    own = set(vars(model)) - set(vars(mesa.Model()))
    assert not own & {"scenario", "time", "agents", "random", "rng", "steps"}


def test_the_data_collector_has_what_the_rows_have():
    """Shares and means of the last week are those of the rows."""
    model = NegotiationModel(reference(), worlds=200, seed=3, collect=True)
    rows = model.run().outcomes()
    last = model.datacollector.get_model_vars_dataframe().iloc[-1]
    first = first_event(rows["completed_week"], rows["talks_week"])
    expected = {"swap_first": np.mean(first == First.SWAP), "talks_first": np.mean(first == First.TALKS)}
    for name, column in {
        "swap_agreed": "agreed_week",
        "swap_completed": "completed_week",
        "talks_opened": "talks_week",
        "settled": "settlement_week",
    }.items():
        expected[name] = np.mean(~np.isnan(rows[column]))
    expected |= {"exchanges": rows["exchanges"].mean()}
    assert {name: last[name] for name in expected} == pytest.approx(expected, abs=1e-6)
    assert 0 < last["in_talks"] < 1 and 0 < last["ceasefire"] < 1
    held = model.datacollector.get_agenttype_vars_dataframe(Belligerent)
    end = held[held["party"] == "russia"]["held"].iloc[-1]
    assert end == pytest.approx(rows["held_by_russia"].mean(), rel=1e-5)
    model.release()


@pytest.mark.parametrize("worlds", [1, 5])
def test_the_data_collector_gives_a_week_a_row(worlds):
    model = NegotiationModel(reference(), worlds=worlds, seed=3, collect=True)
    for _ in range(6):
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 6 and table["week"].tolist() == [1, 2, 3, 4, 5, 6]
    for kind, number in ((Belligerent, 2), (Mediator, 5), (Envoy, 1)):
        parties = model.datacollector.get_agenttype_vars_dataframe(kind)
        assert len(parties) == 6 * number
        assert parties["party"].nunique() == number
    trust = model.datacollector.get_agenttype_vars_dataframe(Belligerent)["trust"]
    assert trust.between(0, 1).all() and trust.nunique() > 2  # figures of the week, not one array that changed
    model.release()


def test_the_data_collector_counts_what_the_rows_say():
    model = NegotiationModel(reference(), worlds=300, seed=3, collect=True).run()
    rows, last = model.outcomes(), model.datacollector.get_model_vars_dataframe().iloc[-1]
    model.release()
    assert last["talks_opened"] == pytest.approx(np.mean(~np.isnan(rows["talks_week"])))
    assert last["swap_completed"] == pytest.approx(np.mean(~np.isnan(rows["completed_week"])))
    assert last["exchanges"] == pytest.approx(rows["exchanges"].mean())


def test_it_need_not_collect():
    model = NegotiationModel(reference(), collect=False)
    model.step()
    assert model.datacollector.model_vars == {}
    model.release()


def test_batch_run():
    """The documented example: 2 scenarios × 3 seeds, stopped by the horizon, every seed a run of its own."""
    table = batch()
    assert table["RunId"].nunique() == 6
    runs = table.drop_duplicates("RunId")
    assert (runs["week"] == 104).all()
    names = [case.name for case in runs["case"]]
    assert sorted(set(names)) == ["kyiv_summit_2025", "no_uae"]
    assert runs[["swap_agreed", "talks_opened", "exchanges"]].drop_duplicates().shape[0] == 6
    by_hand = play("no_uae", 50, 2)
    row = runs[(runs["seed"] == 2) & np.array([name == "no_uae" for name in names])].iloc[0]
    assert row["talks_opened"] == pytest.approx(np.mean(~np.isnan(by_hand["talks_week"])))


def test_the_example_runs_as_a_program():
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", str(root / "tests/negotiation/example_batch_run.py")],
        cwd=root,
        text=True,
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no_uae" in done.stdout


def test_a_name_a_file_and_a_scenario_are_the_same_case(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("scenario: mine\ntitle: Mine\nextends: reference_2025\n", encoding="utf-8")
    by_name = play("reference_2025", 20)
    assert_same(play(path, 20), by_name)
    assert_same(play(reference(), 20), by_name)


@pytest.mark.parametrize("how", [{"worlds": 0}, {"first_world": -1}, {"seed": -1}, {"rng": -1}, {"rng": [1, -1]}])
def test_arguments_out_of_range(how):
    with pytest.raises(ValueError, match="at least"):
        NegotiationModel(**how)


def test_an_unknown_case():
    with pytest.raises(ScenarioError, match="no scenario of this name"):
        NegotiationModel("no_such_scenario")


def test_a_released_model_leaves_no_reference():
    """Mesa keeps every model that had agents in a class-level table; a Monte Carlo run makes thousands."""
    model = NegotiationModel(reference(), worlds=10, collect=True)
    model.step()
    model.outcomes()
    traces = [weakref.ref(model), weakref.ref(model.belligerents[0]), weakref.ref(model.record)]
    model.release()
    del model
    gc.collect()
    assert [trace() for trace in traces] == [None, None, None]


def test_memory_does_not_grow_with_the_number_of_models():
    counted = []
    for _ in range(4):
        for _ in range(3):
            play(reference(), 10, weeks=2)
        gc.collect()
        counted.append(sum(isinstance(thing, NegotiationModel) for thing in gc.get_objects()))
    assert counted[0] == counted[-1]


def test_a_step_beyond_the_horizon_says_so():
    model = NegotiationModel(reference(), worlds=1, collect=False).run()
    with pytest.raises(RuntimeError, match="ends after 104 weeks"):
        model.step()


def test_values_of_another_length_are_refused_by_name():
    with pytest.raises(ValueError, match=r"all_for_all\.stages has values of shape \(3,\).*\(4,\)"):
        NegotiationModel(reference(), worlds=4, values={"all_for_all.stages": np.array([2.0, 3.0, 4.0])})


class Same(Belligerent):
    """The rules as they are, under another name."""


class NeverAgrees(Belligerent):
    """Refuses every all-for-all swap."""

    def weigh_swap(self, asymmetry):
        super().weigh_swap(asymmetry)
        state = self.tracks["all_for_all"]
        state.acceptance = 0 * state.acceptance


def test_a_subclass_takes_the_place_of_a_party():
    plain, same, never = (
        NegotiationModel(worlds=200, seed=2, collect=False, classes=classes).run().outcomes()
        for classes in (None, {"russia": Same}, {"russia": NeverAgrees})
    )
    assert all(np.array_equal(plain[name], same[name], equal_nan=True) for name in plain)
    assert plain["agreements"].any() and not never["agreements"].any()


def test_a_class_for_a_party_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="classes are given for china, which kyiv_summit_2025 does not have"):
        NegotiationModel(classes={"china": Same})
