"""What tests of the machinery share: the stand-in scenario and engine."""

from importlib.util import find_spec

import pytest

import sim.model.outcomes
from sim.montecarlo import blocks
from tests.montecarlo import standin

# Where `distributed` is not installed there is no test of Dask.
collect_ignore = [] if find_spec("distributed") else ["test_cluster.py"]


@pytest.fixture
def scenario():
    return standin.StandInScenario()


@pytest.fixture
def run_stand_in(monkeypatch):
    """`sim.run` on the stand-in engine; figures are left out unless asked for."""
    from sim.montecarlo import block, worker_pool

    monkeypatch.setattr(block, "ENGINE", standin.stand_in)
    monkeypatch.setattr(worker_pool, "cut", small_blocks)
    monkeypatch.setattr(sim.model.outcomes, "columns", few_issues)

    def run(case=None, worlds=5000, seed=3, **how):
        return sim.run(case or standin.StandInScenario(), worlds, seed, **{"figure": False, "prior": None, **how})

    return run


def small_blocks(worlds, workers, largest=8192):
    """So that few worlds make many blocks."""
    return blocks.cut(worlds, workers=workers, largest=largest)


_columns = sim.model.outcomes.columns


def few_issues(mediators, issues=standin.ISSUES):
    return _columns(mediators, issues)
