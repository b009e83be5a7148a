"""Captives: who is held, captures, the weight they have, whole persons (MODEL.md, 6.3)."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from sim.model.draws import Draw
from sim.model.numbers import Number, at_least, is_zero
from sim.schema import BELLIGERENTS, Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class CategoriesOnTheList(Section):
    """Who is on the list of an all-for-all swap."""

    prisoners_of_war: bool = parameter(
        True,
        "prisoners of war are on the list",
        unit="yes/no",
        symbol="incl_pow",
        status="rule",
        source="statements of 24 Feb 2025",
        raises="N:* n:*",
    )
    civilians: bool = parameter(
        True,
        "civilians are on the list",
        unit="yes/no",
        symbol="incl_civ",
        status="rule",
        source="statements of 24 Feb 2025",
        raises="N:* n:*",
    )
    political_prisoners: bool = parameter(
        True,
        "political prisoners are on the list",
        unit="yes/no",
        symbol="incl_pol",
        status="rule",
        source="statements of 24 Feb 2025",
        raises="N:* n:*",
    )


class CaptivesParameters(Section):
    """Captives and captures, common to both sides (MODEL.md, 6.3)."""

    categories: CategoriesOnTheList
    burden_half_saturation: float = parameter(
        4000.0,
        "captives at which their weight is half its ceiling (and equals 1)",
        unit="persons",
        symbol="n_ref",
        low=1.0,
        high=1e7,
        status="scale",
        lowers="n:* B",
    )
    capture_momentum: float = parameter(
        0.6,
        "how far captures follow battlefield momentum",
        unit="1",
        symbol="β_m cap_m",
        low=0.0,
        high=10.0,
        prior={"uniform": [0, 1]},
        signs=(
            Sign(raises="captured:russia", lowers="captured:ukraine", where="m > 0"),
            Sign(raises="captured:ukraine", lowers="captured:russia", where="m < 0"),
        ),
    )
    capture_noise: float = parameter(
        0.5,
        "relative weekly noise of captures (at most 1/√3 keeps them positive)",
        unit="1",
        symbol="v cap_cv",
        low=0.0,
        high=0.57735,
        prior={"uniform": [0.3, 0.57]},
        no_sign="widens both ways: the sign is that of the week's draw",
    )


class CaptivesHeld(Section):
    """Persons this side holds on the start date. Claims and lists differ; stocks are never audited (MODEL.md, L7)."""

    prisoners_of_war: int = parameter(
        (3800, 8000),
        "prisoners of war held at the start",
        unit="persons",
        symbol="X0 pow0",
        low=0,
        high=1_000_000,
        status="observed",
        source="8,000 or more Ukrainian soldiers (Newseria 2025); about 10,000 Russians captured and 6,000 "
        "returned by end 2025 (Coordination HQ). Before the start date: 6,465 and 1,348 (Putin, June 2024)",
        prior=({"integers": [2500, 6000]}, {"integers": [6000, 10000]}),
        signs=(Sign(raises="N:{s} n:{s}", at_start=True),),
    )
    civilians: int = parameter(
        (150, 1800),
        "civilians on a verifiable list at the start",
        unit="persons",
        symbol="civ0",
        low=0,
        high=1_000_000,
        status="judgement",
        source="120 Kursk civilians returned 23 May 2025; 16,000 is the claim of the Ukrainian ombudsman "
        "(Feb 2025), verifiable lists are far smaller",
        prior=({"integers": [0, 1000]}, {"log_uniform": [600, 5400]}),
        signs=(Sign(raises="N:{s} n:{s}", at_start=True),),
    )
    political_prisoners: int = parameter(
        (0, 221),
        "political prisoners (Crimea) held at the start",
        unit="persons",
        symbol="pol0",
        low=0,
        high=1_000_000,
        status="observed",
        source="218 (May 2024); 221 (Umerov, 26 Feb 2025)",
        prior=(None, {"integers": [180, 300]}),
        signs=(Sign(raises="N:{s} n:{s}", at_start=True),),
    )


# -- rule --------------------------------------------------------------------------------------------------------------


Category = Literal["prisoners_of_war", "civilians", "political_prisoners"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
"""Who is held, in the order in which everything is recorded."""

LARGEST_STOCK = float(2**22)
"""Soldiers that a side can hold: three such stocks together are still whole numbers in float32 (MODEL.md, 2.1)."""


def captures(
    mean: Number,
    momentum: np.ndarray,
    momentum_weight: Number,
    noise: np.ndarray,
    noise_weight: Number,
    ceasefire: np.ndarray,
    settled: np.ndarray,
) -> np.ndarray:
    """Soldiers a side captures in a week (equation 5).

    Parameters
    ----------
    mean : persons/week
    momentum : battlefield momentum in this side's favour
    momentum_weight, noise_weight : relative effect of one unit of momentum and of noise
    noise : mean 0, variance 1
    ceasefire, settled : 0/1; a ceasefire leaves a twentieth, a settlement nothing

    Returns
    -------
    array (worlds,), whole persons
    """
    flow = momentum_weight * momentum
    flow += 1
    flow *= mean
    flow *= 1 + noise_weight * noise
    flow = at_least(flow, 0)
    flow *= 1 - 0.95 * ceasefire
    flow *= 1 - settled
    return np.rint(flow, out=flow)


def burden(captives: np.ndarray, half_saturation: Number) -> np.ndarray:
    """How heavily captives weigh on the side they belong to.

    Rises from 0 and equals 1 at `half_saturation` captives: the first thousand hurt more than the tenth.

    Parameters
    ----------
    captives : array (worlds,), persons
    half_saturation : persons, > 0

    Returns
    -------
    array (worlds,), in [0, 2)
    """
    weight = 2 * captives
    weight /= captives + half_saturation
    return weight


def asymmetry(held_by_russia: np.ndarray, held_by_ukraine: np.ndarray) -> np.ndarray:
    """How unequal the two lists are, in (-1, 1); positive when Russia holds more (equation 21)."""
    return (held_by_russia - held_by_ukraine) / (held_by_russia + held_by_ukraine + 1)


# -- process -----------------------------------------------------------------------------------------------------------


_SLOTS = dict(zip(BELLIGERENTS, (Draw.CAPTURES_UKRAINE, Draw.CAPTURES_RUSSIA), strict=True))


class Captures:
    """Who is captured, and who is on the list of an all-for-all swap."""

    def __init__(self, model):
        self.model = model
        on_the_list = model.parameters.captives.categories
        flags = {category: getattr(on_the_list, category) for category in CATEGORIES}
        self._listed = [(category, flag) for category, flag in flags.items() if not is_zero(flag)]

    def take(self, side) -> None:
        """A side captures enemy soldiers (equation 5); who is on its list, and how heavily they weigh."""
        model, rules = self.model, self.model.parameters.captives
        taken = captures(
            side.parameters.captures_per_week,
            side.sign * model.front.momentum,
            rules.capture_momentum,
            model.draws.noise(_SLOTS[side.key]),
            rules.capture_noise,
            model.ceasefire.in_force,
            model.talks.settled,
        )
        soldiers = side.held["prisoners_of_war"]
        if (soldiers + taken).max() > LARGEST_STOCK:
            taken = np.minimum(taken, LARGEST_STOCK - soldiers)
        soldiers += taken
        side.captured += taken
        side.listed = sum((side.held[category] * share for category, share in self._listed), start=side.everywhere(0))
        side.held_burden = burden(side.listed, rules.burden_half_saturation)
