"""Calibration on the model: the same numbers however it is run, and resumed after a stop."""

import json
import os
import signal
import sqlite3
from concurrent.futures import BrokenExecutor, Executor
from contextlib import closing
from datetime import date

import numpy as np
import pytest

import sim
from sim.evidence.calibration import calibrate as module
from sim.evidence.calibration import predicted
from sim.evidence.calibration.batch import BatchTask, Size
from sim.evidence.calibration.calibrate import calibrate
from sim.evidence.calibration.setting import calibrated, setting
from sim.evidence.record.coding import Coding, Session
from sim.evidence.record.exchanges import Exchange
from sim.evidence.record.record import Record, read_record
from sim.evidence.record.window import Window
from sim.montecarlo.errors import ResultError, RunError, WorkerError
from sim.views.figures.calibration import FIGURES
from sim.views.text.calibration_page import format_calibration

SMALL = Size(particles=60, batch=256, least_acceptance=0.1, most_generations=4)
CHECK = Size(particles=50, batch=128, least_acceptance=0.3, most_generations=2)


@pytest.fixture(autouse=True)
def small_checks(monkeypatch):
    monkeypatch.setattr(module, "CHECK_SIZE", CHECK)
    monkeypatch.setattr(predicted, "PREDICTED", 512)


def small(**how):
    return calibrate(**{"size": SMALL, "checks": 2, "executor": "threads", "workers": 1, **how})


@pytest.fixture(scope="module")
def once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHECK_SIZE", CHECK)
        patch.setattr(predicted, "PREDICTED", 512)
        found = small()
        assert found.predictive is not None
        yield found


def test_what_comes_out(once):
    assert tuple(once.draws.columns) == calibrated("uae") and len(once.draws) == 1000
    for prior in once.setting.priors:
        values = once.draws[prior.key]
        assert prior.distribution.low <= values.min() and values.max() <= prior.distribution.high
    tolerances = [population.tolerance for population in once.inference.populations]
    assert len(tolerances) > 1 and tolerances == sorted(tolerances, reverse=True)
    assert all(len(population) >= SMALL.particles for population in once.inference.populations)
    assert once.summary["left_at_priors"] and not set(once.summary["left_at_priors"]) & set(calibrated("uae"))
    printed = json.loads(json.dumps(once.summary, allow_nan=False))
    assert printed == once.summary and format_calibration(printed) == format_calibration(once.numbers)
    with pytest.raises(ValueError, match="draws"):
        format_calibration(printed | {"draws": None})
    assert [row["parameter"] for row in once.summary["checks"]["parameters"]] == list(calibrated("uae"))


def test_workers_change_nothing(once):
    other = small(workers=2, executor="processes")
    assert np.array_equal(once.points, other.points)
    assert [each.rank.tolist() for each in once.repetitions] == [each.rank.tolist() for each in other.repetitions]


def test_the_size_is_known_better_than_before():
    """With 14 exchanges the record narrows the median size; it cannot narrow the largest share of a stock, which no
    exchange came near. 400 particles, so the standard error of an overlap is about .05."""
    found = small(size=Size(particles=400, batch=2048, least_acceptance=0.05), checks=0)
    table = found.table.set_index("parameter")
    assert table.loc["exchanges.size_median", "overlap"] < 0.8
    assert table.loc["exchanges.size_median", "q05"] < 97.5 < table.loc["exchanges.size_median", "q95"]
    assert table.loc["exchanges.size_stock_share", "overlap"] > 0.8


class Stopped(Exception):
    """Stands for whatever ends a process."""


@pytest.mark.parametrize("after", [1, 3, 5])
def test_a_calibration_that_was_stopped_resumes_from_what_is_done(once, tmp_path, monkeypatch, after):
    done, original = [], BatchTask.__call__

    def counted(self, number):
        if len(done) == after:
            raise Stopped
        done.append((self.generation, number))
        return original(self, number)

    monkeypatch.setattr(BatchTask, "__call__", counted)
    with pytest.raises(Stopped):
        small(out=tmp_path, checks=0)
    first, after = list(done), -1
    del done[:]
    found = small(out=tmp_path, checks=0)
    assert done and not set(first) & set(done)
    assert np.array_equal(found.points, once.points)


