"""The battlefield (MODEL.md, 6.2)."""

from __future__ import annotations

import numpy as np

from sim.model.draws import Draw
from sim.model.numbers import Number, is_zero, number
from sim.model.signs import TALKS_BOTH
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class MomentumParameters(Section):
    """Battlefield momentum, positive for Russia: an AR(1) both sides learn from (Slantchev 2003)."""

    start: float = parameter(
        0.25,
        "momentum on the start date",
        unit="1",
        symbol="m0",
        low=-5.0,
        high=5.0,
        source="slow Russian advance in 2024",
        signs=(Sign(raises="m p r:russia captured:russia", lowers="r:ukraine captured:ukraine", at_start=True),),
    )
    drift: float = parameter(
        0.025,
        "weekly drift",
        unit="1/week",
        symbol="d_m",
        low=-1.0,
        high=1.0,
        source="slow Russian advance in 2024",
        prior={"uniform": [-0.02, 0.06]},
        raises="m p r:russia captured:russia",
        lowers="r:ukraine captured:ukraine",
    )
    persistence: float = parameter(
        0.93,
        "share carried over to the next week",
        unit="1/week",
        symbol="ρ_m",
        low=0.0,
        high=1.0,
        no_sign="keeps momentum of either sign and narrows the noise",
    )
    spread: float = parameter(
        0.20,
        "stationary standard deviation",
        unit="1",
        symbol="σ_m sd_m",
        low=0.0,
        high=5.0,
        prior={"uniform": [0.1, 0.35]},
        no_sign="widens both ways: the sign is that of the week's draw",
    )


class BreakthroughParameters(Section):
    """Rare jumps of the front."""

    weekly_probability: float = parameter(
        0.0,
        "chance of a breakthrough a week",
        unit="probability",
        symbol="h_m brk_h",
        low=0.0,
        high=1.0,
        status="rule",
        signs=(Sign(raises="m p", where="brk_size > 0"), Sign(lowers="m p", where="brk_size < 0")),
    )
    size: float = parameter(
        0.0,
        "momentum gained by one (positive for Russia)",
        unit="1",
        symbol="b_m brk_size",
        low=-5.0,
        high=5.0,
        status="rule",
        raises="m p",
    )


class FrontParameters(Section):
    """The battlefield (MODEL.md, 6.2)."""

    russian_share: float = parameter(
        0.56,
        "Russia's expected share of the stakes if the war is fought on",
        unit="share of the stakes",
        symbol="p0",
        low=0.0,
        high=1.0,
        prior={"uniform": [0.48, 0.64]},
        raises="p r:russia felt:russia",
        lowers="r:ukraine felt:ukraine",
    )
    momentum_weight: float = parameter(
        0.10,
        "how far momentum moves that share",
        unit="1",
        symbol="w_m",
        low=0.0,
        high=5.0,
        prior={"uniform": [0.05, 0.2]},
        signs=(
            Sign(raises="p r:russia", lowers="r:ukraine", where="m > 0"),
            Sign(raises="r:ukraine", lowers="p r:russia", where="m < 0"),
        ),
    )
    stalemate_width: float = parameter(
        0.6,
        "momentum at which a stalemate is felt e⁻¹ (37 %) as much as with none",
        unit="1",
        symbol="m_w",
        low=0.01,
        high=100.0,
        source="Zartman 2000; size judged",
        prior={"uniform": [0.3, 1]},
        signs=(Sign(raises="Rip " + TALKS_BOTH, where="c:ukraine > 0, c:russia > 0"),),
    )
    momentum: MomentumParameters
    breakthroughs: BreakthroughParameters


# -- rule --------------------------------------------------------------------------------------------------------------


def innovation_weight(spread: Number, persistence: Number) -> Number:
    """Weight of weekly noise that keeps the stationary standard deviation at `spread`."""
    return number(np.asarray(spread) * np.sqrt(1 - np.asarray(persistence, np.float64) ** 2))


def momentum(
    last: np.ndarray, persistence: Number, drift: Number, noise_weight: Number, noise: np.ndarray, ceasefire: np.ndarray
) -> np.ndarray:
    """Next week's momentum, positive for Russia: an AR(1) that a ceasefire damps to a fifth (equation 4).

    Parameters
    ----------
    last : momentum last week
    persistence, drift, noise_weight : see `innovation_weight`
    noise : mean 0, variance 1, bounded
    ceasefire : 0/1
    """
    change = noise_weight * noise
    change += drift
    change *= 1 - 0.8 * ceasefire
    change += persistence * last
    return change


def stalemate(
    momentum: np.ndarray, width: Number, war_cost_ukraine: np.ndarray, war_cost_russia: np.ndarray
) -> np.ndarray:
    """Ripeness: a mutually hurting stalemate (Zartman 2000; equation 12).

    No side is winning, and the one that hurts less still hurts: the minimum keeps it symmetric.

    Returns
    -------
    array (worlds,); 1 at a war cost of .2 on both sides and no momentum, slightly below 0 where a war cost is
    """
    hurt = momentum * (1.0 / width)
    hurt *= hurt
    np.negative(hurt, out=hurt)
    np.exp(hurt, out=hurt)
    hurt *= np.minimum(war_cost_ukraine, war_cost_russia)
    hurt *= 5
    return hurt


# -- process -----------------------------------------------------------------------------------------------------------


class Front:
    """Momentum of the front, Russia's expected share of the stakes, and ripeness.

    Attributes
    ----------
    momentum : float32 (worlds,), positive for Russia
    russian_share : float32 (worlds,), Russia's expected share if the war is fought on
    ripeness : float32 (worlds,), a mutually hurting stalemate
    """

    def __init__(self, model):
        self.model = model
        rules = model.parameters.front
        self.momentum = np.full(model.worlds, rules.momentum.start, np.float32)
        self._noise_weight = innovation_weight(rules.momentum.spread, rules.momentum.persistence)

    def move(self) -> None:
        """Move the front by a week (equation 4)."""
        model, rules = self.model, self.model.parameters.front
        self.momentum = momentum(
            self.momentum,
            rules.momentum.persistence,
            rules.momentum.drift + model.timeline.drift_shift(),
            self._noise_weight,
            model.draws.noise(Draw.MOMENTUM),
            model.ceasefire.in_force,
        )
        if not is_zero(rules.breakthroughs.weekly_probability):
            self._break_through()
        self.russian_share = rules.russian_share + rules.momentum_weight * self.momentum

    def _break_through(self) -> None:
        """Breakthroughs shift the front at once, in whichever worlds they come."""
        rules = self.model.parameters.front.breakthroughs
        draw = self.model.draws.uniform[Draw.BREAKTHROUGH]
        self.momentum += rules.size * (draw < rules.weekly_probability)

    def ripen(self) -> None:
        """Work out ripeness from this week's momentum and war costs (equation 12)."""
        ukraine, russia = self.model.belligerents
        self.ripeness = stalemate(
            self.momentum, self.model.parameters.front.stalemate_width, ukraine.war_cost, russia.war_cost
        )
