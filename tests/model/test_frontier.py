"""The frontier of the agenda (MODEL.md, equations 8 and 9; V3)."""

import numpy as np
import pytest

from sim.model import frontier
from tests.model.agendas import BASE, ISSUES, random_agendas

EXACT = 1e-6
"""V3 asks for 1e-6; lines of one agenda a world are float32, good to about 2e-7."""

OPEN, BOUNDED = random_agendas(150, 1, bounded=False), random_agendas(150, 2, bounded=True)
BOTH = pytest.mark.parametrize("agendas", [OPEN, BOUNDED], ids=["all on the table", "part on the table"])


def joint(of: frontier.Frontier, difference: float, logrolling: float = 1.0) -> float:
    return float(np.ravel(of.joint(np.array([difference]), logrolling))[0])


@BOTH
def test_frontier_is_what_linear_programming_finds(agendas):
    """S_max(d; 1) for every agenda at a random difference, reachable or not (then one side throws something away)."""
    differences = np.random.default_rng(3).uniform(-1, 1, agendas.count)
    found = agendas.frontier().joint(differences, 1.0)
    expected = [agendas.most_together(number, difference) for number, difference in enumerate(differences)]
    assert found == pytest.approx(expected, abs=EXACT)


@BOTH
def test_no_random_package_lies_above_the_frontier(agendas):
    """V3: 4,000 packages an agenda, half of them extreme, where the frontier is touched."""
    generator, line = np.random.default_rng(4), agendas.frontier()
    for number in range(4000):
        share = generator.random(agendas.low.shape)
        terms = agendas.low + (np.rint(share) if number % 2 else share) * (agendas.high - agendas.low)
        ukraine, russia = agendas.utilities(terms)
        assert np.all(ukraine + russia <= line.joint(ukraine - russia, 1.0) + EXACT)


@BOTH
def test_vertices_and_middles_of_edges_lie_on_the_frontier(agendas):
    """V3: issues move one by one, in the order of their weight ratios, from Russia's end to Ukraine's."""
    line = agendas.frontier()
    order = np.argsort(
        np.arctan2(agendas.weights_russia, agendas.weights_ukraine), axis=0
    )  # w_U/w_R falling, 0 allowed
    terms = agendas.low.copy()
    worlds = np.arange(agendas.count)
    for place in range(ISSUES):
        issue = order[place]
        for share in (0.0, 0.5, 1.0):
            terms[issue, worlds] = agendas.low[issue, worlds] + share * (agendas.high - agendas.low)[issue, worlds]
            ukraine, russia = agendas.utilities(terms)
            assert ukraine + russia == pytest.approx(line.joint(ukraine - russia, 1.0), abs=EXACT)


def test_without_logrolling_the_agenda_is_one_dimensional():
    """η = 0: all there is to split is 1, whatever the difference."""
    for difference in np.linspace(-1, 1, 21):
        assert joint(BASE.frontier(), difference, 0.0) == pytest.approx(1.0, abs=1e-12)


def test_logrolling_mixes_split_and_frontier():
    line = BASE.frontier()
    for share in (0.25, 0.7):
        assert joint(line, 0.1, share) == pytest.approx(1 + share * (joint(line, 0.1) - 1), abs=1e-12)


def test_frontier_at_parity_by_hand():
    """MODEL.md's weights. Ratios w_U/w_R: captives 2.67, ceasefire and reconstruction 2, guarantee 1.09, military
    .857, territory .8, sanctions .5. From d = -1 the first three moves bring (.30, .86), and parity falls into the
    guarantee: a share x with .30 + .24x = .86 - .22x, so x = .56/.46, more than all of it; then .54 + .12x = .64 -
    .14x gives x = .1/.26 in the military issue, and both get .54 + .12 · .1/.26 = .586154."""
    assert joint(BASE.one(0), 0.0) == pytest.approx(2 * (0.54 + 0.12 * 0.1 / 0.26), abs=1e-9)


@BOTH
def test_gains_at_parity_are_those_of_the_frontier_there(agendas):
    """J of (9) is worked out once: S_max(0; 1) - 1, also where what one side can get at most is the limit."""
    line = agendas.frontier()
    at_parity = line.joint(np.zeros(agendas.count), 1.0)
    assert line.gains_at_parity == pytest.approx(at_parity - 1, abs=EXACT)
    if agendas is BOUNDED:
        assert np.sum(line.efficient(np.zeros(agendas.count)) > at_parity + 1e-3) > 5


