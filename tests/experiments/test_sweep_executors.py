"""Where batches run changes no row; a process that dies costs time, a point that always kills its process is a row."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from sim.experiments import experiment_runner as conduct_module
from sim.experiments import tasks
from sim.experiments.design import read_design
from sim.experiments.plan import DesignPlan
from sim.experiments.sweep import task_of
from sim.montecarlo import executors
from sim.montecarlo.errors import WorkerError
from tests.experiments.engines import PLACE, Killing
from tests.experiments.small import counted, rows, sweep
from tests.experiments.test_sweep_failures import without_the_point

pytestmark = pytest.mark.usefixtures("small_batches")

LOST = "the process that simulated it was lost more than once: killed, perhaps out of memory"


@pytest.fixture
def killing(engine, tmp_path):
    def put(times):
        marks = tmp_path / "marks"
        marks.mkdir()
        engine(Killing(marks, times))
        return marks

    return put


def test_processes_give_the_same_rows(expected, tmp_path):
    sweep(tmp_path, executor="processes")
    assert rows(tmp_path) == expected


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 2])
def test_a_process_killed_in_the_middle_costs_time_and_nothing_else(times, killing, expected, tmp_path):
    marks = killing(times)
    sweep(tmp_path, executor="processes")
    assert rows(tmp_path) == expected and len(list(marks.iterdir())) == times


@pytest.mark.parametrize("largest", [300, 900])
def test_a_point_that_always_kills_its_process_is_one_failed_row(
    largest, killing, engine, expected, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.experiments.cells.LARGEST", largest)
    killing(99)
    found = sweep(tmp_path, executor="processes")
    assert found.failed["reason"].tolist() == [LOST] and found.failed["point"].tolist() == [PLACE]
    assert without_the_point(rows(tmp_path)) == without_the_point(expected)
    engine(tasks.simulate)
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_where_no_worker_is_left_the_sweep_stops_instead_of_blaming_its_points(killing, expected, tmp_path):
    """A pool of the standard library is lost with its first process: what was done stays, nothing is called failed."""
    killing(1)
    with (
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
        pytest.raises(WorkerError, match=r"no worker is left.*; the same command resumes from what is done"),
    ):
        sweep(tmp_path, executor=pool)
    done, failed = counted(tmp_path)
    assert 0 < done < 24 and failed == 0
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_workers_of_another_release_stop_the_sweep(expected, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(executors.release, "current", lambda: "0.0.9, engine 0123456789abcdef")
        with pytest.raises(WorkerError, match=r"0\.0\.9, engine 0123456789abcdef.*install the same version"):
            sweep(tmp_path, executor="processes")
    assert counted(tmp_path) == (0, 0)
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_an_executor_is_closed_when_it_is_ours_and_left_open_when_it_is_not(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        sweep(executor=pool)
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


@pytest.mark.parametrize("draws", ["own", "common"])
def test_little_travels(draws):
    """A task and a batch of 128 points over the whole prior are small, and what comes home is tiny."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiments.cells.LARGEST", 128 * 64)
        patch.setattr("sim.experiments.cells._SMALLEST", 64)
        design = read_design(
            {
                "sweep": "whole_prior",
                "scenarios": ["kyiv_summit_2025"],
                "worlds": 64,
                "draws": draws,
                "points": {"latin_hypercube": {"points": 128, "over": "prior"}},
            },
            {"horizon_weeks": 2},
            seed=1,
        )
        (work,) = next(DesignPlan(design).rounds({}, set(), 1))
    assert len(work.batch.cells) == 128 and len(work.groups[0].values) > 50
    task = task_of(design)
    assert len(pickle.dumps((task, work))) < 500_000
    assert len(pickle.dumps(conduct_module._attempt(task, work))) < 100_000
