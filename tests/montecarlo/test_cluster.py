"""A Dask cluster of somebody else's: the same bits, whoever dies. Collected only where `distributed` is installed."""

import itertools
import logging
import os
import signal
import socket
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from contextlib import ExitStack

import pytest

from sim.model.draws import TILE
from sim.montecarlo import block, executors, waiting
from sim.montecarlo import cluster as cluster_module
from sim.montecarlo.errors import RunError, WorkerError
from sim.montecarlo.executors import ahead, at_once, opened
from sim.result.result import Result
from tests.cluster import Cluster
from tests.montecarlo.fatal import FATAL, WORLDS, Fatal, bits, run, small_blocks


@pytest.fixture(autouse=True)
def one_tile():
    with small_blocks():
        yield


@pytest.fixture(scope="module")
def expected():
    with small_blocks():
        return bits(run(workers=1))


def test_a_cluster_gives_the_same_bits_and_resumes(address, expected):
    for _ in range(2):
        assert bits(run(executor=address)) == expected


def test_a_cluster_is_kept_as_busy_as_it_can_be(address):
    with opened(address, 7) as executor:
        assert (at_once(executor, 7), ahead(executor, 7)) == (2, 4)


def test_a_worker_killed_in_the_middle_costs_time_and_nothing_else(address, cluster, expected):
    with cluster.client() as client:
        processes = list(client.run(os.getpid).values())
        killed = []

        def progress(done, total, seconds):
            if done and not killed:
                killed.append(processes[0])
                os.kill(processes[0], signal.SIGKILL)

        assert bits(run(executor=address, progress=progress)) == expected
        assert killed


def test_a_block_that_kills_its_workers_now_and_then_is_done_all_the_same(address, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(block, "ENGINE", Fatal(tmp_path, 3))
    assert bits(run(executor=address)) == expected
    assert len(list(tmp_path.iterdir())) == 3


def test_a_block_that_kills_its_workers_every_time_is_an_error_that_keeps_what_was_done(address, tmp_path, monkeypatch):
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setattr(block, "ENGINE", Fatal(marks, 99))
    with pytest.raises(WorkerError, match=rf"worlds {FATAL:,} to .* lost twice"):
        run(executor=address, out=tmp_path / "out")
    kept = Result.load(next((tmp_path / "out").iterdir()))
    assert kept.partial and kept.summary["worlds"] == FATAL


def test_a_callers_executor_of_dask_recovers_too(address, cluster, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(block, "ENGINE", Fatal(tmp_path, 3))
    with cluster.client() as client:
        executor = client.get_executor()
        assert at_once(executor, 5) == 2
        assert bits(run(executor=executor)) == expected
        assert executor.submit(divmod, 7, 2).result() == (3, 1)


def test_workers_of_another_release_are_refused(address, monkeypatch):
    monkeypatch.setattr(executors.release, "current", lambda: "0.0.9, engine 0123456789abcdef")
    with pytest.raises(WorkerError, match=r"0\.0\.9, engine 0123456789abcdef.*install the same version"):
        run(executor=address)


# -- workers and schedulers that are gone --------------------------------------------------------------------------


def when_done(worlds, act):
    """Progress that does something, once, as soon as so many worlds are done."""
    acted = []

    def progress(done, total, seconds):
        if done >= worlds and not acted:
            acted.append(done)
            act()

    return progress


def test_a_cluster_that_has_lost_its_last_worker_is_not_waited_for_forever(address, cluster, caplog, tmp_path):
    """As at a walltime: it says so once, ends in time, keeps what is done and names the command that resumes."""
    with pytest.raises(WorkerError) as caught:
        run(executor=address, out=tmp_path, worker_timeout=2, progress=when_done(1, cluster.without_workers))
    (folder,) = tmp_path.iterdir()
    for words in ("no worker at tcp://127.0.0.1:", "for 2 seconds", "--worker-timeout", f"allforall resume {folder}"):
        assert words in str(caught.value)
    said = [record.getMessage() for record in caplog.records if record.name == "sim"]
    assert len(said) == 1 and said[0].startswith("no worker at tcp://127.0.0.1:")
    kept = Result.load(folder)
    assert kept.partial and 0 < kept.summary["worlds"] == caught.value.result.summary["worlds"] < WORLDS


def test_workers_that_come_in_time_are_used_and_give_the_same_bits(address, cluster, expected, monkeypatch):
    class Boss(logging.Handler):
        """Sends workers as soon as it is said that they are missing."""

        def emit(self, record):
            cluster.keep(2)

    boss, log = Boss(), logging.getLogger("sim")
    monkeypatch.setattr(waiting, "_SILENT_SECONDS", 0.2)
    log.addHandler(boss)
    try:
        assert bits(run(executor=address, progress=when_done(1, cluster.without_workers))) == expected
    finally:
        log.removeHandler(boss)


@pytest.mark.parametrize("retry", [False, True])
def test_ctrl_c_ends_at_once_where_no_worker_is(retry, address, cluster, tmp_path, monkeypatch):
    """In the wait for a block as in that for a second try, which starts when a block's worker was lost twice."""

    def go():
        cluster.without_workers()
        threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()

    if retry:
        monkeypatch.setattr(waiting.Waiting, "submit", refused_at_first(waiting.Waiting.submit))
    result = run(executor=address, out=tmp_path, progress=when_done(TILE, go))
    assert result.partial and TILE <= result.summary["worlds"] < WORLDS


def refused_at_first(submit):
    """The third block is lost, so that its second try is what is waited for."""
    counted = itertools.count()

    def submitted(self, task, /, *values):
        if next(counted) != 2:
            return submit(self, task, *values)
        lost = Future()
        lost.set_exception(BrokenExecutor())
        return lost

    return submitted


def test_a_scheduler_that_goes_away_is_an_error_that_keeps_what_was_done(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 1)
    gone = pytest.raises(WorkerError, match="the scheduler at .* went away.*resume")
    with Cluster(tmp_path / "dask", workers=1) as found, gone:
        run(executor=found.ready().address, progress=when_done(1, found.close), out=tmp_path / "out")
    assert Result.load(next((tmp_path / "out").iterdir())).partial


@pytest.mark.slow
def test_a_scheduler_restarted_at_once_is_used_and_gives_the_same_bits(expected, tmp_path):
    """What was under way is unknown to it: it is submitted again."""
    with ExitStack() as ending:
        found = ending.enter_context(Cluster(tmp_path, workers=1))

        def restart():
            found.close()
            ending.enter_context(Cluster(tmp_path, workers=1, port=found.port))

        assert bits(run(executor=found.ready().address, progress=when_done(1, restart))) == expected


# -- where no scheduler is ----------------------------------------------------------------------------------------


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 0.5)


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
