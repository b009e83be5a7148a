"""Packages on the frontier: settlement terms, and what a demand stands for (MODEL.md, equations 31 and 33)."""

import numpy as np
import pytest

from sim.model import frontier
from tests.model.agendas import BASE, random_agendas

EXACT = 1e-6
OPEN, BOUNDED = random_agendas(150, 11, bounded=False), random_agendas(150, 12, bounded=True)
BOTH = pytest.mark.parametrize("agendas", [OPEN, BOUNDED], ids=["all on the table", "part on the table"])
SIDES = pytest.mark.parametrize("side", [1, -1], ids=["Ukraine", "Russia"])


def draws(agendas, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A random difference and a random logrolling efficiency an agenda, the ends 0 and 1 among them."""
    generator = np.random.default_rng(seed)
    logrolling = generator.random(agendas.count)
    logrolling[:10], logrolling[10:20] = 0, 1
    return generator.uniform(-1, 1, agendas.count), logrolling


@BOTH
def test_terms_lie_within_what_is_on_the_table(agendas):
    differences, logrolling = draws(agendas, 1)
    terms = frontier.package(agendas.frontier(), differences, logrolling)
    assert np.all((terms >= agendas.low - 1e-12) & (terms <= agendas.high + 1e-12))


def test_terms_are_worth_their_point_when_everything_is_on_the_table():
    """u_U + u_R = S_max(d; η) and u_U - u_R = d."""
    differences, logrolling = draws(OPEN, 2)
    line = OPEN.frontier()
    ukraine, russia = OPEN.utilities(frontier.package(line, differences, logrolling))
    assert ukraine + russia == pytest.approx(line.joint(differences, logrolling), abs=EXACT)
    assert ukraine - russia == pytest.approx(differences, abs=EXACT)


def test_terms_follow_the_equation_when_everything_is_on_the_table():
    """x = (1 - η)(d + 1)/2 on every issue, and η of the way that walks the sorted issues (equation 33)."""
    line = BASE.frontier()
    split = frontier.package(line, np.array([0.1]), 0.0)[:, 0]
    assert split == pytest.approx(np.full(7, 0.55), abs=1e-12)
    efficient = frontier.package(line, np.array([0.0]), 1.0)[:, 0]
    assert efficient == pytest.approx([1, 1, 0, 1, 0, 0.1 / 0.26, 1], abs=1e-9)  # see the frontier at parity
    mixed = frontier.package(line, np.array([0.0]), 0.6)[:, 0]
    assert mixed == pytest.approx(0.4 * 0.5 + 0.6 * efficient, abs=1e-9)


def test_terms_on_part_of_the_table_reach_their_point_where_anything_does():
    """At a difference that the table can hold: that difference exactly, and together no less than S_max or, where
    equation (9) promises more than there is, the best there is."""
    differences, logrolling = draws(BOUNDED, 3)
    line = BOUNDED.frontier()
    ukraine, russia = BOUNDED.utilities(frontier.package(line, differences, logrolling))
    promised = line.joint(differences, logrolling)
    reached = 0
    for number, difference in enumerate(differences):
        best = BOUNDED.most_together(number, difference, disposal=False)
        if np.isnan(best):
            continue
        reached += 1
        together = (ukraine + russia)[number]
        assert (ukraine - russia)[number] == pytest.approx(difference, abs=EXACT)
        assert min(promised[number], best) - EXACT <= together <= best + EXACT
    assert reached > 20


@BOTH
@SIDES
def test_a_demand_is_worth_exactly_what_is_asked_at_the_point_it_stands_for(agendas, side):
    """(S_max(d; η) ± d)/2 is the demand at the difference found, for any weights, bounds and η: one per world."""
    generator = np.random.default_rng(4)
    line, (_, logrolling) = agendas.frontier(), draws(agendas, 4)
    most = np.asarray(line.most_ukraine if side > 0 else line.most_russia)
    demand = most * generator.random(agendas.count)
    difference = frontier.difference_of_demand(line, demand, logrolling, side)
    assert (line.joint(difference, logrolling) + side * difference) / 2 == pytest.approx(demand, abs=EXACT)


@BOTH
@SIDES
def test_no_other_point_worth_as_much_to_the_owner_is_better_for_the_other(agendas, side):
    """Iso-utility best for the other (equation 31): against 2,001 points along S_max, η from 0 to 1."""
    generator = np.random.default_rng(5)
    line, (_, logrolling) = agendas.frontier(), draws(agendas, 5)
    demand = np.asarray(line.most_ukraine if side > 0 else line.most_russia) * generator.uniform(0.05, 1, agendas.count)
    difference = frontier.difference_of_demand(line, demand, logrolling, side)
    offered = (line.joint(difference, logrolling) - side * difference) / 2
    for elsewhere in np.linspace(-1, 1, 2001):
        there = np.full(agendas.count, elsewhere)
        joint = line.joint(there, logrolling)
        worth_as_much = (joint + side * there) / 2 >= demand
        assert np.all(((joint - side * there) / 2)[worth_as_much] <= offered[worth_as_much] + EXACT)


@SIDES
def test_a_demand_is_worth_its_package_when_everything_is_on_the_table(side):
    generator = np.random.default_rng(6)
    line, (_, logrolling) = OPEN.frontier(), draws(OPEN, 6)
    demand = generator.random(OPEN.count)
    package = frontier.package(line, frontier.difference_of_demand(line, demand, logrolling, side), logrolling)
    own = OPEN.utilities(package)[0 if side > 0 else 1]
    assert own == pytest.approx(demand, abs=EXACT)


@BOTH
@SIDES
def test_with_full_logrolling_no_package_at_all_is_better_for_the_other(agendas, side):
    """η = 1, by linear programming over all packages on the table; a side that asks for less than it cannot help
    getting gets that."""
    generator, line = np.random.default_rng(7), agendas.frontier()
    demand = np.asarray(line.most_ukraine if side > 0 else line.most_russia) * generator.random(agendas.count)
    package = frontier.package(line, frontier.difference_of_demand(line, demand, 1.0, side), 1.0)
    own, other = agendas.utilities(package)[::side]
    assert np.all(own >= demand - EXACT)
    expected = [agendas.best_for_other(number, demand[number], side) for number in range(agendas.count)]
    assert other == pytest.approx(expected, abs=EXACT)


@SIDES
def test_more_than_the_agenda_can_give_is_cut_to_the_most_it_can(side):
    line = BOUNDED.frontier()
    most = np.asarray(line.most_ukraine if side > 0 else line.most_russia)
    cut = frontier.difference_of_demand(line, most + 1, 0.5, side)
    assert cut == pytest.approx(frontier.difference_of_demand(line, most, 0.5, side), abs=EXACT)


def test_a_package_a_world_is_each_package_by_itself():
    differences, logrolling = draws(BOUNDED, 8)
    together = frontier.package(BOUNDED.frontier(), differences, logrolling)
    for number in range(0, BOUNDED.count, 10):
        alone = frontier.package(BOUNDED.one(number), differences[number : number + 1], logrolling[number])
        assert together[:, number] == pytest.approx(alone[:, 0], abs=EXACT)
