"""Nash's (1950), Kalai and Smorodinsky's (1975) and the egalitarian solution on the frontier, and the engine's split.

Each solution is found twice: along the frontier of `sim.model.frontier`, by searching over the difference of utilities,
and without it, by linear programming over packages or on the convex hull of all extreme packages.
"""

from collections.abc import Callable

import numpy as np
import pytest

from sim.model import frontier
from tests.model.agendas import BASE, ISSUES, Agendas, corners, efficient_chain, random_agendas
from tests.verification.closed_forms.bargains import AT_ONCE, LINE, SIDES, WHOLE_FRONTIER, on_agendas, reserving, strike

EXACT = 1e-6
"""A frontier a world is float32, good to about 2e-7."""

AGENDAS = {
    "all on the table": random_agendas(45, 140, bounded=False),
    "part on the table": random_agendas(45, 141, bounded=True),
}
EITHER = pytest.mark.parametrize("agendas", AGENDAS.values(), ids=AGENDAS)

Objective = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""What a solution makes as large as it can, from the gains of Ukraine and of Russia over disagreement."""


def disagreements(agendas: Agendas, seed: int) -> list[np.ndarray]:
    """Three points of disagreement (2, agendas): one far below the frontier, one anywhere below a random package, one a
    hundredth below it."""
    generator = np.random.default_rng(seed)
    inside = agendas.low + generator.random(agendas.low.shape) * (agendas.high - agendas.low)
    worth = np.array(agendas.utilities(inside))
    return [worth - 0.5, worth * generator.random(worth.shape), worth - 0.01]


def along_the_frontier(
    agendas: Agendas, low: np.ndarray, objective: Callable[..., np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The best value of an objective of (gains, ideal gains) on the frontier, and the gains there.

    Both ends of the search are where one side's disagreement meets the frontier; there the other has its ideal. On a
    concave frontier each objective rises to its top and falls again, so that thirds can be cut away."""
    line = agendas.frontier()

    def gains(difference: np.ndarray) -> np.ndarray:
        joint = line.joint(difference, 1.0)
        return np.array([joint + difference, joint - difference]) / 2 - low

    start = frontier.difference_of_demand(line, low[0], 1.0, 1)
    end = frontier.difference_of_demand(line, low[1], 1.0, -1)
    ideal = np.array([gains(end)[0], gains(start)[1]])
    for _ in range(100):
        one, two = start + (end - start) / 3, end - (end - start) / 3
        rising = objective(gains(one), ideal) < objective(gains(two), ideal)
        start, end = np.where(rising, one, start), np.where(rising, end, two)
    return objective(gains(start), ideal), gains(start)


def nash(gains: np.ndarray, ideal: np.ndarray) -> np.ndarray:
    """Product of gains."""
    return np.where(np.min(gains, axis=0) < 0, np.min(gains, axis=0), gains[0] * gains[1])


def kalai_smorodinsky(gains: np.ndarray, ideal: np.ndarray) -> np.ndarray:
    """The smaller part of its ideal gain that a side reaches."""
    return np.min(gains / ideal, axis=0)


def egalitarian(gains: np.ndarray, ideal: np.ndarray) -> np.ndarray:
    """The smaller gain."""
    return np.min(gains, axis=0)


def ideals(agendas: Agendas, number: int, low: np.ndarray) -> np.ndarray:
    """The most either side can gain while the other keeps its disagreement, by linear programming."""
    return np.array([agendas.best_for_other(number, low[1], -1), agendas.best_for_other(number, low[0], 1)]) - low


def best_product(chain: np.ndarray, low: np.ndarray) -> float:
    """The largest product of gains on a chain of points: on each edge the product is a parabola."""
    best = 0.0
    for start, way in zip(chain - low, np.diff(chain, axis=0, append=chain[-1:]), strict=True):
        bend, slope = way[0] * way[1], start[0] * way[1] + start[1] * way[0]
        top = np.clip(-slope / (2 * bend), 0, 1) if bend < 0 else 0.0
        gains = start + top * way
        best = max(best, float(gains[0] * gains[1]) if gains.min() > 0 else 0.0)
    return best


@EITHER
def test_nash_point_is_the_best_product_of_gains(agendas):
    """The largest product of gains along the frontier is the largest on the hull of all extreme packages."""
    for low in disagreements(agendas, 142):
        found, _ = along_the_frontier(agendas, low, nash)
        brute = [best_product(efficient_chain(corners(agendas, n)), low[:, n]) for n in range(agendas.count)]
        assert found == pytest.approx(brute, abs=EXACT)


