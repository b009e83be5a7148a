"""Bargaining in talks: demands, concessions, settlement and its split, breakdown (MODEL.md, 6.9)."""

from __future__ import annotations

import numpy as np

from sim.model import frontier, hazard
from sim.model.draws import Draw
from sim.model.numbers import Number, at, at_least, at_most, number
from sim.model.signs import TALKS_BOTH
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class BargainingParameters(Section):
    """Bargaining in talks (MODEL.md, 6.9)."""

    logrolling_base: float = parameter(
        0.3,
        "share of logrolling gains reached without conveners",
        unit="share",
        symbol="η_0 eta0",
        low=0.0,
        high=1.0,
        prior={"uniform": [0, 0.6]},
        raises="eta",
        signs=(
            Sign(raises="J S:* " + TALKS_BOTH, where="gains > 0"),
            Sign(lowers="J S:* " + TALKS_BOTH, where="gains < 0"),
        ),
    )
    logrolling_mediated: float = parameter(
        0.5,
        "share added at full convening capacity",
        unit="share",
        symbol="η_1 eta1",
        low=0.0,
        high=1.0,
        raises="eta",
        signs=(Sign(raises="J S:* " + TALKS_BOTH, where="gains > 0"),),
    )
    imitation: float = parameter(
        0.5,
        "weight of imitating the other's last concession",
        unit="share",
        symbol="w_tft tft",
        low=0.0,
        high=1.0,
        source="Faratin et al. 1998",
        no_sign="mixes two ways of conceding, either of which may be the larger",
    )
    untrustworthy_slowdown: float = parameter(
        0.3,
        "speed of conceding of the untrustworthy type, relative",
        unit="share",
        symbol="slow_bad",
        low=0.0,
        high=1.0,
        lowers="A:*",
    )
    optimism_decay: float = parameter(
        0.01,
        "weekly decay of over-optimism",
        unit="1/week",
        symbol="ℓ_0 lrn",
        low=0.0,
        high=0.5,
        source="Slantchev 2003; size judged",
        raises="S:* " + TALKS_BOTH,
        lowers="o:* felt:*",
    )
    optimism_decay_in_talks: float = parameter(
        0.06,
        "added while talks are in session",
        unit="1/week",
        symbol="ℓ_1 lrn_t",
        low=0.0,
        high=0.5,
        source="Slantchev 2003; size judged",
        raises="S:* " + TALKS_BOTH,
        lowers="o:* felt:*",
    )
    breakdown_rate: float = parameter(
        0.035,
        "base rate of breakdown",
        unit="1/week",
        symbol="h_b brk_t",
        low=0.0,
        high=50.0,
        prior={"uniform": [0.015, 0.07]},
        raises="breakdown_rate",
    )
    hardening: float = parameter(
        0.3,
        "share of the way back to the first demand after a breakdown",
        unit="share",
        symbol="hard",
        low=0.0,
        high=1.0,
        raises="A:*",
    )


class BargainingStance(Section):
    """How a side bargains in talks (MODEL.md, 6.9)."""

    concession_rate: float = parameter(
        (0.05, 0.03),
        "weekly concession towards the reservation value",
        unit="1/week",
        symbol="φ_s phi",
        low=0.0,
        high=1.0,
        source="Faratin et al. 1998: Boulware",
        prior={"factor": "concession_rate_in_talks", "log_uniform": [0.5, 2]},
        lowers="A:{s}",
    )
    discount_factor: float = parameter(
        (0.97, 0.985),
        "weekly discount factor in the split of the surplus",
        unit="1/week",
        symbol="δ_s delta",
        low=0.0,
        high=0.9999,
        source="Rubinstein 1982; Russia more patient",
        raises="omega:{s}",
        lowers="omega:{o}",
    )


# -- rule --------------------------------------------------------------------------------------------------------------


FIRST_DEMAND = 0.95
"""Utility each side demands at first."""

TOLERANCE = 1e-6
_LARGEST_IMITATED_STEP = 0.05


def concession(
    demand: np.ndarray, reservation: np.ndarray, rate: Number, imitation: Number, other_last: np.ndarray
) -> np.ndarray:
    """How far a side lowers its demand this week (equation 30; Faratin, Sierra & Jennings 1998).

    A mix of a time-dependent part, a share of the way to the reservation, and of imitation of the other's last concession.
    The demand never falls below the reservation, and never rises.

    Returns
    -------
    array (worlds,), >= 0
    """
    wanted = (1 - imitation) * rate * (demand - reservation) + imitation * at_most(other_last, _LARGEST_IMITATED_STEP)
    lowered = np.maximum(demand - at_least(wanted, 0), np.minimum(reservation, demand))
    return demand - lowered


def ask(demand: np.ndarray, felt_reservation: np.ndarray) -> np.ndarray:
    """What a side asks for: its demand, but nobody signs for less than the war seems worth (equation 31)."""
    return np.maximum(demand, felt_reservation)


def first_mover_share(own_discount: Number, other_discount: Number) -> Number:
    """Share of the gain that goes to a side: Rubinstein (1982), averaged over who moves first (equation 33)."""
    own, other = np.asarray(own_discount, np.float64), np.asarray(other_discount, np.float64)
    return number((1 - other) * (1 + own) / (2 * (1 - own * other)))


def breakdown_rate(base: Number, outrage: np.ndarray, ripeness: np.ndarray) -> np.ndarray:
    """Rate of breakdown, 1/week: outrage raises it, a hurting stalemate lowers it (equation 34)."""
    return base * (1 + outrage) * at_least(1.3 - 0.6 * ripeness, 0)


