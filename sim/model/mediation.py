"""Mediators' engagement, and the channels that they and the sides open (MODEL.md, 6.5)."""

from __future__ import annotations

import numpy as np

from sim.model.numbers import Number, at_least, at_most, either
from sim.model.signs import BOTH_FREE, CHANNEL, QUIET, TALKS_BOTH, TRADE_OWN
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class WalletWorth(Section):
    """What one unit of a mediator's inducements is worth to each belligerent."""

    ukraine: float = parameter(
        0.0,
        "worth to Ukraine: money and guarantees",
        unit="logit per unit",
        symbol="ω_mU wallet_to",
        low=0.0,
        high=20.0,
        raises=TRADE_OWN,
        signs=(Sign(lowers="trade_a:{o} trade_t:{o}", only="us_envoy"),),
    )
    russia: float = parameter(
        0.0,
        "worth to Russia: relief of isolation",
        unit="logit per unit",
        symbol="ω_mR wallet_to",
        low=0.0,
        high=20.0,
        raises=TRADE_OWN,
        signs=(Sign(lowers="trade_a:{o} trade_t:{o}", only="us_envoy"),),
    )


class SummitParameters(Section):
    """A gathering that lifts the party's engagement and wallet while it lasts (MODEL.md, 3a)."""

    weeks: float = parameter(
        8.0,
        "how long the summit's momentum lasts (0: no summit)",
        unit="weeks",
        symbol="T_sum",
        low=0.0,
        high=520.0,
        raises="x:{m} x':{m} H C eta lambda_p stage_rate",
        signs=(Sign(raises="W:{m}", where=QUIET),),
    )
    engagement_boost: float = parameter(
        0.5,
        "relative lift of the engagement target",
        unit="share",
        symbol="x_e",
        low=0.0,
        high=20.0,
        prior={"uniform": [0, 1]},
        raises="x:{m} x':{m} H C eta lambda_p stage_rate",
    )
    wallet_boost: float = parameter(
        1.0,
        "relative lift of the wallet target",
        unit="share",
        symbol="x_W",
        low=0.0,
        high=20.0,
        prior={"uniform": [0, 2]},
        signs=(Sign(raises="W:{m}", where=QUIET),),
    )


class MediatorParameters(Section):
    """A third party: what it can do, how engaged it is, and what it can offer."""

    name: str | None = parameter(
        None, "how the party is called in output; its key by default", unit="text", status="rule"
    )
    humanitarian_capability: float = parameter(
        0.0,
        "capability as a channel for exchanges",
        unit="probability",
        symbol="k med_k",
        low=0.0,
        high=1.0,
        raises="x:{m} " + CHANNEL,
    )
    political_capability: float = parameter(
        0.0,
        "capability to convene broader talks",
        unit="probability",
        symbol="k′ med_kp",
        low=0.0,
        high=1.0,
        prior={"factor": "convening_capability", "uniform": [0.5, 1.4]},
        raises="x':{m} C eta",
        signs=(Sign(raises="J S:* " + TALKS_BOTH, where="gains > 0"),),
    )
    engagement: float = parameter(
        0.0,
        "engagement it returns to (0: absent)",
        unit="share",
        symbol="ē med_e",
        low=0.0,
        high=1.0,
        prior={"factor": "mediator_engagement", "uniform": [0.7, 1.1]},
        raises="x:{m} x':{m} H C eta lambda_p stage_rate",
        signs=(Sign(raises="trade_a:* trade_t:* P_a:* lambda_a", where=BOTH_FREE),),
    )
    wallet: float = parameter(
        0.0,
        "inducement wallet it refills to",
        unit="units",
        symbol="W̄ wallet",
        low=0.0,
        high=100.0,
        prior={"factor": "wallets", "uniform": [0, 2]},
        signs=(Sign(raises="W:{m}", where=QUIET),),
    )
    wallet_worth: WalletWorth
    summit: SummitParameters | None


