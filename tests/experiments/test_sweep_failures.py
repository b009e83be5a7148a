"""A point that cannot be simulated is a row with its reason: it takes nobody along, and is tried again next time."""

import sys

import pandas
import pytest

from sim.experiments import experiment_runner, tasks
from sim.montecarlo.errors import RunError, WorkerError
from tests.experiments.engines import AT, KEYS, PLACE, Failing
from tests.experiments.small import counted, rows, small_batches, sweep

pytestmark = pytest.mark.usefixtures("small_batches")

REASONS = {
    "any": "ArithmeticError: no root between 0 and 1",
    "scenario": "ScenarioError: case.yaml:3:1: out of range",
    "address": "ValueError: cannot use <object object at 0x...>",
    "no words": "ZeroDivisionError",
    "odd letters": r"OSError: [Errno 5] cannot read: '\udcff'",
    "memory": "MemoryError: Unable to allocate 3.5 GiB",
    "stubborn": "Stubborn: 1 and 2",
}


def without_the_point(found):
    """Rows of a sweep but for the point at which something happens."""
    return {name: "\n".join(line for line in _lines(text, name)) for name, text in found.items()}


def _lines(text, name):
    column = {"cells": 1, "table.csv": 2}.get(name)
    lines = text.splitlines()
    return [line for line in lines if column is None or line.split(",")[column] != str(PLACE)]


@pytest.mark.parametrize("word", REASONS)
def test_a_point_that_fails_takes_nobody_along_and_heals(word, engine, expected, tmp_path):
    engine(Failing(word))
    found = sweep(tmp_path)
    assert not found.partial and not found.nothing_done
    assert found.failed["reason"].tolist() == [REASONS[word]] and found.failed["point"].tolist() == [PLACE]
    assert found.failed[list(KEYS)].to_numpy().tolist() == [list(AT)]
    failed = rows(tmp_path)
    assert failed != expected and without_the_point(failed) == without_the_point(expected)
    sweep(tmp_path)
    assert rows(tmp_path) == failed
    engine(tasks.simulate)
    assert len(sweep(tmp_path).failed) == 0
    assert rows(tmp_path) == expected


@pytest.mark.slow
@pytest.mark.parametrize("word", ["any", "address", "stubborn"])
def test_reasons_are_the_same_in_processes(word, engine, tmp_path):
    """Even those of errors that cannot come home from another process."""
    engine(Failing(word))
    assert sweep(executor="processes").failed["reason"].tolist() == [REASONS[word]]


def test_what_fails_only_in_company_is_counted_alone(engine, expected, tmp_path):
    """As a lack of memory that one point alone does not meet."""
    engine(Failing("memory", crowded=True))
    assert len(sweep(tmp_path).failed) == 0
    assert rows(tmp_path) == expected


def test_a_point_alone_that_finds_no_memory_is_tried_once_more(engine, expected, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiments.cells.LARGEST", 300)
    tries = []

    def once(scenario, block, seed, values=None, copies=1):
        tries.append(block.first)
        if block.first == 600 and tries.count(600) == 1:
            raise MemoryError
        return tasks.simulate(scenario, block, seed, values, copies)

    engine(once)
    sweep(tmp_path)
    assert rows(tmp_path) == expected and tries.count(600) == 2


def test_with_common_draws_a_point_that_fails_takes_nobody_along(engine, tmp_path):
    common = {"draws": "common"}
    sweep(tmp_path / "whole", design=common)
    engine(Failing("any"))
    found = sweep(tmp_path / "failed", design=common)
    assert found.failed["point"].tolist() == [PLACE]
    whole, failed = (rows(tmp_path / name) for name in ("whole", "failed"))
    assert without_the_point(failed) == without_the_point(whole)
    engine(tasks.simulate)
    sweep(tmp_path / "failed", design=common)
    assert rows(tmp_path / "failed") == whole


@pytest.mark.parametrize(("word", "kind"), [("run", RunError), ("worker", WorkerError), ("package", WorkerError)])
def test_what_befalls_every_point_alike_stops_the_sweep(word, kind, engine, expected, tmp_path):
    engine(Failing(word))
    with pytest.raises(kind):
        sweep(tmp_path)
    assert counted(tmp_path)[1] == 0
    engine(tasks.simulate)
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_the_message_of_a_worker_that_cannot_says_that_the_same_command_resumes(engine, tmp_path):
    engine(Failing("worker"))
    with pytest.raises(WorkerError, match=r"another release; install the same version; the same command resumes"):
        sweep(tmp_path)


def test_a_long_reason_is_cut(engine, monkeypatch):
    monkeypatch.setattr(experiment_runner, "MOST_WORDS", 20)
    engine(Failing("any"))
    assert sweep().failed["reason"].tolist() == [REASONS["any"][:20]]


def test_when_every_point_fails_the_command_ends_with_status_1(engine, tmp_path, monkeypatch, capsys):
    from sim.cli.main import main
    from tests.experiments.test_sweep_stops import design_file

    engine(Failing("any", everywhere=True))
    words = ["allforall", "sweep", str(design_file(tmp_path)), "--out", str(tmp_path), "--set", "horizon_weeks=6"]
    monkeypatch.setattr(sys, "argv", [*words, "--quiet"])
    with pytest.raises(SystemExit) as ending:
        main()
    assert ending.value.code == 1
    assert counted(tmp_path) == (24, 24)
    table = pandas.read_csv(tmp_path / "small" / "table.csv")
    assert (table["status"] == "failed").all() and (table["worlds"] == 0).all()
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_failure_is_not_put_in_the_place_of_what_another_process_has_counted(engine, expected, tmp_path):
    """Two processes on one folder, of which one finds no memory: what the other has counted stays."""
    from sim.experiments.experiment_ledger import ExperimentLedger

    sweep(tmp_path)
    engine(Failing("memory"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExperimentLedger, "done", lambda store, within=None: {})
        small_batches(patch)
        sweep(tmp_path)
    assert rows(tmp_path) == expected
