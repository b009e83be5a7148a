"""What a week makes of its state, by the symbols of MODEL.md, section 6; one number per world.

A name is `symbol` or `symbol:party`. `read` looks a name up in a model that has just lived a week.
"""

import numpy as np

from sim.model.consent import acceptance
from sim.model.draws import Draw
from sim.model.talks import expected_surplus
from sim.model.track import ALL_FOR_ALL, TALKS


def _rate(slot: Draw):
    def read(model):
        heard = model.draws.rates[slot]
        return heard[0] if heard else np.zeros(0)

    return read


def _flag(pick):
    """1 in the worlds whose numbers `pick` returns."""

    def read(model):
        flags = np.zeros(model.worlds, np.float32)
        flags[pick(model)] = 1
        return flags

    return read


def agreement_rate(model):
    """λ_a of (22)."""
    ukraine, russia = model.belligerents
    return model.swap.chances * ukraine.tracks[ALL_FOR_ALL].acceptance * russia.tracks[ALL_FOR_ALL].acceptance


COMMON = {
    "us": lambda model: model.washington.attention,
    "sp": lambda model: model.spoilers.struck,
    "q": lambda model: model.spoilers.outrage,
    "m": lambda model: model.front.momentum,
    "p": lambda model: model.front.russian_share,
    "Rip": lambda model: model.front.ripeness,
    "x0": lambda model: model.channels.direct,
    "H": lambda model: model.channels.humanitarian,
    "C": lambda model: model.channels.political,
    "eta": lambda model: model.channels.logrolling,
    "J": lambda model: model.talks.joint_at_parity(),
    "B": lambda model: model.exchanges.glow,
    "K": lambda model: model.talks.in_session_before,
    "lambda_sp": _rate(Draw.SPOILER),
    "lambda_p": _rate(Draw.PARTIAL_EXCHANGE),
    "lambda_a": agreement_rate,
    "lambda_r": lambda model: _rate(Draw.ANSWER)(model) - agreement_rate(model),
    "lambda_T": _rate(Draw.TALKS_OPEN),
    "stage_rate": _rate(Draw.STAGE),
    "collapse_rate": _rate(Draw.COLLAPSE),
    "breakdown_rate": _rate(Draw.BREAKDOWN),
    "ceasefire_rate": _rate(Draw.CEASEFIRE),
    "staged": _flag(lambda model: model.programme.staged),
    "collapsed": _flag(lambda model: model.programme.collapsed),
    "cancelled": _flag(lambda model: model.exchanges.cancelled),
    "success": _flag(lambda model: np.concatenate([model.swap.agreed, model.talks.opened])),
    "empty_cost": lambda model: model.talks.empty_agenda_cost,
    "gains": lambda model: model.talks.frontier.gains_at_parity,
    "more": lambda model: model.belligerents[1].listed - model.belligerents[0].listed,
    "brk_size": lambda model: model.parameters.front.breakthroughs.size,
}
SIDES = {
    "n": lambda side: side.held_burden,
    "N": lambda side: side.listed,
    "captured": lambda side: side.captured,
    "let_go": lambda side: side.released,
    "tau": lambda side: side.trust,
    "good": lambda side: side.good,
    "bad": lambda side: side.bad,
    "c": lambda side: side.war_cost,
    "c0": lambda side: side.parameters.war_cost.base + side.model.timeline.war_cost_shift(side.key),
    "r": lambda side: side.reservation,
    "o": lambda side: side.over_optimism,
    "felt": lambda side: side.felt_reservation,
    "g": lambda side: side.pressure,
    "phi": lambda side: acceptance(side.exchange_score(), side.model.parameters.decision.temperature),
    "S": lambda side: expected_surplus(
        side.model.talks.joint_at_parity(), side.felt_reservation, side.opponent.reservation
    ),
    "gate": lambda side: side.tracks[TALKS].gate,
    "P": lambda side: side.willingness,
    "A": lambda side: side.demand,
    "omega": lambda side: abs((side.sign > 0) - side.model.bargaining.first_share),
    "kc": lambda side: side.model.war.commitment_discount[side.key],
    "red": lambda side: -side.tracks[TALKS].terms["red lines"],
    "theta": lambda side: side.trustworthy,
    "kappa": lambda side: side.compliance,
    "kept": lambda side: side.model.programme.compliance[side.key],
    "nu": lambda side: side.parameters.trade.over_head_price,
    "offers": lambda side: _flag(lambda model: model.swap.new_offers[side.sign > 0])(side.model),
}
MEDIATORS = {
    "x": lambda mediator: mediator.channel,
    "x'": lambda mediator: mediator.convening,
    "e": lambda mediator: mediator.engagement,
    "W": lambda mediator: mediator.wallet,
    "paid": lambda mediator: mediator.model.record.rows[f"paid_{mediator.key}"],
}
for _track, _mark in ((ALL_FOR_ALL, "a"), (TALKS, "t")):
    for _name, _attribute in (
        ("score", "score"),
        ("P", "acceptance"),
        ("f", "offered"),
        ("G", "pledged_share"),
        ("trade", "trade"),
    ):
        SIDES[f"{_name}_{_mark}"] = lambda side, track=_track, attribute=_attribute: getattr(
            side.tracks[track], attribute
        )
    SIDES[f"want_{_mark}"] = lambda side, track=_track: side.tracks[track].score + side.tracks[track].trade


def read(model, name: str) -> np.ndarray:
    """A quantity of a model that has just lived a week."""
    symbol, _, key = name.partition(":")
    if not key:
        return np.asarray(COMMON[symbol](model), np.float64)
    party = next(party for party in (*model.belligerents, *model.mediators) if party.key == key)
    return np.asarray((SIDES if party in model.belligerents else MEDIATORS)[symbol](party), np.float64)
