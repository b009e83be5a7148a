"""The all-for-all swap: offers and answers, stages, collapse, completion (MODEL.md, 6.7)."""

from __future__ import annotations

import numpy as np

from sim.agents.belligerent import CATEGORIES
from sim.agents.track import ALL_FOR_ALL
from sim.draws import Draw
from sim.outcomes import Fate
from sim.rules import all_for_all, captives, hazard, trust
from sim.rules.consent import acceptance
from sim.rules.numbers import at, at_most, number

_MOST_LIKELY_OFFER = 0.5


class AllForAll:
    """The programme under which all are exchanged for all.

    Attributes (float32 (worlds,) unless said otherwise)
    ----------
    running : 1 while a programme is agreed and under way
    completed, completed_before : 1 once a swap is completed; the second at the start of the week
    clock, stage : weeks in force, stages done
    lists : dict (side key, category) -> persons on the frozen list of those that side holds
    compliance : dict side key -> share of its list that side releases in this programme
    stages_done : stages completed this week
    agreed, refused, staged, collapsed, incomplete, finished : int arrays, the worlds in which that happened this week
    new_offers : pair of int arrays, worlds with a new offer by Ukraine and by Russia this week
    released_in_stage : dict side key -> float32 (worlds,), persons released in this week's stages
    """

    def __init__(self, model, interventions):
        self.model = model
        zeros = lambda: np.zeros(model.worlds, np.float32)  # noqa: E731
        self.running, self.completed, self.clock, self.stage, self.stages_done = (zeros() for _ in range(5))
        self.completed_before = self.completed
        self.lists = {(side.key, category): zeros() for side in model.belligerents for category in CATEGORIES}
        self.compliance = {side.key: zeros() for side in model.belligerents}
        self.imposed_week = interventions.imposed_swap_week
        self._no_agreement = interventions.no_swap or self.imposed_week is not None

    def advance(self) -> None:
        """One week: programmes in force move first, then offers are answered, then new offers are made."""
        running_before, self.completed_before = self.running, self.completed
        self.stages_done = np.zeros(self.model.worlds, np.float32)
        self.released_in_stage = {}
        self._carry_out(np.flatnonzero(running_before > 0))
        if self.model.week == self.imposed_week:
            self._impose()
        ukraine, russia = self.model.belligerents
        asymmetry = captives.asymmetry(russia.listed, ukraine.listed)
        for side in self.model.belligerents:
            side.weigh_swap(asymmetry)
        offer_before = np.maximum(ukraine.offer_open, russia.offer_open)
        self._answer(offer_before)
        self._offer((1 - offer_before) * (1 - running_before) * (1 - self.completed))

    # -- carrying out -------------------------------------------------------------------------------------------------

    def _carry_out(self, worlds: np.ndarray) -> None:
        """Stages, collapse and completion in the worlds with a programme in force (equations 23 to 25)."""
        self.collapsed = self.incomplete = self.finished = self.staged = worlds[:0]
        if not worlds.size:
            return
        model, rules = self.model, self.model.parameters.all_for_all
        waiting, stages = model.draws.waiting, at(rules.stages, worlds)
        self.clock[worlds] += 1
        in_time = self.clock[worlds] <= at(rules.time_limit_weeks, worlds)
        rate = all_for_all.stage_rate(at(rules.stages_per_week, worlds), model.channels.humanitarian[worlds])
        staged = hazard.strikes(waiting[Draw.STAGE][worlds], rate) & in_time
        self.staged = worlds[staged]
        self._release_stage(self.staged, at(stages, np.flatnonzero(staged)))
        ukraine, russia = model.belligerents
        collapse_rate = all_for_all.collapse_rate(
            at(rules.collapse_rate, worlds),
            model.spoilers.struck[worlds],
            model.spoilers.outrage[worlds],
            ukraine.trustworthy[worlds],
            russia.trustworthy[worlds],
        )
        collapsed = ~in_time | (~staged & hazard.strikes(waiting[Draw.COLLAPSE][worlds], collapse_rate))
        through = staged & (self.stage[worlds] >= stages)
        kept = np.minimum(self.compliance["ukraine"][worlds], self.compliance["russia"][worlds]) >= all_for_all.COMPLETE
        self.collapsed, self.finished, self.incomplete = (
            worlds[collapsed],
            worlds[through & kept],
            worlds[through & ~kept],
        )
        self.running = self.running.copy()
        self.running[worlds[collapsed | through]] = 0
        self.completed = self.completed.copy()
        self.completed[self.finished] = 1
        done = through & kept
        model.record.completed(self.finished, hazard.date(model.week, waiting[Draw.STAGE][self.finished], rate[done]))
        model.record.failed(self.collapsed, self.incomplete)

    def _release_stage(self, worlds: np.ndarray, stages) -> None:
        """Release a stage's share of the frozen lists, so that all stages together release exactly the lists."""
        if not worlds.size:
            return
        done = self.stage[worlds]
        for side in self.model.belligerents:
            due = {}
            for category in CATEGORIES:
                listed = self.lists[side.key, category][worlds]
                due[category] = np.rint(listed * (done + 1) / stages) - np.rint(listed * done / stages)
            self.released_in_stage[side.key] = side.everywhere(0)
            self.released_in_stage[side.key][worlds] = self._let_go(side, due, worlds)
        self.stage[worlds] += 1
        self.stages_done[worlds] += 1

    def _let_go(self, side, wanted: dict[str, np.ndarray], worlds: np.ndarray) -> np.ndarray:
        freed = sum(side.release(wanted, worlds).values())
        self.model.exchanges.released[worlds] += freed
        return freed

    def _impose(self) -> None:
        """A do-operator completes the swap: all listed captives go home this week, in every world (MODEL.md, section 8)."""
        model = self.model
        everywhere = np.arange(model.worlds)
        for side in model.belligerents:
            listed = {
                category: side.held[category] * getattr(model.parameters.captives.categories, category)
                for category in CATEGORIES
            }
            self._let_go(side, listed, everywhere)
            side.offer_open = side.everywhere(0)
        self.completed = np.ones(model.worlds, np.float32)
        self.stages_done = self.stages_done + number(model.parameters.all_for_all.stages)
        dates = np.full(model.worlds, model.week + 1.0)
        model.record.agreed(everywhere, dates)
        model.record.completed(everywhere, dates)

    # -- offers and answers -------------------------------------------------------------------------------------------

    def _answer(self, offer_open: np.ndarray) -> None:
        """Acceptance, refusal or silence where an offer is open (equation 22)."""
        model, rules = self.model, self.model.parameters.all_for_all
        ukraine, russia = model.belligerents
        waiting = model.draws.waiting[Draw.ANSWER]
        yes_ukraine, yes_russia = ukraine.tracks[ALL_FOR_ALL].acceptance, russia.tracks[ALL_FOR_ALL].acceptance
        self.chances = rules.salience * rules.answers_per_week * model.channels.humanitarian * offer_open
        if self._no_agreement:
            self.chances = self.chances * 0
        agree_rate = self.chances * yes_ukraine * yes_russia
        refuse_rate = rules.refusals_per_week * (
            ukraine.offer_open * (1 - yes_russia) + russia.offer_open * (1 - yes_ukraine)
        )
        answered = np.flatnonzero(waiting < agree_rate + refuse_rate)
        agreed = waiting[answered] < agree_rate[answered]
        self.agreed, self.refused = answered[agreed], answered[~agreed]
        if not answered.size:
            return
        for side in model.belligerents:
            side.offer_open = side.offer_open.copy()
            side.offer_open[answered] = 0
        dates = hazard.date(model.week, waiting[self.agreed], agree_rate[self.agreed])
        model.record.answered(self.agreed, Fate.ACCEPTED, dates)
        model.record.answered(self.refused, Fate.REFUSED, np.full(self.refused.size, model.week + 1.0))
        if self.agreed.size:
            self._begin(self.agreed, dates)

    def _begin(self, worlds: np.ndarray, dates: np.ndarray) -> None:
        """Freeze the lists, let mediators verify them, and start a programme."""
        model = self.model
        self.running = self.running.copy()
        self.running[worlds] = 1
        self.clock[worlds] = self.stage[worlds] = 0
        for side in model.belligerents:
            self.compliance[side.key][worlds] = trust.verified_compliance(
                side.compliance[worlds],
                at(model.parameters.mediation.list_verification, worlds),
                model.channels.idle[worlds],
            )
            for category in CATEGORIES:
                listed = side.held[category][worlds] * at(
                    getattr(model.parameters.captives.categories, category), worlds
                )
                self.lists[side.key, category][worlds] = np.rint(listed * self.compliance[side.key][worlds])
        model.record.agreed(worlds, dates)
        model.trade.succeed(ALL_FOR_ALL, worlds, self._would_agree)

    def _would_agree(self, score_ukraine: np.ndarray, score_russia: np.ndarray) -> np.ndarray:
        """Whether this week's agreements would have come about at other scores, given the same draw."""
        model, worlds = self.model, self.agreed
        temperature = at(model.parameters.decision.temperature, worlds)
        rate = self.chances[worlds] * acceptance(score_ukraine, temperature) * acceptance(score_russia, temperature)
        return hazard.strikes(model.draws.waiting[Draw.ANSWER][worlds], rate)

    def _offer(self, free: np.ndarray) -> None:
        """New offers where none is open, none is under way and none was completed; they can be answered from next week.

        Parameters
        ----------
        free : 0/1
        """
        model, rules = self.model, self.model.parameters.all_for_all
        ukraine, russia = model.belligerents
        draw = model.draws.uniform[Draw.NEW_OFFER]
        urge = rules.salience * rules.new_offers_per_week
        offers = []
        for side in model.belligerents:
            chance = free * at_most(urge * side.tracks[ALL_FOR_ALL].acceptance, _MOST_LIKELY_OFFER)
            offers.append(np.flatnonzero(draw < chance if side is ukraine else draw > 1 - chance))
        for side, worlds in zip(model.belligerents, offers, strict=True):
            if worlds.size:
                side.offer_open = side.offer_open.copy()
                side.offer_open[worlds] = 1
                model.record.offered(worlds)
        self.new_offers = tuple(offers)