class MediationParameters(Section):
    """Channels and how mediators' engagement moves (MODEL.md, 6.5)."""

    adjustment: float = parameter(
        0.10,
        "weekly speed with which engagement follows its target",
        unit="1/week",
        symbol="r_e med_rate",
        low=0.0,
        high=1.0,
        prior={"factor": "engagement_adjustment", "uniform": [0.5, 1.5]},
        no_sign="a speed: towards a target that may be above or below",
    )
    success_gain: float = parameter(
        0.03,
        "engagement gained by a credited exchange",
        unit="share",
        symbol="up med_up",
        low=0.0,
        high=1.0,
        prior={"factor": "engagement_success_gain", "uniform": [0.5, 1.5]},
        raises="e:@",
    )
    cancellation_loss: float = parameter(
        0.10,
        "engagement lost by a cancelled exchange",
        unit="share",
        symbol="dn med_dn",
        low=0.0,
        high=1.0,
        prior={"factor": "engagement_cancellation_loss", "uniform": [0.5, 1.5]},
        lowers="e:@",
    )
    direct_humanitarian: float = parameter(
        0.06,
        "direct humanitarian channel (intelligence services)",
        unit="probability",
        symbol="d_h",
        low=0.0,
        high=1.0,
        status="calibrated",
        source="12 of 14 exchanges credited to the UAE, Jan 2024 – Feb 2025; the posterior does not narrow it (MODEL.md 7.2)",
        prior={"uniform": [0.02, 0.12]},
        raises="x0 " + CHANNEL,
    )
    direct_humanitarian_in_talks: float = parameter(
        0.80,
        "added to it while delegations sit together",
        unit="probability",
        symbol="d_hK",
        low=0.0,
        high=1.0,
        status="observed",
        source="Mar–May 2022: 12 of 12 exchanges direct while talks were in session",
        prior={"uniform": [0.3, 0.9]},
        raises="x0 " + CHANNEL,
    )
    direct_channel_first: bool = parameter(
        True,
        "whether mediators carry only what the direct channel does not",
        unit="yes/no",
        symbol="(20) direct first",
        status="rule",
        source="Mar–May 2022: 12 of 12 exchanges direct while talks were in session; MODEL.md 7.2",
        no_sign="spares mediators the loss after a cancellation as it takes the gain of a success",
    )
    direct_political: float = parameter(
        0.15,
        "direct political channel",
        unit="probability",
        symbol="d_p",
        low=0.0,
        high=1.0,
        prior={"uniform": [0.05, 0.4]},
        raises="C eta",
        signs=(Sign(raises="J S:* " + TALKS_BOTH, where="gains > 0"),),
    )
    list_verification: float = parameter(
        0.5,
        "mediators' hold on compliance with the lists",
        unit="share",
        symbol="ver verify",
        low=0.0,
        high=1.0,
        prior={"uniform": [0, 1]},
        raises="kept:*",
    )


# -- rule --------------------------------------------------------------------------------------------------------------


def noisy_or(direct: Number, idle: Number) -> Number:
    """Chance that some channel works: the direct one, or any mediator's (equation 14).

    Parameters
    ----------
    direct : probability that the direct channel works
    idle : probability that no mediator's does, see `all_idle`
    """
    return 1 - (1 - direct) * idle


def all_idle(strengths: list[np.ndarray]) -> Number:
    """Probability that no channel of the given strengths works; 1 if there is none."""
    if not strengths:
        return 1.0
    idle, *rest = (1 - strength for strength in strengths)
    for other in rest:
        idle *= other
    return idle


_GUARD = 1e-6


def credit(
    direct: np.ndarray, mediators: np.ndarray, capacity: np.ndarray, direct_first: Number
) -> tuple[np.ndarray, np.ndarray]:
    """How the credit for an exchange is shared out (equation 20).

    Parameters
    ----------
    direct : strength of the direct channel
    mediators : strengths of all mediators' channels, summed
    capacity : chance that some channel works, see `noisy_or`
    direct_first : 1: mediators carry what the direct channel does not; 0: all channels in proportion to strength

    Returns
    -------
    share of the direct channel, and share of a mediator per unit of its strength; all of them sum to 1
    """
    alone = direct / at_least(capacity, _GUARD)
    together = at_least(direct + mediators, _GUARD)
    share = either(direct_first, lambda: alone, lambda: direct / together)
    return share, either(direct_first, lambda: (1 - alone) / at_least(mediators, _GUARD), lambda: 1 / together)


# -- process -----------------------------------------------------------------------------------------------------------


class Channels:
    """Direct channels and mediators together: any functioning channel suffices, returns diminish.

    Attributes (float32 (worlds,))
    ----------
    direct : strength of the direct humanitarian channel
    idle : probability that no mediator's humanitarian channel works
    humanitarian, political : capacities, in [0, 1]
    logrolling : share of logrolling gains that bargaining can reach, in [0, 1]
    """

    def __init__(self, model):
        self.model = model

    def open(self) -> None:
        """Work out this week's capacities from mediators' engagement."""
        model, rules, talks = self.model, self.model.parameters.mediation, self.model.parameters.talks
        self.direct = at_most(
            rules.direct_humanitarian + rules.direct_humanitarian_in_talks * model.talks.in_session, 1
        )
        idle = all_idle([mediator.channel for mediator in model.mediators])
        self.idle = idle if isinstance(idle, np.ndarray) else np.full(model.worlds, idle, np.float32)
        self.humanitarian = noisy_or(self.direct, self.idle)
        convening_idle = all_idle([mediator.convening for mediator in model.mediators])
        political = noisy_or(rules.direct_political, convening_idle)
        self.political = (
            political if isinstance(political, np.ndarray) else np.full(model.worlds, political, np.float32)
        )
        self.logrolling = at_most(talks.logrolling_base + talks.logrolling_mediated * self.political, 1)
