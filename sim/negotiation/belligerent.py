"""The two sides of the war (MODEL.md, 6.3 to 6.10)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.model import all_for_all, bargaining, programme, trust
from sim.model.captives import CATEGORIES, Category
from sim.model.numbers import at
from sim.model.track import ALL_FOR_ALL, TALKS, TRACKS, TrackState
from sim.negotiation.party import Party

_WILLINGNESS_AT_START = 0.3


class Belligerent(Party):
    """A side of the war: what it holds, what war costs it, whom it trusts, what it offers and what it accepts.

    The state of a side is here; the rules are with their mechanisms (`sim.model`). A subclass changes what a side does by
    overriding one of the methods that the week calls: `take_captives`, `reckon`, `exchange_score`, `weigh_swap`,
    `weigh_talks`, `next_concession`, `forget`, `release`.

    Attributes (float32 arrays (worlds,) unless said otherwise)
    ----------
    sign : -1 for Ukraine, +1 for Russia; the side that positive momentum favours is Russia's
    opponent : Belligerent
    held : dict category -> persons held by this side
    captured, released : float64 (worlds,), whole persons taken and let go so far
    listed : persons this side holds in the categories of the all-for-all list, after this week's captures
    held_burden : how heavily they weigh on the side they belong to
    trustworthy : 1 if the side is of the trustworthy type
    compliance : share of its list it would release, left to itself
    good, bad : pseudo-counts of experience with the other side
    trust : belief that the other side honours what it signs
    war_cost, reservation, felt_reservation : utility; the felt one includes over-optimism
    pressure : US pressure on this side
    demand, last_concession : utility asked for in talks, and how far it fell last week
    offerable : what third parties could offer it this week, logit; None before the first week and without trade
    offer_open, offer_at_start : 1 while this side's all-for-all offer is open; the second at the start
    tracks : dict track -> `TrackState`
    """

    def __init__(self, model, key, name, parameters, sign: int, initial: np.ndarray):
        super().__init__(model, key, name, parameters)
        p = self.parameters
        self.sign = sign
        self.opponent: Belligerent

        self.held = {category: self.everywhere(np.rint(getattr(p.captives_held, category))) for category in CATEGORIES}
        self.captured = np.zeros(model.worlds)
        self.released = np.zeros(model.worlds)
        self.trustworthy = trust.types_at_start(self, initial)
        self.compliance = programme.compliance_at_start(self, initial)
        self.good = self.everywhere(p.trust.good_experience)
        self.bad = self.everywhere(p.trust.bad_experience)
        self.trust = trust.belief(self.good, self.bad)
        self.war_cost = self.everywhere(p.war_cost.base)
        self.over_optimism = self.everywhere(p.over_optimism)
        self.pressure = model.washington.pressure_at_start(self)
        self.demand = self.everywhere(bargaining.FIRST_DEMAND)
        self.last_concession = self.everywhere(0)
        self.offer_at_start = self.offer_open = all_for_all.offer_at_start(self)
        self.offerable: np.ndarray | None = None
        self.tracks = {track: TrackState.at_start(model.worlds, _WILLINGNESS_AT_START) for track in TRACKS}

    @property
    def willingness(self) -> np.ndarray:
        """Probability of wanting talks, preconditions included."""
        return self.tracks[TALKS].answer.yes

    # -- captives -----------------------------------------------------------------------------------------------------

    def take_captives(self) -> None:
        """Capture enemy soldiers (equation 5), and count who is on the list."""
        self.model.captures.take(self)

    def release(self, wanted: Mapping[Category, np.ndarray], worlds: np.ndarray) -> dict[Category, np.ndarray]:
        """Let captives go in some worlds, never more than are held.

        Parameters
        ----------
        wanted : category -> whole persons, array (n,)
        worlds : int array (n,)

        Returns
        -------
        category -> float32 (n,), whole persons let go
        """
        freed = {}
        for category, persons in wanted.items():
            stock = at(self.held[category], worlds)
            freed[category] = np.minimum(persons, stock)
            self.held[category][worlds] = stock - freed[category]
        self.released[worlds] = at(self.released, worlds) + sum(freed.values())
        return freed

    # -- what it believes and what war costs it -----------------------------------------------------------------------

    def reckon(self) -> None:
        """Trust, war cost, reservation, over-optimism, in this order (equations 6, 7, 10 and 11)."""
        self.trust = trust.belief(self.good, self.bad)
        self.war_cost = self.model.war.cost(self)
        self.reservation = self.model.war.reservation(self)
        self.over_optimism = self.model.bargaining.over_optimism(self)
        self.felt_reservation = self.reservation + self.over_optimism

    def forget(self) -> None:
        """Let experience fade (equation 36), before the events of the week come on top."""
        trust.forget(self)

    # -- decisions ----------------------------------------------------------------------------------------------------

    def exchange_score(self) -> np.ndarray:
        """Score of a partial exchange (equation 16), logit."""
        return self.model.exchanges.score(self)

    def weigh_swap(self, asymmetry: np.ndarray) -> None:
        """Decide on an all-for-all swap: score before trade and probability of agreeing (equation 21).

        Parameters
        ----------
        asymmetry : how unequal the lists are, positive when Russia holds more
        """
        terms = self.model.swap.terms(self, asymmetry)
        self.tracks[ALL_FOR_ALL].decide(terms, self.model.parameters.decision.temperature)

    def weigh_talks(self, joint: np.ndarray) -> None:
        """Decide on broader talks: score before trade, probability of wanting them, gate (equations 26 to 28).

        Parameters
        ----------
        joint : what both sides together can get at equal utilities
        """
        terms = self.model.talks.terms(self, joint)
        self.tracks[TALKS].decide(terms, self.model.parameters.decision.temperature)
        self.tracks[TALKS].gate = self.model.talks.gate(self)

    def next_concession(self, track: str) -> np.ndarray:
        """What it would concede on a track this week, float32 (worlds,), logit (equation 37)."""
        return self.model.trade.concession(self, track)
