"""Concession trade on both tracks: what is conceded, pledged and paid, and whether it mattered (MODEL.md, 6.12)."""

from __future__ import annotations

import numpy as np

from sim.agents.track import ALL_FOR_ALL, TALKS, TRACKS
from sim.processes.washington import ENVOY
from sim.rules import concession
from sim.rules.consent import total
from sim.rules.numbers import at, is_zero

_WEIGHT_OF_SUCCESS = {ALL_FOR_ALL: 1.0, TALKS: 0.5}


class ConcessionTrade:
    """Belligerents concede what the other lacks; third parties pledge inducements and pay for successes.

    Switched off (nobody can concede and no wallet is filled) it does nothing at all, bit for bit.
    """

    def __init__(self, model):
        self.model = model
        nobody_concedes = all(is_zero(side.parameters.trade.concession_limit) for side in model.belligerents)
        self.off = nobody_concedes and not any(mediator.has_wallet for mediator in model.mediators)
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
                side.tracks[track].trade = total(self.terms(side, track))

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

    def _pledge(self, side, track: str) -> None:
        state = side.tracks[track]
        state.pledged_share = concession.pledged_share(
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

    def succeed(self, track: str, worlds: np.ndarray, gain) -> None:
        """Record what stood behind a success on a track, and who was pivotal; `settle_accounts` pays for it.

        Parameters
        ----------
        worlds : int array (n,), the worlds in which the success happened this week
        gain : callable (scores of Ukraine, scores of Russia), arrays (cases, n) -> bool array (cases, n)
            Whether the success would have happened at these acceptance scores, given this week's draw.
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
        for number, side in enumerate(sides):
            without[number, number] += at(side.parameters.trade.concession_cost, worlds) * offered[number]
            without[number, 1 - number] -= offered[number]
        without[len(sides) : agents] -= pledges
        for place, mediator in enumerate(self.model.mediators):
            if mediator.key == ENVOY:
                for number, side in enumerate(sides):
                    price = at(side.parameters.trade.over_head_price, worlds)
                    without[len(sides) + place, number] += price * pledges[place, 1 - number]
        without[agents] = before
        pivotal = ~gain(without[:, 0], without[:, 1])
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
            for number, (side, share) in enumerate(zip(sides, shares, strict=True)):
                pledges[place, number] = at(mediator.worth(side), worlds) * means * share
        return pledges

    def settle_accounts(self) -> None:
        """Pay out of the wallets for this week's successes, and refill them (equation 40)."""
        if self.off:
            return
        for number, mediator in enumerate(self.model.mediators):
            for weight, worlds, pledges in self._to_pay:
                self.model.record.paid(mediator.key, worlds, mediator.pay(weight * pledges[number], worlds))
            mediator.refill()
        self._to_pay.clear()
