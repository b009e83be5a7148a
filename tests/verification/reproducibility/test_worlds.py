"""A world depends on the seed and its number alone, bit for bit (MODEL.md, V10 and V14)."""

import functools

import numpy as np
import pytest

from tests.worlds import assert_same, play, reference

SEED, WORLDS = 11, 4096


@functools.cache
def whole() -> dict[str, np.ndarray]:
    """The run that all others must agree with."""
    return play(reference(), WORLDS, SEED)


def part(first: int, count: int) -> dict[str, np.ndarray]:
    return {name: values[first : first + count] for name, values in whole().items()}


@pytest.mark.row("V10")
def test_fewer_worlds_are_the_first_of_more():
    """The first 1,500 of 4,096 worlds are a run of 1,500, bit for bit."""
    assert_same(play(reference(), 1500, SEED), part(0, 1500))


@pytest.mark.row("V10")
@pytest.mark.parametrize("world", [0, 1, 1023, 1024, 2047, 2048, 3333, 4095])
def test_one_world_alone(world):
    """A world that runs alone has the row that it has among 4,096, bit for bit."""
    assert_same(play(reference(), 1, SEED, first_world=world), part(world, 1))


def test_another_seed_is_another_run():
    """Another seed gives other worlds: hardly one releases the same number of persons."""
    other = play(reference(), 1024, SEED + 1)
    assert np.mean(other["released_by_russia"] == whole()["released_by_russia"][:1024]) < 0.02


@pytest.mark.row("V10")
def test_prior_values_travel_with_their_world():
    """A world with drawn parameters is the same alone as among others."""
    values = reference().draw_priors(3, 0, 300)
    together = play(reference(), 300, SEED, values=values)
    for world in (0, 17, 299):
        alone = play(
            reference(),
            1,
            SEED,
            first_world=world,
            values={path: array[world : world + 1] for path, array in values.items()},
        )
        assert_same(alone, {name: array[world : world + 1] for name, array in together.items()})


@pytest.mark.row("V10")
@pytest.mark.parametrize(
    "path",
    ["agenda.security_guarantee.high", "ukraine.issue_weights.territory", "all_for_all.stages", "decision.temperature"],
)
def test_a_world_with_values_of_its_own_is_the_same_alone(path):
    """An array of one value is a value per world, not a number for all: the same bits alone and in company."""
    low, high = {
        "agenda.security_guarantee.high": (0.3, 1.0),
        "ukraine.issue_weights.territory": (0.1, 0.4),
        "all_for_all.stages": (2, 6),
        "decision.temperature": (0.5, 2.0),
    }[path]
    worlds = 5
    values = np.linspace(low, high, worlds).round(0 if path.endswith("stages") else 4)
    together = play(reference(), worlds, 5, values={path: values})
    for world in range(worlds):
        here = slice(world, world + 1)
        alone = play(reference(), 1, 5, first_world=world, values={path: values[here]})
        assert_same(alone, {name: column[here] for name, column in together.items()})
