"""Threads and processes compute the same bits (MODEL.md, V10); Dask in a file of its own."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from tests.verification.reproducibility.bits import BASE, bits, run

pytestmark = pytest.mark.row("V10")


@pytest.fixture(scope="module")
def processes():
    """Two processes that know nothing of this one: they are spawned, not forked."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize("name", [BASE, "busy"])
def test_threads_of_the_caller_give_the_same_bits(small_blocks, expected, name):
    """Threads that the caller provides give the rows, counts and prior range of one worker, bit for bit."""
    with ThreadPoolExecutor(3) as threads:
        assert bits(run(name, executor=threads, workers=3)) == expected[name]


@pytest.mark.parametrize("name", [BASE, "busy"])
def test_processes_give_the_same_bits(small_blocks, expected, processes, name):
    """Spawned processes give the rows, counts and prior range of one worker, bit for bit."""
    assert bits(run(name, executor=processes, workers=2)) == expected[name]


def test_processes_that_send_counts_alone_count_the_same(small_blocks, expected, processes):
    """Spawned processes that send home no rows give the counts, summary and prior range of one worker."""
    counted = bits(run(executor=processes, workers=2, store="counts"), rows=False)
    assert counted == {name: digest for name, digest in expected[BASE].items() if not name.startswith("row")}
