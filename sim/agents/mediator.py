"""Third parties: mediators, and the envoy among them (MODEL.md, 6.5 and 6.12)."""

from __future__ import annotations

import numpy as np

from ..rules import concession, mediation
from ..rules.numbers import at, is_zero
from .party import Party


class Mediator(Party):
    """A third party that opens channels and offers inducements.

    Attributes
    ----------
    engagement : float32 (worlds,), in [0, 1]
    wallet : float32 (worlds,), >= 0, what is left to offer, in units
    channel : float32 (worlds,), strength as a humanitarian channel, capability times engagement
    convening : float32 (worlds,), strength as a convener of talks
    offerable : dict side key -> float32 (worlds,), what its wallet is worth to that side this week, logit
    """

    def __init__(self, model, key, name, parameters):
        super().__init__(model, key, name, parameters)
        self.engagement = self.everywhere(self.engagement_target())
        self.wallet = self.everywhere(self.wallet_target())
        self.offerable: dict[str, np.ndarray] = {}

    def summit_on(self) -> float:
        """1 while a summit of this party lasts, in the worlds where it does; 0 for a party without one."""
        if self.parameters.summit is None:
            return 0.0
        return 1.0 * (self.model.week < self.parameters.summit.weeks)

    def engagement_target(self):
        """Engagement it returns to; lifted while its summit lasts (equations 3a and 13)."""
        target = self.parameters.engagement
        if self.parameters.summit is not None:
            target = np.minimum(target * (1 + self.parameters.summit.engagement_boost * self.summit_on()), 1)
        return target

    def wallet_target(self):
        """Level its wallet refills to; lifted while its summit lasts (equations 3a and 40)."""
        if self.parameters.summit is None:
            return self.parameters.wallet
        return self.parameters.wallet * (1 + self.parameters.summit.wallet_boost * self.summit_on())

    def engage(self) -> None:
        """Move engagement towards its target, and with it the channels (equations 13 and 14)."""
        self.engagement = mediation.follow(
            self.engagement, _narrow(self.engagement_target()), self.model.parameters.mediation.adjustment
        )
        self.channel = self.parameters.humanitarian_capability * self.engagement
        self.convening = self.parameters.political_capability * self.engagement

    def open_wallet(self) -> None:
        """Work out what its wallet could offer each side this week (MODEL.md, 6.12)."""
        means = self.engagement * self.wallet
        for side in self.model.belligerents:
            self.offerable[side.key] = getattr(self.parameters.wallet_worth, side.key) * means

    def pledge(self, side, track: str, worlds: np.ndarray | int | slice = slice(None)) -> np.ndarray:
        """Inducement that stands pledged to a side on a track, logit, in some worlds (equation 38)."""
        return self.offerable[side.key][worlds] * side.tracks[track].pledged_share[worlds]

    def pay(self, track: str, weight: float, worlds: np.ndarray) -> np.ndarray:
        """Pay for a success on a track out of the wallet (equation 40).

        Parameters
        ----------
        worlds : int array (n,), the worlds in which it happened
        weight : share of the pledge that this kind of success calls for

        Returns
        -------
        float32 (n,), what left the wallet
        """
        pledges = sum(self.pledge(side, track, worlds) for side in self.model.belligerents)
        paid = concession.payment(
            self.wallet[worlds], at(self.model.parameters.trade.share_paid, worlds), weight * pledges
        )
        self.wallet[worlds] -= paid
        return paid

    def refill(self) -> None:
        """Refill the wallet towards its level, after payments, so that it never falls below zero (equation 40)."""
        self.wallet = mediation.follow(self.wallet, _narrow(self.wallet_target()), self.model.parameters.trade.refill)

    @property
    def has_wallet(self) -> bool:
        """Whether it has anything to offer in some world."""
        return not is_zero(self.parameters.wallet)


def _narrow(value):
    """A computed target as a Python float or a float32 array."""
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.ndim else float(value)
