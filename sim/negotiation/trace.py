"""One world, week by week: what was offered, answered, pledged, paid and agreed, and why (observing changes nothing)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.model.bargaining import ask
from sim.model.track import TRACKS
from sim.negotiation.model import NegotiationModel
from sim.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Where one side stands on one track in a week.

    Attributes
    ----------
    terms : what the step is worth to it before trade, term by term, logit
    trade : what concession trade adds, term by term, logit
    acceptance : probability of saying yes, in [0, 1]
    gate : how far its preconditions are met, in [0, 1] (1 on the all-for-all track)
    """

    terms: Mapping[str, float]
    trade: Mapping[str, float]
    acceptance: float
    gate: float = 1.0

    @property
    def score(self) -> float:
        """Score after trade, logit."""
        return sum(self.terms.values()) + sum(self.trade.values())


@dataclass(frozen=True, kw_only=True)
class Week:
    """What happened in one week of one world.

    Attributes
    ----------
    number : weeks since the start; `date` is the day it begins
    events : (kind, details) in the order of the model's week; see `WorldObserver`
    decisions : track -> side -> Decision
    conceded : track -> side -> concession on offer, logit
    pledged : track -> side -> mediator -> inducement pledged to that side, logit
    paid : mediator -> units that left its wallet this week
    packages : side -> issue -> position, in a week of bargaining
    state : side -> name -> value: trust, pressure, war_cost, held, asks, reservation
    """

    number: int
    date: date
    events: tuple[tuple[str, Mapping[str, Any]], ...]
    decisions: Mapping[str, Mapping[str, Decision]]
    conceded: Mapping[str, Mapping[str, float]]
    pledged: Mapping[str, Mapping[str, Mapping[str, float]]]
    paid: Mapping[str, float]
    packages: Mapping[str, Mapping[str, float]] | None
    state: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One world of a scenario, from the start to the horizon.

    Attributes
    ----------
    scenario : Scenario
    world, seed : which world
    issues : names of the issues, in order
    weeks : tuple of Week
    outcome : the world's row of the record; NaN where something did not happen
    """

    scenario: Scenario
    world: int
    seed: int
    issues: tuple[str, ...]
    weeks: tuple[Week, ...] = field(repr=False)
    outcome: Mapping[str, float]


class WorldObserver:
    """Reads one world of a running model at the end of every week.

    Parameters
    ----------
    position : int, position of the world among the model's worlds
    """

    def __init__(self, position: int = 0):
        self.position = position
        self.weeks: list[Week] = []
        self._before: dict[str, float] = {}
        self._offers: set[str] = set()

    def observe(self, model: NegotiationModel) -> None:
        """Append this week; called by the model before it moves on."""
        sides = model.belligerents
        if not self.weeks:
            self._offers = {side.key for side in sides if self._at(side.offer_at_start)}
        live = model.bargains
        self.weeks.append(
            Week(
                number=model.week,
                date=model.case.start + timedelta(weeks=model.week),
                events=tuple(self._events(model)) if live else (),
                decisions={track: {side.key: self._decision(model, side, track) for side in sides} for track in TRACKS}
                if live
                else {},
                conceded={
                    track: {side.key: self._at(side.tracks[track].offered) for side in sides} for track in TRACKS
                },
                pledged=self._pledged(model),
                paid=self._paid(model),
                packages=self._packages(model) if live else None,
                state={side.key: self._state(model, side) for side in sides} if live else {},
            )
        )

    def _at(self, value) -> float:
        return float(value[self.position] if isinstance(value, np.ndarray) else value)

    def _here(self, worlds: np.ndarray) -> bool:
        return self.position in worlds

    def _decision(self, model, side, track: str) -> Decision:
        state = side.tracks[track]
        trade = {} if model.trade.off else model.trade.terms(side, track)
        return Decision(
            terms={name: self._at(value) for name, value in state.terms.items()},
            trade={name: self._at(value) for name, value in trade.items()},
            acceptance=self._at(state.acceptance),
            gate=self._at(state.gate),
        )

    def _pledged(self, model) -> dict:
        if model.trade.off:
            return {track: {side.key: {} for side in model.belligerents} for track in TRACKS}
        return {
            track: {
                side.key: {
                    mediator.key: self._at(mediator.pledge(side, track))
                    for mediator in model.mediators
                    if mediator.means is not None
                }
                for side in model.belligerents
            }
            for track in TRACKS
        }

    def _paid(self, model) -> dict[str, float]:
        paid = {}
        for mediator in model.mediators:
            total = self._at(model.record.rows[f"paid_{mediator.key}"])
            if total > self._before.get(mediator.key, 0.0):
                paid[mediator.key] = total - self._before.get(mediator.key, 0.0)
            self._before[mediator.key] = total
        return paid

    def _packages(self, model) -> dict | None:
        if not self._at(model.talks.in_session_before):
            return None
        offers = model.bargaining.packages(np.array([self.position]))
        return {side: dict(zip(model.issues, terms[:, 0].tolist(), strict=True)) for side, terms in offers.items()}

    def _state(self, model, side) -> dict[str, float]:
        at_the_table = self._at(model.talks.in_session_before)
        asks = model.bargaining.asks[side.key] if at_the_table else ask(side.demand, side.felt_reservation)
        return {
            "trust": self._at(side.trust),
            "pressure": self._at(side.pressure),
            "war_cost": self._at(side.war_cost),
            "held": self._at(sum(side.held.values())),
            "asks": self._at(asks),
            "reservation": self._at(side.felt_reservation),
        }

    def _events(self, model):
        """Yield (kind, details) in the order of the model's week."""
        talks, bargaining, exchanges = model.talks, model.bargaining, model.exchanges
        if self._at(model.spoilers.struck):
            yield "spoiler", {"outrage": self._at(model.spoilers.outrage)}
        if self._here(exchanges.cancelled):
            yield "exchange_cancelled", {}
        if self._here(exchanges.held):
            place = int(np.flatnonzero(exchanges.held == self.position)[0])
            credited = int(exchanges.credited[place])
            yield (
                "exchange",
                {
                    "released": {key: int(sizes[place]) for key, sizes in exchanges.sizes.items()},
                    "channel": "direct" if credited < 0 else model.mediators[credited].key,
                },
            )
        yield from self._swap_events(model, model.programme, model.swap)
        if self._here(talks.opened):
            yield "talks_opened", {}
        if self._here(bargaining.settled_now):
            rows = model.record.rows
            terms = talks.frontier.at(np.array([self.position]))
            yield "settled", {"terms": dict(zip(model.issues, _package(terms, rows, self.position), strict=True))}
        if self._here(bargaining.broken_down):
            yield "talks_broke_down", {}
        in_force = self._at(model.ceasefire.in_force)
        if in_force != self._before.get("ceasefire", 0.0):
            yield ("ceasefire" if in_force else "ceasefire_broken"), {}
        self._before["ceasefire"] = in_force

    def _swap_events(self, model, programme, swap):
        if self._here(programme.staged):
            yield (
                "stage",
                {
                    "number": int(self._at(programme.stage)),
                    "of": int(self._at(model.parameters.all_for_all.stages)),
                    "released": {side: int(self._at(freed)) for side, freed in programme.released_in_stage.items()},
                },
            )
        if self._here(programme.finished):
            yield "swap_completed", {}
        if self._here(programme.incomplete):
            yield "swap_incomplete", {"kept": {side: self._at(share) for side, share in programme.compliance.items()}}
        if self._here(programme.collapsed):
            yield "swap_collapsed", {}
        if model.week == programme.imposed_week:
            yield "swap_imposed", {}
        answered = sorted(self._offers)
        if self._here(swap.agreed) or self._here(swap.refused) or model.week == programme.imposed_week:
            self._offers = set()
        if self._here(swap.agreed):
            yield (
                "swap_agreed",
                {
                    "of": answered,
                    "lists": {
                        side.key: int(sum(self._at(programme.lists[side.key, c]) for c in side.held))
                        for side in model.belligerents
                    },
                },
            )
        if self._here(swap.refused):
            yield "offer_refused", {"of": answered}
        for side, worlds in zip(model.belligerents, swap.new_offers, strict=True):
            if self._here(worlds):
                self._offers = self._offers | {side.key}
                yield "offer", {"by": side.key}


def _package(frontier_here, rows, position: int) -> list[float]:
    from sim.model.frontier import package

    here = slice(position, position + 1)
    return package(frontier_here, rows["settlement_difference"][here], rows["settlement_logrolling"][here])[
        :, 0
    ].tolist()


def trace(scenario: Scenario, world: int, seed: int = 1, values: Mapping[str, Any] | None = None) -> Trace:
    """Run one world of a scenario and keep what happens in it.

    The world is the same, bit for bit, as world `world` of a run with this seed.

    Parameters
    ----------
    scenario : Scenario
    world : int >= 0
    seed : int >= 0
    values : mapping of parameter path to number, optional
        Values that replace the scenario's.

    Returns
    -------
    Trace

    Raises
    ------
    ValueError
        If world or seed is negative.
    """
    model = NegotiationModel(scenario, worlds=1, first_world=world, seed=seed, values=values, collect=False)
    observer = WorldObserver()
    model.observers.append(observer)
    model.run()
    outcome = {name: column[0].item() for name, column in model.outcomes().items()}
    issues = model.issues
    model.release()
    return Trace(scenario=scenario, world=world, seed=seed, issues=issues, weeks=tuple(observer.weeks), outcome=outcome)
