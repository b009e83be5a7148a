"""What the README says of the whole prior is what its two commands print."""

import re
from pathlib import Path

import pytest

import sim

README = " ".join((Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8").split())

LAYERS = r"world to world ([\d.]+) % \(95 % interval ([\d.]+) to ([\d.]+) %\) lies"
BOX = (
    r"In (\d+) of its 1,024 points .*? at least ([\d.]+) times a week: there (\d+) % of points .*? (\d+) % of all such"
)


@pytest.fixture(scope="module")
def swept():
    return sim.sweep("whole_prior")


def test_chance_and_ignorance_of_the_whole_prior_are_those_of_the_readme(swept):
    """`allforall sweep whole_prior` prints the share of variance between points that the README gives."""
    layers = swept.summary["layers"]["swap_first"]
    told = re.search(LAYERS, README)
    for printed, name in zip(told.groups(), ("share_between", "low", "high"), strict=True):
        assert 100 * layers[name] == pytest.approx(float(printed), abs=0.051 + 0.1)  # a few worlds between machines


def test_the_box_of_the_whole_prior_is_that_of_the_readme(swept):
    """`allforall discover whole_prior` finds the box that the README tells, with its coverage and density."""
    found = sim.discover(swept).found
    told = re.search(BOX, README)
    points, low, density, coverage = map(float, told.groups())
    assert found.points == 1024 and abs(found.of_interest - points) <= 3  # near the limit a world more or less decides
    (box,) = found.boxes
    (limit,) = box.limits
    assert limit.key == "all_for_all.answers_per_week" and limit.low == pytest.approx(low, rel=0.2)
    assert 100 * box.density == pytest.approx(density, abs=5) and 100 * box.coverage == pytest.approx(coverage, abs=5)
