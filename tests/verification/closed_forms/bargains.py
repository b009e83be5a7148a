"""Talks in session from the start in the frozen world, between sides whose reservations a test sets."""

from dataclasses import dataclass

import numpy as np

from sim.model.issues import ISSUES
from sim.scenario import Scenario
from tests.model.agendas import Agendas
from tests.worlds import FROZEN, play, reference, variant

SIDES = ("ukraine", "russia")

LINE = {"talks.logrolling_base": 0.0, "talks.logrolling_mediated": 0.0}
"""η = 0: one pie of size 1."""

WHOLE_FRONTIER = {"talks.logrolling_base": 1.0, "talks.logrolling_mediated": 0.0}
"""η = 1."""

AT_ONCE = {
    "talks.imitation": 0.0,
    "talks.untrustworthy_slowdown": 1.0,
    "ukraine.talks.concession_rate": 1.0,
    "russia.talks.concession_rate": 1.0,
}
"""φ = 1: all that can be conceded is conceded in the first week of bargaining."""

# The war is worth .5 to each side, neither is overrated, no cost of war moves, and each believes with ½ that the other
# keeps its word, so that a reservation is .5 - c0 + ½ kc throughout.
_STILL = {
    "war_cost.adjustment": 0.0,
    "front.russian_share": 0.5,
    "talks.breakdown_rate": 0.0,
    "ukraine.commitment.guarantee_relief": 0.0,
    "russia.commitment.guarantee_relief": 0.0,
} | {f"{side}.trust.{kind}_experience": 2.0 for side in SIDES for kind in ("good", "bad")}


def in_session(settings: dict[str, object]) -> Scenario:
    """Talks that go on until they are settled, while reservations stand still."""
    return variant(FROZEN.replace("allowed: false", "in_session_at_start: true"), _STILL | settings)


def reserving(ukraine: np.ndarray, russia: np.ndarray) -> dict[str, np.ndarray]:
    """Values per world that give both sides these reservations: cost of war below .5, distrust of paper above it."""
    values = {}
    for side, reservation in zip(SIDES, (ukraine, russia), strict=True):
        above = np.asarray(reservation) - 0.5
        values[f"{side}.war_cost.base"] = np.maximum(-above, 0)
        values[f"{side}.commitment.discount"] = 2 * np.maximum(above, 0)
    return values


def on_agendas(agendas: Agendas) -> dict[str, np.ndarray]:
    """Values per world: an agenda and weights each."""
    paths = {"ukraine.issue_weights.{}": agendas.weights_ukraine, "russia.issue_weights.{}": agendas.weights_russia}
    paths |= {"agenda.{}.low": agendas.low, "agenda.{}.high": agendas.high}
    return {path.format(issue): row for path, rows in paths.items() for issue, row in zip(ISSUES, rows, strict=True)}


@dataclass(frozen=True, kw_only=True)
class Bargain:
    """What came out, arrays over worlds.

    Attributes
    ----------
    week : of the settlement, NaN where there was none
    difference : u_U - u_R as recorded
    terms : (issues, worlds)
    """

    week: np.ndarray
    difference: np.ndarray
    terms: np.ndarray

    def utilities(self, weights: tuple[np.ndarray, np.ndarray] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """What the terms are worth to Ukraine and to Russia; by the reference's weights unless others are given."""
        ukraine, russia = weights or tuple(
            np.array([[reference().value(f"{side}.issue_weights.{issue}")] for issue in ISSUES]) for side in SIDES
        )
        return np.sum(ukraine * self.terms, axis=0), np.sum(russia * (1 - self.terms), axis=0)


def strike(
    settings: dict[str, object], values: dict[str, np.ndarray], *, seed: int = 120, weeks: int | None = None
) -> Bargain:
    """Bargain in as many worlds as `values` are long."""
    rows = play(in_session(settings), len(next(iter(values.values()))), seed, values=values, weeks=weeks)
    return Bargain(
        week=rows["settlement_week"],
        difference=rows["settlement_difference"].astype(float),
        terms=np.array([rows[f"terms_{issue}"] for issue in ISSUES], float),
    )