@EITHER
def test_kalai_smorodinsky_point_is_a_maximin_of_parts_of_ideals(agendas):
    """The point of the frontier at which both reach the same part of their ideal gains, or the smaller part is as large
    as it can be, is the maximin that linear programming finds over packages."""
    for low in disagreements(agendas, 143):
        found, _ = along_the_frontier(agendas, low, kalai_smorodinsky)
        brute = [
            agendas.furthest(number, low[:, number], ideals(agendas, number, low[:, number]))
            for number in range(agendas.count)
        ]
        # A gain of a hundredth turns an error of 2e-7 in utility into 2e-5 of its part.
        assert found == pytest.approx(brute, abs=2e-5)


@EITHER
def test_egalitarian_point_is_a_maximin_of_gains(agendas):
    """The point of the frontier with the largest smaller gain is the one at the difference of the reservations, and the
    maximin that linear programming finds over packages."""
    for low in disagreements(agendas, 144):
        found, _ = along_the_frontier(agendas, low, egalitarian)
        brute = [agendas.furthest(number, low[:, number], (1.0, 1.0)) for number in range(agendas.count)]
        assert found == pytest.approx(brute, abs=EXACT)
        at_their_difference = agendas.frontier().joint(low[0] - low[1], 1.0) - low.sum(axis=0)
        assert at_their_difference / 2 == pytest.approx(brute, abs=EXACT)


@EITHER
@pytest.mark.parametrize("objective", [nash, kalai_smorodinsky, egalitarian])
def test_no_package_does_better_than_a_solution(agendas, objective):
    """None of 2,000 random and of all extreme packages does better: in the product of gains, in the smaller part of an
    ideal gain, or in the smaller gain."""
    generator = np.random.default_rng(145)
    for low in disagreements(agendas, 146):
        best, _ = along_the_frontier(agendas, low, objective)
        for number in range(0, agendas.count, 3):
            part = generator.beta(0.5, 0.5, (2000, ISSUES))
            terms = agendas.low[:, number] + part * (agendas.high - agendas.low)[:, number]
            worth = np.column_stack(
                [terms @ agendas.weights_ukraine[:, number], (1 - terms) @ agendas.weights_russia[:, number]]
            )
            gains = np.vstack([worth, corners(agendas, number)]).T - low[:, [number]]
            ideal = ideals(agendas, number, low[:, number])[:, np.newaxis]
            assert np.all(objective(gains, ideal) <= best[number] + 2e-5)  # parts of small ideals, as above


@pytest.mark.row("V2")
@pytest.mark.parametrize("patience", [0.0, 0.9, 0.9999])
def test_equal_patience_on_the_line_is_all_three_solutions(patience):
    """With η = 0 and δ_U = δ_R the engine's split is Nash's, Kalai and Smorodinsky's and the egalitarian one at once,
    as a search over 20,001 plain splits finds them, for disagreements of 0 or more.

    Below 0 no split could give a side so little, the ideals would be cut at 1, and the solutions part."""
    generator = np.random.default_rng(147)
    together, part = generator.uniform(0, 0.95, 300), generator.random(300)
    low = np.array([together * part, together * (1 - part)])
    settings = {f"{side}.talks.discount_factor": patience for side in SIDES}
    found = np.array(strike(AT_ONCE | LINE | settings, reserving(*low), weeks=2).utilities())
    splits = np.linspace(0, 1, 20_001)
    for world in range(300):
        gains = np.array([splits, 1 - splits]) - low[:, [world]]
        ideal = np.max(np.where(gains[::-1] >= 0, gains, -1), axis=1, keepdims=True)
        for objective in (nash, kalai_smorodinsky, egalitarian):
            best = splits[np.argmax(objective(gains, ideal))]
            assert found[0, world] == pytest.approx(best, abs=1e-4)  # two steps of the search: the ideals lie on it too


