"""Numbers that cannot be are never printed, whether a checksum gives them away or not; old stores are still read."""

import json
import sqlite3
from contextlib import closing

import pytest

import sim
from sim.experiments.experiment_ledger import read_table
from sim.montecarlo.errors import ResultError
from sim.montecarlo.run_reader import StoredResult
from sim.result.result import Result
from tests.damage.mutants import copied
from tests.damage.trial import Sweep
from tests.edited import edit

STORE = "result.sqlite"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    out = tmp_path_factory.mktemp("saved")
    return sim.run(
        "kyiv_summit_2025", 60, overrides={"horizon_weeks": 3}, out=out, figure=False, workers=1, prior=(3, 5)
    ).folder


@pytest.fixture
def copy(saved, tmp_path):
    return copied(saved, tmp_path / "copy")


def fact(name, value, table="meta"):
    return (f"UPDATE {table} SET value = ? WHERE name = ?", (json.dumps(value), name))


HALF = [fact("worlds", 30), fact("worlds_requested", 30), "DELETE FROM worlds WHERE world >= 30"]


@pytest.mark.parametrize("sealed", [False, True], ids=["left", "put right"])
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (HALF, "totals, completed.neither and so on: 60 worlds in total, not 30"),
        ([fact("worlds", 10**15)], "worlds: .* only 60 were asked for"),
        ([fact("worlds", 59)], "worlds: 59 of 60, but the run is said to be complete"),
        ([fact("horizon_weeks", 10**9)], "horizon_weeks: input should be less than or equal to 520"),
        ([fact("horizon_weeks", 2)], "week 3: .* in 2 weeks|not the horizon_weeks of its facts"),
        ([fact("seconds", -1)], "seconds: input should be greater"),
        ([fact("seed", "1")], "seed: input should be a valid integer"),
        ([fact("draws", 10**9), fact("draws_requested", 10**9)], "table prior: 3 draws, 1,000,000,000 are said"),
        ([fact("worlds_per_draw", 4)], "prior, draw 0: its counts are not those of 4 worlds"),
        (["UPDATE prior SET neither = neither + 1"], "prior, draw 0: its counts are not those of 5 worlds"),
        (["UPDATE totals SET total = '84' WHERE name = 'completed.talks_first'"], "worlds in total, not 60"),
        (["UPDATE totals SET total = '-3' WHERE name = 'exchanges'"], "totals, exchanges: -3 is out of range"),
        (["UPDATE totals SET total = '1e9' WHERE name = 'exchanges'"], "its sum is no whole number"),
        (["DELETE FROM totals WHERE name = 'openings'"], "table totals: 'openings' is missing"),
        (["UPDATE weeks SET worlds = 61 WHERE event = 'talks'"], "talks, week 0: 61 worlds, of 60"),
        (["UPDATE weeks SET worlds = 40 WHERE event = 'talks'"], "weeks, talks: 160 of 60 worlds in total"),
        (["DELETE FROM worlds WHERE world = 59"], "not the rows of the 60 worlds"),
        (["CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM meta; END"], "nothing but tables|no store has"),
    ],
)
def test_numbers_that_cannot_be_are_refused(copy, changes, says, sealed):
    edit(copy / STORE, *changes, seal=sealed)
    with pytest.raises(ResultError, match=says if sealed else f"checksum|{says}") as caught:
        Result.load(copy)
    assert caught.value.place == str(copy / STORE)
    assert "restore it" in caught.value.remedy or "not written by allforall" in caught.value.remedy


def test_rows_are_held_against_their_checksums_before_anything_is_repeated(copy):
    edit(copy / STORE, "UPDATE worlds SET exchanges = exchanges + 1 WHERE world = 7")
    assert Result.load(copy).summary["worlds"] == 60  # what is printed does not come from the rows
    with pytest.raises(ResultError, match="table worlds, worlds 0 to 59: not what was written"):
        sim.rerun(copy)
    with pytest.raises(ResultError, match="table worlds, worlds 0 to 59: not what was written"):
        print(Result.load(copy).worlds)


def test_a_part_of_the_rows_is_checked_too(copy):
    with StoredResult(copy / STORE) as stored:
        (rows,) = stored.blocks(20, 30)
        assert rows["world"].tolist() == list(range(20, 30))
    edit(copy / STORE, "UPDATE worlds SET exchanges = exchanges + 1 WHERE world = 7")
    with StoredResult(copy / STORE) as stored, pytest.raises(ResultError, match="checksum differs"):
        next(stored.blocks(20, 30))


def test_another_scenario_beside_a_result_is_refused(copy):
    place = copy / "scenario.resolved.yaml"
    place.write_text(place.read_text().replace("horizon_weeks: 3", "horizon_weeks: 4"))
    with pytest.raises(ResultError, match="not the scenario that was run"):
        print(Result.load(copy).scenario)


def as_of_version_1(folder):
    """As stores were before there were checksums."""
    edit(folder / STORE, fact("schema_version", 1), "DROP TABLE checksums", "ALTER TABLE prior DROP COLUMN checksum")


def test_a_store_without_checksums_is_read_and_says_so(copy, saved):
    as_of_version_1(copy)
    old, new = Result.load(copy), Result.load(saved)
    assert old.summary == new.summary and (old.verified, new.verified) == (False, True)
    assert sim.rerun(copy).agrees


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE worlds SET exchanges = exchanges + 1 WHERE world = 7",
        "UPDATE totals SET total = '7' WHERE name = 'exchanges'",
        "UPDATE weeks SET worlds = worlds + 1 WHERE event = 'refused' AND week = 1",
    ],
)
def test_without_checksums_the_rows_are_counted_again(copy, change):
    as_of_version_1(copy)
    edit(copy / STORE, change)
    with pytest.raises(ResultError, match="not the counts of the rows"):
        Result.load(copy)


def test_checksums_that_are_gone_are_missed(copy):
    edit(copy / STORE, "DROP TABLE checksums")
    with pytest.raises(ResultError, match="table checksums: it is missing"):
        Result.load(copy)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE cells SET swap_first = swap_first + 1, neither = neither - 1 WHERE point = 1", "point 1.*checksum"),
        ("UPDATE cells SET worlds = 16 WHERE point = 2", "point 2.*checksum"),
        ('UPDATE points SET "us_envoy.pressure.russia" = 0.5 WHERE point = 1', "points 0 to 2: .*checksum"),
        ("UPDATE scenarios SET label = 'x'", "table scenarios: .*checksum"),
    ],
)
def test_a_sweep_does_not_go_on_with_altered_rows(tmp_path, change, says):
    swept = Sweep(tmp_path)
    store = swept.folder / "experiment.sqlite"
    edit(store, change)
    before = {file.name: file.read_bytes() for file in swept.folder.iterdir()}
    with pytest.raises(ResultError, match=says):
        swept.read(swept.folder)
    assert before == {file.name: file.read_bytes() for file in swept.folder.iterdir()}
    table = change.split()[1]
    with pytest.raises(ResultError, match=says):
        read_table(store, table)


def test_two_writers_of_one_sweep_keep_checksums_of_their_own(tmp_path):
    """Rows that are written anew, in another order and by another process, are verified as well."""
    swept = Sweep(tmp_path)
    store = swept.folder / "experiment.sqlite"
    edit(store, "DELETE FROM cells WHERE point = 1")
    assert swept.read(swept.folder) == swept.answer
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT count(*) FROM cells WHERE length(checksum) = 32").fetchone() == (3,)
