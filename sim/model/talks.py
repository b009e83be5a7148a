"""Broader talks: opening, bargaining, settlement, breakdown (MODEL.md, 6.8 and 6.9)."""

from __future__ import annotations

import numpy as np

from sim.model import bargaining, frontier, hazard
from sim.model.consent import acceptance
from sim.model.draws import Draw
from sim.model.issues import RedLines
from sim.model.numbers import Number, at, at_most, is_zero, number
from sim.model.signs import TALKS_BOTH, TALKS_OWN
from sim.model.track import TALKS
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class TalksParameters(Section):
    """Opening of broader talks and bargaining in them (MODEL.md, 6.8 and 6.9)."""

    allowed: bool = parameter(
        True, "whether broader talks can open at all", unit="yes/no", symbol="allow", status="rule", raises="lambda_T"
    )
    in_session_at_start: bool = parameter(
        False,
        "whether broader talks are in session on the start date",
        unit="yes/no",
        symbol="K(0)",
        status="rule",
        signs=(Sign(raises="K", at_start=True),),
    )
    opportunities_per_week: float = parameter(
        0.45,
        "opportunities to open talks",
        unit="1/week",
        symbol="μ_T mu_t",
        low=0.0,
        high=50.0,
        source="about one a fortnight",
        prior={"uniform": [0.2, 0.7]},
        raises="lambda_T",
    )
    surplus_weight: float = parameter(
        3.0,
        "weight of the expected surplus of a settlement",
        unit="logit",
        symbol="t_S",
        low=0.0,
        high=50.0,
        prior={"uniform": [1, 5]},
        signs=(
            Sign(raises="score_t:ukraine P_t:ukraine", where="S:ukraine > 0"),
            Sign(raises="score_t:russia P_t:russia", where="S:russia > 0"),
            Sign(lowers="score_t:russia P_t:russia", where="S:russia < 0"),
        ),
    )
    ripeness_weight: float = parameter(
        1.5,
        "weight of a mutually hurting stalemate",
        unit="logit",
        symbol="t_rip",
        low=0.0,
        high=50.0,
        prior={"uniform": [0.5, 2.5]},
        signs=(Sign(raises=TALKS_BOTH, where="Rip > 0"), Sign(lowers=TALKS_BOTH, where="Rip < 0")),
    )
    glow_weight: float = parameter(
        0.5,
        "weight of the goodwill of recent releases",
        unit="logit",
        symbol="t_B t_cb",
        low=0.0,
        high=50.0,
        prior={"uniform": [0, 1]},
        raises=TALKS_BOTH,
    )
    outrage_weight: float = parameter(
        0.5,
        "how far outrage adds to the cost of asking",
        unit="logit",
        symbol="out_t",
        low=0.0,
        high=20.0,
        prior={"uniform": [0, 1]},
        lowers=TALKS_BOTH,
    )
    mediator_cover: float = parameter(
        0.4,
        "how far a convener takes that cost away",
        unit="share",
        symbol="cover",
        low=0.0,
        high=2.0,
        source="Beardsley 2011; size judged",
        raises=TALKS_BOTH,
    )
    empty_agenda_weight: float = parameter(
        1.5,
        "weight of an emptied agenda",
        unit="logit",
        symbol="t_empty",
        low=0.0,
        high=50.0,
        prior={"uniform": [0, 3]},
        lowers=TALKS_BOTH,
    )
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


