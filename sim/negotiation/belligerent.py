"""The two sides of the war (MODEL.md, 6.3 to 6.10)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.model import all_for_all, bargaining, captives, exchanges, talks, trade, trust, war_cost
from sim.model.adjustment import follow
from sim.model.captives import CATEGORIES
from sim.model.consent import total
from sim.model.draws import Draw, Initial
from sim.model.numbers import at, is_zero, number
from sim.model.track import ALL_FOR_ALL, TALKS, TrackState
from sim.negotiation.party import Party

_WILLINGNESS_AT_START = 0.3
_PRESSURE_AT_START = 0.3


class Belligerent(Party):
    """A side of the war: what it holds, what war costs it, whom it trusts, what it offers and what it accepts.

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
    willingness : probability of wanting talks, gates included
    offer_open, offer_at_start : 1 while this side's all-for-all offer is open; the second at the start
    tracks : dict track -> `TrackState`
    """

    def __init__(self, model, key, name, parameters, sign: int, initial: np.ndarray):
        super().__init__(model, key, name, parameters)
        p = self.parameters
        self.sign = sign
        self.opponent: Belligerent
        ukraine = sign < 0
        self.captures_slot = Draw.CAPTURES_UKRAINE if ukraine else Draw.CAPTURES_RUSSIA

        self.held = {category: self.everywhere(np.rint(getattr(p.captives_held, category))) for category in CATEGORIES}
        self.captured = np.zeros(model.worlds)
        self.released = np.zeros(model.worlds)

        draw = initial[Initial.TYPE_UKRAINE if ukraine else Initial.TYPE_RUSSIA]
        self.trustworthy = (draw < p.trust.trustworthy_probability).astype(np.float32)
        rules = model.parameters.all_for_all
        floor = np.where(
            self.trustworthy > 0, rules.compliance_floor_trustworthy, rules.compliance_floor_untrustworthy
        ).astype(np.float32)
        self.compliance = trust.compliance(
            floor, initial[Initial.COMPLIANCE_UKRAINE if ukraine else Initial.COMPLIANCE_RUSSIA]
        )
        slowdown = model.parameters.talks.untrustworthy_slowdown
        pace = slowdown + (1 - slowdown) * self.trustworthy
        self.concession_speed = p.trade.concession_speed * pace
        self.concession_rate = p.talks.concession_rate * pace

        self.good = self.everywhere(p.trust.good_experience)
        self.bad = self.everywhere(p.trust.bad_experience)
        self.trust = trust.belief(self.good, self.bad)
        self.war_cost = self.everywhere(p.war_cost.base)
        self.over_optimism = self.everywhere(p.over_optimism)
        self.pressure = self.everywhere(_PRESSURE_AT_START * model.washington.inclination(key))
        self.demand = self.everywhere(bargaining.FIRST_DEMAND)
        self.last_concession = self.everywhere(0)
        self.willingness = self.everywhere(_WILLINGNESS_AT_START)
        self.offer_at_start = self.offer_open = self.everywhere(
            1.0 * p.all_for_all.offer_open_at_start * (np.asarray(rules.salience) > 0)
        )
        self.tracks = {
            track: TrackState.at_start(model.worlds, _WILLINGNESS_AT_START) for track in (ALL_FOR_ALL, TALKS)
        }
        self._fold_constants()

    def _fold_constants(self) -> None:
        """Work out once what does not change during a run."""
        p, common = self.parameters, self.model.parameters
        agenda = common.agenda
        ukraine = self.sign < 0
        ranges = [getattr(agenda, issue) for issue in self.model.issues]
        guarantee = agenda.security_guarantee
        best = guarantee.high if ukraine else 1 - guarantee.low
        self.commitment_discount = war_cost.guaranteed_discount(
            p.commitment.discount, p.commitment.guarantee_relief, best
        )
        self.exposure = all_for_all.exposure(common.all_for_all.exploitation_fear, common.all_for_all.stages)
        self.swap_leverage = number(np.asarray(p.all_for_all.pressure_leverage) * common.all_for_all.pressure_use)
        self.listed_categories_cost = (
            p.all_for_all.civilians_cost * common.captives.categories.civilians
            + p.all_for_all.political_prisoners_cost * common.captives.categories.political_prisoners
        )
        self.red_lines_cost = sum(
            getattr(p.talks.red_lines, issue) * (range_.high - range_.low)
            for issue, range_ in zip(self.model.issues, ranges, strict=True)
        )
        self.split_share = bargaining.first_mover_share(p.talks.discount_factor, self._other_discount())

        flags = {category: getattr(common.captives.categories, category) for category in CATEGORIES}
        stance = p.talks
        self._has_preconditions = not (is_zero(stance.swap_precondition) and is_zero(stance.ceasefire_precondition))
        self.gate = self.everywhere(1)
        self._categories = [(category, flag) for category, flag in flags.items() if not is_zero(flag)]

    def _other_discount(self):
        other = self.model.parameters.russia if self.sign < 0 else self.model.parameters.ukraine
        return other.talks.discount_factor

    # -- captives -----------------------------------------------------------------------------------------------------

    def take_captives(self) -> None:
        """Capture enemy soldiers (equation 5), and count who is on the list."""
        model, common = self.model, self.model.parameters.captives
        taken = captives.captures(
            self.parameters.captures_per_week,
            self.sign * model.front.momentum,
            common.capture_momentum,
            model.draws.noise(self.captures_slot),
            common.capture_noise,
            model.ceasefire.in_force,
            model.talks.settled,
        )
        soldiers = self.held["prisoners_of_war"]
        if (soldiers + taken).max() > captives.LARGEST_STOCK:
            taken = np.minimum(taken, captives.LARGEST_STOCK - soldiers)
        soldiers += taken
        self.captured += taken
        self.listed = sum(
            (self.held[category] * share for category, share in self._categories), start=self.everywhere(0)
        )
        self.held_burden = captives.burden(self.listed, common.burden_half_saturation)

    def release(self, wanted: Mapping[str, np.ndarray], worlds: np.ndarray) -> dict[str, np.ndarray]:
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
        model, p = self.model, self.parameters
        shared = model.parameters.war_cost
        self.trust = trust.belief(self.good, self.bad)
        base = p.war_cost.base + model.timeline.war_cost_shift(self.key)
        goal = war_cost.target(
            base,
            model.ceasefire.in_force,
            shared.ceasefire_relief,
            shared.captivity_share,
            self.opponent.held_burden,
            p.war_cost.pressure_share,
            self.pressure,
        )
        self.war_cost = follow(self.war_cost, goal, shared.adjustment)
        war_share = model.front.russian_share if self.sign > 0 else 1 - model.front.russian_share
        self.reservation = war_cost.reservation(war_share, self.war_cost, self.commitment_discount, self.trust)
        if model.week > 0:
            rules = model.parameters.talks
            self.over_optimism = self.over_optimism * (
                1 - rules.optimism_decay - rules.optimism_decay_in_talks * model.talks.in_session
            )
        self.felt_reservation = self.reservation + self.over_optimism

    # -- decisions ----------------------------------------------------------------------------------------------------

    def exchange_score(self) -> np.ndarray:
        """Score of a partial exchange (equation 16), logit."""
        rules = self.model.parameters.exchanges
        return exchanges.willingness(
            self.parameters.exchanges.willingness,
            rules.trust_weight,
            self.trust,
            rules.outrage_weight,
            self.model.spoilers.outrage,
        )

    def weigh_swap(self, asymmetry: np.ndarray) -> None:
        """Decide on an all-for-all swap: score before trade and probability of agreeing (equation 21).

        Parameters
        ----------
        asymmetry : how unequal the lists are, positive when Russia holds more
        """
        model, stance, rules = self.model, self.parameters.all_for_all, self.model.parameters.all_for_all
        state = self.tracks[ALL_FOR_ALL]
        state.terms = all_for_all.value_terms(
            own_people=stance.own_people,
            own_burden=self.opponent.held_burden,
            asymmetry_gain=(-self.sign * rules.asymmetry_weight) * asymmetry,
            bargaining_chip=stance.bargaining_chip,
            chip_lost=rules.chip_lost_in_talks,
            talks_or_ceasefire=np.maximum(model.talks.in_session, model.ceasefire.in_force),
            returning_fighters=stance.returning_fighters,
            held_burden=self.held_burden,
            ceasefire_or_settled=np.maximum(model.ceasefire.in_force, model.talks.settled),
            exposure=self.exposure,
            trust=self.trust,
            audience_cost=stance.audience_cost,
            outrage_weight=rules.outrage_weight,
            outrage=model.spoilers.outrage,
            leverage=self.swap_leverage,
            pressure=self.pressure,
            listed_categories=self.listed_categories_cost,
        )
        state.decide(total(state.terms), model.parameters.decision.temperature)

    def weigh_talks(self, joint: np.ndarray) -> None:
        """Decide on broader talks: score before trade, probability of wanting them, gates (equations 26 to 28).

        Parameters
        ----------
        joint : what both sides together can get at equal utilities
        """
        model, stance, rules = self.model, self.parameters.talks, self.model.parameters.talks
        state = self.tracks[TALKS]
        state.terms = talks.value_terms(
            surplus_weight=rules.surplus_weight,
            surplus=talks.expected_surplus(joint, self.felt_reservation, self.opponent.reservation),
            ripeness_weight=rules.ripeness_weight,
            ripeness=model.front.ripeness,
            audience_cost=stance.audience_cost,
            outrage_weight=rules.outrage_weight,
            outrage=model.spoilers.outrage,
            cover=rules.mediator_cover,
            convening=model.channels.political,
            leverage=stance.pressure_leverage,
            pressure=self.pressure,
            glow_weight=rules.glow_weight,
            glow=model.exchanges.glow,
            red_lines=self.red_lines_cost,
            empty_agenda=model.talks.empty_agenda_cost,
        )
        state.decide(total(state.terms), model.parameters.decision.temperature)
        if self._has_preconditions:
            self.gate = talks.gate(
                stance.swap_precondition,
                model.swap.completed_before,
                stance.ceasefire_precondition,
                model.ceasefire.in_force,
            )
        self.willingness = state.acceptance * self.gate

    # -- concession trade ---------------------------------------------------------------------------------------------

    def next_concession(self, track: str) -> np.ndarray:
        """What it would concede on a track this week, from last week's scores and steps (equation 37)."""
        state, other = self.tracks[track], self.opponent.tracks[track]
        return trade.conceded(
            state.offered,
            self.concession_speed,
            state.acceptance,
            self.parameters.trade.concession_limit,
            other.shortfall,
            self.model.parameters.trade.imitation,
            other.last_step,
        )

    # -- learning -----------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Let experience fade towards what it was at the start (equation 36); events of the week come on top."""
        memory, start = self.model.parameters.trust.memory, self.parameters.trust
        self.good = trust.remembered(self.good, start.good_experience, memory)
        self.bad = trust.remembered(self.bad, start.bad_experience, memory)
