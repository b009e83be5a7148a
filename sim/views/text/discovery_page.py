"""Boxes of scenario discovery in plain sentences, for readers who know the question and not the method."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from sim.views.text.layout import per_cent, span
from sim.views.text.words import describe

if TYPE_CHECKING:
    from sim.analysis.boxes import Box, Discovery, Limit


def format_discovery(found: Discovery, names: Mapping[str, str] | None = None, label: str = "swap first") -> str:
    """Say where an outcome is likelier than the threshold, box by box.

    Parameters
    ----------
    found : of a search
    names : party key -> how the scenario calls it
    label : how the outcome is called

    Returns
    -------
    str, one line per box after a first line; not yet filled into paragraphs
    """
    than = _odds(found.threshold)
    lines = [f"In {found.of_interest:,} of {found.points:,} points {label} is likelier than {than}."]
    if not found.boxes:
        lines.append("No limits of the parameters set them apart from the others.")
    lines += [in_words(box, found, names, place) for place, box in enumerate(found.boxes)]
    return "\n".join(lines)


def in_words(box: Box, found: Discovery, names: Mapping[str, str] | None = None, place: int = 0) -> str:
    """Say what one box is, and what the points that were not used to find it say of it.

    Parameters
    ----------
    box, found : a box and the search it is of
    names : party key -> how the scenario calls it
    place : of the box in the search, from 0

    Returns
    -------
    str, one line
    """
    level = f"{100 * found.level:g} % interval"
    where = " and ".join(_limit(limit, names) for limit in box.limits)
    lead = "They are frequent where" if place == 0 else "Of the points outside of that, they are frequent where"
    words = f"{lead} {where}"
    if box.density is None:
        return f"{words}: but none of the {found.points_held_out:,} points not used to find this lies there."
    density = f"{level} {span(box.density_low, box.density_high, 0)}"
    coverage = f"{level} {span(box.coverage_low, box.coverage_high, 0)}"
    base = per_cent(found.of_interest_held_out / found.points_held_out, 0)
    words += (
        f": there {per_cent(box.density, 0)} of points are such ({box.of_interest:,} of {box.support:,}; density,"
        f" {density}), and {per_cent(box.coverage, 0)} of all such points lie there ({box.of_interest:,} of"
        f" {found.of_interest_held_out:,}; coverage, {coverage}). Both are of the {found.points_held_out:,} points not"
        f" used to find the box; among all of these {base} are such."
    )
    weak = [limit.key for limit in box.limits if (limit.quasi_p or 0.0) > 0.05]
    if weak:
        words += f" Not confirmed by these points, each by itself: the limits of {', '.join(weak)} (quasi-p above .05)."
    return words


def _limit(limit: Limit, names: Mapping[str, str] | None) -> str:
    what = f"{describe(limit.key, names)} [{limit.key}]"
    if limit.low is None:
        return f"{what} is at most {limit.high:.3g}"
    if limit.high is None:
        return f"{what} is at least {limit.low:.3g}"
    return f"{what} is from {limit.low:.3g} to {limit.high:.3g}"


def _odds(threshold: float) -> str:
    """.2 -> '1 in 5'; '35 %' where it is no such fraction."""
    fraction = Fraction(threshold).limit_denominator(100)
    plain = fraction.numerator == 1 and abs(float(fraction) - threshold) < 1e-9
    return f"1 in {fraction.denominator}" if plain else f"{100 * threshold:g} %"
