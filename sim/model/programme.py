"""A programme under which all are exchanged for all: stages, collapse, completion (MODEL.md, 6.7)."""

from __future__ import annotations

import numpy as np

from sim.model import hazard, trust
from sim.model.captives import CATEGORIES, Category
from sim.model.draws import Draw, Initial
from sim.model.numbers import Number, at, number
from sim.model.outcomes import COMPLETE
from sim.model.signs import SWAP_BOTH
from sim.schema import BELLIGERENTS, Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class ProgrammeParameters(Section):
    """How an all-for-all swap is carried out (MODEL.md, 6.7)."""

    stages: int = parameter(
        4,
        "stages in which the swap is carried out",
        unit="stages",
        symbol="n n_stage",
        low=1,
        high=52,
        status="literature",
        source="gradual reciprocated steps (Osgood 1962)",
        prior={"integers": [2, 6]},
        raises=SWAP_BOTH,
    )
    stages_per_week: float = parameter(
        0.75,
        "rate of stages at full channel capacity",
        unit="1/week",
        symbol="μ_s mu_s",
        low=0.0,
        high=50.0,
        source="1,000-for-1,000 took 9 days in 3 stages; larger lists slower",
        prior={"uniform": [0.4, 1.1]},
        raises="stage_rate staged",
        lowers="collapsed",
    )
    collapse_rate: float = parameter(
        0.03,
        "base rate of collapse under way",
        unit="1/week",
        symbol="h_c col_h",
        low=0.0,
        high=50.0,
        prior={"uniform": [0.01, 0.08]},
        raises="collapse_rate collapsed",
    )
    time_limit_weeks: float = parameter(
        16.0,
        "weeks within which the swap must be completed",
        unit="weeks",
        symbol="N n_lim",
        low=1.0,
        high=520.0,
        status="rule",
        source="definition of completion, MODEL.md 4",
        raises="staged",
        lowers="collapsed",
    )
    compliance_floor_trustworthy: float = parameter(
        0.95,
        "least share of its list a trustworthy holder releases",
        unit="share",
        symbol="comp_good",
        low=0.0,
        high=1.0,
        source="judged, above what the disputed Donbas lists of 2017–20 show of other holders",
        signs=(Sign(raises="kappa:*", at_start=True),),
    )
    compliance_floor_untrustworthy: float = parameter(
        0.87,
        "least share of its list another holder releases",
        unit="share",
        symbol="κ_bad comp_bad",
        low=0.0,
        high=1.0,
        status="literature",
        source="disputed Donbas lists, 2017–20",
        prior={"uniform": [0.8, 0.94]},
        signs=(Sign(raises="kappa:*", at_start=True),),
    )


# -- rule --------------------------------------------------------------------------------------------------------------


def stage_rate(rate: Number, capacity: np.ndarray) -> np.ndarray:
    """Rate of stages, 1/week: half of it needs no channel (equation 23)."""
    return rate * (0.5 + 0.5 * capacity)


def collapse_rate(
    base: Number,
    spoiler: np.ndarray,
    outrage: np.ndarray,
    trustworthy_ukraine: np.ndarray,
    trustworthy_russia: np.ndarray,
) -> np.ndarray:
    """Rate of collapse under way, 1/week: spoilers, outrage and untrustworthy parties raise it (equation 24)."""
    return base * (1 + spoiler + outrage) * (1 + 0.7 * (2 - trustworthy_ukraine - trustworthy_russia))


def compliance_at_start(side, initial: np.ndarray) -> np.ndarray:
    """Share of its list a side would release, left to itself: drawn above the floor of its type (MODEL.md, 6.11).

    Parameters
    ----------
    initial : float32 (4, worlds), the draws before the first week
    """
    rules = side.model.parameters.all_for_all
    floor = np.where(
        side.trustworthy > 0, rules.compliance_floor_trustworthy, rules.compliance_floor_untrustworthy
    ).astype(np.float32)
    return trust.compliance(floor, initial[_COMPLIANCE_DRAWS[side.key]])


