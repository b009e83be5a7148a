"""Samples: the same points whether they are asked for together or in parts, and held only once."""

import tracemalloc

import numpy as np
import pytest
from scipy.stats import qmc

from sim.experiments.design.sample import SaltelliSample, SampledPoints, UnitSample, blocks
from sim.scenario import load

PRIORS = load("kyiv_summit_2025").priors[:5]
DISTRIBUTIONS = (*(prior.distribution for prior in PRIORS[:4]), None)


@pytest.mark.parametrize(("kind", "engine"), [("latin_hypercube", qmc.LatinHypercube), ("sobol", qmc.Sobol)])
def test_points_are_those_of_scipy(kind, engine):
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([7, *kind.encode()])))
    assert np.array_equal(UnitSample(kind, 64, 5, 7).points, engine(5, rng=rng).random(64))


@pytest.mark.parametrize(
    "unit", [UnitSample("sobol", 16, 5, 1), SaltelliSample(UnitSample("sobol", 16, 10, 1))], ids=["sobol", "saltelli"]
)
def test_it_reads_as_an_array_does(unit):
    points = SampledPoints(unit, DISTRIBUTIONS, (3, 1, 0, 2, 4))
    whole = points[:]
    assert whole.shape == points.shape == (len(points), 5) and np.isnan(whole[:, 4]).all()
    numbers = np.array([3, 0, len(points) - 1])
    for which in (numbers, slice(2, 9), 7, (slice(None), 2), (5, 3), (numbers, 1), (numbers, slice(1, 3))):
        np.testing.assert_array_equal(points[which], whole[which])
    np.testing.assert_array_equal(np.asarray(points), whole)
    np.testing.assert_array_equal(np.concatenate(list(blocks(points))), whole)


def test_nothing_is_drawn_before_it_is_needed_and_values_are_not_held():
    """Half a million points with 100 keys: 400 MB of values, worked out a thousand points at a time."""
    unit = UnitSample("sobol", 500_000, 100, 1)
    unit.__dict__["points"] = np.lib.stride_tricks.as_strided(np.array([0.25]), (500_000, 100), (0, 0))
    points = SampledPoints(unit, (PRIORS[0].distribution,) * 100, tuple(range(100)))
    tracemalloc.start()
    total = sum(np.nansum(some) for some in (points[first : first + 1000] for first in range(0, 5000, 1000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total and peak < 10_000_000


def test_a_design_is_read_without_drawing_its_points():
    from sim.experiments.design import read_design

    design = read_design({
        "sweep": "large", "title": "Large", "scenarios": ["kyiv_summit_2025"], "worlds": 1,
        "points": {"latin_hypercube": {"points": 1_000_000, "over": "prior"}},
    })  # fmt: skip
    assert design.size == 1_000_000 and "points" not in vars(design.points[0].unit)
