"""The headline in plain text: what a reader needs who sees nothing else.

Written from the summary of a result (`summary.json`), so that `run` and `show` print the same. 80 columns, no colour,
and of its own only ASCII signs: it passes through any pipe.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sim.analysis.proportions import wilson
from sim.rules.all_for_all import COMPLETE

from .base_rate import beside_the_model
from .drivers import tell_drivers
from .stopping import column_heads, counts_whole, interval_name, stopped_early, tell_sequence, tell_stop, watched
from .text import WIDTH, cut, decimals_for, entries, in_hundreds, number, paragraph, per_cent, printable, rule, span
from .variance import tell_variance

QUESTION = "Which comes first: a completed all-for-all prisoner swap, or broader talks?"
COMMAND_COLUMN = 48
CHANGES_SHOWN = 8
CHANGES_TOO_MANY = 24
"""More differences than this are not told one by one for a scenario that is not finished."""
FAR = 0.01
"""A share this far from the median of the draws is told as such."""
BASE = "kyiv_summit_2025"
OUTCOMES = {"swap_first": "swap first", "talks_first": "talks first", "neither": "neither"}


def headline(
    summary: Mapping[str, Any],
    saved: str | None = None,
    *,
    case: str | None = None,
    command: str | None = None,
    changes: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> str:
    """Write the headline of a result.

    Parameters
    ----------
    summary : the result's summary, as in `summary.json`
    saved : where the result is kept; None when it was not saved
    case : how another command names the scenario; the scenario's own name by default
    command : what made the result
    changes : in what the scenario differs from the base scenario, one line each
    names : party key -> how the scenario calls it

    Returns
    -------
    str, lines of at most 80 columns, but commands and paths are never cut; no newline at the end
    """
    case = case or summary["scenario"]
    rests = tell_drivers(summary, names) if summary.get("no_range") != "constant_hazards" else ""
    parts = [
        rule("="),
        QUESTION,
        rule("="),
        _warnings(summary),
        _scenario(summary),
        _changed(summary, changes, case),
        _imposed(summary),
        _definitions(summary),
        _table(summary),
        _in_words(summary),
        _how_sure(summary),
        f"\n{rests}" if rests else "",
        _offer(summary),
        "" if summary.get("imposed_outcome") else beside_the_model(summary),
        _limits(),
        _saved(saved, command),
        _next(summary, case),
        rule("="),
    ]
    return "\n".join(part for part in parts if part)


def _warnings(summary: Mapping[str, Any]) -> str:
    lines = []
    if summary["partial"]:
        lines.append(paragraph(_partial(summary), first="PARTIAL RESULT: "))
    if summary["experimental"]:
        lines.append(
            paragraph(
                "this scenario is not calibrated and not finished. Do not publish, quote or act on any number below"
                " (marked EXPERIMENTAL or EXP.).",
                first="EXPERIMENTAL: ",
            )
        )
    return "\n".join([*lines, ""]) if lines else ""


def _partial(summary: Mapping[str, Any]) -> str:
    if counts_whole(summary):
        return "stopped before the range if assumptions vary was finished; the counts of worlds are whole."
    return f"{stopped_early(summary)}; every number below is of those worlds alone."


def _scenario(summary: Mapping[str, Any]) -> str:
    start, weeks = date.fromisoformat(summary["start"]), summary["horizon_weeks"]
    rows = [
        ("Scenario", f"{printable(summary['title'])} [{summary['scenario']}]"),
        ("Time", f"from {_day(start)}, followed for {weeks} weeks{_last_day(start, weeks)}"),
        ("Worlds", f"{summary['worlds']:,} simulated from the same start, seed {summary['seed']}"),
    ]
    if told := tell_stop(summary):
        rows.append(("Stop", told))
    return entries(rows)


def _changed(summary: Mapping[str, Any], changes: Sequence[str], case: str) -> str:
    """In what the scenario is not the base; one that is another case altogether gets the pointer alone."""
    if not changes:
        return ""
    shown = changes[:CHANGES_SHOWN]
    if summary["experimental"] and len(changes) > CHANGES_TOO_MANY:
        shown = []
    lines = [f"Changed   against {BASE}:" if shown else "Changed"]
    lines += [f"          {cut(printable(change), WIDTH - 10)}" for change in shown]
    left, pointer = len(changes) - len(shown), f"allforall diff {BASE} {shlex.quote(case)}"
    if left:
        many = f"and {left} more:" if shown else f"{left} differences from {BASE}:"
        if shown and len(many) + len(pointer) + 11 <= WIDTH:
            lines.append(f"          {many} {pointer}")
        elif shown:
            lines += [f"          {many}", f"          {pointer}"]
        else:
            lines = [f"Changed   {many}", f"          {pointer}"]
    return "\n".join(lines)


def _imposed(summary: Mapping[str, Any]) -> str:
    imposed = summary.get("imposed") or ()
    if not imposed:
        return ""
    if len(imposed) == 1:
        return "\n" + paragraph(printable(imposed[0]), first="IMPOSED BY ASSUMPTION: ", indent="  ")
    items = [paragraph(printable(words), first="  * ") for words in imposed]
    return "\n".join(["", "IMPOSED BY ASSUMPTION:", *items])


def _last_day(start: date, weeks: int) -> str:
    try:
        return f", to {_day(start + timedelta(weeks=weeks))}"
    except OverflowError:  # beyond the year 9999
        return ""


def _definitions(summary: Mapping[str, Any]) -> str:
    weeks = summary["horizon_weeks"]
    return "\nWhat is counted\n" + entries(
        [
            (
                "swap first",
                f"an all-for-all swap is completed before broader talks open; completed: {_completed(summary)}",
            ),
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
        ],
        indent="  ",
    )


def _completed(summary: Mapping[str, Any]) -> str:
    weeks = f"{summary['completion_weeks']:g} weeks"
    return f"both sides have released at least {per_cent(COMPLETE, 0)} of the verified lists within {weeks} of agreeing"


def _table(summary: Mapping[str, Any]) -> str:
    outcomes, agreed, prior = summary["outcomes"], summary["agreed"], summary["prior"] or {}
    called, below = column_heads(summary)
    rows = [
        ("", "", "", called, "median", "range if the"),
        ("", "worlds", "share", below, "(draws)", "assumptions vary"),
        _row("swap first", outcomes["swap_first"], prior.get("swap_first"), summary),
        _row("(agreed only)", agreed["swap_first"], prior.get("agreed", {}).get("swap_first"), summary, aside=True),
        _row("talks first", outcomes["talks_first"], prior.get("talks_first"), summary),
        _row("neither", outcomes["neither"], prior.get("neither"), summary),
        ("all worlds", f"{summary['worlds']:,}", per_cent(1.0), "", "", ""),
    ]
    mark = " EXP." if summary["experimental"] else ""
    if not _with_medians(summary):
        rows = [(*row[:4], row[5]) for row in rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    gap = "  " if sum(widths) + 2 * len(widths) + len(mark) <= WIDTH else " "
    lines = [_cells(row, widths, gap) for row in rows]
    line = "  " + rule("-", max(map(len, lines)) - 2)
    return "\n".join(["", *lines[:2], line, *(text + mark for text in lines[2:-1]), line, lines[-1].rstrip(), ""])


def _with_medians(summary: Mapping[str, Any]) -> bool:
    """Whether the medians have room in the table: not beside millions of worlds."""
    return bool(summary["prior"]) and summary["worlds"] < 1_000_000


def _row(
    label: str,
    share: Mapping[str, Any],
    quantiles: Mapping[str, float] | None,
    summary: Mapping[str, Any],
    aside: bool = False,
) -> tuple[str, ...]:
    decimals = decimals_for(summary["worlds"])
    count, part = f"{share['count']:,}", per_cent(share["share"], decimals)
    interval = span(share["low"], share["high"], decimals)
    if aside:
        count, part = f"({count})", f"({part})"
        interval = f"({interval})" if watched(summary) else interval
    median = per_cent(quantiles["q50"]) if quantiles else ""
    varied = span(quantiles["q05"], quantiles["q95"]) if quantiles else _no_range(summary)
    return label, count, part, interval, median, varied


def _no_range(summary: Mapping[str, Any]) -> str:
    return "none" if summary.get("no_range") in ("constant_hazards", "nothing_uncertain") else "not run"


def _cells(row: Sequence[str], widths: Sequence[int], gap: str) -> str:
    cells = [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "  " + gap.join([f"{row[0]:<{widths[0]}}", *cells])


def _in_words(summary: Mapping[str, Any]) -> str:
    """The three shares as natural frequencies: the range first where it was run, the interval where it was not."""
    weeks, prior = summary["horizon_weeks"], summary["prior"]
    swap, talks, neither = (_frequency(summary["outcomes"][name], summary["worlds"]) for name in OUTCOMES)
    what = "an all-for-all swap is completed before broader talks open"
    meaning = f"completed meaning: {_completed(summary)}"
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
    return paragraph(f"{_mark(summary)}{words}")


def _given(summary: Mapping[str, Any]) -> str:
    """What fixes the answer, said before the answer."""
    fixed = [printable(words) for words in summary.get("imposed_outcome") or ()]
    return f"By assumption, not as a finding, {'; '.join(fixed)}. Given that, " if fixed else ""


def _interval_in_words(summary: Mapping[str, Any], name: str) -> str:
    share = summary["outcomes"][name]
    return f"{interval_name(summary)} {span(share['low'], share['high'], decimals_for(summary['worlds']))}"


def _rounded(summary: Mapping[str, Any]) -> bool:
    """Whether the sentence says three numbers of 100 that do not add to 100."""
    shares = [summary["outcomes"][name]["share"] for name in OUTCOMES]
    hundreds = [round(100 * share) for share in shares]
    plain = all(share in (0, 1) or 1 <= count <= 99 for share, count in zip(shares, hundreds, strict=True))
    return summary["worlds"] >= 100 and plain and sum(hundreds) != 100


def _mark(summary: Mapping[str, Any]) -> str:
    return "EXPERIMENTAL: " if summary["experimental"] else ""


def _frequency(share: Mapping[str, Any], worlds: int) -> str:
    count = share["count"]
    if count == 0:
        return f"none of the {worlds:,} worlds"
    if count == worlds:
        return f"every one of the {worlds:,} worlds"
    if worlds < 100:
        return f"{count} of the {worlds} worlds"
    words = in_hundreds(share["share"])
    return f"{words} worlds" if words.startswith(("fewer", "more")) else f"about {words} worlds"


def _range_in_words(quantiles: Mapping[str, float]) -> str:
    low, high = _of_hundred(quantiles["q05"]), _of_hundred(quantiles["q95"])
    return low if low == high else f"{low} to {high}"


def _of_hundred(share: float) -> str:
    return "under 1" if 0 < share < 0.01 else "over 99" if 0.99 < share < 1 else number(share, 0)


def _how_sure(summary: Mapping[str, Any]) -> str:
    worlds, same = summary["worlds"], summary["same_week"]
    lead = _range_told(summary) if summary["prior"] else _range_missing(summary)
    decimals = decimals_for(worlds)
    low, high = wilson(same["count"], worlds)
    ties = (
        f"{_mark(summary)}Both came in the same week in {same['count']:,} worlds ({per_cent(same['share'], decimals)},"
        f" 95 % interval {span(low, high, decimals)}); there the date within the week decides which is first."
    )
    told = tell_sequence(summary)
    return "\n".join(["", paragraph(lead), paragraph(ties), *([paragraph(told)] if told else ())])


def _range_told(summary: Mapping[str, Any]) -> str:
    prior, worlds = summary["prior"], summary["worlds"]
    words = (
        f"Quote the range first. It is the middle 90 % of {prior['draws']:,} draws of the judged assumptions"
        f" ({prior['worlds_per_draw']:,} worlds each), the median their middle: what is judged and could"
        " be otherwise. Its ends move by some points with another seed, and the model's form is not varied. The share is"
        " that of the stated values, which are one set of assumptions"
    )
    words += _middle(summary)
    for name, label in OUTCOMES.items():
        share = summary["outcomes"][name]["share"]
        if not prior[name]["q05"] <= share <= prior[name]["q95"]:
            words += f" At the stated values {label} ({per_cent(share)}) lies outside its range."
    words += tell_variance(prior)
    words += (
        f" The {interval_name(summary)} is the noise of {worlds:,} simulated worlds at one set of assumptions"
        " and nothing else; more worlds make it narrow, not true."
    )
    return words + (" The range was stopped early and is PARTIAL." if prior["partial"] else "")


def _middle(summary: Mapping[str, Any]) -> str:
    """How far the stated values are from the middle of the range, at the outcome where that is farthest."""
    shares = {name: summary["outcomes"][name]["share"] for name in OUTCOMES}
    medians = {name: summary["prior"][name]["q50"] for name in OUTCOMES}
    far = max(OUTCOMES, key=lambda name: abs(shares[name] - medians[name]))
    words = ""
    if abs(shares[far] - medians[far]) >= FAR:
        words = (
            f" and not the middle of the range: {OUTCOMES[far]} {per_cent(shares[far])} against a median of"
            f" {per_cent(medians[far])}"
        )
    if not _with_medians(summary):
        told = [f"{label} {per_cent(medians[name])}" for name, label in OUTCOMES.items()]
        words += f" (medians of the draws: {', '.join(told)})"
    return f"{words}."


def _range_missing(summary: Mapping[str, Any]) -> str:
    noise = f"the {interval_name(summary)} is only the noise of {summary['worlds']:,} simulated worlds"
    why = summary.get("no_range", "not_asked")
    if why == "constant_hazards":
        return f"There is no range: with constant rates imposed no judged assumption has a part in this; {noise}."
    if why == "nothing_uncertain":
        return (
            "There is no range: this scenario states nothing as uncertain. That does not make it sure: every share"
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


def _offer(summary: Mapping[str, Any]) -> str:
    """The fate of the offer that is open at the start; nothing where none is, or where its answer is imposed."""
    sides = summary.get("offer_open_at_start") or ()
    if not sides or summary.get("imposed_outcome"):
        return ""
    decimals = decimals_for(summary["worlds"])
    fates = [
        f"{word} in {per_cent(fate['share'], decimals)} ({span(fate['low'], fate['high'], decimals)})"
        for word, fate in (
            ("accepted", summary["offer"]["accepted"]),
            ("refused", summary["offer"]["refused"]),
            ("unanswered by the horizon", summary["offer"]["silence"]),
        )
    ]
    first = f"{_mark(summary)}Offer open at the start ({printable(', '.join(sides))}): "
    return "\n" + paragraph(
        f"{'; '.join(fates)} of worlds, with 95 % intervals (chance only).", first=first, indent="  "
    )


def _limits() -> str:
    return "\n" + paragraph(
        "All of this is conditional on judged parameters. It is not a forecast, and it is never advice to delay,"
        " condition or refuse the release of anyone: captives are owed return whatever comes first."
    )


def _saved(saved: str | None, command: str | None) -> str:
    lines = [f"Saved in {saved}" if saved else "Not saved."]
    if command:
        lines.append(f"Made by  {command}")
    return "\n" + "\n".join(lines)


def _next(summary: Mapping[str, Any], case: str) -> str:
    case = shlex.quote(case)
    seed = f" --seed {summary['seed']}" if summary["seed"] != 1 else ""
    drivers = summary["prior"]["drivers"] if summary["prior"] else []
    paths = [driver["parameter"] for driver in drivers if "." in driver["parameter"]]
    path = paths[0] if paths else "russia.all_for_all.bargaining_chip"
    where = ["--scenario", case] if case != BASE else []
    rows = [
        (["allforall trace", case, f"--world 0{seed}"], "one world as a dated story"),
        (["allforall explain", path, *where], "what is assumed, and why"),
        (["allforall scenarios"], "other cases to compare"),
    ]
    if summary.get("no_range") == "constant_hazards":  # then no assumption has a part in the answer
        del rows[1]
    return "\n".join(["\nTry next", *(_command_line(*row) for row in rows)])


def _command_line(parts: Sequence[str], words: str) -> str:
    """A command to copy, with what it gives where there is room; too long for a line, it goes on after a backslash."""
    command = " ".join(parts)
    if len(command) <= COMMAND_COLUMN:
        return f"  {command:<{COMMAND_COLUMN}}  {words}"
    lines = [f"  {parts[0]}"]
    for part in parts[1:]:
        if len(lines[-1]) + 1 + len(part) + 2 <= WIDTH:
            lines[-1] += f" {part}"
        else:
            lines[-1] += " \\"
            lines.append(f"      {part}")
    return "\n".join(lines)


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
