"""The effect of an imposed swap from paired worlds, and the naive contrast that must not be taken for it."""

from __future__ import annotations

from math import sqrt
from typing import Any

from sim.analysis.paired import tango
from sim.analysis.proportions import wilson


def imposed_effect(at_risk: int, imposed: int, never: int, both: int) -> dict[str, Any]:
    """Δ(w, h) from worlds that are the same in both arms (MODEL.md, section 8).

    Parameters
    ----------
    at_risk : worlds without talks when the arms begin to differ
    imposed, never : how many of them have talks by week h with the swap imposed, and without any
    both : how many have them in both arms

    Returns
    -------
    {"at_risk", "imposed" (share), "never" (share), "effect", "low", "high" (95 %), "se", "variance_paired",
    "variance_independent"}; variances are those of one world. None where no world is at risk.
    """
    if not at_risk:
        nothing = dict.fromkeys(
            ("imposed", "never", "effect", "low", "high", "se", "variance_paired", "variance_independent")
        )
        return {"at_risk": 0, **nothing}
    gained, lost = imposed - both, never - both
    with_swap, without = imposed / at_risk, never / at_risk
    difference = (gained - lost) / at_risk
    variance = (gained + lost) / at_risk - difference**2
    low, high = (float(end) for end in tango(gained, lost, at_risk))
    return {
        "at_risk": at_risk,
        "imposed": with_swap,
        "never": without,
        "effect": difference,
        "low": low,
        "high": high,
        "se": sqrt(variance / at_risk),
        "variance_paired": variance,
        "variance_independent": with_swap * (1 - with_swap) + without * (1 - without),
    }


def contrast(hits: int, worlds: int, other_hits: int, other_worlds: int) -> dict[str, Any]:
    """The difference of two shares of different worlds, with Newcombe's interval (1998 Stat Med 17:873, method 10).

    Returns
    -------
    {"swap", "none" (shares), "worlds_swap", "worlds_none", "contrast", "low", "high"}; None where a side has no world
    """
    sides = {"worlds_swap": worlds, "worlds_none": other_worlds}
    if not worlds or not other_worlds:
        return {**dict.fromkeys(("swap", "none")), **sides, **dict.fromkeys(("contrast", "low", "high"))}
    one, other = hits / worlds, other_hits / other_worlds
    low, high = wilson(hits, worlds)
    other_low, other_high = wilson(other_hits, other_worlds)
    return {
        "swap": one,
        "none": other,
        **sides,
        "contrast": one - other,
        "low": one - other - sqrt((one - low) ** 2 + (other_high - other) ** 2),
        "high": one - other + sqrt((high - one) ** 2 + (other - other_low) ** 2),
    }
