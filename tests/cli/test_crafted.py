"""Folders that somebody mailed: no command and no function deletes a file because a journal in them says so."""

import pytest

import sim
from sim.evidence.calibration.calibration_ledger import CalibrationLedger
from sim.montecarlo.errors import ResultError
from tests.crafted import set_trap

REFUSED = "-journal: it names another file, '"
DESIGN = """\
sweep: small
scenarios: [kyiv_summit_2025]
worlds: 10
points: {grid: {us_envoy.pressure.ukraine: [0.2, 0.5]}}
"""


@pytest.fixture
def run_folder(allforall, tmp_path):
    ending = allforall("run", "kyiv_summit_2025", "--worlds", 40, "--no-prior", "--set", "horizon_weeks=4", "--quiet")
    return tmp_path / ending.stdout.strip()


@pytest.mark.parametrize("command", ["show", "rerun", "report", "resume"])
def test_commands_about_a_result(command, allforall, run_folder, tmp_path):
    victim = tmp_path / "victim"
    set_trap(run_folder / "result.sqlite", victim)
    ending = allforall(command, run_folder)
    assert ending.exit_code == 2 and REFUSED in ending.stderr and "victim', which SQLite would delete" in ending.stderr
    assert "do not open this store with SQLite" in ending.stderr and ending.stdout == ""
    assert victim.exists()


def test_functions_about_a_result(run_folder, tmp_path):
    result = sim.Result.load(run_folder)
    victim = tmp_path / "victim"
    set_trap(run_folder / "result.sqlite", victim)
    for attempt in (
        lambda: sim.Result.load(run_folder),
        lambda: sim.rerun(run_folder),
        lambda: sim.resume(run_folder),
        lambda: result.worlds,  # read when it is first asked for
        result.report,
    ):
        with pytest.raises(ResultError, match=REFUSED):
            attempt()
    assert victim.exists()


@pytest.mark.parametrize("finished", [True, False])
def test_a_sweep_in_a_prepared_folder(finished, allforall, tmp_path):
    (tmp_path / "small.yaml").write_text(DESIGN)
    words = ("sweep", "small.yaml", "--set", "horizon_weeks=4")
    store, victim = tmp_path / "results" / "small" / "experiment.sqlite", tmp_path / "victim"
    assert allforall(*words).exit_code == 0
    set_trap(store, victim)
    if not finished:  # the store does not stand there yet, its journal does
        store.unlink()
    for command in (words, ("discover", store.parent)) if finished else (words,):
        ending = allforall(*command)
        assert ending.exit_code == 2 and REFUSED in ending.stderr, command
    with pytest.raises(ResultError, match=REFUSED):
        sim.sweep(tmp_path / "small.yaml", overrides={"horizon_weeks": 4}, out=tmp_path / "results")
    assert victim.exists()


def test_a_calibration_in_a_prepared_folder(tmp_path):
    place, victim = tmp_path / "calibration.sqlite", tmp_path / "victim"
    CalibrationLedger(place, {"kind": "calibrate"}).close()
    set_trap(place, victim)
    with pytest.raises(ResultError, match=REFUSED):
        CalibrationLedger(place, {"kind": "calibrate"})
    assert victim.exists()
