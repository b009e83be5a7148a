"""What tests of stops, losses and failures share: the rows of a sweep that nothing befell."""

from importlib.util import find_spec

import pytest

from sim.montecarlo import block
from tests.experiments import small

# Where `distributed` is not installed there is no test of Dask.
collect_ignore = [] if find_spec("distributed") else ["test_sweep_cluster.py"]


@pytest.fixture(scope="session")
def expected(tmp_path_factory):
    """The rows of the small sweep, run through in one go in batches of the usual size by one worker."""
    out = tmp_path_factory.mktemp("expected")
    small.sweep(out, workers=1)
    return small.rows(out)


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of three points."""
    small.small_batches(monkeypatch)


@pytest.fixture
def engine(monkeypatch):
    """Replace the model by another engine."""
    return lambda one: monkeypatch.setattr(block, "ENGINE", one)
