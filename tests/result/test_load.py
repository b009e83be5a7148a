"""What is kept is read again as the call that made it gave it, and nothing is simulated for that."""

import json

import pandas
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from sim.evidence.calibration import calibrate as calibrating
from sim.evidence.calibration import predicted
from sim.evidence.calibration.batch import Size
from sim.evidence.calibration.rank_check import RepetitionTask
from sim.experiments import sensitivity as sensitivities
from sim.experiments.read_experiment import _movers
from sim.montecarlo.errors import ResultError

SHORT = {"horizon_weeks": 6}
DESIGN = {
    "sweep": "parts",
    "title": "Two points",
    "scenarios": ["kyiv_summit_2025", "no_uae"],
    "worlds": 30,
    "points": {"list": [{"us_envoy.pressure.russia": 0.4}, {}]},
}
SMALL = {
    "size": Size(particles=60, batch=256, least_acceptance=0.1, most_generations=3),
    "executor": "threads",
    "workers": 1,
}
"""A small calibration."""


@pytest.fixture(scope="module")
def small_checks():
    with pytest.MonkeyPatch.context() as patch:
        size = Size(particles=50, batch=128, least_acceptance=0.3, most_generations=2)
        patch.setattr(calibrating, "CHECK_SIZE", size)
        patch.setattr(predicted, "PREDICTED", 512)
        yield


MADE = {
    "run": lambda out: sim.run("kyiv_summit_2025", 60, overrides=SHORT, prior=None, out=out, figure=False),
    "sweep": lambda out: sim.sweep(DESIGN, overrides=SHORT, out=out, figure=False),
    "paired sweep": lambda out: sim.sweep({**DESIGN, "draws": "common"}, overrides=SHORT, out=out, figure=False),
    "sample": lambda out: sim.sweep(
        {"sweep": "sample", "scenarios": ["kyiv_summit_2025"], "worlds": 8,
         "points": {"latin_hypercube": {"points": 20, "over": "prior"}}},
        overrides=SHORT, out=out, figure=False,
    ),
    "precise": lambda out: sim.compare(
        "kyiv_summit_2025", "no_uae", overrides=SHORT, precision=0.05, max_worlds=9_000, out=out
    ),
    "compare": lambda out: sim.compare("kyiv_summit_2025", "no_uae", worlds=60, overrides=SHORT, out=out),
    "effect": lambda out: sim.effect(
        "kyiv_summit_2025", at=2, by=[5, 9], worlds=60, overrides={"horizon_weeks": 10}, out=out
    ),
    "sensitivity": lambda out: sim.sensitivity(
        "kyiv_summit_2025", over=["talks.glow_weight", "mediator_engagement"], points=64, worlds=2, tornado_worlds=8,
        overrides=SHORT, out=out, figure=False,
    ),
}  # fmt: skip


def _nothing_is_simulated(patch):
    def never(*_, **__):
        raise AssertionError("something is simulated")

    patch.setattr("sim.negotiation.model.NegotiationModel.step", never)


@pytest.mark.parametrize("kind", MADE)
def test_what_is_kept_is_what_was_found(kind, tmp_path, monkeypatch):
    made = MADE[kind](tmp_path)
    _nothing_is_simulated(monkeypatch)
    for place in (made.folder, str(made.folder), made.folder / "summary.json"):
        assert type(sim.load(place)) is type(made)
    found = sim.load(made.folder)
    assert repr(found) == repr(made) and found._repr_html_() == made._repr_html_()
    assert "not a forecast, and never advice" in found._repr_html_() and len(repr(found)) < 900
    assert json.dumps(found.summary) == json.dumps(made.summary)
    for table in ("table", "shares", "differences", "effects", "naive", "tornado", "draws", "scores", "outcomes"):
        if hasattr(made, table):
            pandas.testing.assert_frame_equal(getattr(found, table), getattr(made, table))
    call = CliRunner().invoke(app, ["show", str(made.folder), "--json"], prog_name="allforall")
    assert call.exit_code == 0 and json.loads(call.stdout) == json.loads((made.folder / "summary.json").read_text())
    if kind != "run":
        shown = CliRunner().invoke(app, ["show", str(made.folder)], prog_name="allforall")
        assert shown.exit_code == 0 and shown.stdout == made.page() + "\n"
    if kind in ("sweep", "compare", "sensitivity"):
        assert all(draw() is not None for draw in found.plot.all().values())


def test_design_and_scenarios_are_rebuilt(tmp_path):
    made = MADE["sweep"](tmp_path)
    found = sim.load(made.folder).design
    assert found.hash == made.design.hash and found.facts() == made.design.facts()
    assert (found.title, found.movers, found.scenarios) == ("Two points", made.design.movers, made.design.scenarios)


def test_dimensions_of_an_earlier_release_are_found_in_the_scenarios(tmp_path):
    design = MADE["sample"](tmp_path).design
    assert _movers(None, design.scenarios, design.keys) == design.movers


# -- what was stopped -------------------------------------------------------------------------------------------------


def _stop_after(points):
    def progress(standing):
        if standing.points >= points:
            raise KeyboardInterrupt

    return progress


