"""Random agendas, and what linear programming says about them, for the tests of the frontier."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import linprog

from sim.model import frontier

ISSUES = 7


@dataclass(frozen=True, kw_only=True)
class Agendas:
    """Many agendas: arrays (issues, agendas)."""

    weights_ukraine: np.ndarray
    weights_russia: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def count(self) -> int:
        return self.low.shape[1]

    def frontier(self) -> frontier.Frontier:
        """One frontier a world."""
        return frontier.build(self.weights_ukraine, self.weights_russia, self.low, self.high)

    def one(self, number: int) -> frontier.Frontier:
        """The frontier of one agenda alone."""
        return frontier.build(
            *(table[:, number] for table in (self.weights_ukraine, self.weights_russia, self.low, self.high))
        )

    def utilities(self, terms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What terms (issues, agendas) are worth to Ukraine and to Russia."""
        return np.sum(self.weights_ukraine * terms, axis=0), np.sum(self.weights_russia * (1 - terms), axis=0)

    def furthest(
        self, number: int, start: tuple[float, float], pace: tuple[float, float], disposal: bool = True
    ) -> float:
        """How far both can go from a pair of utilities, each at its own pace, by linear programming.

        With free disposal a side may be given less than the terms are worth to it; without, NaN where no package is
        reached.
        """
        ukraine, russia = self.weights_ukraine[:, number], self.weights_russia[:, number]
        bounds = [*zip(self.low[:, number], self.high[:, number], strict=True), (None, None)]
        rows = np.array([[*-ukraine, pace[0]], [*russia, pace[1]]])
        limits = np.array([-start[0], russia.sum() - start[1]])
        kind = {"A_ub": rows, "b_ub": limits} if disposal else {"A_eq": rows, "b_eq": limits}
        found = linprog([0.0] * ISSUES + [-1.0], bounds=bounds, **kind)
        return -found.fun if found.success else np.nan

    def most_together(self, number: int, difference: float, disposal: bool = True) -> float:
        """The most both can get together at a difference of utilities; see `furthest`."""
        return self.furthest(number, (difference / 2, -difference / 2), (0.5, 0.5), disposal)

    def best_for_other(self, number: int, demand: float, side: int) -> float:
        """The most the other side can get when `side` (+1 Ukraine, -1 Russia) gets at least `demand`."""
        ukraine, russia = self.weights_ukraine[:, number], self.weights_russia[:, number]
        bounds = list(zip(self.low[:, number], self.high[:, number], strict=True))
        if side > 0:
            found = linprog(russia, A_ub=[-ukraine], b_ub=[-demand], bounds=bounds)
            return russia.sum() - found.fun
        found = linprog(-ukraine, A_ub=[russia], b_ub=[russia.sum() - demand], bounds=bounds)
        return -found.fun


def corners(agendas: Agendas, number: int) -> np.ndarray:
    """What all packages with every issue at one of its ends are worth: (packages, 2), to Ukraine and to Russia."""
    ends = np.array(list(product((0, 1), repeat=ISSUES))).T
    low, high = agendas.low[:, [number]], agendas.high[:, [number]]
    terms = low + ends * (high - low)
    ukraine, russia = agendas.weights_ukraine[:, [number]], agendas.weights_russia[:, [number]]
    return np.column_stack([np.sum(ukraine * terms, axis=0), np.sum(russia * (1 - terms), axis=0)])


def efficient_chain(points: np.ndarray) -> np.ndarray:
    """The part of the convex hull of points (n, 2) on which more for one is less for the other, from Russia's end to
    Ukraine's."""
    chain: list[np.ndarray] = []
    for point in points[np.lexsort((points[:, 1], points[:, 0]))]:
        while len(chain) > 1 and np.linalg.det([chain[-1] - chain[-2], point - chain[-2]]) >= -1e-15:
            chain.pop()
        chain.append(point)
    best_for_russia = max(range(len(chain)), key=lambda place: chain[place][1])
    return np.array(chain[best_for_russia:])


def random_agendas(count: int, seed: int, *, bounded: bool) -> Agendas:
    """Random weights, some of them 0; all of every issue on the table, or random parts, some issues pinned."""
    generator = np.random.default_rng(seed)
    ukraine, russia = (generator.dirichlet(np.ones(ISSUES), count).T for _ in range(2))
    for weights in (ukraine, russia):
        weights *= generator.random((ISSUES, count)) > 0.1
        weights /= weights.sum(axis=0)
    low, high = np.zeros((ISSUES, count)), np.ones((ISSUES, count))
    if bounded:
        low, high = np.sort(generator.random((2, ISSUES, count)), axis=0)
        pinned = generator.random((ISSUES, count)) < 0.15
        high = np.where(pinned, low, high)
    return Agendas(weights_ukraine=ukraine, weights_russia=russia, low=low, high=high)


BASE = Agendas(
    weights_ukraine=np.array([[0.08, 0.14, 0.24, 0.24, 0.10, 0.12, 0.08]]).T,
    weights_russia=np.array([[0.03, 0.07, 0.30, 0.22, 0.20, 0.14, 0.04]]).T,
    low=np.zeros((ISSUES, 1)),
    high=np.ones((ISSUES, 1)),
)
"""The agenda of MODEL.md, 2.4."""
