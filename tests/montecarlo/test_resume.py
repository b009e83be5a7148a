"""A run that was stopped at any moment resumes in its folder, and ends with the bits of one that was not."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

import sim
from sim.montecarlo import release, worker_pool
from sim.montecarlo.errors import OutputError, ResultError
from sim.montecarlo.ledger import Ledger
from sim.montecarlo.lock import WriterLock
from sim.result import folder as folders
from tests.edited import edit as edited
from tests.montecarlo.conftest import small_blocks

SIZES = {
    "rows": {"worlds": 4500, "prior": (5, 700)},
    "counts": {"worlds": 3072, "prior": (5, 256), "store": "counts"},
    "precision": {"worlds": None, "precision": 0.01, "max_worlds": 30_000, "prior": None},
}


@pytest.fixture(autouse=True)
def blocks(monkeypatch):
    monkeypatch.setattr(worker_pool, "cut", lambda worlds, workers: small_blocks(worlds, workers, 2048))


def run(out, size, **how):
    return sim.run(
        "kyiv_summit_2025",
        overrides={"horizon_weeks": 4},
        seed=3,
        workers=1,
        out=out,
        figure=False,
        **SIZES[size],
        **how,
    )


def bits(folder):
    """All that a folder holds, without clocks and provenance."""
    with closing(sqlite3.connect(folder / folders.STORE)) as store:
        tables = [
            name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        found = {name: sorted(store.execute(f"SELECT * FROM {name}"), key=str) for name in tables}
    del found["provenance"]
    found["meta"] = [(name, value) for name, value in found["meta"] if name != "seconds"]
    found["checksums"] = [row for row in found["checksums"] if row[0] not in ("meta", "provenance")]
    summary = json.loads((folder / folders.SUMMARY).read_text())
    return found, {name: value for name, value in summary.items() if name not in ("seconds", "world_weeks_per_second")}


@pytest.fixture(scope="module", params=SIZES)
def killed(request, tmp_path_factory):
    """A run that nothing disturbed, and copies of its folder as kills at many moments would have left it."""
    out, moments = tmp_path_factory.mktemp("out"), []
    put = Ledger.put

    def copying(database, table, facts):
        """Copies in the middle of a transaction, when changed pages stand in the file and the journal next to it."""
        put(database, table, facts)
        if database.place != ":memory:" and len(moments) < 40:
            folder = out.parent / f"{out.name}-{len(moments)}"
            shutil.copytree(database.place.parent, folder)
            moments.append(folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_pool, "cut", lambda worlds, workers: small_blocks(worlds, workers, 2048))
        patch.setattr(Ledger, "put", copying)
        opened = Ledger.__init__

        def opening(database, place, *, new):
            opened(database, place, new=new)
            database._connection.execute("PRAGMA cache_size = 1")

        patch.setattr(Ledger, "__init__", opening)
        whole = run(out, request.param)
    return request.param, whole.folder, moments


def test_whenever_it_is_killed_it_ends_with_the_same_bits(killed):
    size, whole, moments = killed
    expected, went_on, halves = bits(whole), 0, 0
    for folder in moments[:: 3 if size == "precision" else 1]:
        halves += (folder / "result.sqlite-journal").exists()
        try:
            result = sim.resume(folder, workers=2, figure=False)
        except ResultError as error:  # the store was not there yet
            assert "cannot read: no such table" in str(error) or "damaged" in str(error), error
            continue
        went_on += 1
        assert bits(folder) == expected and not result.partial
        assert not list(folder.glob("result.lock*"))
    assert went_on >= 3 and halves >= 3


def test_stopped_again_and_again(tmp_path):
    """By Ctrl-C after every block."""

    def once(done, total, seconds):
        if done != before:
            raise KeyboardInterrupt

    before = 0
    result = run(tmp_path, "rows", progress=once)
    whole = run(tmp_path / "whole", "rows")
    stops = 0
    while result.partial:
        stops += 1
        assert (tmp_path / result.folder / folders.SUMMARY).exists()
        before = result.counted.worlds + (result.prior_run.draws * 700 // 1024 * 1024 if result.prior_run else 0)
        result = sim.resume(result.folder, workers=1, figure=False, progress=once)
    assert stops >= 2 and bits(result.folder) == bits(whole.folder)
    told = result.provenance["resumed"]
    assert len(told) == stops and [entry["worlds"] for entry in told] == sorted(entry["worlds"] for entry in told)
    assert {"at", "worlds", "draws"} == set(told[0])
    assert json.loads((result.folder / folders.PROVENANCE).read_text())["resumed"] == told
    assert sim.Result.load(result.folder).provenance["resumed"] == told
    assert sim.rerun(result.folder).agrees


@pytest.fixture
def stopped(tmp_path):
    def stop(done, total, seconds):
        if done:
            raise KeyboardInterrupt

    folder = run(tmp_path, "rows", progress=stop).folder
    with closing(sqlite3.connect(folder / folders.STORE)) as store:
        assert 0 < store.execute("SELECT count(*) FROM worlds").fetchone()[0] < 4500
    return folder


def change(folder, statement, *values):
    """Change a store, and its checksums with it."""
    edited(folder / folders.STORE, (statement, values), seal=True)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            lambda f: change(f, "UPDATE meta SET value = '5' WHERE name = 'seed'"),
            "its seed is 5 in one table, 3 in anot",
        ),
        (lambda f: change(f, "UPDATE meta SET value = '9000' WHERE name = 'worlds_requested'"), "its worlds is 9000"),
        (lambda f: change(f, "UPDATE meta SET value = '2047' WHERE name = 'worlds'"), "worlds in total, not 2,047"),
        (lambda f: change(f, "UPDATE meta SET value = '4096' WHERE name = 'worlds'"), "worlds in total, not 4,096"),
        (lambda f: change(f, "DELETE FROM worlds WHERE world = 7"), "does not hold a row for each"),
        (
            lambda f: change(f, "UPDATE meta SET value = '\"complete\"' WHERE name = 'status'"),
            "the run is complete: there is",
        ),
        (lambda f: change(f, "UPDATE meta SET value = '99' WHERE name = 'schema_version'"), "schema version 99"),
        (
            lambda f: (f / folders.SCENARIO).write_text((f / folders.SCENARIO).read_text().replace("0.6", "0.61", 1)),
            "it is not the scenario that was run: its hash differs; put the file back",
        ),
        (lambda f: (f / folders.STORE).unlink(), "no result.sqlite in it"),
    ],
)
def test_what_cannot_be_resumed_is_refused_and_left(edit, words, stopped):
    edit(stopped)
    before = {file.name: file.read_bytes() for file in stopped.iterdir()}
    with pytest.raises(ResultError, match=words):
        sim.resume(stopped, figure=False)
    assert {file.name: file.read_bytes() for file in stopped.iterdir()} == before


def test_another_version_of_the_model_is_refused(stopped, monkeypatch):
    monkeypatch.setattr(release, "engine_hash", lambda: "another")
    with pytest.raises(
        ResultError,
        match=r"another version of the model \(allforall [\d.]+, engine \w+; this is allforall .*, engine another\); "
        "resume it with",
    ):
        sim.resume(stopped, figure=False)


def test_edited_draws_are_refused(tmp_path):
    folder = run(tmp_path, "rows").folder
    change(folder, "UPDATE meta SET value = '\"partial\"' WHERE name = 'status'")
    with closing(sqlite3.connect(folder / folders.STORE)) as store:
        (name,) = [row[1] for row in store.execute("PRAGMA table_info(prior)")][1:2]
    change(folder, f'UPDATE prior SET "{name}" = 0.123 WHERE draw = 0')
    with pytest.raises(ResultError, match="draws of the uncertain parameters are not those of its seed"):
        sim.resume(folder, figure=False)


def test_a_finished_run_is_refused_without_a_write(killed):
    _, folder, _ = killed
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(ResultError, match="the run is complete: there is nothing to resume; allforall show prints it"):
        sim.resume(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


# -- two at once ------------------------------------------------------------------------------------------------------

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def test_the_second_process_is_refused_until_the_first_is_gone_however_it_goes(stopped):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, stopped / folders.LOCK], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ResultError, match="another process is writing it; wait until that has ended"):
            sim.resume(stopped, figure=False)
        holder.kill()
    assert not sim.resume(stopped, figure=False).partial


def test_a_run_under_way_cannot_be_resumed(tmp_path):
    refused = []

    def meanwhile(done, total, seconds):
        if done and not refused:
            (folder,) = tmp_path.iterdir()
            with pytest.raises(ResultError, match="another process is writing it"):
                sim.resume(folder, figure=False)
            refused.append(folder)

    result = run(tmp_path, "rows", progress=meanwhile)
    assert refused == [result.folder] and not result.partial


def test_the_lock_passes_to_the_next(tmp_path):
    place = tmp_path / "a b?" / "result.lock"
    place.parent.mkdir()
    first = WriterLock(place)
    with pytest.raises(ResultError):
        WriterLock(place)
    first.release()
    WriterLock(place).release()
    assert not list(place.parent.iterdir())


def test_a_lock_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "result.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises((ResultError, OutputError)):
        WriterLock(tmp_path / "result.lock")
    assert not (tmp_path / "elsewhere").exists()
