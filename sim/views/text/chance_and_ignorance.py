"""Chance and ignorance in words: how much of the variance of swap first lies between draws of the assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.text.layout import per_cent, span

if TYPE_CHECKING:
    from sim.analysis.variance import Variance


def format_variance(layers: Variance | None, label: str = "swap first") -> str:
    """Say what share of an outcome's variance is ignorance.

    Parameters
    ----------
    layers : of an outcome
    label : how it is called

    Returns
    -------
    str, a sentence or two after a space; empty where nothing was measured: one world per draw, an outcome that never came
    or always
    """
    if layers is None or layers.share_between is None:
        return ""
    interval = "" if layers.low is None or layers.high is None else f" (95 % interval {span(layers.low, layers.high)})"
    words = (
        f" Of the variance of {label} from world to world, {per_cent(layers.share_between)}{interval} lies between"
        " draws (ignorance: what is judged and could be otherwise), the rest within a draw (chance)."
    )
    if layers.between_raw < 0:
        words += " The draws differ by less than chance alone would make them, and that share is given as 0."
    elif layers.sd_between > 0:
        words += f" Without chance, the shares of the draws have a standard deviation of {100 * layers.sd_between:.1f} points."
    return words