def test_sigterm_keeps_what_is_done(once, tmp_path):
    """As a scheduler sends it: a first one ends in order, and the same call resumes."""
    with pytest.raises(KeyboardInterrupt):
        small(out=tmp_path, progress=lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    (folder,) = tmp_path.iterdir()
    with closing(sqlite3.connect(folder / "calibration.sqlite")) as store:
        assert store.execute("SELECT count(*) FROM pieces").fetchone()[0] > 0
    assert np.array_equal(small(out=tmp_path).points, once.points)


def test_where_no_worker_is_left_it_says_that_the_same_command_resumes(tmp_path):
    class Gone(Executor):
        def submit(self, task, /, *values):
            raise BrokenExecutor("nobody is there")

    with pytest.raises(WorkerError, match="no worker is left.*nobody is there.*; the same command resumes"):
        small(out=tmp_path, executor=Gone())


def test_the_folder_and_going_on_in_it(once, tmp_path, monkeypatch):
    first = small(out=tmp_path)
    names = {"posterior.csv", "table.csv", "ridges.csv", "predictive.csv", "ranks.csv", "overlap.png", "ridges.png",
             "predictive.png", "ranks.png", "report.txt", "summary.json", "provenance.json",
             "calibration.sqlite"}  # fmt: skip
    assert {path.name for path in first.folder.iterdir()} == names
    again = small(out=tmp_path)
    assert again.folder == first.folder and np.array_equal(again.points, once.points)
    header = (first.folder / "posterior.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(calibrated("uae"))
    text = (first.folder / "report.txt").read_text(encoding="utf-8")
    assert "says nothing about whether an all-for-all swap" in text
    assert max(len(line) for line in text.splitlines() if "Saved in" not in line) <= 80
    monkeypatch.delattr("sim.negotiation.model.NegotiationModel.step")  # nothing is simulated to read it
    kept = sim.load(first.folder)
    assert (
        not kept.partial and kept.summary == first.summary == once.summary and kept.predictive.equals(once.predictive)
    )
    assert kept.page() + "\n" == text and all(draw(kept) is not None for draw in FIGURES.values())
    assert "14 exchanges" in repr(kept) and "posterior, 5-95 %" in kept._repr_html_()


def test_another_calibration_in_the_same_place_is_refused(tmp_path):
    first = small(out=tmp_path, checks=0)
    other = first.folder.with_name("x")
    first.folder.rename(other)
    from sim.evidence.calibration.calibration_ledger import FILE, CalibrationLedger

    with pytest.raises(ResultError, match="another calibration"):
        CalibrationLedger(other / FILE, {"kind": "calibrate", "seed": 2})


def test_a_posterior_goes_back_into_a_scenario(once, tmp_path):
    once.draws.to_csv(tmp_path / "posterior.csv", index=False)
    (tmp_path / "mine.yaml").write_text(
        "scenario: mine\ntitle: Mine\nextends: kyiv_summit_2025\nuncertain: {from: posterior.csv}\n", encoding="utf-8"
    )
    case = sim.load(tmp_path / "mine.yaml")
    values = case.draw_priors(seed=1, first=0, count=50)
    rows = {tuple(row) for row in once.draws.to_numpy()}
    drawn = list(zip(*(values[path] for path in calibrated("uae")), strict=True))
    assert len(set(drawn)) > 10 and set(drawn) <= rows
    with pytest.raises(RunError, match="would use the record twice"):
        small(case=case)


# -- what cannot be calibrated on


def record(*days, talks=(), ends="2025-07-31"):
    rows = tuple(
        Exchange(date=date.fromisoformat(day), ukrainians=90, russians=90, civilians=None, mediators=("UAE",), note="",
                 source="", confidence="high")
        for day in days
    )  # fmt: skip
    sessions = tuple(Session(*(date.fromisoformat(day) for day in session)) for session in talks)
    coding = Coding(talks=sessions, talks_wide=(), swap_agreed=(), swap_completed=(),
                    record_ends=date.fromisoformat(ends))  # fmt: skip
    return Record(exchanges=rows, diplomacy=(), coding=coding)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"first": date(2025, 2, 1), "last": date(2025, 1, 1)}, "before it begins"),
        ({"last": date(2025, 9, 1)}, "past the end of the record, 2025-07-31"),
        ({"record": record("2024-05-01", "2024-06-01")}, "too few to calibrate on"),
        ({"first": date(2025, 6, 1), "last": date(2025, 7, 1)}, "talks were in session throughout"),
        ({"case": "constant_hazard", "size": SMALL, "checks": -1}, "whole number"),
    ],
)
def test_what_cannot_be_done_is_said(how, message):
    with pytest.raises(RunError, match=message):
        small(**how)


def test_a_case_without_priors_is_told_what_to_state(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "scenario: mine\ntitle: Mine\nextends: kyiv_summit_2025\nuncertain: {exchanges.size_median: fixed}\n",
        encoding="utf-8",
    )
    with pytest.raises(RunError, match=r"no prior to exchanges\.size_median"):
        small(case=path)


def test_days_with_talks_are_left_out_of_both_sides():
    laid_out = setting("kyiv_summit_2025", read_record(), Window(date(2024, 1, 1), date(2025, 7, 31)))
    assert laid_out.window.looked_at.sum() == (date(2025, 5, 16) - date(2024, 1, 1)).days
    assert len(laid_out.observed) == 17  # 14 up to the summit, and three before talks opened


def test_particles_with_several_worlds_each():
    found = small(size=Size(particles=60, worlds_each=3, batch=128, least_acceptance=0.1), checks=0)
    hits = found.inference.populations[0]
    assert hits.hits >= len(hits) and len(np.unique(hits.weights.round(9))) > 1
