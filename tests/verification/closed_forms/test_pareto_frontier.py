"""The frontier of the agenda against linear programming (MODEL.md, equations 8 and 9, and V3)."""

import numpy as np
import pytest

from sim.model import frontier
from tests.model.agendas import ISSUES, Agendas, corners, efficient_chain, random_agendas

pytestmark = pytest.mark.row("V3")

EXACT = 1e-6
"""As MODEL.md asks. Lines of an agenda a world are float32, good to about 2e-7; linear programming is good to 1e-9."""

PACKAGES = 4000
"""An agenda, as in MODEL.md."""

ALONE = 1e-9
"""For one agenda by itself, whose lines are float64; what is left is the error of linear programming."""


def with_edge_cases(agendas: Agendas) -> Agendas:
    """Random agendas, the first few of which are extreme: sides that care for different issues, or for the same ones
    alike, or for a single one, and agendas of which one issue or none is open."""
    tables = [table.copy() for table in (agendas.weights_ukraine, agendas.weights_russia, agendas.low, agendas.high)]
    ukraine, russia, low, high = tables
    half = np.arange(ISSUES) < 3
    ukraine[:, 0], russia[:, 0] = half / 3, ~half / 4  # opposed interests: both can have all
    russia[:, 1] = ukraine[:, 1]  # the same interests: nothing but a split
    ukraine[:, 2] = np.arange(ISSUES) == 2
    russia[:, 3] = np.arange(ISSUES) == 6
    ukraine[:, 4] = russia[:, 4] = np.arange(ISSUES) == 5
    low[1:, 5] = high[1:, 5] = 0.3
    low[:, 6] = high[:, 6] = 0.7
    return Agendas(weights_ukraine=ukraine, weights_russia=russia, low=low, high=high)


AGENDAS = {
    "all on the table": with_edge_cases(random_agendas(120, 130, bounded=False)),
    "part on the table": with_edge_cases(random_agendas(120, 131, bounded=True)),
}
EITHER = pytest.mark.parametrize("agendas", AGENDAS.values(), ids=AGENDAS)


@EITHER
def test_frontier_is_the_optimum_of_a_linear_programme(agendas):
    """S_max(d; 1) is the most that any package gives both together at a difference of d, one side throwing away what
    the difference forbids: 240 agendas at three differences each, and some of them alone in float64."""
    generator = np.random.default_rng(132)
    together = agendas.frontier()
    for differences in (generator.uniform(-1, 1, agendas.count) for _ in range(3)):
        optimum = np.array([agendas.most_together(number, d) for number, d in enumerate(differences)])
        assert together.joint(differences, 1.0) == pytest.approx(optimum, abs=EXACT)
        for number in range(0, agendas.count, 8):
            alone = agendas.one(number).joint(differences[[number]], 1.0)
            assert alone == pytest.approx(optimum[[number]], abs=ALONE)


@EITHER
def test_no_package_is_worth_more_than_the_frontier(agendas):
    """Of 4,000 random packages for each agenda, among them some that leave most issues at an end, none gives both
    together more than S_max at its difference."""
    generator = np.random.default_rng(133)
    for number in range(agendas.count):
        low, high = agendas.low[:, number], agendas.high[:, number]
        part = np.clip(generator.normal(0.5, generator.choice([0.3, 3.0], (PACKAGES, 1)), (PACKAGES, ISSUES)), 0, 1)
        terms = low + part * (high - low)
        ukraine, russia = terms @ agendas.weights_ukraine[:, number], (1 - terms) @ agendas.weights_russia[:, number]
        assert np.all(ukraine + russia <= agendas.one(number).joint(ukraine - russia, 1.0) + ALONE)


@EITHER
def test_hull_of_all_extreme_packages_is_the_frontier(agendas):
    """Vertices and mid-points of the Pareto edges of all 128 extreme packages, found as a convex hull and not by the
    order of weight ratios, lie on the frontier."""
    together = agendas.frontier()
    for number in range(agendas.count):
        chain = efficient_chain(corners(agendas, number))
        points = np.vstack([chain, (chain[1:] + chain[:-1]) / 2])
        joint, difference = points.sum(axis=1), points[:, 0] - points[:, 1]
        assert together.at(np.full(len(points), number)).joint(difference, 1.0) == pytest.approx(joint, abs=EXACT)
        assert agendas.one(number).joint(difference, 1.0) == pytest.approx(joint, abs=ALONE)


@EITHER
def test_demand_meets_the_frontier_where_the_other_gets_most(agendas):
    """Of all packages worth a demand to one side, up to the most that the agenda holds for it, the one that meets the
    frontier is worth that demand and the best for the other side that linear programming finds."""
    generator = np.random.default_rng(134)
    for side, weights, ends in (
        (1, agendas.weights_ukraine, agendas.high),
        (-1, agendas.weights_russia, 1 - agendas.low),
    ):
        demands = generator.uniform(0, 1, agendas.count) * np.sum(weights * ends, axis=0)
        for number, demand in enumerate(demands):
            alone = agendas.one(number)
            difference = frontier.difference_of_demand(alone, np.array([demand]), 1.0, side)
            joint = alone.joint(difference, 1.0)
            best = agendas.best_for_other(number, demand, side)
            assert (joint - side * difference) / 2 == pytest.approx([best], abs=ALONE)
            assert (joint + side * difference) / 2 >= demand - ALONE


@EITHER
def test_packages_on_the_frontier_are_feasible_and_worth_it(agendas):
    """The terms that are read out at a point of the frontier lie within the agenda and are worth that point, wherever
    a package reaches the difference at all."""
    differences = np.random.default_rng(135).uniform(-1, 1, agendas.count)
    line = agendas.frontier()
    terms = frontier.package(line, differences, 1.0)
    assert np.all(terms >= agendas.low - 1e-12) and np.all(terms <= agendas.high + 1e-12)
    ukraine, russia = agendas.utilities(terms)
    reached = np.array(
        [not np.isnan(agendas.most_together(number, d, disposal=False)) for number, d in enumerate(differences)]
    )
    assert reached.sum() > agendas.count / 4
    assert (ukraine - russia)[reached] == pytest.approx(differences[reached], abs=1e-9)
    assert (ukraine + russia)[reached] == pytest.approx(line.joint(differences, 1.0)[reached], abs=EXACT)
