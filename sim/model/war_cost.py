"""What war costs and what a side could hold without a deal (MODEL.md, 6.4)."""

from __future__ import annotations

import numpy as np

from sim.model.adjustment import follow
from sim.model.numbers import Number
from sim.model.signs import APART, TALKS_BOTH
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class WarCostParameters(Section):
    """War cost, common to both sides (MODEL.md, equation 7)."""

    captivity_share: float = parameter(
        0.06,
        "war cost that own people in captivity make: minus half of this with none, none at half saturation, plus half with very many",
        unit="share of the stakes",
        symbol="c_cap",
        low=0.0,
        high=2.0,
        prior={"uniform": [0, 0.15]},
        signs=(
            Sign(raises="c:ukraine", lowers="r:ukraine", where="n:russia > 1"),
            Sign(raises="r:russia", lowers="c:russia", where="n:ukraine < 1"),
        ),
    )
    adjustment: float = parameter(
        0.05,
        "weekly speed with which cost follows its target",
        unit="1/week",
        symbol="r_c c_rate",
        low=0.0,
        high=1.0,
        no_sign="a speed: towards a target that may be above or below",
    )
    ceasefire_relief: float = parameter(
        0.5,
        "share of the base cost a ceasefire relieves",
        unit="share",
        symbol="ζ c_cf",
        low=0.0,
        high=1.0,
        prior={"uniform": [0, 1]},
        signs=(Sign(raises="r:*", lowers="c:* Rip S:*", where="c0:ukraine > 0, c0:russia > 0"),),
    )


class WarCostStance(Section):
    """What continuing the war costs this side, as a share of the stakes (Fearon 1995)."""

    base: float = parameter(
        (0.20, 0.15),
        "war cost without captives and pressure",
        unit="share of the stakes",
        symbol="c0",
        low=0.0,
        high=2.0,
        source="Fearon 1995 cost range; decisive for talks",
        prior=({"uniform": [0.1, 0.3]}, {"uniform": [0.08, 0.22]}),
        raises="c:{s} Rip S:*",
        lowers="r:{s} felt:{s}",
        signs=(Sign(raises=TALKS_BOTH, where=APART),),
    )
    pressure_share: float = parameter(
        (0.10, 0.06),
        "war cost added by one unit of US pressure",
        unit="share of the stakes",
        symbol="c_g",
        low=0.0,
        high=2.0,
        prior={"factor": "pressure_felt_as_cost", "uniform": [0.5, 1.5]},
        raises="c:{s} Rip S:*",
        lowers="r:{s} felt:{s}",
        signs=(Sign(raises=TALKS_BOTH, where=APART),),
    )


class CommitmentStance(Section):
    """Peace on paper is worth less when the other is not believed to keep it (Walter 2002; Powell 2006)."""

    discount: float = parameter(
        (0.34, 0.22),
        "how much distrust takes off the value of a settlement",
        unit="share of the stakes",
        symbol="kc",
        low=0.0,
        high=2.0,
        status="literature",
        source="Walter 2002; value judged",
        prior=({"uniform": [0.15, 0.5]}, {"uniform": [0.1, 0.4]}),
        raises="kc:{s} r:{s} felt:{s}",
        lowers="S:*",
        signs=(Sign(lowers=TALKS_BOTH, where=APART),),
    )
    guarantee_relief: float = parameter(
        (0.35, 0.0),
        "share of that discount lifted by the best guarantee on the table",
        unit="share",
        symbol="γ gsec",
        low=0.0,
        high=1.0,
        status="literature",
        source="Walter 2002; value judged",
        raises="S:*",
        lowers="kc:{s} r:{s} felt:{s}",
        signs=(Sign(raises=TALKS_BOTH, where=APART),),
    )


# -- rule --------------------------------------------------------------------------------------------------------------


def target(
    base: Number,
    ceasefire: np.ndarray,
    ceasefire_relief: Number,
    captivity_share: Number,
    own_burden: np.ndarray,
    pressure_share: Number,
    pressure: np.ndarray,
) -> np.ndarray:
    """War cost towards which a side's cost moves (equation 7).

    Own people in captivity are a cost of continuing the war, so a completed swap relieves it; US pressure works as cost.

    Parameters
    ----------
    base, captivity_share, pressure_share : shares of the stakes
    own_burden : weight of own people in captivity, see `captives.burden`
    pressure : US pressure on the side
    """
    return (
        base * (1 - ceasefire_relief * ceasefire)
        + captivity_share * (0.5 * own_burden - 0.5)
        + pressure_share * pressure
    )


def reservation(war_share: np.ndarray, cost: np.ndarray, commitment_discount: Number, trust: np.ndarray) -> np.ndarray:
    """Least utility a settlement must give a side (equation 10).

    Its share if the war is fought on, less what fighting costs, plus a discount on paper: peace is worth less when the
    other is not believed to keep it (Walter 2002; Powell 2006).

    Parameters
    ----------
    war_share : expected share of the stakes if the war is fought on
    cost : current war cost
    commitment_discount : after relief by the best guarantee on the table, see `guaranteed_discount`
    trust : belief that the other side honours what it signs
    """
    least = war_share - cost
    least += commitment_discount * (1 - trust)
    return least


def guaranteed_discount(discount: Number, relief: Number, best_guarantee: Number) -> Number:
    """Commitment discount left when the best guarantee on the table, in [0, 1], is given (equation 10)."""
    return discount * (1 - relief * best_guarantee)


# -- process -----------------------------------------------------------------------------------------------------------


class War:
    """What continuing the war costs a side, and what it is worth to it.

    Attributes
    ----------
    commitment_discount : dict side key -> number or float32 (worlds,), left with the best guarantee on the table
    """

    def __init__(self, model):
        self.model = model
        guarantee = model.parameters.agenda.security_guarantee
        self.commitment_discount = {}
        for side in model.belligerents:
            stance = side.parameters.commitment
            best = guarantee.high if side.sign < 0 else 1 - guarantee.low
            self.commitment_discount[side.key] = guaranteed_discount(stance.discount, stance.guarantee_relief, best)

    def cost(self, side) -> np.ndarray:
        """A side's war cost this week (equation 7)."""
        model, stance, rules = self.model, side.parameters.war_cost, self.model.parameters.war_cost
        goal = target(
            stance.base + model.timeline.war_cost_shift(side.key),
            model.ceasefire.in_force,
            rules.ceasefire_relief,
            rules.captivity_share,
            side.opponent.held_burden,
            stance.pressure_share,
            side.pressure,
        )
        return follow(side.war_cost, goal, rules.adjustment)

    def reservation(self, side) -> np.ndarray:
        """Least utility a settlement must give a side this week, from its cost and trust (equation 10)."""
        share = self.model.front.russian_share if side.sign > 0 else 1 - self.model.front.russian_share
        return reservation(share, side.war_cost, self.commitment_discount[side.key], side.trust)
