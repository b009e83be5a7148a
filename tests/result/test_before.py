"""Stores written before the package was moved: read as ever, and not mixed with worlds of another engine.

`before.zip` was written by allforall 0.1.0 at commit c7109df: a run of counts alone over 4 weeks (2,048 worlds, 4 draws
of 64), the same stopped after its worlds, a sweep of 2 points, another one stopped, and a small calibration.
"""

import zipfile
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.montecarlo.errors import ResultError

ENGINE = "3988d1b2cd91c93e"
"""The one that wrote them."""

WROTE = rf"another version of the model \(allforall 0\.1\.0, engine {ENGINE}; this is allforall .*, engine \w+\)"

TWO = {"sweep": "two", "scenarios": ["reference_2025"], "worlds": 100, "points": {"grid": {"uae.engagement": [0, 1]}}}
STOPPED = {**TWO, "sweep": "stopped", "worlds": 20_000, "replicates": 4}


@pytest.fixture
def before(tmp_path) -> Path:
    """The folders, unpacked."""
    with zipfile.ZipFile(Path(__file__).with_name("before.zip")) as packed:
        packed.extractall(tmp_path)
    return tmp_path


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_run_is_read_and_repeated_bit_for_bit(before):
    found = sim.load(before / "run")
    assert (found.counted.worlds, found.partial, found.seed) == (2048, False, 3)
    assert found.prior_run.counts.shape[0] == 4 and "2,048 worlds over 4 weeks" in str(found)
    assert found.provenance["versions"]["engine"] == ENGINE
    verdict = sim.rerun(before / "run", workers=1)
    assert verdict.agrees and ("engine", ENGINE) in {version[:2] for version in verdict.versions}
    again = sim.run("reference_2025", worlds=2048, seed=3, overrides=["horizon_weeks=4"], store="counts", prior=(4, 64))
    assert again.counted.totals == found.counted.totals
    assert np.array_equal(again.prior_run.counts, found.prior_run.counts)


def test_a_stopped_run_is_read_and_not_resumed(before):
    assert sim.load(before / "run_stopped").partial
    here = contents(before / "run_stopped")
    with pytest.raises(ResultError, match=f"{WROTE}; resume it with that version, or run it again with this one"):
        sim.resume(before / "run_stopped", figure=False)
    assert contents(before / "run_stopped") == here


@pytest.mark.parametrize(("folder", "design"), [("sweep", TWO), ("sweep_stopped", STOPPED)])
def test_a_sweep_is_read_and_not_resumed(before, folder, design):
    found = sim.load(before / folder)
    assert found.partial == (folder == "sweep_stopped") and len(found.table) == 2
    named = (before / folder).rename(before / design["sweep"])
    here = contents(named)
    with pytest.raises(ResultError, match=f"{WROTE}; resume with that version, or choose another folder"):
        sim.sweep(design, out=before)
    assert contents(named) == here
    if not found.partial:
        counted = ["swap_first_count", "talks_first_count", "neither_count"]
        assert sim.sweep(design).table[counted].equals(found.table[counted])


def test_a_calibration_is_read(before):
    found = sim.load(before / "calibration")
    assert len(found.draws) == 50 and len(found.repetitions) == 2 and not found.partial
    assert found.provenance["versions"]["engine"] == ENGINE and len(found.predictive)
