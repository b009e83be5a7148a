"""Broader talks: what opening them is worth to a side, and when they open (MODEL.md, 6.8)."""

from __future__ import annotations

import numpy as np

from sim.model import consent, frontier, hazard
from sim.model.bargaining import BargainingParameters, BargainingStance
from sim.model.draws import Draw
from sim.model.issues import RedLines
from sim.model.numbers import Number, at_most, is_zero, number
from sim.model.signs import TALKS_BOTH, TALKS_OWN
from sim.model.track import TALKS
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class OpeningParameters(Section):
    """Opening of broader talks (MODEL.md, 6.8)."""

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


class TalksParameters(BargainingParameters, OpeningParameters):
    """Opening of broader talks and bargaining in them (MODEL.md, 6.8 and 6.9)."""


class OpeningStance(Section):
    """What opening broader talks costs this side (MODEL.md, 6.8)."""

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


class TalksStance(BargainingStance, OpeningStance):
    """What opening broader talks costs this side, and how it bargains in them (MODEL.md, 6.8 and 6.9)."""


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
    empty_agenda_cost : number or float32 (worlds,), logit, cost of a meeting with little on the table
    chances : opportunities to open talks this week, 1/week
    opened : int array, the worlds in which talks open this week
    """

    def __init__(self, model):
        self.model = model
        parameters = model.parameters
        self.in_session = np.full(model.worlds, parameters.talks.in_session_at_start, np.float32)
        self.in_session_before = self.in_session
        self.settled = np.zeros(model.worlds, np.float32)
        weights = [
            [getattr(side.parameters.issue_weights, issue) for issue in model.issues] for side in model.belligerents
        ]
        ranges = [getattr(parameters.agenda, issue) for issue in model.issues]
        low, high = [range_.low for range_ in ranges], [range_.high for range_ in ranges]
        self.frontier = frontier.build(weights[0], weights[1], low, high)
        widths = [top - bottom for bottom, top in zip(low, high, strict=True)]
        self._something_to_discuss = number(
            1.0 * np.any([np.asarray(width) > 0 for width in np.broadcast_arrays(*widths[1:])], axis=0)
        )
        width_of_agenda = openness(weights[0], weights[1], widths)
        self.empty_agenda_cost = parameters.talks.empty_agenda_weight * (1 - width_of_agenda)
        self._red_lines, self._has_preconditions = {}, {}
        for side in model.belligerents:
            stance = side.parameters.talks
            self._red_lines[side.key] = sum(
                getattr(stance.red_lines, issue) * width for issue, width in zip(model.issues, widths, strict=True)
            )
            self._has_preconditions[side.key] = not (
                is_zero(stance.swap_precondition) and is_zero(stance.ceasefire_precondition)
            )
        worlds = np.flatnonzero(self.in_session)
        if worlds.size:
            model.record.in_session_at_start(worlds)

    def joint_at_parity(self) -> np.ndarray:
        """What both sides together can get at equal utilities, given how well bargaining logrolls (MODEL.md, 6.4)."""
        joint = self.model.channels.logrolling * self.frontier.gains_at_parity
        joint += 1
        return joint

    def open(self) -> None:
        """Both sides decide; talks open where both want them and a channel works (equation 29)."""
        model, rules = self.model, self.model.parameters
        joint = self.joint_at_parity()
        for side in model.belligerents:
            side.weigh_talks(joint)
        waiting = model.draws.waiting[Draw.TALKS_OPEN]
        self.chances = (rules.talks.opportunities_per_week * rules.talks.allowed) * model.channels.political
        self.chances *= (1 - self.in_session) * (1 - self.settled) * self._something_to_discuss
        if not is_zero(rules.ceasefire.required_first):
            self.chances *= 1 - rules.ceasefire.required_first * (1 - model.ceasefire.in_force)
        answers = [side.tracks[TALKS].answer for side in model.belligerents]
        rate = consent.agreement(self.chances, answers[0], answers[1], rules.decision)
        self.opened = np.flatnonzero(hazard.strikes(waiting, rate))
        self.in_session_before = self.in_session
        if self.opened.size:
            self.in_session = self.in_session.copy()
            self.in_session[self.opened] = 1
            model.record.opened(self.opened, hazard.date(model.week, waiting[self.opened], rate[self.opened]))
            model.trade.succeed(TALKS, self.opened, self.chances, waiting)

    def terms(self, side, joint: np.ndarray) -> dict[str, Number]:
        """What opening talks is worth to a side this week before trade, see `value_terms`.

        Parameters
        ----------
        joint : what both sides together can get at equal utilities
        """
        model, stance, rules = self.model, side.parameters.talks, self.model.parameters.talks
        return value_terms(
            surplus_weight=rules.surplus_weight,
            surplus=expected_surplus(joint, side.felt_reservation, side.opponent.reservation),
            ripeness_weight=rules.ripeness_weight,
            ripeness=model.front.ripeness,
            audience_cost=stance.audience_cost,
            outrage_weight=rules.outrage_weight,
            outrage=model.spoilers.outrage,
            cover=rules.mediator_cover,
            convening=model.channels.political,
            leverage=stance.pressure_leverage,
            pressure=side.pressure,
            glow_weight=rules.glow_weight,
            glow=model.exchanges.glow,
            red_lines=self._red_lines[side.key],
            empty_agenda=self.empty_agenda_cost,
        )

    def gate(self, side) -> Number:
        """How far a side's preconditions are met this week, see `gate`; the number 1 where it has none."""
        if not self._has_preconditions[side.key]:
            return 1.0
        model, stance = self.model, side.parameters.talks
        return gate(
            stance.swap_precondition,
            model.programme.completed_before,
            stance.ceasefire_precondition,
            model.ceasefire.in_force,
        )

    def end(self, worlds: np.ndarray, *, settled: bool) -> None:
        """Talks end in some worlds, with a settlement or without one.

        Parameters
        ----------
        worlds : int array (n,)
        """
        self.in_session = self.in_session.copy()
        self.in_session[worlds] = 0
        if settled:
            self.settled = self.settled.copy()
            self.settled[worlds] = 1
