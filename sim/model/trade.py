"""Concession trade before talks: what is conceded, pledged and paid, and whether it mattered (MODEL.md, 6.12)."""

from __future__ import annotations

import numpy as np

from sim.model import bargaining, consent, hazard
from sim.model.numbers import Number, at, at_least, at_most, between, is_zero, number
from sim.model.signs import TRADE_OWN
from sim.model.track import ALL_FOR_ALL, TALKS, TRACKS
from sim.model.washington import ENVOY
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class TradeParameters(Section):
    """Concession trade, common to all (MODEL.md, 6.12)."""

    imitation: float = parameter(
        0.3,
        "imitation of the other's last concession",
        unit="share",
        symbol="w_c concede_imitate",
        low=0.0,
        high=1.0,
        prior={"uniform": [0, 0.6]},
        raises="f_a:* f_t:*",
    )
    released_up_front: float = parameter(
        0.3,
        "share of an inducement given without movement; the rest is quid pro quo",
        unit="share",
        symbol="ρ quid_base",
        low=0.0,
        high=1.0,
        prior={"uniform": [0, 0.6]},
        raises="G_a:* G_t:*",
    )
    refill: float = parameter(
        0.03,
        "weekly refill of a wallet towards its level",
        unit="1/week",
        symbol="r_w",
        low=0.0,
        high=1.0,
        no_sign="a speed: towards a level that may be below the wallet, as when a summit has ended",
    )
    share_paid: float = parameter(
        0.5,
        "share of a pledge that leaves the wallet on success",
        unit="share",
        symbol="pay",
        low=0.0,
        high=1.0,
        raises="paid:@",
        lowers="W:@",
    )


class TradeStance(Section):
    """What this side offers before talks to get to a swap or to the table (MODEL.md, 6.12)."""

    concession_limit: float = parameter(
        (1.0, 1.0),
        "most this side can concede on a track",
        unit="logit",
        symbol="f̄ concede_max",
        low=0.0,
        high=20.0,
        prior={"factor": "concession_limit", "uniform": [0, 2]},
        raises="f_a:{s} f_t:{s}",
        signs=(Sign(raises="trade_a:{o} trade_t:{o} P_a:{o} P_t:{o}", where="nu:{o} = 0"),),
    )
    concession_speed: float = parameter(
        (0.10, 0.06),
        "weekly speed of conceding what the other lacks",
        unit="1/week",
        symbol="φ^c concede_speed",
        low=0.0,
        high=1.0,
        source="Boulware Russia",
        prior={"factor": "concession_speed", "log_uniform": [0.5, 2]},
        no_sign="a speed: towards what the other lacks, which may be above or below what is offered",
    )
    concession_cost: float = parameter(
        (0.5, 0.5),
        "cost to this side of one unit it concedes",
        unit="share",
        symbol="k_c concede_cost",
        low=0.0,
        high=20.0,
        source="below 1: gains from trade (Froman & Cohen 1970)",
        prior={"factor": "concession_cost", "uniform": [0.4, 1.6]},
        lowers=TRADE_OWN + " P:{s} lambda_a lambda_T",
    )
    over_head_price: float = parameter(
        (0.3, 0.0),
        "loss per unit that the US pledges to the other side",
        unit="share",
        symbol="ν over_head",
        low=0.0,
        high=20.0,
        source="price of a deal over Kyiv's head",
        prior=({"uniform": [0, 1]}, None),
        lowers=TRADE_OWN + " P:{s} lambda_a lambda_T",
    )


# -- rule --------------------------------------------------------------------------------------------------------------


_GUARD = 1e-6
_LARGEST_IMITATED_STEP = 0.1


def conceded(
    offered: np.ndarray,
    speed: Number,
    acceptance: np.ndarray,
    limit: Number,
    other_lacks: np.ndarray,
    imitation: Number,
    other_last_step: np.ndarray,
) -> np.ndarray:
    """A side's concession offered this week (equation 37).

    The willing side concedes what the other lacks, the more willing the faster, and imitates the other's last step.

    Parameters
    ----------
    offered : last week's
    speed : 1/week, already slowed for the untrustworthy type
    acceptance : last week's probability of saying yes on this track
    limit : the most it can concede
    other_lacks : the other's shortfall
    imitation, other_last_step : weight, and the other's last change

    Returns
    -------
    array (worlds,), in [0, limit]
    """
    wanted = at_most(other_lacks, limit)
    wanted -= offered
    wanted *= acceptance
    wanted *= speed
    wanted += offered
    wanted += imitation * between(other_last_step, 0, _LARGEST_IMITATED_STEP)
    return between(wanted, 0, limit)


