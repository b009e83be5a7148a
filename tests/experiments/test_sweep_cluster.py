"""A Dask cluster of somebody else's gives the same rows, whoever dies. Collected only where `distributed` is there."""

import os
import signal
import threading
from contextlib import ExitStack

import pytest

from sim.experiments import tasks
from sim.experiments.experiment_runner import _attempt
from sim.montecarlo.errors import WorkerError
from sim.montecarlo.waiting import Waiting
from tests.cluster import Cluster
from tests.experiments.engines import PLACE, Killing
from tests.experiments.small import counted, rows, sweep
from tests.experiments.test_sweep_executors import LOST
from tests.experiments.test_sweep_failures import without_the_point

pytestmark = pytest.mark.usefixtures("small_batches")


def test_a_cluster_gives_the_same_rows(address, expected, tmp_path):
    sweep(tmp_path, executor=address)
    assert rows(tmp_path) == expected


def test_a_worker_killed_in_the_middle_costs_time_and_nothing_else(address, cluster, expected, tmp_path):
    with cluster.client() as client:
        processes = list(client.run(os.getpid).values())
        killed = []

        def progress(standing):
            if standing.points > 3 and not killed:
                killed.append(processes[0])
                os.kill(processes[0], signal.SIGKILL)

        sweep(tmp_path, executor=address, progress=progress)
        assert killed and rows(tmp_path) == expected


def test_a_point_that_kills_its_workers_is_one_failed_row(address, expected, tmp_path, engine):
    marks = tmp_path / "marks"
    marks.mkdir()
    engine(Killing(marks, 99))
    found = sweep(tmp_path, executor=address)
    assert found.failed["reason"].tolist() == [LOST] and found.failed["point"].tolist() == [PLACE]
    assert without_the_point(rows(tmp_path)) == without_the_point(expected)


@pytest.mark.parametrize("gone", ["workers", "scheduler"])
def test_where_nobody_is_left_the_sweep_stops_in_time_instead_of_blaming_its_points(
    gone, address, cluster, expected, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.montecarlo.cluster.CONNECT_SECONDS", 1)
    done = []

    def progress(standing):
        if standing.points and not done:
            done.append(standing.points)
            here.without_workers() if gone == "workers" else here.close()

    with ExitStack() as ending:
        here = cluster if gone == "workers" else ending.enter_context(Cluster(tmp_path / "dask", workers=1)).ready()
        says = {"workers": "no worker at .* for 1 seconds", "scheduler": "the scheduler at .* went away"}[gone]
        with pytest.raises(WorkerError, match=f"{says}.*; the same command resumes"):
            sweep(tmp_path, executor=here.address, worker_timeout=1, progress=progress)
    done, failed = counted(tmp_path)
    assert 0 < done < 24 and failed == 0
    sweep(tmp_path)
    assert rows(tmp_path) == expected


def test_ctrl_c_ends_a_second_try_at_once_where_no_worker_is(address, cluster, engine, expected, tmp_path):
    """A batch whose worker was lost again and again is tried anew: by nobody, where all workers are gone."""
    marks = tmp_path / "marks"
    marks.mkdir()
    engine(Killing(marks, 99))
    heard = []

    def go(waiting, task, *values):
        if task is _attempt and not heard:
            heard.append(task)
            cluster.without_workers()
            threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
        return submit(waiting, task, *values)

    submit = Waiting.submit
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Waiting, "submit", go)
        assert sweep(tmp_path, executor=address).partial
    assert heard and counted(tmp_path)[1] == 0
    engine(tasks.simulate)
    sweep(tmp_path)
    assert rows(tmp_path) == expected
