"""What is loaded and shown is checked as a run is: what was edited is refused in clear words, sealed again or not."""

import json
import os
import random
from datetime import date

import numpy as np
import pytest

import sim
from sim.evidence.hindcast.hindcast import hindcast as predict
from sim.evidence.hindcast.hindcast_file import _checksum
from sim.montecarlo.block import simulate
from sim.montecarlo.errors import ResultError, RunError
from sim.scenario import ScenarioError
from tests.damage import mutants
from tests.edited import edit
from tests.result.test_load import DESIGN, MADE, SHORT, SMALL, small_checks  # noqa: F401

STORE = "experiment.sqlite"


@pytest.fixture(scope="module")
def calibration(tmp_path_factory, small_checks):  # noqa: F811
    return sim.calibrate(**SMALL, checks=2, out=tmp_path_factory.mktemp("made"), figure=False)


@pytest.fixture(scope="module")
def hindcast(calibration, tmp_path_factory):
    return predict(
        posterior=calibration.draws, worlds=200, out=tmp_path_factory.mktemp("made"), figure=False, executor="threads"
    )


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    return MADE["sweep"](tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def effect(tmp_path_factory):
    return MADE["effect"](tmp_path_factory.mktemp("made"))


def _used(folder):
    found = sim.load(folder)
    return json.dumps(found.summary, allow_nan=False), found.page(), found._repr_html_()


@pytest.mark.parametrize("kind", ["calibration", "sweep", "effect"])
def test_damage_is_refused_or_changes_nothing(kind, request, tmp_path):
    made, luck, refused = request.getfixturevalue(kind), random.Random(kind), 0
    folder = tmp_path / made.folder.name
    whole = _used(mutants.copied(made.folder, folder))
    for _ in range(6):
        mutants.copied(made.folder, folder)
        try:
            said = mutants.damage(folder, luck)
            assert _used(folder) == whole or "sealed" in said, said
        except mutants.Untouched:
            continue
        except (ResultError, ScenarioError):
            refused += 1
        except BaseException as error:
            error.add_note(said)
            raise
    assert refused > 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM cells WHERE point = 1 AND scenario = 0", "not all are there, but it is said to be complete"),
        ("UPDATE cells SET point = 7 WHERE point = 1", "no cell of this experiment"),
        ("ALTER TABLE cells DROP COLUMN neither", "neither"),
        ("UPDATE meta SET value = '{}' WHERE name = 'movers'", "experiment.sqlite: "),
    ],
)
def test_a_sweep_is_held_against_its_design(sweep, tmp_path, statement, said):
    folder = mutants.copied(sweep.folder, tmp_path / "parts")
    edit(folder / STORE, statement, seal=True)
    with pytest.raises(ResultError, match=said):
        sim.load(folder)


def test_discover_takes_no_pipe_and_no_store_without_its_counts(sweep, tmp_path):
    folder = mutants.copied(sweep.folder, tmp_path / "parts")
    edit(folder / STORE, "ALTER TABLE cells DROP COLUMN completed", seal=True)
    with pytest.raises(ResultError, match=r"experiment\.sqlite: .*completed"):
        sim.discover(folder, scenario="no_uae")
    (folder / "table.csv").unlink()
    os.mkfifo(folder / "table.csv")
    with pytest.raises(ResultError, match=r"table\.csv: cannot read: no regular file"):
        sim.discover(folder, scenario="no_uae")


def test_a_sweep_whose_points_failed_is_read(tmp_path, monkeypatch):
    def engine(scenario, block, seed, values=None, copies=1):
        if scenario.name == "no_uae":
            raise ArithmeticError("no root")
        return simulate(scenario, block, seed, values, copies)

    monkeypatch.setattr("sim.montecarlo.block.ENGINE", engine)
    made = sim.sweep(DESIGN, overrides=SHORT, out=tmp_path, figure=False, executor="threads", workers=1)
    found = sim.load(made.folder)
    assert found.table["status"].tolist() == ["done", "done", "failed", "failed"] == made.table["status"].tolist()
    assert not found.partial


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE meta SET value = '1000000000000' WHERE name = 'checks'", "checks"),
        ("DELETE FROM meta WHERE name = 'provenance'", "provenance"),
        ("UPDATE meta SET value = '[\"x\"]' WHERE name = 'provenance'", "provenance"),
        ("UPDATE meta SET value = json_set(value, '$.observed', 3) WHERE name = 'setting'", "setting.observed"),
        ("UPDATE meta SET value = json_set(value, '$.window.last', '9999-12-31') WHERE name = 'setting'", "window"),
        ("UPDATE meta SET value = json_set(value, '$.observed.world[0]', 9) WHERE name = 'setting'", "outside"),
        ("UPDATE meta SET value = json_set(value, '$.seed', 'x') WHERE name = 'facts'", "facts.seed"),
    ],
)
def test_a_calibration_is_held_against_itself(calibration, tmp_path, statement, said):
    folder = mutants.copied(calibration.folder, tmp_path / "c")
    edit(folder / "calibration.sqlite", statement, seal=True)
    with pytest.raises(ResultError, match=rf"calibration\.sqlite: .*{said}.*; it was damaged or edited"):
        sim.load(folder)


