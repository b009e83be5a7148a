"""Where `distributed` is not installed there is no test of Dask: it is not collected, instead of being skipped."""

from importlib.util import find_spec

import pytest

from sim.montecarlo import worker_pool
from tests.montecarlo.fatal import one_tile_blocks
from tests.verification.reproducibility.bits import bits, run

collect_ignore = [] if find_spec("distributed") else ["test_dask.py"]


@pytest.fixture
def small_blocks(monkeypatch):
    """`sim.run` cuts into blocks of one tile: few worlds are then work for several workers."""
    monkeypatch.setattr(worker_pool, "cut", one_tile_blocks)


@pytest.fixture(scope="session")
def expected():
    """What every other way to run must give: one worker, the runner's own blocks. Scenario -> digests of its parts."""
    return {name: bits(run(name, workers=1)) for name in ("kyiv_summit_2025", "busy")}
