"""What the answer rests on most, in words: the strongest rank correlations of a prior run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.views.text.layout import WIDTH, paragraph, printable
from sim.views.text.words import describe

if TYPE_CHECKING:
    from sim.analysis.prior import Driver
    from sim.analysis.run_summary import RunSummary

DRIVERS_SHOWN = 5


def format_drivers(summary: RunSummary, names: Mapping[str, str] | None = None) -> str:
    """Say which assumptions move the share of swap first, in which direction and how surely.

    Parameters
    ----------
    summary : of a run
    names : party key -> how the scenario calls it

    Returns
    -------
    str, lines of at most 80 columns
    """
    prior = summary.prior
    if not prior:
        return paragraph("What the answer rests on most: not known without the range.")
    clear = standing_out(prior.drivers, prior.draws)
    if not clear:
        return paragraph(
            f"What the answer rests on most: no assumption stands out from the noise of {prior.draws:,} draws."
        )
    mark = "EXPERIMENTAL: " if summary.experimental else ""
    lines = [
        paragraph(
            f"{mark}What the answer rests on most: rank correlation, from -1 to 1, of the share of swap first"
            f" with what was assumed, over {prior.draws:,} draws, with its 95 % interval"
        )
    ]
    for sign, more in ((1, "more"), (-1, "less")):
        side = [driver for driver in clear if sign * driver.swap_first > 0]
        if side:
            lines.append(f"  Swap first is {more} frequent, the higher")
            lines += [_driver(driver, names) for driver in side]
    if len(clear) > 1:
        lines.append(paragraph("  Below the strongest, which are shown and in what order changes with the seed."))
    return "\n".join(lines)


def standing_out(drivers: Sequence[Driver], draws: int) -> list[Driver]:
    """The strongest drivers above what chance gives the strongest of so many (Bonferroni, 5 % over all of them)."""
    if not drivers:
        return []
    bar = NormalDist().inv_cdf(1 - 0.025 / len(drivers)) / math.sqrt(draws - 1)
    return [driver for driver in drivers if abs(driver.swap_first) > bar][:DRIVERS_SHOWN]


def _noise(driver: Driver) -> float:
    return 1.96 * driver.swap_first_se


def _driver(driver: Driver, names: Mapping[str, str] | None) -> str:
    first = f"    {driver.swap_first:+.2f} +/- {_noise(driver):.2f}  "
    words = paragraph(printable(describe(driver.parameter, names)), first=first)
    path = f"[{driver.parameter}]"
    last = words.rsplit("\n", 1)[-1]
    return f"{words} {path}" if len(last) + 1 + len(path) <= WIDTH else f"{words}\n{' ' * len(first)}{path}"
