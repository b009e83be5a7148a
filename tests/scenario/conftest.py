"""Small scenarios that the tests of the scenario package share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Problem, Scenario, ScenarioError, load, loads

PARENT = Path(__file__).parent / "invalid" / "parents" / "parent.yaml"


@pytest.fixture(scope="session")
def parent_file() -> Path:
    """A valid file: two belligerents, the envoy, two mediators, two priors."""
    return PARENT


@pytest.fixture(scope="session")
def parent() -> Scenario:
    """What `parent_file` holds."""
    return load(PARENT)


@pytest.fixture
def child() -> Callable[..., Scenario]:
    """A function from the body of a file (and overrides) to the scenario that extends `parent_file` with it."""

    def build(body: str = "", **options) -> Scenario:
        return loads(f"scenario: case\ntitle: A case\nextends: parent.yaml\n{body}", folder=PARENT.parent, **options)

    return build


@pytest.fixture
def problems(child) -> Callable[..., tuple[Problem, ...]]:
    """As `child`, for a body that is wrong: its problems."""

    def find(body: str = "", **options) -> tuple[Problem, ...]:
        with pytest.raises(ScenarioError) as caught:
            child(body, **options)
        return caught.value.problems

    return find