def test_nobody_gets_more_than_the_agenda_holds():
    """NATO off the table: Ukraine's most is 1 - .24/2; beyond it only Russia's loss widens the difference."""
    high = np.ones(7)
    high[3] = 0.5
    line = frontier.build(BASE.weights_ukraine[:, 0], BASE.weights_russia[:, 0], np.zeros(7), high)
    assert line.most_ukraine == pytest.approx(0.88)
    assert joint(line, 1.0) == pytest.approx(2 * 0.88 - 1)


@BOTH
def test_relabelling_the_sides_mirrors_the_frontier(agendas):
    """Equation (9) is symmetric under exchange of labels."""
    mirrored = frontier.build(agendas.weights_russia, agendas.weights_ukraine, 1 - agendas.high, 1 - agendas.low)
    differences = np.random.default_rng(5).uniform(-1, 1, agendas.count)
    for logrolling in (0.0, 0.4, 1.0):
        here, there = agendas.frontier().joint(differences, logrolling), mirrored.joint(-differences, logrolling)
        assert here == pytest.approx(there, abs=EXACT)


def test_an_agenda_a_world_is_each_agenda_by_itself():
    together = BOUNDED.frontier()
    differences = np.random.default_rng(6).uniform(-1, 1, BOUNDED.count)
    for number in range(0, BOUNDED.count, 10):
        some = together.at(np.array([number]))
        assert joint(some, differences[number], 0.6) == pytest.approx(
            joint(BOUNDED.one(number), differences[number], 0.6), abs=EXACT
        )


def test_some_of_some_worlds_are_those_worlds():
    """`at` may be asked again of what it gave."""
    some = BOUNDED.frontier().at(np.arange(10, 60)).at(np.array([3, 40]))
    for place, number in enumerate((13, 50)):
        assert some.joint(np.array([0.1, 0.1]), 1.0)[place] == pytest.approx(joint(BOUNDED.one(number), 0.1), abs=EXACT)


def test_an_issue_that_matters_to_nobody_bounds_nothing():
    ukraine, russia = [0.5, 0.5, 0.0], [0.3, 0.7, 0.0]
    with_it = frontier.build(ukraine, russia, [0.0] * 3, [1.0] * 3)
    without = frontier.build(ukraine[:2], russia[:2], [0.0] * 2, [1.0] * 2)
    for difference in (-0.9, 0.0, 0.4):
        assert joint(with_it, difference) == pytest.approx(joint(without, difference), abs=1e-12)


@BOTH
@pytest.mark.parametrize("logrolling", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_gain_is_shared_up_to_the_frontier_and_no_further(agendas, logrolling, share):
    """Both go from what they ask by ω and 1 - ω: at Γ they are within S_max, and a little further they are not."""
    line = agendas.frontier()
    generator = np.random.default_rng(7)
    inside = agendas.low + generator.random(agendas.low.shape) * (agendas.high - agendas.low)
    ukraine, russia = (worth * generator.random(agendas.count) for worth in agendas.utilities(inside))
    possible = line.joint(ukraine - russia, logrolling) >= ukraine + russia
    assert possible.mean() > 0.5
    gain = frontier.shared_gain(line, ukraine, russia, share, logrolling)
    for step, within in ((-EXACT, True), (EXACT, False)):
        one, other = ukraine + share * (gain + step), russia + (1 - share) * (gain + step)
        room = line.joint(one - other, logrolling) - one - other
        # Along a bound that is all but parallel to the way a step of 1e-6 changes room by less than float32 shows.
        found = room >= -3e-7 if within else room <= 3e-7
        assert np.all(found[possible & (gain > 0)])


def test_a_gain_at_the_demands_is_not_one_along_the_frontier():
    """At η = .7, ω = .0222 (patience .5 and .985) and .1 asked for by each, ω times the slack at the demands would
    leave Ukraine with .079, less than it asks; along the frontier it gets more."""
    line, share = BASE.one(0), (1 - 0.985) * 1.5 / (2 * (1 - 0.5 * 0.985))
    assert share == pytest.approx(0.0222, abs=5e-5)
    asked = np.array([0.1])
    slack = line.joint(np.array([0.0]), 0.7) - 0.2
    moved = (2 * share - 1) * slack
    assert (line.joint(moved, 0.7) + moved) / 2 == pytest.approx(0.079, abs=5e-4)
    assert frontier.shared_gain(line, asked, asked, share, 0.7) * share > 0