def pace(side) -> np.ndarray:
    """How fast a side concedes, relative to a trustworthy one, float32 (worlds,) (equations 30 and 37)."""
    slowdown = side.model.parameters.talks.untrustworthy_slowdown
    return slowdown + (1 - slowdown) * side.trustworthy


# -- process -----------------------------------------------------------------------------------------------------------


class Bargaining:
    """What delegations do at the table, from the week after talks open.

    Attributes
    ----------
    asks : dict side key -> float32 (worlds,), utility each asks for at the table this week: its demand before any
        hardening, and never less than it believes the war to be worth; of use only where talks are in session
    first_share : number or float32 (worlds,), Ukraine's share of what is left to share in a settlement
    settled_now, broken_down : int arrays, the worlds in which that happened this week
    """

    def __init__(self, model):
        self.model = model
        self.asks: dict[str, np.ndarray] = {}
        discounts = [side.parameters.talks.discount_factor for side in model.belligerents]
        self.first_share = first_mover_share(*discounts)
        self._rates = {side.key: side.parameters.talks.concession_rate * pace(side) for side in model.belligerents}

    def over_optimism(self, side) -> np.ndarray:
        """What is left of a side's over-optimism: it fades with time, and faster at the table (equation 11)."""
        model, rules = self.model, self.model.parameters.talks
        if model.week == 0:
            return side.over_optimism
        return side.over_optimism * (1 - rules.optimism_decay - rules.optimism_decay_in_talks * model.talks.in_session)

    def meet(self) -> None:
        """Concessions, settlement and breakdown where talks were in session when the week began (equations 30 to 34)."""
        model, rules = self.model, self.model.parameters.talks
        sides, worlds = model.belligerents, np.flatnonzero(model.talks.in_session_before > 0)
        self.settled_now = self.broken_down = worlds[:0]
        if not worlds.size:
            for side in sides:
                side.last_concession = side.everywhere(0)
            return
        reservations = [at(side.felt_reservation, worlds) for side in sides]
        demands = [at(side.demand, worlds) for side in sides]
        falls = [
            concession(
                demand,
                reservation,
                at(self._rates[side.key], worlds),
                at(rules.imitation, worlds),
                at(side.opponent.last_concession, worlds),
            )
            for side, demand, reservation in zip(sides, demands, reservations, strict=True)
        ]
        asks = []
        for side, demand, reservation, fall in zip(sides, demands, reservations, falls, strict=True):
            demand -= fall
            side.demand, side.last_concession = side.demand.copy(), side.everywhere(0)
            side.demand[worlds], side.last_concession[worlds] = demand, fall
            asks.append(ask(demand, reservation))
            self.asks[side.key] = side.everywhere(0)
            self.asks[side.key][worlds] = asks[-1]
        joint = model.talks.frontier.joint(asks[0] - asks[1], at(model.channels.logrolling, worlds), worlds)
        slack = joint - asks[0] - asks[1]
        agreed = slack >= -TOLERANCE
        rate = breakdown_rate(
            at(rules.breakdown_rate, worlds), at(model.spoilers.outrage, worlds), at(model.front.ripeness, worlds)
        )
        breaks = hazard.strikes(at(model.draws.waiting[Draw.BREAKDOWN], worlds), rate)
        self.settled_now = at(worlds, np.flatnonzero(agreed))
        self.broken_down = at(worlds, np.flatnonzero(breaks & ~agreed))
        if self.settled_now.size:
            self._settle(self.settled_now)
        if self.broken_down.size:
            self._break_down(self.broken_down)

    def _settle(self, worlds: np.ndarray) -> None:
        """A comprehensive settlement: what is left is shared, and guns fall silent (equations 32 and 33)."""
        model = self.model
        asks = [self.asks[side.key][worlds] for side in model.belligerents]
        share, logrolling = at(self.first_share, worlds), at(model.channels.logrolling, worlds)
        gain = frontier.shared_gain(model.talks.frontier.at(worlds), asks[0], asks[1], share, logrolling)
        difference = asks[0] - asks[1] + (2 * share - 1) * gain
        model.talks.end(worlds, settled=True)
        model.record.settled(worlds, model.week + 1.0, difference, logrolling)
        model.ceasefire.begin(worlds)

    def _break_down(self, worlds: np.ndarray) -> None:
        """Talks break down, and both sides harden (equation 34)."""
        self.model.talks.end(worlds, settled=False)
        for side in self.model.belligerents:
            back = at(self.model.parameters.talks.hardening, worlds) * (FIRST_DEMAND - side.demand[worlds])
            side.demand = side.demand.copy()
            side.demand[worlds] += back
        self.model.record.broke_down(worlds)

    def packages(self, worlds: np.ndarray) -> dict[str, np.ndarray]:
        """What each side offers in some worlds: of all packages worth to it what it asks, the one best for the other.

        Parameters
        ----------
        worlds : int array (n,)

        Returns
        -------
        dict side key -> float64 (issues, n), positions between 0 (Russia's ideal) and 1 (Ukraine's)
        """
        agenda, logrolling = self.model.talks.frontier.at(worlds), at(self.model.channels.logrolling, worlds)
        return {
            side.key: frontier.package(
                agenda,
                frontier.difference_of_demand(agenda, self.asks[side.key][worlds], logrolling, -side.sign),
                logrolling,
            )
            for side in self.model.belligerents
        }
