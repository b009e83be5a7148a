"""Broader talks: opening, bargaining, settlement, breakdown (MODEL.md, 6.8 and 6.9)."""

from __future__ import annotations

import numpy as np

from sim.agents.track import TALKS
from sim.draws import Draw
from sim.rules import bargaining, frontier, hazard, talks
from sim.rules.consent import acceptance
from sim.rules.numbers import at, is_zero, number


class BroaderTalks:
    """Mandated delegations of both belligerents in one venue, on an agenda that is not only humanitarian.

    Attributes (float32 (worlds,) unless said otherwise)
    ----------
    in_session, in_session_before : 1 while talks are in session; the second at the start of the week, for bargaining
    settled : 1 once there is a comprehensive settlement
    frontier : Frontier of the agenda
    asks : dict side key -> float32 (worlds,), utility each asks for at the table this week: its demand before any
        hardening, and never less than it believes the war to be worth; of use only where talks are in session
    opened, settled_now, broken_down : int arrays, the worlds in which that happened this week
    """

    def __init__(self, model):
        self.model = model
        parameters = model.parameters
        self.in_session = np.full(model.worlds, parameters.talks.in_session_at_start, np.float32)
        self.in_session_before = self.in_session
        self.settled = np.zeros(model.worlds, np.float32)
        self.asks: dict[str, np.ndarray] = {}
        weights = [
            [getattr(side.issue_weights, issue) for issue in model.issues]
            for side in (parameters.ukraine, parameters.russia)
        ]
        ranges = [getattr(parameters.agenda, issue) for issue in model.issues]
        low, high = [range_.low for range_ in ranges], [range_.high for range_ in ranges]
        self.frontier = frontier.build(*weights, low, high)
        widths = [top - bottom for bottom, top in zip(low, high, strict=True)]
        self._something_to_discuss = number(
            1.0 * np.any([np.asarray(width) > 0 for width in np.broadcast_arrays(*widths[1:])], axis=0)
        )
        openness = talks.openness(*weights, widths)
        self.empty_agenda_cost = parameters.talks.empty_agenda_weight * (1 - openness)
        worlds = np.flatnonzero(self.in_session)
        if worlds.size:
            model.record.in_session_at_start(worlds)

    def joint_at_parity(self) -> np.ndarray:
        """What both sides together can get at equal utilities, given how well bargaining logrolls (MODEL.md, 6.4)."""
        joint = self.model.channels.logrolling * self.frontier.gains_at_parity
        joint += 1
        return joint

    # -- opening ------------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Both sides decide; talks open where both want them and a channel works (equation 29)."""
        model, rules = self.model, self.model.parameters
        ukraine, russia = model.belligerents
        joint = self.joint_at_parity()
        for side in model.belligerents:
            side.weigh_talks(joint)
        waiting = model.draws.waiting[Draw.TALKS_OPEN]
        self.chances = (rules.talks.opportunities_per_week * rules.talks.allowed) * model.channels.political
        self.chances *= (1 - self.in_session) * (1 - self.settled) * self._something_to_discuss
        if not is_zero(rules.ceasefire.required_first):
            self.chances *= 1 - rules.ceasefire.required_first * (1 - model.ceasefire.in_force)
        rate = self.chances * ukraine.willingness * russia.willingness
        self.opened = np.flatnonzero(hazard.strikes(waiting, rate))
        self.in_session_before = self.in_session
        if self.opened.size:
            self.in_session = self.in_session.copy()
            self.in_session[self.opened] = 1
            model.record.opened(self.opened, hazard.date(model.week, waiting[self.opened], rate[self.opened]))
            model.trade.succeed(TALKS, self.opened, self._would_open)

    def _would_open(self, score_ukraine: np.ndarray, score_russia: np.ndarray) -> np.ndarray:
        """Whether this week's openings would have come about at other scores, given the same draw."""
        model, worlds = self.model, self.opened
        temperature = at(model.parameters.decision.temperature, worlds)
        ukraine, russia = model.belligerents
        rate = (
            at(self.chances, worlds)
            * acceptance(score_ukraine, temperature)
            * at(ukraine.gate, worlds)
            * acceptance(score_russia, temperature)
            * at(russia.gate, worlds)
        )
        return hazard.strikes(at(model.draws.waiting[Draw.TALKS_OPEN], worlds), rate)

    def packages(self, worlds: np.ndarray) -> dict[str, np.ndarray]:
        """What each side offers in some worlds: of all packages worth to it what it asks, the one best for the other.

        Parameters
        ----------
        worlds : int array (n,)

        Returns
        -------
        dict side key -> float64 (issues, n), positions between 0 (Russia's ideal) and 1 (Ukraine's)
        """
        agenda, logrolling = self.frontier.at(worlds), at(self.model.channels.logrolling, worlds)
        return {
            side.key: frontier.package(
                agenda,
                frontier.difference_of_demand(agenda, self.asks[side.key][worlds], logrolling, -side.sign),
                logrolling,
            )
            for side in self.model.belligerents
        }

    # -- in talks -----------------------------------------------------------------------------------------------------

    def bargain(self) -> None:
        """Concessions, settlement and breakdown where talks were in session when the week began (equations 30 to 34)."""
        model, rules = self.model, self.model.parameters.talks
        sides, worlds = model.belligerents, np.flatnonzero(self.in_session_before > 0)
        self.settled_now = self.broken_down = worlds[:0]
        if not worlds.size:
            for side in sides:
                side.last_concession = side.everywhere(0)
            return
        reservations = [at(side.felt_reservation, worlds) for side in sides]
        demands = [at(side.demand, worlds) for side in sides]
        falls = [
            bargaining.concession(
                demand,
                reservation,
                at(side.concession_rate, worlds),
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
            asks.append(bargaining.ask(demand, reservation))
            self.asks[side.key] = side.everywhere(0)
            self.asks[side.key][worlds] = asks[-1]
        joint = self.frontier.joint(asks[0] - asks[1], at(model.channels.logrolling, worlds), worlds)
        slack = joint - asks[0] - asks[1]
        agreed = slack >= -bargaining.TOLERANCE
        rate = bargaining.breakdown_rate(
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
        share, logrolling = at(model.belligerents[0].split_share, worlds), at(model.channels.logrolling, worlds)
        gain = frontier.shared_gain(self.frontier.at(worlds), *asks, share, logrolling)
        difference = asks[0] - asks[1] + (2 * share - 1) * gain
        self.settled, self.in_session = self.settled.copy(), self.in_session.copy()
        self.settled[worlds] = 1
        self.in_session[worlds] = 0
        model.record.settled(worlds, model.week + 1.0, difference, logrolling)
        model.ceasefire.begin(worlds)

    def _break_down(self, worlds: np.ndarray) -> None:
        """Talks break down, and both sides harden (equation 34)."""
        self.in_session = self.in_session.copy()
        self.in_session[worlds] = 0
        for side in self.model.belligerents:
            back = at(self.model.parameters.talks.hardening, worlds) * (bargaining.FIRST_DEMAND - side.demand[worlds])
            side.demand = side.demand.copy()
            side.demand[worlds] += back
        self.model.record.broke_down(worlds)
