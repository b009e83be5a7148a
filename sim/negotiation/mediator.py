"""Third parties: mediators, and the envoy among them (MODEL.md, 6.5 and 6.12)."""

from __future__ import annotations

import numpy as np

from sim.model import trade
from sim.model.adjustment import follow
from sim.model.numbers import at, is_zero
from sim.negotiation.party import Party


class Mediator(Party):
    """A third party that opens channels and offers inducements.

    Attributes
    ----------
    engagement : float32 (worlds,), in [0, 1]
    wallet : float32 (worlds,), >= 0, what is left to offer, in units
    channel : float32 (worlds,), strength as a humanitarian channel, capability times engagement
    convening : float32 (worlds,), strength as a convener of talks
    means : float32 (worlds,), what it could offer this week, in units; None before the first week and without trade
    """

    def __init__(self, model, key, name, parameters):
        super().__init__(model, key, name, parameters)
        self.engagement = self.everywhere(self.engagement_target())
        self.wallet = self.everywhere(self.wallet_target())
        self.means: np.ndarray | None = None

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
        self.engagement = follow(
            self.engagement, _narrow(self.engagement_target()), self.model.parameters.mediation.adjustment
        )
        self.channel = self.parameters.humanitarian_capability * self.engagement
        self.convening = self.parameters.political_capability * self.engagement

    def open_wallet(self) -> None:
        """Work out what it could offer this week (MODEL.md, 6.12)."""
        self.means = self.engagement * self.wallet

    def worth(self, side):
        """What a unit of its wallet is worth to a side, logit: number or float32 (worlds,)."""
        return getattr(self.parameters.wallet_worth, side.key)

    def offerable(self, side) -> np.ndarray:
        """What its wallet is worth to a side this week, float32 (worlds,), logit."""
        return self.worth(side) * self.means

    def pledge(self, side, track: str) -> np.ndarray:
        """Inducement that stands pledged to a side on a track, float32 (worlds,), logit (equation 38)."""
        return self.offerable(side) * side.tracks[track].pledged_share

    def pay(self, called: np.ndarray, worlds: np.ndarray) -> np.ndarray:
        """Pay for a success on a track out of the wallet (equation 40).

        Parameters
        ----------
        called : float32 (n,), what of the pledges this kind of success calls for, logit
        worlds : int array (n,), the worlds in which it happened

        Returns
        -------
        float32 (n,), what left the wallet
        """
        balance = at(self.wallet, worlds)
        paid = trade.payment(balance, at(self.model.parameters.trade.share_paid, worlds), called)
        self.wallet[worlds] = balance - paid
        return paid

    def refill(self) -> None:
        """Refill the wallet towards its level, after payments, so that it never falls below zero (equation 40)."""
        self.wallet = follow(self.wallet, _narrow(self.wallet_target()), self.model.parameters.trade.refill)

    @property
    def has_wallet(self) -> bool:
        """Whether it has anything to offer in some world."""
        return not is_zero(self.parameters.wallet)


def _narrow(value):
    """A computed target as a Python float or a float32 array."""
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.ndim else float(value)
