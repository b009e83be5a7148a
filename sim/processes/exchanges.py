"""Partial exchanges (MODEL.md, 6.6)."""

from __future__ import annotations

import numpy as np

from sim.draws import Draw
from sim.rules import exchange, hazard, mediation
from sim.rules.consent import acceptance
from sim.rules.numbers import at, at_least, at_most


class PartialExchanges:
    """Exchanges of some for some, through whichever channel works.

    Attributes
    ----------
    glow : float32 (worlds,), goodwill of recent releases, decaying
    released : float32 (worlds,), persons released this week, on any track
    held : int array, worlds in which an exchange was held this week
    moment : float32 (n,), when in the week it was held, in [0, 1), for the worlds in `held`
    cancelled : int array, worlds in which one was due and cancelled
    sizes : dict side key -> float32 (n,), persons released by that side in `held`
    """

    def __init__(self, model):
        self.model = model
        self.glow = np.zeros(model.worlds, np.float32)
        self.released = np.zeros(model.worlds, np.float32)
        rules = model.parameters.exchanges
        ukraine, russia = model.belligerents
        by_type = [
            np.where(side.trustworthy > 0, rules.cancellation_trustworthy, rules.cancellation_untrustworthy).astype(
                np.float32
            )
            for side in (ukraine, russia)
        ]
        self._cancellation = np.maximum(*by_type)
        self.held = self.cancelled = np.empty(0, np.intp)
        self.moment = np.empty(0, np.float32)

    def hold(self) -> None:
        """Find out in which worlds an exchange is due (equations 16 and 17), and hold it there."""
        model, rules = self.model, self.model.parameters.exchanges
        ukraine, russia = model.belligerents
        no_programme = 1 - model.swap.running
        model.record.quiet_week(no_programme)
        temperature = model.parameters.decision.temperature
        both_agree = acceptance(ukraine.exchange_score(), temperature) * acceptance(
            russia.exchange_score(), temperature
        )
        rate = rules.opportunities_per_week * model.channels.humanitarian * both_agree
        rate *= (1 + rules.rate_uplift_in_talks * model.talks.in_session) * no_programme
        smaller_stock = np.minimum(ukraine.held["prisoners_of_war"], russia.held["prisoners_of_war"])
        largest = rules.size_stock_share * smaller_stock
        if largest.min() < exchange.SMALLEST:
            rate *= largest >= exchange.SMALLEST
        due = np.flatnonzero(hazard.strikes(model.draws.waiting[Draw.PARTIAL_EXCHANGE], rate))
        self.released = np.zeros(model.worlds, np.float32)
        if not due.size:
            self.held = self.cancelled = due
            return
        risk = at(self._cancellation, due)
        luck = at(model.draws.uniform[Draw.CANCELLATION], due)
        goes_ahead = luck >= risk
        go, stay = np.flatnonzero(goes_ahead), np.flatnonzero(~goes_ahead)
        self.held, self.cancelled = at(due, go), at(due, stay)
        self.moment = at(model.draws.waiting[Draw.PARTIAL_EXCHANGE], self.held) / at(rate, self.held)
        self._release(self.held, at(largest, self.held))
        risk = at(risk, go)
        self._credit(self.held, (at(luck, go) - risk) / (1 - risk))
        self._disappoint(self.cancelled)
        model.record.exchanged(self.held, self.sizes["russia"], self.credited)

    def _release(self, worlds: np.ndarray, largest: np.ndarray) -> None:
        """Let people go on both sides (equations 18 and 19)."""
        model, rules = self.model, self.model.parameters.exchanges
        size = exchange.size(
            at(model.draws.uniform[Draw.SIZE], worlds),
            at(rules.size_median, worlds),
            at(rules.size_log_spread, worlds),
            at(rules.shorter_list_binds, worlds),
            at(rules.size_uplift_in_talks, worlds),
            at(model.talks.in_session, worlds),
            largest,
        )
        soldiers = exchange.soldiers(size, at(rules.parity_noise, worlds), at(model.draws.noise(Draw.PARITY), worlds))
        civilians = exchange.civilians(size, at(rules.civilian_share, worlds))
        political = exchange.political_prisoners(
            size, at(rules.political_prisoner_share, worlds), at(model.draws.uniform[Draw.PARITY], worlds)
        )
        self.sizes = {}
        for side, military in zip(model.belligerents, soldiers, strict=True):
            wanted = {"prisoners_of_war": military, "civilians": civilians, "political_prisoners": political}
            self.sizes[side.key] = sum(side.release(wanted, worlds).values())
        self.released[worlds] = self.sizes["ukraine"] + self.sizes["russia"]

    def _credit(self, worlds: np.ndarray, remainder: np.ndarray) -> None:
        """Credit the exchange to the direct channel or to a mediator, by their shares (equation 20).

        Parameters
        ----------
        remainder : what is left of the cancellation draw, uniform in [0, 1)
        """
        model = self.model
        strengths = self._strengths(worlds)
        bound, per_strength = self._shares(worlds, strengths)
        passed = np.zeros(worlds.size, np.int16)
        for strength in strengths:
            passed += remainder >= bound
            bound = bound + strength * per_strength
        passed *= remainder < bound  # rounding may leave a sliver that no share covers: direct
        self.credited = passed - 1
        for number, mediator in enumerate(model.mediators):
            where = at(worlds, np.flatnonzero(self.credited == number))
            gain = at(model.parameters.mediation.success_gain, where)
            mediator.engagement[where] = at_most(at(mediator.engagement, where) + gain, 1)

    def _disappoint(self, worlds: np.ndarray) -> None:
        """A cancelled exchange costs mediators engagement, each its share (equation 13)."""
        if not worlds.size:
            return
        model = self.model
        strengths = self._strengths(worlds)
        loss = at(model.parameters.mediation.cancellation_loss, worlds) * self._shares(worlds, strengths)[1]
        for mediator, strength in zip(model.mediators, strengths, strict=True):
            mediator.engagement[worlds] = at_least(at(mediator.engagement, worlds) - loss * strength, 0)
        model.record.cancelled(worlds)

    def _strengths(self, worlds: np.ndarray) -> np.ndarray:
        """How strong mediators' humanitarian channels are in some worlds, float32 (mediators, n)."""
        strengths = [at(mediator.channel, worlds) for mediator in self.model.mediators]
        return np.array(strengths, np.float32).reshape(len(strengths), worlds.size)

    def _shares(self, worlds: np.ndarray, strengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Share of the direct channel, and of a mediator per unit of its strength."""
        channels = self.model.channels
        first = at(self.model.parameters.mediation.direct_channel_first, worlds)
        direct, humanitarian = at(channels.direct, worlds), at(channels.humanitarian, worlds)
        return mediation.credit(direct, np.add.reduce(strengths), humanitarian, first)

    def fade(self) -> None:
        """Let goodwill fade and add what this week's releases on either track bring (equation 20)."""
        rules = self.model.parameters
        self.glow = rules.exchanges.glow_persistence * self.glow
        self.glow += self.released * (1.0 / rules.captives.burden_half_saturation)