class TalksStance(Section):
    """What opening broader talks costs this side, and how it bargains in them (MODEL.md, 6.8 and 6.9)."""

    audience_cost: float = parameter(
        (3.5, 3.5),
        "cost of appearing weak by asking to talk",
        unit="logit",
        symbol="aud_t",
        low=0.0,
        high=20.0,
        source="Pillar 1983; Mastro 2019; size judged, not fitted to May 2025",
        prior={"factor": "cost_of_appearing_weak", "uniform": [0.75, 1.25]},
        lowers=TALKS_OWN,
    )
    pressure_leverage: float = parameter(
        (2.2, 1.8),
        "what one unit of US pressure adds to willingness to talk",
        unit="logit",
        symbol="lev_t",
        low=0.0,
        high=20.0,
        prior={"factor": "pressure_leverage_on_talks", "uniform": [0.6, 1.4]},
        raises=TALKS_OWN,
    )
    swap_precondition: float = parameter(
        (0.10, 0.0),
        "how far a completed swap is a precondition of talks (1: hard)",
        unit="share",
        symbol="pre_swap",
        low=0.0,
        high=1.0,
        source="“a fair way to start”, not a precondition: 24 Feb 2025",
        prior=({"uniform": [0, 0.3]}, None),
        lowers="gate:{s} P:{s} lambda_T",
    )
    ceasefire_precondition: float = parameter(
        (0.10, 0.0),
        "how far a ceasefire is a precondition of talks (1: hard)",
        unit="share",
        symbol="pre_cf",
        low=0.0,
        high=1.0,
        source="statements of 24 Feb 2025; size judged",
        prior=({"uniform": [0, 0.3]}, None),
        lowers="gate:{s} P:{s} lambda_T",
    )
    red_lines: RedLines
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


def expected_surplus(joint: np.ndarray, own_reservation: np.ndarray, other_reservation: np.ndarray) -> np.ndarray:
    """Half of what a settlement would leave above both reservations, as this side sees it (equation 26)."""
    surplus = joint - own_reservation
    surplus -= other_reservation
    surplus *= 0.5
    return surplus


def gate(
    precondition_swap: Number, swap_completed: np.ndarray, precondition_ceasefire: Number, ceasefire: np.ndarray
) -> np.ndarray:
    """How far a side's preconditions are met, in [0, 1]; 1 is a hard precondition, 0 is none (equation 27)."""
    return (1 - precondition_swap * (1 - swap_completed)) * (1 - precondition_ceasefire * (1 - ceasefire))


def value_terms(
    *,
    surplus_weight: Number,
    surplus: np.ndarray,
    ripeness_weight: Number,
    ripeness: np.ndarray,
    audience_cost: Number,
    outrage_weight: Number,
    outrage: np.ndarray,
    cover: Number,
    convening: np.ndarray,
    leverage: Number,
    pressure: np.ndarray,
    glow_weight: Number,
    glow: np.ndarray,
    red_lines: Number,
    empty_agenda: Number,
) -> dict[str, Number]:
    """What opening talks is worth to a side before trade, term by term (equation 28).

    Parameters
    ----------
    surplus, ripeness : see `expected_surplus`, `front.stalemate`
    audience_cost, outrage : asking looks weak (Pillar 1983; Mastro 2019); a convener gives cover (Beardsley 2011)
    leverage, pressure : US pressure
    glow : goodwill of recent releases; above 1 it adds nothing
    red_lines : cost of conceding that the issues on the table are negotiable
    empty_agenda : cost of a meeting with little on the table

    Returns
    -------
    dict term -> number or array (worlds,), logit; their sum is the score
    """
    return {
        "expected surplus of a settlement": surplus_weight * surplus,
        "hurting stalemate": ripeness_weight * ripeness,
        "appearing weak": -(audience_cost + outrage_weight * outrage) * (1 - 0.5 * cover * convening),
        "US pressure": leverage * pressure,
        "goodwill of recent releases": glow_weight * at_most(glow, 1),
        "red lines": -red_lines,
        "empty agenda": -empty_agenda,
    }


def openness(weights_ukraine: list[Number], weights_russia: list[Number], widths: list[Number]) -> Number:
    """Share of the agenda, by mean weight, that is on the table, in [0, 1] (equation 28)."""
    return sum(0.5 * (u + r) * width for u, r, width in zip(weights_ukraine, weights_russia, widths, strict=True))


# -- process -----------------------------------------------------------------------------------------------------------


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
        width_of_agenda = openness(*weights, widths)
        self.empty_agenda_cost = parameters.talks.empty_agenda_weight * (1 - width_of_agenda)
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