# -- process -----------------------------------------------------------------------------------------------------------


_COMPLIANCE_DRAWS = dict(zip(BELLIGERENTS, (Initial.COMPLIANCE_UKRAINE, Initial.COMPLIANCE_RUSSIA), strict=True))


class Programme:
    """The programme under which all are exchanged for all.

    Attributes (float32 (worlds,) unless said otherwise)
    ----------
    running, running_before : 1 while a programme is agreed and under way; the second at the start of the week
    completed, completed_before : 1 once a swap is completed; the second at the start of the week
    clock, stage : weeks in force, stages done
    lists : dict (side key, category) -> persons on the frozen list of those that side holds
    compliance : dict side key -> share of its list that side releases in this programme
    stages_done : stages completed this week
    staged, collapsed, incomplete, finished : int arrays, the worlds in which that happened this week
    released_in_stage : dict side key -> float32 (worlds,), persons released in this week's stages
    imposed_week : int or None, the week in which a do-operator completes the swap
    """

    def __init__(self, model, interventions):
        self.model = model
        zeros = lambda: np.zeros(model.worlds, np.float32)  # noqa: E731
        self.running, self.completed, self.clock, self.stage, self.stages_done = (zeros() for _ in range(5))
        self.running_before, self.completed_before = self.running, self.completed
        self.lists = {(side.key, category): zeros() for side in model.belligerents for category in CATEGORIES}
        self.compliance = {side.key: zeros() for side in model.belligerents}
        self.imposed_week = interventions.imposed_swap_week

    def advance(self) -> None:
        """One week of the programmes in force when it began, and of a swap that is imposed."""
        self.running_before, self.completed_before = self.running, self.completed
        self.stages_done = np.zeros(self.model.worlds, np.float32)
        self.released_in_stage: dict[str, np.ndarray] = {}
        self._carry_out(np.flatnonzero(self.running_before > 0))
        if self.model.week == self.imposed_week:
            self._impose()

    def begin(self, worlds: np.ndarray, dates: np.ndarray) -> None:
        """Freeze the lists, let mediators verify them, and start a programme (equation 22).

        Parameters
        ----------
        worlds : int array (n,), the worlds in which a swap is agreed this week
        dates : float64 (n,), weeks since the start
        """
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

    def _carry_out(self, worlds: np.ndarray) -> None:
        """Stages, collapse and completion in the worlds with a programme in force (equations 23 to 25)."""
        self.collapsed = self.incomplete = self.finished = self.staged = worlds[:0]
        if not worlds.size:
            return
        model, rules = self.model, self.model.parameters.all_for_all
        waiting, stages = model.draws.waiting, at(rules.stages, worlds)
        self.clock[worlds] += 1
        in_time = self.clock[worlds] <= at(rules.time_limit_weeks, worlds)
        rate = stage_rate(at(rules.stages_per_week, worlds), model.channels.humanitarian[worlds])
        staged = hazard.strikes(waiting[Draw.STAGE][worlds], rate) & in_time
        self.staged = worlds[staged]
        self._release_stage(self.staged, at(stages, np.flatnonzero(staged)))
        ukraine, russia = model.belligerents
        rate_of_collapse = collapse_rate(
            at(rules.collapse_rate, worlds),
            model.spoilers.struck[worlds],
            model.spoilers.outrage[worlds],
            ukraine.trustworthy[worlds],
            russia.trustworthy[worlds],
        )
        collapsed = ~in_time | (~staged & hazard.strikes(waiting[Draw.COLLAPSE][worlds], rate_of_collapse))
        through = staged & (self.stage[worlds] >= stages)
        kept = np.minimum(self.compliance[ukraine.key][worlds], self.compliance[russia.key][worlds]) >= COMPLETE
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

    def _let_go(self, side, wanted: dict[Category, np.ndarray], worlds: np.ndarray) -> np.ndarray:
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
