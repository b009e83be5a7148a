"""A full disk, or a place that cannot be written to: what was written stays whole, and the same call resumes."""

import errno
import os

import pytest

import sim.result.folder
from sim.experiments.experiment_ledger import ExperimentLedger
from sim.montecarlo.errors import OutputError
from sim.montecarlo.ledger import Ledger
from tests.experiments.small import counted, rows, sweep

pytestmark = pytest.mark.usefixtures("small_batches")

_opened = Ledger.__init__


def small_pages(store, place, *, new):
    """A few rows are then enough to need another page."""
    _opened(store, place, new=new)
    store._connection.execute("PRAGMA page_size = 512")


FULL = r"experiment.sqlite: cannot write: .*full; free some space .*; the same command resumes from what is done"


@pytest.mark.parametrize("draws", ["own", "common"])
@pytest.mark.parametrize("batches", [0, 1, 5])
def test_a_disk_full_in_the_middle_keeps_whole_batches_and_resumes(draws, batches, tmp_path, monkeypatch):
    how = {"design": {"draws": draws}, "overrides": {"horizon_weeks": 6}}
    sweep(tmp_path / "whole", **how)
    monkeypatch.setattr("sim.experiments.cells.LARGEST", 300)
    add, kept = ExperimentLedger.add, []
    monkeypatch.setattr(Ledger, "__init__", small_pages)

    def full(store, result):
        if len(kept) == batches:  # not a page more than there is
            pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
            store._connection.execute(f"PRAGMA max_page_count = {pages}")
        before = counted(tmp_path / "full")
        try:
            add(store, result)
        except OutputError:
            assert counted(tmp_path / "full") == before
            raise
        kept.append(result)

    with monkeypatch.context() as patch, pytest.raises(OutputError, match=FULL):
        patch.setattr(ExperimentLedger, "add", full)
        sweep(tmp_path / "full", **how)
    done, failed = counted(tmp_path / "full")
    assert batches <= done < 24 and failed == 0
    sweep(tmp_path / "full", **how)
    assert rows(tmp_path / "full") == rows(tmp_path / "whole")


def test_a_disk_full_from_the_start_leaves_nothing_and_says_so(expected, tmp_path, monkeypatch):
    put = Ledger.put

    def full(store, table, facts):
        store._connection.execute("PRAGMA max_page_count = 1")
        put(store, table, {**facts, "much": "x" * 100_000})

    with monkeypatch.context() as patch, pytest.raises(OutputError, match=r"full; free some space"):
        patch.setattr(Ledger, "put", full)
        sweep(tmp_path)
    assert not any((tmp_path / "small").iterdir())
    sweep(tmp_path)
    assert rows(tmp_path) == expected


@pytest.mark.parametrize("name", ["table.csv", "provenance.json", "summary.json", "kyiv_summit_2025.resolved.yaml"])
def test_a_disk_full_beside_the_store_is_an_error_and_the_store_stays(name, expected, tmp_path, monkeypatch):
    replace = os.replace

    def full(half, place):
        if place.name == name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(half, place)

    with monkeypatch.context() as patch, pytest.raises(OutputError, match=rf"{name}: .*no space.*free some space"):
        patch.setattr(sim.result.folder.os, "replace", full)
        sweep(tmp_path)
    assert rows(tmp_path, table=False) == {key: text for key, text in expected.items() if key != "table.csv"}
    assert not list((tmp_path / "small").glob("*.part")) and not (tmp_path / "small" / name).exists()
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_a_table_that_cannot_be_replaced_is_an_error_and_the_store_stays(expected, tmp_path):
    """Something else has its name: a folder."""
    (tmp_path / "small" / "table.csv" / "below").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"table.csv: cannot write: .*; choose"):
        sweep(tmp_path)
    assert counted(tmp_path) == (24, 0)
    (tmp_path / "small" / "table.csv" / "below").rmdir()
    (tmp_path / "small" / "table.csv").rmdir()
    sweep(tmp_path)
    assert rows(tmp_path) == expected


@pytest.mark.parametrize("place", ["file", "file/below", "/dev/full", "/proc/nothing"])
def test_a_folder_that_cannot_be_is_an_error(place, tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(OutputError, match=r"cannot write: .*; choose (a|another) folder"):
        sweep(tmp_path / place)
    assert (tmp_path / "file").read_text() == "kept"
