"""What all tests share: property tests draw the same examples in every run, and have no deadline on a busy machine."""

import signal

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")

# A shell that runs the tests in the background ignores Ctrl-C for them, and programs under test would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """A Dask cluster of two worker processes; tests that use it are collected only where `distributed` is installed."""
    from tests.cluster import Cluster

    with Cluster(tmp_path_factory.mktemp("dask")) as found:
        yield found


@pytest.fixture
def address(cluster):
    """Of the cluster, whole again whatever befell it before."""
    cluster.keep(2)
    return cluster.ready().address
