"""An experiment that is finished is shown again without a write; one in memory leaves nothing open."""

import os
import sqlite3
import sys

import pytest

import sim
from sim.montecarlo.errors import OutputError
from tests.experiments import small

SHORT = {"horizon_weeks": 13}

EXPERIMENTS = {
    "sweep": lambda out: small.sweep(out, design={"points": {"grid": {small.KEYS[0]: [0.2, 0.5]}}}, figure=True),
    "precise sweep": lambda out: small.sweep(
        out, design={"points": {"grid": {small.KEYS[0]: [0.2, 0.5]}}}, precision=0.06, max_worlds=700
    ),
    "compare": lambda out: sim.compare("kyiv_summit_2025", "no_uae", worlds=200, overrides=SHORT, out=out),
    "effect": lambda out: sim.effect("kyiv_summit_2025", at=2, by=[8, 13], worlds=64, overrides=SHORT, out=out),
    "sensitivity": lambda out: sim.sensitivity(
        "kyiv_summit_2025", over=["us_envoy.pressure.ukraine", "us_envoy.pressure.russia"], points=64, worlds=2,
        tornado_worlds=64, overrides={"horizon_weeks": 6}, out=out,
    ),
}  # fmt: skip
WRITES = {
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
    "os.utime",
    "shutil.rmtree",
}
_seen: list[str] | None = None


def _note(event, arguments):
    """Notes what is about to be written; an audit hook cannot be taken away again, so it is silent but for a test."""
    if _seen is None:
        return
    if event in WRITES or (
        event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    ):
        _seen.append(f"{event} {arguments[0]}")
    if event == "sqlite3.connect" and "immutable=1" not in str(arguments[0]):
        _seen.append(f"{event} {arguments[0]}")


@pytest.fixture
def writes():
    """What is written from here on."""
    global _seen
    if not hasattr(sys, "_allforall_hook"):
        sys.addaudithook(_note)
        sys._allforall_hook = True
    _seen = []
    yield _seen
    _seen = None


@pytest.fixture(scope="module", params=EXPERIMENTS)
def done(request, tmp_path_factory):
    """An experiment by its function, the folder it was run in, and what it found."""
    run, out = EXPERIMENTS[request.param], tmp_path_factory.mktemp("out")
    return run, out, run(out)


def test_repeating_what_is_finished_writes_nothing_and_says_the_same(done, tmp_path, writes):
    run, out, first = done
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}
    (tmp_path / "seen").write_text("otherwise this test shows nothing")
    assert writes and not first.repeated
    again = run(out)
    assert [line for line in writes if str(out) in line] == []
    assert again.repeated and again.summary == first.summary and again.folder == first.folder
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before


def test_in_memory_nothing_stays_open_and_the_answer_is_the_same(done, monkeypatch):
    run, _, kept = done
    opened, connect = [], sqlite3.connect

    def noting(*arguments, **how):
        opened.append(connect(*arguments, **how))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", noting)
    found = run(None)
    assert opened and len(found.read("cells"))
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    assert {key for key in kept.summary if kept.summary[key] != found.summary[key]} <= {"seconds"}


def test_a_folder_that_takes_nothing_is_no_obstacle_even_where_a_file_would_be_written_anew(tmp_path, monkeypatch):
    """As with another release of matplotlib, whose pictures have other bytes."""
    first = EXPERIMENTS["sweep"](tmp_path)
    table = first.folder / "table.csv"
    table.write_text("older")

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sim.result.folder.os.replace", refused)
    assert EXPERIMENTS["sweep"](tmp_path).summary == first.summary and table.read_text() == "older"
    (first.folder / "summary.json").unlink()  # now the folder is not finished
    with pytest.raises(OutputError, match="cannot write"):
        EXPERIMENTS["sweep"](tmp_path)


def test_what_is_missing_or_differs_is_written_anew(tmp_path):
    folder = EXPERIMENTS["sweep"](tmp_path).folder
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    (folder / "table.csv").unlink()
    (folder / "summary.json").write_text("{}")
    EXPERIMENTS["sweep"](tmp_path)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_an_unfinished_one_is_not_taken_for_finished(tmp_path):
    folder = EXPERIMENTS["sweep"](tmp_path).folder
    with sqlite3.connect(folder / "experiment.sqlite") as store:
        store.execute("DELETE FROM cells WHERE point = 1")
    store.close()
    again = EXPERIMENTS["sweep"](tmp_path)
    assert not again.repeated and set(again.table["status"]) == {"done"}


def test_a_sweep_that_comes_late_writes_nothing_into_a_store_that_is_complete(tmp_path, monkeypatch):
    """Two in one folder: whoever has come to the end reads without a lock while the other still counts the same."""
    from sim.experiments.experiment_ledger import ExperimentLedger

    EXPERIMENTS["sweep"](tmp_path)
    place, noted = tmp_path / "small" / "experiment.sqlite", []
    before = place.read_bytes()
    monkeypatch.setattr(ExperimentLedger, "done", lambda store, within: {})
    monkeypatch.setattr("sim.experiments.experiment._finished", lambda *_: None)
    monkeypatch.setattr(ExperimentLedger, "note", lambda store, **facts: noted.append(facts))
    assert not EXPERIMENTS["sweep"](tmp_path).repeated
    assert place.read_bytes() == before and noted == [{"status": "running"}, {"status": "complete"}]
