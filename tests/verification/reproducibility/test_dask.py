"""Dask computes the same bits (MODEL.md, V10). Collected only where `distributed` is installed."""

from __future__ import annotations

import pytest
from distributed import Client, LocalCluster

from tests.verification.reproducibility.bits import BASE, bits, run

pytestmark = pytest.mark.row("V10")


@pytest.fixture(scope="module")
def executor(tmp_path_factory):
    """A scheduler and two worker processes on the loopback interface, without a dashboard, as an executor."""
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            local_directory=str(tmp_path_factory.mktemp("dask")),
        ) as cluster,
        Client(cluster) as client,
    ):
        client.wait_for_workers(2, timeout=60)
        yield client.get_executor()


@pytest.mark.parametrize("name", [BASE, "busy"])
def test_dask_gives_the_same_bits(small_blocks, expected, executor, name):
    """Two Dask worker processes give the rows, counts and prior range of one worker, bit for bit."""
    assert bits(run(name, executor=executor, workers=2)) == expected[name]


def test_dask_that_sends_counts_alone_counts_the_same(small_blocks, expected, executor):
    """Dask workers that send home no rows give the counts, summary and prior range of one worker."""
    counted = bits(run(executor=executor, workers=2, store="counts"), rows=False)
    assert counted == {name: digest for name, digest in expected[BASE].items() if not name.startswith("row")}
