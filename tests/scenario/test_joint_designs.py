"""Joint draws at work: in runs, in designs, and in texts of every kind."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import sim
from sim.experiments.design import read_design
from sim.montecarlo.errors import RunError
from sim.scenario import ScenarioError, loads
from tests.scenario.conftest import PARENT
from tests.scenario.property import mutations

RATE, HELP = "exchanges.opportunities_per_week", "uae.humanitarian_capability"
CHIP = "russia.all_for_all.bargaining_chip"
ROWS = np.column_stack([0.4 / np.linspace(0.5, 0.99, 64), np.linspace(0.5, 0.99, 64)]).round(6)
DRAWS = f"{RATE},{HELP}\n" + "".join(f"{rate},{value}\n" for rate, value in ROWS.tolist())
HEAD = "scenario: case\ntitle: A case\nextends: parent.yaml\nhorizon_weeks: 8\n"
SETTINGS = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "parent.yaml").write_text(PARENT.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "draws.csv").write_text(DRAWS)
    (tmp_path / "case.yaml").write_text(HEAD + "uncertain: {from: draws.csv}\n")
    (tmp_path / "plain.yaml").write_text(HEAD + f"uncertain: {{{RATE}: {{uniform: [0.3, 0.9]}}}}\n")
    return tmp_path


def design(folder, points, scenarios=("case.yaml",), **more):
    cases = [str(folder / name) for name in scenarios]
    return read_design({"sweep": "a_design", "scenarios": cases, "points": points, **more})


def whole_rows(values) -> bool:
    known = {tuple(row) for row in ROWS}
    return all(row in known for row in zip(values[RATE], values[HELP], strict=True))


# -- runs -------------------------------------------------------------------------------------------------------------


def test_a_run_draws_whole_rows_and_its_folder_stands_by_itself(folder):
    result = sim.run(folder / "case.yaml", 64, prior=(12, 8), workers=1, out=folder / "out", figure=False)
    assert whole_rows(result.prior)
    assert {RATE, HELP, CHIP, "wallets"} >= {row["parameter"] for row in result.summary["prior"]["drivers"]}
    (folder / "draws.csv").unlink()
    scenario = sim.load(result.folder / "scenario.resolved.yaml")
    assert scenario.hash == result.scenario.hash
    assert sim.rerun(result.folder, workers=1).agrees


# -- designs ----------------------------------------------------------------------------------------------------------


def test_a_sweep_gives_the_values_of_each_point(folder):
    document = {"sweep": "joint", "scenarios": [str(folder / "case.yaml")], "worlds": 4}
    over = {"points": {"latin_hypercube": {"points": 8, "over": ["from"]}}}
    found = sim.sweep(document | over, figure=False, workers=1)
    assert whole_rows(found.table) and (found.table["status"] == "done").all()


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_a_sample_takes_whole_rows_and_names_their_columns(folder, kind):
    found = design(folder, {kind: {"points": 64, "over": "prior"}})
    assert found.keys == tuple(sorted([RATE, HELP, CHIP, "wallets"]))
    values = found.values(0, np.arange(64))
    assert whole_rows(values)
    assert len(set(values[RATE])) == 64  # a row in each of 64 equal parts


def test_other_dimensions_are_what_they_were(folder):
    over = {"points": 16, "over": [CHIP, "wallets"]}
    one, two = (design(folder, {"sobol": over}, [name]) for name in ("case.yaml", "plain.yaml"))
    assert np.array_equal(one.points[0][:], two.points[0][:]) and one.hash == two.hash


@pytest.mark.parametrize("over", [["wallets", "from"], [RATE, HELP, "wallets"]])
def test_they_are_named_by_their_label_or_by_their_columns(folder, over):
    found = design(folder, {"latin_hypercube": {"points": 32, "over": over}})
    assert set(found.keys) == {RATE, HELP, "wallets"} and whole_rows(found.values(0, np.arange(32)))


def test_scenarios_with_and_without_them(folder):
    found = design(folder, {"sobol": {"points": 16, "over": "prior"}}, ["case.yaml", "plain.yaml"])
    with_draws, without = (found.values(number, np.arange(16)) for number in (0, 1))
    assert whole_rows(with_draws) and HELP not in without
    assert len(set(without[RATE])) == 16 and np.array_equal(with_draws[CHIP], without[CHIP])


def test_a_design_states_draws_of_its_own(folder):
    (folder / "design.yaml").write_text(
        "sweep: own\nscenarios: plain.yaml\npoints: {latin_hypercube: {points: 16, over: {from: draws.csv}}}\n"
    )
    found = read_design(folder / "design.yaml")
    assert found.keys == (RATE, HELP) and whole_rows(found.values(0, np.arange(16)))
    assert found.hash != design(folder, {"latin_hypercube": {"points": 16, "over": [RATE]}}, ["plain.yaml"]).hash


@pytest.mark.parametrize(
    ("over", "says"),
    [
        (f"['from', {HELP}]", f"'{HELP}' is named twice"),
        ("{from: nowhere.csv}", "there is no file 'nowhere.csv'"),
        (f"{{from: draws.csv, {RATE}: {{uniform: [0, 1]}}}}", "has two priors"),
    ],
)
def test_what_is_wrong_with_them_in_a_design(folder, over, says):
    (folder / "design.yaml").write_text(
        f"sweep: own\nscenarios: case.yaml\npoints: {{latin_hypercube: {{points: 16, over: {over}}}}}\n"
    )
    with pytest.raises(ScenarioError, match=says):
        read_design(folder / "design.yaml")


def test_a_column_cannot_be_set_and_drawn_at_once(folder):
    (folder / "design.yaml").write_text(
        f"sweep: own\nscenarios: case.yaml\nsettings: {{{HELP}: 0.6}}\n"
        "points: {latin_hypercube: {points: 16, over: {from: draws.csv}}}\n"
    )
    with pytest.raises(ScenarioError, match="is set under settings .line 3. and varied under points"):
        read_design(folder / "design.yaml")


def test_a_sensitivity_analysis_takes_them_as_one(folder):
    found = sim.sensitivity(folder / "case.yaml", points=64, worlds=8, tornado_worlds=16, workers=1)
    assert found.design.dimensions == ("from", CHIP, "wallets") and found.points == 64
    assert found.design.size == 64 * 5 and whole_rows(found.table)
    assert all(one.keys == found.design.dimensions for one in found.indices.values())
    assert found.coefficients["neither"].keys == (CHIP, "wallets")
    assert set(found.tornado["key"]) == {CHIP, "wallets"}
    with pytest.raises(RunError, match="joint draws count as one"):
        sim.sensitivity(folder / "case.yaml", over=["from"], points=64, worlds=2)


# -- texts of every kind ----------------------------------------------------------------------------------------------


def outcome(folder, draws: bytes) -> None:
    (folder / "draws.csv").write_bytes(draws)
    try:
        scenario = sim.load(folder / "case.yaml")
    except ScenarioError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.line >= 1 and problem.column >= 1 and str(problem)
        return
    assert loads(scenario.to_yaml()) == scenario
    scenario.parameters(scenario.draw_priors(1, 0, 3))


@SETTINGS
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\r")
@example(b",,,\n,,,\n")
@example(b"." * 100)
def test_random_files(folder, draws):
    outcome(folder, draws)


@SETTINGS
@given(data=st.data())
def test_mutations_of_a_file(folder, data):
    short = "\n".join(DRAWS.split("\n")[:6])
    outcome(folder, data.draw(mutations(short)).encode("utf-8", "surrogatepass"))


@SETTINGS
@given(data=st.data())
def test_mutations_of_rows_written_out(data):
    rows = "".join(f"      {line}\n" for line in DRAWS.split("\n")[1:5])
    written = f"uncertain:\n  from:\n    columns: [{RATE}, {HELP}]\n    rows: |\n{rows}"
    try:
        scenario = loads(HEAD + data.draw(mutations(written)), folder=PARENT.parent)
    except ScenarioError as error:
        assert error.problems and str(error)
        return
    assert loads(scenario.to_yaml()) == scenario
