"""A Dask cluster for tests: a scheduler in this process, and worker processes that are replaced whenever they die.

Dask's own nanny may give a worker up that dies before the nanny has heard of its start, as those of tasks that kill do;
on a busy machine a cluster then runs out of workers. Here every death is seen, for workers are children and nothing
else is asked. They are forked from a server that has loaded what they need, so that a new one is there at once.
"""

import asyncio
import multiprocessing
import threading
import time
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess

import dask
from distributed import Client, LocalCluster, Worker

WORKERS = 2
SOON = 120
"""Seconds after which what must come has come, on a busy machine too."""

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["distributed", "sim.negotiation.model", "sim.experiments.tasks"])


class Cluster:
    """A scheduler on the loopback interface and single-threaded workers; a task is given up with its second worker.

    Parameters
    ----------
    folder : for the workers' files
    workers : how many there are to be
    port : of the scheduler; any that is free
    """

    def __init__(self, folder, workers=WORKERS, port=0):
        self.folder, self.wanted = str(folder), workers
        with dask.config.set({"distributed.scheduler.allowed-failures": 1}):
            self.scheduler = LocalCluster(
                n_workers=0, host="127.0.0.1", scheduler_port=port, dashboard_address="127.0.0.1:0"
            )
        self.address = self.scheduler.scheduler_address.replace("tcp://", "dask://")
        self.port = int(self.address.rpartition(":")[2])
        self._processes: list[ForkServerProcess] = []
        self._changed, self._poked = multiprocessing.Pipe(duplex=False)
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End workers and scheduler; more than once does no harm."""
        if self._keeper.is_alive():
            self.keep(0)
            self._poked.send(False)
            self._keeper.join()
            self.scheduler.close()

    def client(self):
        """A client of one's own; to be closed."""
        return Client(self.scheduler.scheduler_address, set_as_default=False)

    def ready(self):
        """Wait until all workers are there."""
        with self.client() as client:
            client.wait_for_workers(self.wanted, timeout=SOON)
        return self

    def keep(self, workers):
        """Have so many workers from now on; superfluous ones are killed, as at a walltime."""
        self.wanted = workers
        self._poked.send(True)

    def without_workers(self):
        """Kill all workers, and wait until the scheduler has noticed."""
        self.keep(0)
        with self.client() as client:
            deadline = time.monotonic() + SOON
            while client.nthreads():
                assert time.monotonic() < deadline, "workers stay"
                time.sleep(0.05)

    def _keep(self):
        going_on = True
        while going_on:
            self._processes = [process for process in self._processes if process.exitcode is None]
            for process in self._processes[self.wanted :]:
                process.kill()
            for _ in range(self.wanted - len(self._processes)):
                self._processes.append(
                    _FORKING.Process(target=_work, args=(self.scheduler.scheduler_address, self.folder), daemon=True)
                )
                self._processes[-1].start()
            ready = wait([self._changed, *(process.sentinel for process in self._processes)])
            if self._changed in ready:
                going_on = self._changed.recv()


def _work(address, folder):
    async def serve():
        async with Worker(address, nthreads=1, local_directory=folder, memory_limit=None, silence_logs=50) as worker:
            await worker.finished()

    asyncio.run(serve())