# -- the one file of a hindcast ---------------------------------------------------------------------------------------


def _forge(folder, change, *, seal=True):
    """Change the arrays of a hindcast, `document` as plain values among them."""
    place = folder / "hindcast.npz"
    with np.load(place) as packed:
        arrays = {name: packed[name] for name in packed.files}
    checksum, document = arrays.pop("checksum"), json.loads(str(arrays.pop("document")))
    change(document, arrays)
    text = json.dumps(document)
    if seal:
        checksum = np.array(_checksum(text, {name: a for name, a in arrays.items() if a.dtype.kind in "iufb"}))
    np.savez_compressed(place, document=np.array(text), checksum=checksum, **arrays)


def _set(name, value):
    return lambda document, arrays: document.update({name: value})


def _put(name, value):
    return lambda document, arrays: arrays.update({name: np.array(value)})


FORGED = {
    "an event before the start": (_put("talks_0", [-1.0] * 200), "days of events"),
    "worlds differ": (_put("talks_2", [1.0] * 7), "days"),
    "no such world": (lambda _, arrays: arrays["log_world_0"].__setitem__(-1, 10**6), "outside the worlds"),
    "a square": (lambda _, arrays: arrays.update(log_day_1=arrays["log_day_1"][None]), "equally long"),
    "persons": (lambda _, arrays: arrays["log_ukrainians_0"].__setitem__(0, np.inf), "persons"),
    "a pickle": (_put("log_days_0", [{}]), "not written|Object arrays"),
    "gone": (lambda _, arrays: arrays.pop("agreed_1"), "agreed_1"),
    "more": (_put("more", [1.0]), "more than a hindcast"),
    "factors": (lambda document, _: document["factors"].update(x=-1), "factors"),
    "end of time": (lambda document, _: document["window"].update(last="9999-12-31"), "belong together"),
    "another": (_set("forecasts", ["model", "x", "y"]), "predictions"),
    "origin": (_set("provenance", {}), "command"),
    "persons of the record": (lambda document, _: document["record"]["exchanges"][-1].update(ukrainians=10**400), ""),
    "another version": (_set("schema_version", [[1]]), "schema version of no number"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_hindcast_is_held_against_itself(hindcast, tmp_path, name):
    folder = mutants.copied(hindcast.folder, tmp_path / "h")
    change, said = FORGED[name]
    _forge(folder, change)
    with pytest.raises(ResultError, match=rf"hindcast\.npz: .*({said})"):
        sim.load(folder)


def test_an_edited_hindcast_is_refused(hindcast, tmp_path):
    folder = mutants.copied(hindcast.folder, tmp_path / "h")
    _forge(folder, lambda document, arrays: arrays["talks_0"].__setitem__(3, 21.0), seal=False)
    with pytest.raises(ResultError, match="not what was written: checksum differs"):
        sim.load(folder)


def test_a_hindcast_that_would_unpack_to_much_more_is_refused_before_it_does(hindcast, tmp_path):
    folder = mutants.copied(hindcast.folder, tmp_path / "h")
    place = folder / "hindcast.npz"
    np.savez_compressed(place, document=np.array("{}"), bomb=np.zeros(10**7))
    assert place.stat().st_size < 10**5
    with pytest.raises(ResultError, match="more than is there"):
        sim.load(folder)


def test_a_hindcast_larger_than_memory_is_not_read(hindcast, tmp_path):
    folder = mutants.copied(hindcast.folder, tmp_path / "h")
    with (folder / "hindcast.npz").open("r+b") as place:
        place.truncate(2**42)  # a hole: takes no room
    with pytest.raises(ResultError, match=r"it has 4\.4 TB, and .* of memory are free"):
        sim.load(folder)


def test_a_hindcast_can_be_made_after_one_was_loaded(hindcast):

    sim.load(hindcast.folder)
    with pytest.raises(RunError, match="the record ends on"):
        sim.hindcast(score_to=date(2100, 1, 1))
