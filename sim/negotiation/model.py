"""The model: one Mesa model that holds many worlds, and its week (MODEL.md, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce
from operator import attrgetter
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from sim import seeds
from sim.model import frontier
from sim.model.all_for_all import AllForAll
from sim.model.bargaining import Bargaining
from sim.model.captives import Captures
from sim.model.ceasefire import Ceasefire
from sim.model.constant_hazards import race
from sim.model.draws import WorldDraws
from sim.model.exchanges import PartialExchanges
from sim.model.front import Front
from sim.model.issues import ISSUES
from sim.model.mediation import Channels
from sim.model.outcomes import First, Record, first_event
from sim.model.programme import Programme
from sim.model.spoilers import Spoilers
from sim.model.talks import BroaderTalks
from sim.model.timeline import Timeline
from sim.model.track import ALL_FOR_ALL, TALKS
from sim.model.trade import ConcessionTrade
from sim.model.trust import learn
from sim.model.war_cost import War
from sim.model.washington import ENVOY, Washington
from sim.negotiation import Belligerent, Envoy, Mediator, compatibility
from sim.scenario import Scenario, load
from sim.schema import BELLIGERENTS

DEFAULT_CASE = "kyiv_summit_2025"


class NegotiationModel(mesa.Model):
    """Bargaining over an all-for-all prisoner swap and broader talks, in many worlds at once.

    Every attribute of every agent is a float32 array over worlds; a step is one week in all of them.

    Parameters
    ----------
    case : str, path or Scenario
        Name in the catalogue, scenario file, or a loaded scenario.
    worlds : int >= 1
        How many worlds. One is an ordinary Mesa run; the Monte Carlo runner uses thousands.
    first_world : int >= 0
        Number of the first world; world k has the same draws in whatever company it runs.
    rng, seed : seeds, as Mesa takes them
        One of the two: a whole number >= 0, and for `rng` also a sequence of them or a SeedSequence, generator or
        RandomState of NumPy, of which a whole number is made. Without either the seed is fresh entropy.
    values : mapping of parameter path to number or array (worlds,), optional
        Values that replace the scenario's, such as prior draws.
    collect : bool
        Whether to keep a Mesa `DataCollector` up to date every week; the Monte Carlo runner does without.
    classes : mapping of party key to class, optional
        What takes the place of `Belligerent`, `Mediator` or `Envoy` for a party: a subclass with a rule of its own.
    draws : object with `initial()`, `next_week()`, `uniform`, `waiting`, `noise(slot)`, `extra(name)`, optional
        Takes the place of the seeded draws, for verification.

    Attributes
    ----------
    seed : int, the seed of this model, whatever it was given; a model of this seed has the same worlds
    week : int, weeks since the start
    parameters : attribute tree of the scenario's parameters, numbers or arrays (worlds,)
    belligerents : (Ukraine, Russia)
    mediators : list of Mediator, in the order of their keys
    record : Record of the outcomes
    bargains : bool, False where constant hazards take the place of every process
    observers : list of objects with `observe(model)`, called at the end of every week

    Raises
    ------
    ScenarioError
        If the case cannot be read or is not valid.
    ValueError
        If worlds, first_world or a seed is out of range, two different seeds are given, or an array of values has
        another length than `worlds`.
    TypeError
        If `rng` or `seed` is nothing that seeds.

    Examples
    --------
    >>> model = NegotiationModel(worlds=4, seed=1)
    >>> model.step()
    >>> model.week
    1
    """

    __signature__ = compatibility.BatchSignature()

    def __init__(
        self,
        case: str | Path | Scenario = DEFAULT_CASE,
        *,
        worlds: int = 1,
        first_world: int = 0,
        rng: seeds.Rng = None,
        seed: seeds.Seed = None,
        values: Mapping[str, Any] | None = None,
        collect: bool = True,
        classes: Mapping[str, type] | None = None,
        draws=None,
    ):
        if worlds < 1 or first_world < 0:
            raise ValueError(f"worlds must be at least 1, first_world at least 0; got {worlds}, {first_world}")
        self.seed = seeds.settle(rng, seed)
        super().__init__(rng=self.seed)
        self.case = case if isinstance(case, Scenario) else load(case)
        self.worlds, self.first_world, self.horizon_weeks = worlds, first_world, self.case.horizon_weeks
        self.week = 0
        self.under_way = False
        self.issues = tuple(ISSUES)
        self.parameters = self.case.parameters(_checked(values, worlds))
        self.draws = draws if draws is not None else WorldDraws(self.seed, first_world, worlds)
        self.record = Record(worlds, first_world, self.case.mediators, self.issues)
        self.observers: list = []
        self._build(classes or {})
        self.under_way = True
        self.datacollector = _collector() if collect else mesa.DataCollector()
        self._collects = collect

    def _build(self, classes: Mapping[str, type]) -> None:
        """Create the parties and the processes between them."""
        unknown = set(classes) - {*BELLIGERENTS, *self.case.mediators}
        if unknown:
            named = ", ".join(sorted(unknown))
            raise ValueError(f"classes are given for {named}, which {self.case.name} does not have")
        parameters, interventions = self.parameters, self.case.interventions
        initial = self.draws.initial()
        self.timeline = Timeline(self, self.case.shocks)
        self.washington = Washington(self, interventions.pressure)
        ukraine, russia = self.belligerents = tuple(
            classes.get(key, Belligerent)(self, key, self.case.party_name(key), getattr(parameters, key), sign, initial)
            for key, sign in zip(BELLIGERENTS, (-1, 1), strict=True)
        )
        ukraine.opponent, russia.opponent = russia, ukraine
        self.mediators = [
            classes.get(key, Envoy if key == ENVOY else Mediator)(self, key, self.case.party_name(key), tree)
            for key, tree in sorted(parameters.mediators.items())
        ]
        self.spoilers, self.front, self.channels = Spoilers(self), Front(self), Channels(self)
        self.captures, self.war, self.ceasefire = Captures(self), War(self), Ceasefire(self)
        self.trade, self.exchanges = ConcessionTrade(self), PartialExchanges(self)
        self.programme, self.swap = Programme(self, interventions), AllForAll(self, interventions)
        self.talks, self.bargaining = BroaderTalks(self), Bargaining(self)
        self._constant_hazards = interventions.constant_hazards
        self.bargains = self._constant_hazards is None

    def step(self) -> None:
        """One week in every world (MODEL.md, section 3).

        Raises
        ------
        RuntimeError
            When the horizon is already reached.
        """
        if self.week >= self.horizon_weeks:
            raise RuntimeError(
                f"{self.case.name} ends after {self.horizon_weeks} weeks; make a new model to run it again"
            )
        self.draws.next_week()
        if self.bargains:
            self._live()
        else:
            race(self, self._constant_hazards)
        for observer in self.observers:
            observer.observe(self)
        self.week += 1
        self.running = self.week < self.horizon_weeks
        if self._collects:
            self.datacollector.collect(self)

    def _live(self) -> None:
        self.spoilers.strike()
        self.washington.attend()
        self.front.move()
        for side in self.belligerents:
            side.take_captives()
        for side in self.belligerents:
            side.reckon()
        self.front.ripen()
        for mediator in self.mediators:
            mediator.engage()
        self.channels.open()
        self.washington.press()
        self.trade.bargain()
        self.exchanges.hold()
        self.programme.advance()
        self.swap.decide()
        self.talks.open()
        self.trade.settle_accounts()
        self.bargaining.meet()
        self.ceasefire.hold()
        learn(self)
        self.exchanges.fade()

    def run(self) -> NegotiationModel:
        """Run to the horizon."""
        while self.running:
            self.step()
        return self

    def outcomes(self) -> dict[str, np.ndarray]:
        """Rows of the record: column -> array (worlds,), described by `sim.model.outcomes.columns`."""
        rows = self.record.table()
        for side in self.belligerents:
            rows[f"released_by_{side.key}"] = side.released.astype(np.int64)
            rows[f"held_by_{side.key}"] = sum(side.held.values()).astype(np.int64)
        settled = np.flatnonzero(~np.isnan(rows["settlement_difference"]))
        if settled.size:
            terms = frontier.package(
                self.talks.frontier.at(settled),
                rows["settlement_difference"][settled],
                rows["settlement_logrolling"][settled],
            )
            for issue, term in zip(self.issues, terms, strict=True):
                rows[f"terms_{issue}"][settled] = term
        return rows

    def release(self) -> None:
        """Free the model now; nothing of it can be used afterwards, but what `outcomes` returned stays.

        Mesa keeps every model in a table of its own, and model, parties and processes refer to each other in rings. The
        interpreter looks for rings after so many objects, not bytes: without this a long run holds some hundred blocks
        of dead arrays.
        """
        parties = (*self.belligerents, *self.mediators)
        compatibility.forget(self)
        for thing in (*parties, self):
            vars(thing).clear()


def _checked(values: Mapping[str, Any] | None, worlds: int) -> Mapping[str, Any] | None:
    """Values by path, each a number or one per world."""
    for path, value in (values or {}).items():
        if np.shape(value) not in ((), (worlds,)):
            raise ValueError(
                f"{path} has values of shape {np.shape(value)}; expected a number or one per world, ({worlds},)"
            )
    return values


def _collector() -> mesa.DataCollector:
    """Weekly model and agent figures, means over worlds: copies, never references to arrays that change.

    Functions and parts of them that pickle can name, so that a model can be pickled. The seed is among the figures: in
    a row of `mesa.batch_run` it takes the place of what was asked for, which may be nothing.
    """
    outsider = {"party": _KEY, **{name: partial(_mean, of=name) for name in ("engagement", "wallet")}}
    return mesa.DataCollector(
        model_reporters={
            "week": "week",
            "seed": "seed",
            "swap_first": partial(_comes_first, event=First.SWAP),
            "talks_first": partial(_comes_first, event=First.TALKS),
            "swap_agreed": partial(_has_happened, event="agreed_week"),
            "swap_completed": partial(_has_happened, event="completed_week"),
            "talks_opened": partial(_has_happened, event="talks_week"),
            "in_talks": partial(_mean, of="talks.in_session"),
            "ceasefire": partial(_mean, of="ceasefire.in_force"),
            "settled": partial(_mean, of="talks.settled"),
            "exchanges": _exchanges,
        },
        agenttype_reporters={
            Belligerent: {
                "party": _KEY,
                **{name: partial(_mean, of=name) for name in ("trust", "pressure", "war_cost")},
                "held": _held,
                "conceded_for_swap": partial(_conceded, track=ALL_FOR_ALL),
                "conceded_for_talks": partial(_conceded, track=TALKS),
            },
            Mediator: outsider,
            Envoy: outsider,
        },
    )


_KEY = attrgetter("key")


def _mean(thing: Any, *, of: str) -> float:
    """Mean over worlds of an attribute of the model or of a party."""
    return float(attrgetter(of)(thing).mean())


def _comes_first(model: NegotiationModel, *, event: First) -> float:
    """Share of worlds in which an event has come first so far."""
    rows = model.record.rows
    return float(np.mean(first_event(rows["completed_week"], rows["talks_week"]) == event))


def _has_happened(model: NegotiationModel, *, event: str) -> float:
    """Share of worlds in which an event has happened."""
    return float(np.mean(~np.isnan(model.record.rows[event])))


def _exchanges(model: NegotiationModel) -> float:
    return float(model.record.rows["exchanges"].mean())


def _held(side: Belligerent) -> float:
    return float(reduce(np.add, side.held.values()).mean())


def _conceded(side: Belligerent, *, track: str) -> float:
    return float(side.tracks[track].offered.mean())
