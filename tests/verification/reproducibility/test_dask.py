"""Dask computes the same bits (MODEL.md, V10). Collected only where `distributed` is installed."""

import pytest

from tests.verification.reproducibility.bits import BASE, bits, run

pytestmark = pytest.mark.row("V10")


@pytest.fixture
def executor(address, cluster):
    """A scheduler and two worker processes on the loopback interface, without a dashboard, as an executor."""
    with cluster.client() as client:
        yield client.get_executor()


@pytest.mark.parametrize("name", [BASE, "busy"])
def test_dask_gives_the_same_bits(small_blocks, expected, executor, name):
    """Two Dask worker processes give the rows, counts and prior range of one worker, bit for bit."""
    assert bits(run(name, executor=executor, workers=2)) == expected[name]


def test_dask_that_sends_counts_alone_counts_the_same(small_blocks, expected, executor):
    """Dask workers that send home no rows give the counts, summary and prior range of one worker."""
    counted = bits(run(executor=executor, workers=2, store="counts"), rows=False)
    assert counted == {name: digest for name, digest in expected[BASE].items() if not name.startswith("row")}