@pytest.mark.row("V2")
def test_unequal_patience_on_the_line_is_the_weighted_nash_point():
    """With η = 0 the engine's split makes gain_U^ω gain_R^(1-ω) largest (Binmore, Rubinstein and Wolinsky 1986), with
    Rubinstein's part as ω."""
    generator = np.random.default_rng(148)
    low = generator.uniform(0, 0.45, (2, 200))
    patience = generator.uniform(0, 0.99, (2, 200)).astype(np.float32).astype(float)
    values = {f"{side}.talks.discount_factor": own for side, own in zip(SIDES, patience, strict=True)}
    found = strike(AT_ONCE | LINE, reserving(*low) | values, weeks=2).utilities()[0]
    weight = (1 - patience[1]) * (1 + patience[0]) / (2 * (1 - patience[0] * patience[1]))
    step = 2e-5
    splits = np.arange(step / 2, 1, step)[:, np.newaxis]
    for world in range(200):
        inside = splits[(splits > low[0, world]) & (1 - splits > low[1, world])]
        gains = np.array([inside - low[0, world], 1 - inside - low[1, world]])
        value = weight[world] * np.log(gains[0]) + (1 - weight[world]) * np.log(gains[1])
        assert found[world] == pytest.approx(inside[np.argmax(value)], abs=step)


@EITHER
def test_equal_patience_on_the_whole_frontier_is_egalitarian(agendas):
    """With η = 1, equal patience and everything conceded at once, the engine settles on terms whose smaller gain is the
    maximin of linear programming, whatever the agenda of a world."""
    low = np.clip(disagreements(agendas, 149)[1], 0, 0.94)  # nobody asks for more than .95 at first
    patience = {f"{side}.talks.discount_factor": 0.9 for side in SIDES}
    found = strike(AT_ONCE | WHOLE_FRONTIER | patience, reserving(*low) | on_agendas(agendas), weeks=2)
    assert np.all(found.week == 1)
    gains = np.array(found.utilities((agendas.weights_ukraine, agendas.weights_russia))) - low
    brute = [agendas.furthest(number, low[:, number], (1.0, 1.0)) for number in range(agendas.count)]
    assert gains.min(axis=0) == pytest.approx(brute, abs=2 * EXACT)  # frontier, and then seven terms in float32


@EITHER
def test_unequal_patience_shares_the_gain_along_the_whole_frontier(agendas):
    """With η = 1 and any patience a world, the gains over what was asked stand as ω_U to ω_R, and both together are as
    large as linear programming finds them in that proportion.

    What a side throws away counts as gained: terms are the efficient package, which may give it more than its part."""
    low = np.clip(disagreements(agendas, 151)[1], 0, 0.94)
    patience = np.random.default_rng(152).uniform(0, 0.99, (2, agendas.count)).astype(np.float32).astype(float)
    values = {f"{side}.talks.discount_factor": own for side, own in zip(SIDES, patience, strict=True)}
    found = strike(AT_ONCE | WHOLE_FRONTIER, reserving(*low) | on_agendas(agendas) | values, weeks=2)
    weight = (1 - patience[1]) * (1 + patience[0]) / (2 * (1 - patience[0] * patience[1]))
    pace = np.array([weight, 1 - weight])
    together = [agendas.furthest(number, low[:, number], pace[:, number]) for number in range(agendas.count)]
    due = low + pace * together
    assert found.difference == pytest.approx(due[0] - due[1], abs=2 * EXACT)
    worth = np.array(found.utilities((agendas.weights_ukraine, agendas.weights_russia)))
    assert np.all(worth >= due - 5 * EXACT)  # seven terms in float32


def test_slack_at_the_demands_is_no_gain_to_share():
    """At δ_U = .5, δ_R = .985 and η = .7, between sides that could do with .1 each, the part ω_s of the slack at the
    demands would leave Ukraine more than .02 below its own demand; the engine leaves nobody there."""
    patience = {"ukraine.talks.discount_factor": 0.5, "russia.talks.discount_factor": 0.985}
    mixed = {"talks.logrolling_base": 0.7, "talks.logrolling_mediated": 0.0}
    found = strike(AT_ONCE | mixed | patience, reserving(np.full(2, 0.1), np.full(2, 0.1)), weeks=2)
    assert np.all(np.array(found.utilities()) >= 0.1)
    line, weight = BASE.one(0), (1 - 0.985) * 1.5 / (2 * (1 - 0.5 * 0.985))
    slack = line.joint(np.array([0.0]), 0.7) - 0.2
    moved = (2 * weight - 1) * slack
    assert (line.joint(moved, 0.7) + moved) / 2 < 0.1 - 0.02
