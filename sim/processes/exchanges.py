"""Partial exchanges (MODEL.md, 6.6)."""

from __future__ import annotations

import numpy as np

from ..draws import Draw
from ..rules import exchange, hazard, mediation
from ..rules.consent import acceptance
from ..rules.numbers import at

DIRECT = "direct"


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
        model.record.quiet_week(1 - model.swap.running)
        smaller_stock = np.minimum(ukraine.held["prisoners_of_war"], russia.held["prisoners_of_war"])
        largest = rules.size_stock_share * smaller_stock
        temperature = model.parameters.decision.temperature
        both_agree = acceptance(ukraine.exchange_score(), temperature) * acceptance(
            russia.exchange_score(), temperature
        )
        rate = rules.opportunities_per_week * model.channels.humanitarian * both_agree
        rate *= (
            (1 + rules.rate_uplift_in_talks * model.talks.in_session)
            * (1 - model.swap.running)
            * (largest >= exchange.SMALLEST)
        )
        due = np.flatnonzero(hazard.strikes(model.draws.waiting[Draw.PARTIAL_EXCHANGE], rate))
        self.released = np.zeros(model.worlds, np.float32)
        if not due.size:
            self.held = self.cancelled = due
            return
        risk = self._cancellation[due]
        luck = model.draws.uniform[Draw.CANCELLATION][due]
        goes_ahead = luck >= risk
        self.held, self.cancelled = due[goes_ahead], due[~goes_ahead]
        self.moment = model.draws.waiting[Draw.PARTIAL_EXCHANGE][self.held] / rate[self.held]
        self._release(self.held, at(largest, self.held))
        remainder = (luck[goes_ahead] - risk[goes_ahead]) / (1 - risk[goes_ahead])
        self._credit(self.held, remainder)
        self._disappoint(self.cancelled)

    def _release(self, worlds: np.ndarray, largest: np.ndarray) -> None:
        """Let people go on both sides (equations 18 and 19)."""
        model, rules = self.model, self.model.parameters.exchanges
        size = exchange.size(
            model.draws.uniform[Draw.SIZE][worlds],
            at(rules.size_median, worlds),
            at(rules.size_log_spread, worlds),
            at(rules.shorter_list_binds, worlds),
            at(rules.size_uplift_in_talks, worlds),
            model.talks.in_session[worlds],
            largest,
        )
        soldiers = exchange.soldiers(size, at(rules.parity_noise, worlds), model.draws.noise(Draw.PARITY)[worlds])
        civilians = exchange.civilians(size, at(rules.civilian_share, worlds))
        political = exchange.political_prisoners(
            size, at(rules.political_prisoner_share, worlds), model.draws.uniform[Draw.PARITY][worlds]
        )
        self.sizes = {}
        for side, military in zip(model.belligerents, soldiers, strict=True):
            freed = (
                side.release("prisoners_of_war", military, worlds)
                + side.release("civilians", civilians, worlds)
                + side.release("political_prisoners", political, worlds)
            )
            self.sizes[side.key] = freed
            self.released[worlds] += freed
        model.record.exchanged(worlds, self.sizes["russia"])

    def _credit(self, worlds: np.ndarray, remainder: np.ndarray) -> None:
        """Credit the exchange to the direct channel or to a mediator, by their shares (equation 20).

        Parameters
        ----------
        remainder : what is left of the cancellation draw, uniform in [0, 1)
        """
        model, gain = self.model, self.model.parameters.mediation.success_gain
        reached, per_strength = self._shares(worlds)
        self.credited = np.full(worlds.size, -1, np.int16)
        direct = remainder < reached
        taken = direct.copy()
        for number, mediator in enumerate(model.mediators):
            reached = reached + mediator.channel[worlds] * per_strength
            mine = ~taken & (remainder < reached)
            taken |= mine
            self.credited[mine] = number
            where = worlds[mine]
            mediator.engagement[where] = np.minimum(mediator.engagement[where] + at(gain, where), 1)
            model.record.credited(mediator.key, where)
        model.record.credited(DIRECT, worlds[direct | ~taken])  # rounding may leave a sliver that no share covers

    def _disappoint(self, worlds: np.ndarray) -> None:
        """A cancelled exchange costs mediators engagement, each its share (equation 13)."""
        if not worlds.size:
            return
        model = self.model
        loss = at(model.parameters.mediation.cancellation_loss, worlds) * self._shares(worlds)[1]
        for mediator in model.mediators:
            lost = loss * mediator.channel[worlds]
            mediator.engagement[worlds] = np.maximum(mediator.engagement[worlds] - lost, 0)
        model.record.cancelled(worlds)

    def _shares(self, worlds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Share of the direct channel, and of a mediator per unit of its strength."""
        channels = self.model.channels
        mediators = np.zeros(worlds.size, np.float32)
        for mediator in self.model.mediators:
            mediators += mediator.channel[worlds]
        first = at(self.model.parameters.mediation.direct_channel_first, worlds)
        return mediation.credit(channels.direct[worlds], mediators, channels.humanitarian[worlds], first)

    def fade(self) -> None:
        """Let goodwill fade and add what this week's releases on either track bring (equation 20)."""
        rules = self.model.parameters
        self.glow = rules.exchanges.glow_persistence * self.glow
        self.glow += self.released * (1.0 / rules.captives.burden_half_saturation)
