"""A Dask cluster of somebody else's: the same bits, whoever dies. Collected only where `distributed` is installed."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

import dask
import pytest
from distributed import Client, LocalCluster

from sim.montecarlo import cluster, executors
from sim.montecarlo.errors import RunError, WorkerError
from sim.montecarlo.executors import ahead, at_once, opened
from sim.result import run as run_module
from sim.result.result import Result
from tests.montecarlo.fatal import FATAL, Fatal, bits, one_tile_blocks, run


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Few worlds make several blocks."""
    monkeypatch.setattr(run_module, "cut", one_tile_blocks)


@pytest.fixture(scope="module")
def expected():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "cut", one_tile_blocks)
        return bits(run(workers=1))


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


def test_a_cluster_gives_the_same_bits_and_goes_on(address, expected):
    for _ in range(2):
        assert bits(run(executor=address)) == expected


def test_a_cluster_is_kept_as_busy_as_it_can_be(address):
    with opened(address, 7) as executor:
        assert (at_once(executor, 7), ahead(executor, 7)) == (2, 4)


def test_a_cluster_without_workers_counts_as_the_workers_asked_for():
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty,
        opened(empty.scheduler_address.replace("tcp://", "dask://"), 7) as executor,
    ):
        assert (at_once(executor, 7), ahead(executor, 7)) == (7, 14)


def test_a_worker_killed_in_the_middle_costs_time_and_nothing_else(address, local, expected):
    with Client(local, set_as_default=False) as client:
        processes = list(client.run(os.getpid).values())
        killed = []

        def progress(done, total, seconds):
            if done and not killed:
                killed.append(processes[0])
                os.kill(processes[0], signal.SIGKILL)

        assert bits(run(executor=address, progress=progress)) == expected
        assert killed
        client.wait_for_workers(2, timeout=60)


def test_a_block_that_kills_its_workers_now_and_then_is_done_all_the_same(address, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(run_module, "ENGINE", Fatal(tmp_path, 3))
    assert bits(run(executor=address)) == expected
    assert len(list(tmp_path.iterdir())) == 3


def test_a_block_that_kills_its_workers_every_time_is_an_error_that_keeps_what_was_done(
    address, tmp_path, monkeypatch
):
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setattr(run_module, "ENGINE", Fatal(marks, 99))
    with pytest.raises(WorkerError, match=rf"worlds {FATAL:,} to .* lost twice"):
        run(executor=address, out=tmp_path / "out")
    kept = Result.load(next((tmp_path / "out").iterdir()))
    assert kept.partial and kept.summary["worlds"] == FATAL


def test_a_callers_executor_of_dask_recovers_too(local, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(run_module, "ENGINE", Fatal(tmp_path, 3))
    with Client(local, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        executor = client.get_executor()
        assert at_once(executor, 5) == 2
        assert bits(run(executor=executor)) == expected
        assert executor.submit(divmod, 7, 2).result() == (3, 1)


def test_workers_of_another_release_are_refused(address, monkeypatch):
    monkeypatch.setattr(executors.release, "current", lambda: "0.0.9, engine 0123456789abcdef")
    with pytest.raises(WorkerError, match=r"0\.0\.9, engine 0123456789abcdef.*install the same version"):
        run(executor=address)


def test_a_scheduler_that_goes_away_is_an_error_that_keeps_what_was_done(tmp_path):
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "2s"}),
        LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as found,
    ):
        address = found.scheduler_address.replace("tcp://", "dask://")
        monkey = threading.Thread(target=found.close)

        def progress(done, total, seconds):
            if done and not monkey.ident:
                monkey.start()
                monkey.join()

        with pytest.raises(WorkerError, match="lost twice|the scheduler went away"):
            run(executor=address, progress=progress, out=tmp_path)
    assert Result.load(next(tmp_path.iterdir())).partial


# -- where no scheduler is ----------------------------------------------------------------------------------------


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)


def test_an_address_where_nothing_answers(hurried, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RunError, match=rf"'dask://127.0.0.1:{port}': no Dask scheduler .*refused.*dask scheduler"):
        run(executor=f"dask://127.0.0.1:{port}", out=tmp_path)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(("greeting", "says"), [(b"SSH-2.0-x\r\n", "no scheduler"), (None, "timed out")])
def test_an_address_where_something_else_answers(hurried, greeting, says):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with server.accept()[0] as asked:
                if greeting:
                    asked.sendall(greeting)
                time.sleep(1)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(RunError, match=says):
            run(executor=f"dask://127.0.0.1:{server.getsockname()[1]}")
        thread.join()
