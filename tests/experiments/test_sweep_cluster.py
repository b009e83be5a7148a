"""A Dask cluster of somebody else's gives the same rows, whoever dies. Collected only where `distributed` is there."""

from __future__ import annotations

import os
import signal
import threading

import dask
import pytest
from distributed import Client, LocalCluster

from sim.montecarlo.errors import WorkerError
from tests.experiments.engines import PLACE, Killing
from tests.experiments.small import counted, rows, sweep
from tests.experiments.test_sweep_executors import LOST
from tests.experiments.test_sweep_failures import without_the_point

pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """A scheduler and two worker processes on the loopback interface; a task is given up with its second worker."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            local_directory=str(tmp_path_factory.mktemp("dask")),
        ) as found,
    ):
        yield found


@pytest.fixture
def address(local):
    with Client(local, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return local.scheduler_address.replace("tcp://", "dask://")


def test_a_cluster_gives_the_same_rows(address, expected, tmp_path):
    sweep(tmp_path, executor=address)
    assert rows(tmp_path) == expected


def test_a_worker_killed_in_the_middle_costs_time_and_nothing_else(address, local, expected, tmp_path):
    with Client(local, set_as_default=False) as client:
        processes = list(client.run(os.getpid).values())
        killed = []

        def progress(standing):
            if standing.points > 3 and not killed:
                killed.append(processes[0])
                os.kill(processes[0], signal.SIGKILL)

        sweep(tmp_path, executor=address, progress=progress)
        assert killed and rows(tmp_path) == expected
        client.wait_for_workers(2, timeout=60)


def test_a_point_that_kills_its_workers_is_one_failed_row(address, expected, tmp_path, engine):
    marks = tmp_path / "marks"
    marks.mkdir()
    engine(Killing(marks, 99))
    found = sweep(tmp_path, executor=address)
    assert found.failed["reason"].tolist() == [LOST] and found.failed["point"].tolist() == [PLACE]
    assert without_the_point(rows(tmp_path)) == without_the_point(expected)


def test_a_scheduler_that_goes_away_stops_the_sweep_instead_of_blaming_its_points(expected, tmp_path):
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "2s"}),
        LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as found,
    ):
        address = found.scheduler_address.replace("tcp://", "dask://")
        monkey = threading.Thread(target=found.close)

        def progress(standing):
            if standing.points and not monkey.ident:
                monkey.start()
                monkey.join()

        with pytest.raises(WorkerError, match=r"no worker is left.*; the same command goes on"):
            sweep(tmp_path, executor=address, progress=progress)
    done, failed = counted(tmp_path)
    assert 0 < done < 24 and failed == 0
    sweep(tmp_path)
    assert rows(tmp_path) == expected
