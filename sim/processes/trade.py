"""Concession trade on both tracks: what is conceded, pledged and paid, and whether it mattered (MODEL.md, 6.12)."""

from __future__ import annotations

import numpy as np

from ..agents.track import ALL_FOR_ALL, TALKS, TRACKS
from ..rules import concession
from ..rules.consent import total
from ..rules.numbers import at, is_zero
from .washington import ENVOY

WHOLE_TRADE = "trade"
"""Name under which the pivotal share of the whole of concession trade is recorded."""

_WEIGHT_OF_SUCCESS = {ALL_FOR_ALL: 1.0, TALKS: 0.5}


class ConcessionTrade:
    """Belligerents concede what the other lacks; third parties pledge inducements and pay for successes.

    Switched off (nobody can concede and no wallet is filled) it does nothing at all, bit for bit.
    """

    def __init__(self, model):
        self.model = model
        nobody_concedes = all(is_zero(side.parameters.trade.concession_limit) for side in model.belligerents)
        self.off = nobody_concedes and not any(mediator.has_wallet for mediator in model.mediators)

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
        return sum((mediator.offerable[side.key] for mediator in self.model.mediators), start=side.everywhere(0))

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
        """Record what stood behind a success on a track, and who was pivotal; then pay for it.

        Parameters
        ----------
        worlds : int array (n,), the worlds in which the success happened this week
        gain : callable (scores of Ukraine, scores of Russia) -> bool array (n,)
            Whether the success would have happened at these acceptance scores, given this week's draw.
        """
        if self.off:
            return
        record = self.model.record
        scores = [self._score(side, track, worlds) for side in self.model.belligerents]
        for number, side in enumerate(self.model.belligerents):
            record.conceded(track, side.key, worlds, side.tracks[track].offered[worlds])
            without = list(scores)
            without[number] = (
                scores[number] + at(side.parameters.trade.concession_cost, worlds) * side.tracks[track].offered[worlds]
            )
            without[1 - number] = scores[1 - number] - side.tracks[track].offered[worlds]
            record.pivotal(track, side.key, worlds, ~gain(*without))
        before_trade = [side.tracks[track].score[worlds] for side in self.model.belligerents]
        record.pivotal(track, WHOLE_TRADE, worlds, ~gain(*before_trade))
        for mediator in self.model.mediators:
            pledges = [mediator.pledge(side, track, worlds) for side in self.model.belligerents]
            record.pledged(track, mediator.key, worlds, pledges[0] + pledges[1])
            without = [score - pledge for score, pledge in zip(scores, pledges, strict=True)]
            if mediator.key == ENVOY:
                for number, side in enumerate(self.model.belligerents):
                    without[number] = (
                        without[number] + at(side.parameters.trade.over_head_price, worlds) * pledges[1 - number]
                    )
            record.pivotal(track, mediator.key, worlds, ~gain(*without))

    def settle_accounts(self, successes: dict[str, np.ndarray]) -> None:
        """Pay out of the wallets for this week's successes, and refill them (equation 40).

        Parameters
        ----------
        successes : dict track -> int array, the worlds in which it succeeded this week
        """
        if self.off:
            return
        for mediator in self.model.mediators:
            for track, worlds in successes.items():
                if worlds.size:
                    self.model.record.paid(mediator.key, worlds, mediator.pay(track, _WEIGHT_OF_SUCCESS[track], worlds))
            mediator.refill()

    @staticmethod
    def _score(side, track: str, worlds: np.ndarray) -> np.ndarray:
        state = side.tracks[track]
        return (state.score + state.trade)[worlds]
