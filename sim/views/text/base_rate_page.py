"""The reference class in plain text: its own page, and the line of it that goes with every headline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.proportions import wilson
from sim.evidence.record.base_rate import BaseRate, base_rates
from sim.evidence.record.reference_class import PastWars
from sim.views.text.layout import paragraph, per_cent, rule, span
from sim.views.text.page import table

if TYPE_CHECKING:
    from sim.analysis.run_summary import RunSummary

QUESTION = "In other wars, did a general exchange of prisoners come before talks?"


def beside_the_model(summary: RunSummary) -> str:
    """One line: the base rate of other wars, and the model's number that compares with it.

    Parameters
    ----------
    summary : of a run
    """
    strict, loose = (_of(rate) for rate in base_rates()[:2])
    swap, talks = summary.outcomes.swap_first.count, summary.outcomes.talks_first.count
    model = "neither here"
    if swap + talks:
        low, high = (float(end) for end in wilson(swap, swap + talks))
        model = f"in {per_cent(swap / (swap + talks))} ({span(low, high)}) of worlds with either here"
    words = (
        f"in other wars a swap came first in {strict} read strictly, {loose} as coded; {model}. A chosen list, a bound"
        " and no rate: allforall baserate"
    )
    return "\n" + paragraph(words, first="Base rate: ", indent="")


def _of(rate: BaseRate) -> str:
    return f"{rate.swap_first:.0f} of {rate.of:.0f} (95 % interval {span(rate.low, rate.high, 0)})"


def format_base_rates(rates: Sequence[BaseRate], wars: PastWars) -> str:
    """Write the answers of the reference class by coding.

    Returns
    -------
    str, lines of at most 80 columns
    """
    definition = (
        "Counted is which came first in a conflict: a general exchange of prisoners, or the earlier of talks and a"
        f" ceasefire. Of {wars.cases} cases {wars.ordered} have an order: talks first in {wars.talks_first}, the swap"
        f" in {wars.swap_first}, both at once in {wars.simultaneous} (no vote for the swap); {wars.no_general_swap} never"
        " had a general exchange, and count in the short list alone."
    )
    parts = [rule("="), QUESTION, rule("="), paragraph(definition)]
    for unit, words in (("case", "one vote per case"), ("conflict", "one vote per conflict")):
        rows = [(words, "swap first", "of", "mean", "95 % interval")]
        rows += [
            (rate.coding, _votes(rate.swap_first), _votes(rate.of), per_cent(rate.mean), span(rate.low, rate.high))
            for rate in rates
            if rate.unit == unit
        ]
        parts.append("\n" + "\n".join(table(rows)))
    parts.append(
        "\n" + paragraph(
            "Mean and interval are Jeffreys': a Beta distribution with half a case added to each side. The list is"
            " purposive, not a sample: known exchanges in wars that mostly ended, several episodes of one conflict,"
            " many dates recalled from memory and marked so row by row; exchanges that led nowhere are under-recorded, and"
            " labels of one-sided releases are arguable. No coding is chosen here, and none was used to fit the model."
            " It is a bound to hold a claim against. The model's number that compares with it is the share of swap"
            " first among the worlds in which either event came, which every headline shows."
        )
    )  # fmt: skip
    return "\n".join([*parts, rule("=")])


def _votes(number: float) -> str:
    return f"{number:.0f}" if abs(number - round(number)) < 1e-9 else f"{number:.2f}"