def pledged_share(
    up_front: Number,
    offered: np.ndarray,
    limit: Number,
    lacks: np.ndarray,
    other_offers: np.ndarray,
    available: np.ndarray,
) -> np.ndarray:
    """Share of what could be offered to a side that is pledged to it (equation 38).

    Part is given up front, the rest against the side's own concession (quid pro quo), and never more than it still lacks.

    Parameters
    ----------
    up_front : share released without movement
    offered, limit : the side's own concession, and the most it can concede
    lacks : the side's shortfall
    other_offers : the other side's concession
    available : all that could be offered to the side this week

    Returns
    -------
    array (worlds,), in [0, 1]
    """
    deserved = offered / number(np.maximum(limit, _GUARD))
    deserved *= 1 - up_front
    deserved += up_front
    needed = at_least(lacks - other_offers, 0)
    needed /= at_least(available, _GUARD)
    return np.minimum(deserved, needed, out=needed)


def payment(balance: np.ndarray, share_paid: Number, pledges: np.ndarray) -> np.ndarray:
    """What leaves a wallet when what it was pledged for succeeds: never more than it holds (equation 40)."""
    return np.minimum(balance, share_paid * pledges)


# -- process -----------------------------------------------------------------------------------------------------------


_WEIGHT_OF_SUCCESS = {ALL_FOR_ALL: 1.0, TALKS: 0.5}


