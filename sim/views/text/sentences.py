"""What a result says, in sentences: the same in a terminal, in a notebook and in a report that is mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.proportions import Share, wilson
from sim.model.outcomes import COMPLETE
from sim.views.text.chance_and_ignorance import format_variance
from sim.views.text.layout import decimals_for, in_hundreds, number, per_cent, printable, span
from sim.views.text.precision import format_sequence, interval_name

if TYPE_CHECKING:
    from sim.analysis.prior import PriorSummary, Quantiles
    from sim.analysis.run_summary import RunSummary

QUESTION = "Which comes first: a completed all-for-all prisoner swap, or broader talks?"
LIMITS = (
    "All of this is conditional on judged parameters. It is not a forecast, and it is never advice to delay,"
    " condition or refuse the release of anyone: captives are owed return whatever comes first."
)
OUTCOMES = {"swap_first": "swap first", "talks_first": "talks first", "neither": "neither"}
FAR = 0.01
"""A share this far from the median of the draws is pointed out."""


def definitions(summary: RunSummary) -> list[tuple[str, str]]:
    """What is counted: name, definition."""
    weeks = summary.horizon_weeks
    return [
        ("swap first", f"an all-for-all swap is completed before broader talks open; completed: {completed(summary)}"),
        (
            "(agreed only)",
            (
                "such a swap is agreed before talks open, completed or not: the same worlds counted another way,"
                " not to be added to the others"
            ),
        ),
        (
            "talks first",
            (
                "mandated delegations of both sides meet face to face, on an agenda beyond humanitarian questions,"
                " before such a swap is completed"
            ),
        ),
        ("neither", f"neither of the two within the {weeks} weeks"),
    ]


def completed(summary: RunSummary) -> str:
    weeks = f"{summary.completion_weeks:g} weeks"
    return f"both sides have released at least {per_cent(COMPLETE, 0)} of the verified lists within {weeks} of agreeing"


def in_words(summary: RunSummary) -> str:
    """The three shares as natural frequencies: the range first where it was run, the interval where it was not."""
    weeks, prior = summary.horizon_weeks, summary.prior
    swap, talks, neither = (_frequency(summary.outcomes[name], summary.worlds) for name in OUTCOMES)
    what = "an all-for-all swap is completed before broader talks open"
    meaning = f"completed meaning: {completed(summary)}"
    if prior:
        ranges = {name: _range_in_words(prior[name]) for name in OUTCOMES}
        words = (
            f"In {ranges['swap_first']} of 100 worlds, depending on the assumptions, and in {swap} at the stated ones,"
            f" {what}, {meaning}. Talks open first in {ranges['talks_first']} of 100, and in {talks} at the stated"
            f" assumptions; neither happens within the {weeks} weeks in {ranges['neither']} of 100, and in {neither} at"
            " the stated ones."
        )
    else:
        intervals = {name: _interval_in_words(summary, name) for name in OUTCOMES}
        words = (
            f"In {swap} ({intervals['swap_first']}) {what}, {meaning}. In {talks} ({intervals['talks_first']}) talks"
            f" open first; in {neither} ({intervals['neither']}) neither happens within the {weeks} weeks."
        )
    if _rounded(summary):
        words += " (Rounded: the three numbers need not add to 100.)"
    if given := _given(summary):
        words = f"{given}{words[0].lower()}{words[1:]}"
    return f"{mark(summary)}{words}"


def _given(summary: RunSummary) -> str:
    """What fixes the answer, said before the answer."""
    fixed = [printable(words) for words in summary.imposed_outcome]
    return f"By assumption, not as a finding, {'; '.join(fixed)}. Given that, " if fixed else ""


def _interval_in_words(summary: RunSummary, name: str) -> str:
    share = summary.outcomes[name]
    return f"{interval_name(summary)} {span(share.low, share.high, decimals_for(summary.worlds))}"


def _rounded(summary: RunSummary) -> bool:
    """Whether the sentence says three numbers of 100 that do not add to 100."""
    shares = [summary.outcomes[name].share for name in OUTCOMES]
    hundreds = [round(100 * share) for share in shares]
    plain = all(share in (0, 1) or 1 <= count <= 99 for share, count in zip(shares, hundreds, strict=True))
    return summary.worlds >= 100 and plain and sum(hundreds) != 100


def mark(summary: RunSummary) -> str:
    return "EXPERIMENTAL: " if summary.experimental else ""


def _frequency(share: Share, worlds: int) -> str:
    count = share.count
    if count == 0:
        return f"none of the {worlds:,} worlds"
    if count == worlds:
        return f"every one of the {worlds:,} worlds"
    if worlds < 100:
        return f"{count} of the {worlds} worlds"
    words = in_hundreds(share.share)
    return f"{words} worlds" if words.startswith(("fewer", "more")) else f"about {words} worlds"


def _range_in_words(quantiles: Quantiles) -> str:
    low, high = _of_hundred(quantiles.q05), _of_hundred(quantiles.q95)
    return low if low == high else f"{low} to {high}"


def _of_hundred(share: float) -> str:
    return "under 1" if 0 < share < 0.01 else "over 99" if 0.99 < share < 1 else number(share, 0)


def how_sure(summary: RunSummary) -> list[str]:
    """The two uncertainties and the ties, a paragraph each."""
    worlds, same = summary.worlds, summary.same_week
    lead = _range_missing(summary) if summary.prior is None else _range_told(summary, summary.prior)
    decimals = decimals_for(worlds)
    low, high = wilson(same.count, worlds)
    ties = (
        f"{mark(summary)}Both came in the same week in {same.count:,} worlds ({per_cent(same.share, decimals)},"
        f" 95 % interval {span(low, high, decimals)}); there the date within the week decides which is first."
    )
    told = format_sequence(summary)
    return [lead, ties, *([told] if told else ())]


def _range_told(summary: RunSummary, prior: PriorSummary) -> str:
    worlds = summary.worlds
    words = (
        f"Quote the range first. It is the middle 90 % of {prior.draws:,} draws of the judged assumptions"
        f" ({prior.worlds_per_draw:,} worlds each), the median their middle: what is judged and could"
        " be otherwise. Its ends move by some points with another seed, and the model's form is not varied. The share"
        " is that of the stated values, which are one set of assumptions"
    )
    words += _middle(summary, prior)
    for name, label in OUTCOMES.items():
        share = summary.outcomes[name].share
        if not prior[name].q05 <= share <= prior[name].q95:
            words += f" At the stated values {label} ({per_cent(share)}) lies outside its range."
    words += format_variance(prior.variance.swap_first)
    words += (
        f" The {interval_name(summary)} is the noise of {worlds:,} simulated worlds at one set of assumptions"
        " and nothing else; more worlds make it narrow, not true."
    )
    return words + (" The range was stopped early and is PARTIAL." if prior.partial else "")


def _middle(summary: RunSummary, prior: PriorSummary) -> str:
    """How far the stated values are from the middle of the range, at the outcome where that is farthest."""
    shares = {name: summary.outcomes[name].share for name in OUTCOMES}
    medians = {name: prior[name].q50 for name in OUTCOMES}
    far = max(OUTCOMES, key=lambda name: abs(shares[name] - medians[name]))
    words = ""
    if abs(shares[far] - medians[far]) >= FAR:
        words = (
            f" and not the middle of the range: {OUTCOMES[far]} {per_cent(shares[far])} against a median of"
            f" {per_cent(medians[far])}"
        )
    if not with_medians(summary):
        told = [f"{label} {per_cent(medians[name])}" for name, label in OUTCOMES.items()]
        words += f" (medians of the draws: {', '.join(told)})"
    return f"{words}."


def _range_missing(summary: RunSummary) -> str:
    noise = f"the {interval_name(summary)} is only the noise of {summary.worlds:,} simulated worlds"
    why = summary.no_range or "not_asked"
    if why == "constant_hazards":
        return f"There is no range: with constant rates imposed no judged assumption has a part in this; {noise}."
    if why == "nothing_uncertain":
        return (
            "There is no range: this scenario states nothing as uncertain. That does not make it certain: every share"
            f" rests on its stated values, and {noise} at them."
        )
    reason, remedy = {
        "stopped": ("the run was stopped before it", "run again to the end"),
        "not_asked": ("it was not asked for (--no-prior)", "run again without --no-prior"),
    }[why]
    return (
        f"The range if assumptions vary was not run: {reason}. It matters more than anything in this table: {noise} at"
        f" one set of assumptions. Do not quote a share without the range; to get it, {remedy}."
    )


def offer_fate(summary: RunSummary) -> tuple[str, str] | None:
    """The fate of the offer that is open at the start; nothing where none is, or where its answer is imposed."""
    sides = summary.offer_open_at_start
    if not sides or summary.imposed_outcome:
        return None
    decimals = decimals_for(summary.worlds)
    fates = [
        f"{word} in {per_cent(fate.share, decimals)} ({span(fate.low, fate.high, decimals)})"
        for word, fate in (
            ("accepted", summary.offer.accepted),
            ("refused", summary.offer.refused),
            ("unanswered by the horizon", summary.offer.silence),
        )
        if isinstance(fate, Share)
    ]
    first = f"{mark(summary)}Offer open at the start ({printable(', '.join(sides))}): "
    return first, f"{'; '.join(fates)} of worlds, with 95 % intervals (chance only)."


def with_medians(summary: RunSummary) -> bool:
    """Whether the medians have room in the table: not next to millions of worlds."""
    return summary.prior is not None and summary.worlds < 1_000_000
