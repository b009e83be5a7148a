"""The effect of an imposed swap on talks, in plain text, with the sentence that no report of it may leave out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.experiments.effect_summary import ContrastRow, EffectRow, EffectSummary, NoEffect
from sim.views.text.layout import entries, paragraph, per_cent, printable
from sim.views.text.page import page, table

QUESTION = "Does a completed all-for-all swap bring broader talks?"

GLOW = (
    "That the effect is positive rests on the glow parameter t_B (talks.glow_weight), which is a judgement. No report"
    " of the effect may leave this sentence out."
)
"""MODEL.md, section 8."""


def format_effect(
    summary: EffectSummary | Mapping[str, Any], saved: str | None = None, command: str | None = None
) -> str:
    """Write what an imposed swap does to talks.

    Parameters
    ----------
    summary : of the effect; or its JSON object, as `allforall compare --effect swap --json` prints it
    saved, command : where it is kept, and what made it

    Returns
    -------
    str, lines of at most 80 columns
    """
    summary = EffectSummary.of(summary)
    parts = [
        _scenario(summary),
        _definition(summary),
        _table(summary),
        "\n" + paragraph(GLOW + _without_glow(summary)),
        _channels(summary),
        _naive(summary),
        _limits(summary),
    ]
    return page(QUESTION, parts, saved, command, partial=summary.partial, experimental=summary.experimental)


def _scenario(summary: EffectSummary) -> str:
    rows = [
        ("Scenario", f"{printable(summary.title)} [{summary.scenario}]"),
        ("Worlds", f"{summary.worlds:,}, the same in both arms, seed {summary.seed}"),
    ]
    return entries(rows)


def _definition(summary: EffectSummary) -> str:
    at = summary.at
    return "\n" + paragraph(
        f"The effect is the share of worlds with broader talks by a week when a completed swap is imposed in week {at},"
        f" less that share when no swap ever comes, among the worlds without talks by week {at + 1}: the same worlds in"
        " both arms."
    )


def _table(summary: EffectSummary) -> str:
    rows = [("talks by", "swap imposed", "no swap", "effect, points", "95 % interval", "fewer worlds")]
    for row in _of(summary, "all channels"):
        if isinstance(row, NoEffect):
            rows.append((f"week {row.by}", "", "", "no world at risk", "", ""))
            continue
        saved = row.variance_independent / row.variance_paired if row.variance_paired else None
        rows.append(
            (
                f"week {row.by}",
                per_cent(row.imposed),
                per_cent(row.never),
                _points(row.effect),
                _span(row),
                "" if saved is None else f"x {saved:.1f}",
            )
        )
    lines = [f"  {line}" for line in table(rows)]
    lines.append("  (fewer worlds: by pairing, against independent draws, for the same precision)")
    return "\n" + "\n".join(lines)


def _without_glow(summary: EffectSummary) -> str:
    """How much of the effect is left without the glow: what "rests on" amounts to here."""
    left = [row for row in _of(summary, "without glow") if isinstance(row, EffectRow)]
    told = "; ".join(f"{_points(row.effect)} points by week {row.by} ({_span(row)})" for row in left)
    return f" Without it the effect would be {told}." if told else ""


def _channels(summary: EffectSummary) -> str:
    """The effect with each channel removed, one row per channel."""
    names = list(dict.fromkeys(row.variant for row in summary.effects))
    rows = [("effect in points", *(f"by week {week}" for week in summary.by))]
    for name in names:
        rows.append((name, *(_left(row) for row in _of(summary, name))))
    words = (
        "A swap reaches talks through four channels: the goodwill of recent releases (glow), trust from promises kept,"
        " the relief from having one's own people home, and talks that wait for a swap. Each is removed in both"
        " arms (points, +/- half the 95 % interval); they may work against each other and do not add up. With all four"
        " away nothing should be left: no hidden path."
    )
    return "\n" + paragraph(words) + "\n\n" + "\n".join(f"  {line}" for line in table(rows))


def _left(row: EffectRow | NoEffect) -> str:
    if isinstance(row, NoEffect):
        return "none at risk"
    return f"{_points(row.effect)} +/- {50 * (row.high - row.low):.1f}"


def _naive(summary: EffectSummary) -> str:
    told = [row for row in summary.naive if isinstance(row, ContrastRow)]
    at = summary.naive_at
    if not told:
        why = "no world in which to make it" if summary.naive else "none of the weeks lies after it"
        return "\n" + paragraph(f"The naive contrast at week {at}: {why}.")
    found = "; ".join(f"{_points(row.contrast)} points by week {row.by} ({_span(row)})" for row in told)
    return "\n" + paragraph(
        f"The naive contrast, for comparison: worlds in which a swap had come on its own by week {at} against worlds in"
        f" which it had not ({told[0].worlds_swap:,} and {told[0].worlds_none:,}, none with talks by then):"
        f" {found}. It is NOT the effect: it credits the swap with whatever favours both, and with the time that such a"
        " world had to wait for it without talks."
    )


def _limits(summary: EffectSummary) -> str:
    return "\n" + paragraph(
        "This is the effect of this intervention: thousands come home in one week. A swap in stages is another one. The"
        " intervals are the noise of a finite number of worlds at the stated values; the effect is conditional on them,"
        " no forecast, and no advice to delay or condition any release."
    )


def _of(summary: EffectSummary, variant: str) -> list[EffectRow | NoEffect]:
    return [row for row in summary.effects if row.variant == variant]


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _span(row: EffectRow | ContrastRow) -> str:
    return f"{100 * row.low:+.1f} to {100 * row.high:+.1f}"