class ConcessionTrade:
    """Belligerents concede what the other lacks; third parties pledge inducements and pay for successes.

    Switched off (nobody can concede and no wallet is filled) it does nothing at all, bit for bit.
    """

    def __init__(self, model):
        self.model = model
        nobody_concedes = all(is_zero(side.parameters.trade.concession_limit) for side in model.belligerents)
        self.off = nobody_concedes and not any(mediator.has_wallet for mediator in model.mediators)
        self._speed = {
            side.key: side.parameters.trade.concession_speed * bargaining.pace(side) for side in model.belligerents
        }
        self._to_pay: list[tuple[float, np.ndarray, np.ndarray]] = []  # weight of a success, its worlds, pledges

    def bargain(self) -> None:
        """Concessions and pledges of the week on both tracks (equations 37 to 39), from last week's scores."""
        if self.off:
            return
        for mediator in self.model.mediators:
            mediator.open_wallet()
        for side in self.model.belligerents:
            side.offerable = self._offerable(side)
        for track in TRACKS:
            self._concede(track)
            for side in self.model.belligerents:
                self._pledge(side, track)
            for side in self.model.belligerents:
                side.tracks[track].trade = consent.total(self.terms(side, track))

    def _offerable(self, side) -> np.ndarray:
        """All that could be offered to a side this week, logit."""
        offerable = side.everywhere(0)
        for mediator in self.model.mediators:
            offerable += mediator.offerable(side)
        return offerable

    def _concede(self, track: str) -> None:
        """Both sides move at once, each from the other's last step."""
        moves = [side.next_concession(track) for side in self.model.belligerents]
        for side, offered in zip(self.model.belligerents, moves, strict=True):
            state = side.tracks[track]
            state.last_step, state.offered = offered - state.offered, offered

    def concession(self, side, track: str) -> np.ndarray:
        """What a side would concede on a track this week, from last week's scores and steps (equation 37)."""
        state, other = side.tracks[track], side.opponent.tracks[track]
        return conceded(
            state.offered,
            self._speed[side.key],
            state.acceptance,
            side.parameters.trade.concession_limit,
            other.shortfall,
            self.model.parameters.trade.imitation,
            other.last_step,
        )

    def _pledge(self, side, track: str) -> None:
        state = side.tracks[track]
        state.pledged_share = pledged_share(
            self.model.parameters.trade.released_up_front,
            state.offered,
            side.parameters.trade.concession_limit,
            state.shortfall,
            side.opponent.tracks[track].offered,
            side.offerable,
        )

    def terms(self, side, track: str) -> dict[str, np.ndarray]:
        """What trade adds to a side's score on a track, term by term (equation 39)."""
        state, other = side.tracks[track], side.opponent.tracks[track]
        terms = {
            "other side's concession": other.offered,
            "cost of own concession": -side.parameters.trade.concession_cost * state.offered,
            "inducements": state.pledged_share * side.offerable,
        }
        envoy = self._envoy()
        if envoy is not None and not is_zero(side.parameters.trade.over_head_price):
            terms["deal over its head"] = -side.parameters.trade.over_head_price * envoy.pledge(side.opponent, track)
        return terms

    def _envoy(self):
        return next((mediator for mediator in self.model.mediators if mediator.key == ENVOY), None)

    # -- successes ----------------------------------------------------------------------------------------------------

    def succeed(self, track: str, worlds: np.ndarray, chances: np.ndarray, waiting: np.ndarray) -> None:
        """Record what stood behind a success on a track, and who was pivotal; `settle_accounts` pays for it.

        Pivotal is whoever's part in the trade was needed: without it the same draw would not have brought the success.

        Parameters
        ----------
        worlds : int array (n,), the worlds in which the success happened this week
        chances, waiting : arrays (worlds,), opportunities for it this week and the draw that decided
        """
        if self.off:
            return
        sides = self.model.belligerents
        states = [side.tracks[track] for side in sides]
        offered, before = (
            np.stack([at(getattr(state, what), worlds) for state in states]) for what in ("offered", "score")
        )
        pledges = self._pledges(track, worlds)
        scores = before + np.stack([at(state.trade, worlds) for state in states])

        agents = len(sides) + len(pledges)
        without = np.repeat(scores[None], agents + 1, axis=0)
        for index, side in enumerate(sides):
            without[index, index] += at(side.parameters.trade.concession_cost, worlds) * offered[index]
            without[index, 1 - index] -= offered[index]
        without[len(sides) : agents] -= pledges
        for place, mediator in enumerate(self.model.mediators):
            if mediator.key == ENVOY:
                for index, side in enumerate(sides):
                    price = at(side.parameters.trade.over_head_price, worlds)
                    without[len(sides) + place, index] += price * pledges[place, 1 - index]
        without[agents] = before
        decision = consent.decision_at(self.model.parameters.decision, worlds)
        answers = [
            consent.answer(without[:, index], decision.temperature, at(state.gate, worlds))
            for index, state in enumerate(states)
        ]
        rate = consent.agreement(at(chances, worlds), answers[0], answers[1], decision)
        pivotal = ~hazard.strikes(at(waiting, worlds), rate)
        pledged = pledges[:, 0] + pledges[:, 1]
        self.model.record.traded(track, worlds, offered, pledged, pivotal)
        self._to_pay.append((_WEIGHT_OF_SUCCESS[track], worlds, pledged))

    def _pledges(self, track: str, worlds: np.ndarray) -> np.ndarray:
        """What stands pledged on a track in some worlds, float32 (mediators, 2, n), logit."""
        sides, mediators = self.model.belligerents, self.model.mediators
        shares = [at(side.tracks[track].pledged_share, worlds) for side in sides]
        pledges = np.empty((len(mediators), 2, worlds.size), np.float32)
        for place, mediator in enumerate(mediators):
            means = at(mediator.means, worlds)
            for index, (side, share) in enumerate(zip(sides, shares, strict=True)):
                pledges[place, index] = at(mediator.worth(side), worlds) * means * share
        return pledges

    def settle_accounts(self) -> None:
        """Pay out of the wallets for this week's successes, and refill them (equation 40)."""
        if self.off:
            return
        for index, mediator in enumerate(self.model.mediators):
            for weight, worlds, pledges in self._to_pay:
                self.model.record.paid(mediator.key, worlds, mediator.pay(weight * pledges[index], worlds))
            mediator.refill()
        self._to_pay.clear()