def test_a_sweep_that_was_stopped_is_partial(tmp_path, monkeypatch):
    from tests.experiments.small import small_batches

    small_batches(monkeypatch)
    design = {**DESIGN, "worlds": 900}
    made = sim.sweep(design, overrides=SHORT, out=tmp_path, figure=False, workers=1, progress=_stop_after(1))
    found = sim.load(made.folder)
    assert made.partial and found.partial and repr(found).startswith("PARTIAL: Sweep")
    assert found.table["status"].tolist() == made.table["status"].tolist()
    assert "PARTIAL RESULT" in found.page()


def test_one_that_was_stopped_before_anything_was_done_names_the_command(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(DESIGN, overrides=SHORT, out=tmp_path, progress=_stop_after(0), command="allforall sweep parts.yaml")
    with pytest.raises(ResultError) as refused:
        sim.load(tmp_path / "parts")
    assert str(refused.value).endswith(f"resume it: allforall sweep parts.yaml --out {tmp_path}")


def test_what_began_a_call_of_python_is_told_as_it_was_called(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        sim.sweep(DESIGN, overrides=SHORT, seed=4, out=tmp_path, progress=_stop_after(0))
    with pytest.raises(ResultError) as refused:
        sim.load(tmp_path / "parts")
    told = f"resume it: sim.sweep(..., seed=4, overrides=...) with out={str(tmp_path)!r}"
    assert str(refused.value).endswith(told)


def test_a_sensitivity_without_its_tornado_is_partial(tmp_path, monkeypatch):
    whole = sensitivities.conduct

    def stopped(kind, *words, **options):
        if kind == "tornado":
            raise KeyboardInterrupt
        return whole(kind, *words, **options)

    monkeypatch.setattr(sensitivities, "conduct", stopped)
    made = MADE["sensitivity"](tmp_path)
    found = sim.load(made.folder)
    assert made.partial and found.partial and found.tornado is None and found.indices


def test_a_calibration_that_was_stopped_among_its_checks_is_partial(tmp_path, monkeypatch, small_checks):
    done, whole = [], RepetitionTask.__call__

    def stopped(self, number):
        if done:
            raise KeyboardInterrupt
        done.append(number)
        return whole(self, number)

    monkeypatch.setattr(RepetitionTask, "__call__", stopped)
    with pytest.raises(KeyboardInterrupt):
        sim.calibrate(**SMALL, checks=3, out=tmp_path)
    (folder,) = tmp_path.iterdir()
    found = sim.load(folder)
    assert found.partial and found.summary["partial"] and len(found.repetitions) == 1


def test_a_calibration_without_a_posterior_names_the_command(tmp_path, monkeypatch, small_checks):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(calibrating, "infer", stopped)
    with pytest.raises(KeyboardInterrupt):
        sim.calibrate(**SMALL, checks=0, out=tmp_path, command="allforall calibrate")
    (folder,) = tmp_path.iterdir()
    with pytest.raises(ResultError, match="before the posterior was known; resume it: allforall calibrate"):
        sim.load(folder)


# -- what is no result, or another ------------------------------------------------------------------------------------


def test_a_folder_without_a_result_is_told_by_what_is_in_it(tmp_path):
    with pytest.raises(ResultError, match="the folder is empty; name a folder that allforall run"):
        sim.load(tmp_path)
    for name in ("a.txt", "b.txt", "c.txt", "d.txt", "e.txt"):
        (tmp_path / name).touch()
    with pytest.raises(ResultError, match="it holds a.txt, b.txt, c.txt, d.txt and 1 more"):
        sim.load(tmp_path)
    made = MADE["sweep"](tmp_path)
    with pytest.raises(ResultError, match=rf"a folder of 1 result, the latest {made.folder}"):
        sim.load(tmp_path)


def test_a_report_and_a_rerun_are_of_runs(tmp_path):
    folder = str(MADE["sweep"](tmp_path).folder)
    said = {"report": "this is a sweep; a report is made of a run", "rerun": "sweep, compare or sensitivity wrote this"}
    for command, words in said.items():
        ending = CliRunner().invoke(app, [command, folder], prog_name="allforall")
        assert ending.exit_code == 2 and words in ending.stderr
        assert ending.stderr.endswith("allforall show prints this one\n")
    ending = CliRunner().invoke(app, ["resume", folder], prog_name="allforall")
    words = "this is a sweep; resume is for runs; the command that made it resumes it\n"
    assert ending.exit_code == 2 and ending.stderr.endswith(words)
    with pytest.raises(ResultError, match="sweep, compare or sensitivity wrote this folder"):
        sim.Result.load(folder)
    with pytest.raises(ResultError, match="it holds a sweep, not a comparison"):
        sim.Comparison.load(folder)


def test_a_tornado_is_a_part_of_its_analysis(tmp_path):
    folder = MADE["sensitivity"](tmp_path).folder
    with pytest.raises(ResultError, match="the tornado of a sensitivity analysis; name the folder it is in"):
        sim.load(folder / "tornado")


def test_a_scenario_is_loaded_by_the_same_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "no_uae").mkdir()  # the catalogue comes first
    case = sim.load("no_uae")
    assert isinstance(case, sim.Scenario) and sim.load(case) is case
    made = MADE["sweep"](tmp_path)
    assert sim.load(made.folder / "no_uae.resolved.yaml").hash == made.design.scenarios[1].hash
    with pytest.raises(ResultError, match="overrides go with a scenario"):
        sim.load(made.folder, SHORT)
    with pytest.raises(sim.ScenarioError, match="no scenario of this name"):
        sim.load("nothing_of_the_kind")
