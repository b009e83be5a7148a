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
from sim.evidence.reference_class import jeffreys_interval, past_wars
from sim.rules.all_for_all import COMPLETE

from .drivers import tell_drivers
from .text import decimals_for, entries, in_hundreds, number, paragraph, per_cent, printable, rule, span

QUESTION = "Which comes first: a completed all-for-all prisoner swap, or broader talks?"
COMMAND_COLUMN = 48
CHANGES_SHOWN = 6


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
    changes : in what the scenario differs from the one of its name in the catalogue
    names : party key -> how the scenario calls it

    Returns
    -------
    str, lines of at most 80 columns, but commands and paths are never cut; no newline at the end
    """
    parts = [
        rule("="),
        QUESTION,
        rule("="),
        _warnings(summary),
        _scenario(summary, changes),
        _definitions(summary),
        _table(summary),
        _in_words(summary),
        _how_sure(summary),
        "\n" + tell_drivers(summary, names),
        _past_wars(summary),
        _limits(),
        _saved(saved, command),
        _next(summary, case or summary["scenario"]),
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
    worlds, wanted = summary["worlds"], summary["worlds_requested"]
    if worlds == wanted:
        return "stopped before the range if assumptions vary was finished; the counts of worlds are whole."
    return f"stopped after {worlds:,} of {wanted:,} worlds; every number below is of those worlds alone."


def _scenario(summary: Mapping[str, Any], changes: Sequence[str]) -> str:
    start, weeks = date.fromisoformat(summary["start"]), summary["horizon_weeks"]
    rows = [("Scenario", f"{printable(summary['title'])} [{summary['scenario']}]")]
    shown = [printable(change) for change in changes[:CHANGES_SHOWN]]
    if len(changes) > CHANGES_SHOWN:
        shown.append(f"and {len(changes) - CHANGES_SHOWN} more (allforall diff)")
    rows += [("Changed" if place == 0 else "", change) for place, change in enumerate(shown)]
    rows.append(("Time", f"from {_day(start)}, followed for {weeks} weeks{_last_day(start, weeks)}"))
    rows.append(("Worlds", f"{summary['worlds']:,} simulated from the same start, seed {summary['seed']}"))
    return entries(rows)


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
    rows = [
        _row("swap first", outcomes["swap_first"], prior.get("swap_first"), summary),
        _row("(agreed only)", agreed["swap_first"], prior.get("agreed", {}).get("swap_first"), summary, aside=True),
        _row("talks first", outcomes["talks_first"], prior.get("talks_first"), summary),
        _row("neither", outcomes["neither"], prior.get("neither"), summary),
    ]
    heads = [("", "", "95 % interval", "range if the"), ("worlds", "share", "(chance only)", "assumptions vary")]
    lines = [_cells("", *head) for head in heads]
    total = _cells("all worlds", f"{summary['worlds']:,}", per_cent(1.0), "", "").rstrip()
    width = max(map(len, [*lines, *rows])) - 2
    return "\n".join(["", *lines, "  " + rule("-", width), *rows, "  " + rule("-", width), total, ""])


def _row(
    label: str,
    share: Mapping[str, Any],
    quantiles: Mapping[str, float] | None,
    summary: Mapping[str, Any],
    aside: bool = False,
) -> str:
    decimals = decimals_for(summary["worlds"])
    count, part = f"{share['count']:,}", per_cent(share["share"], decimals)
    if aside:
        count, part = f"({count})", f"({part})"
    varied = span(quantiles["q05"], quantiles["q95"]) if quantiles else "not run"
    mark = " EXP." if summary["experimental"] else ""
    return _cells(label, count, part, span(share["low"], share["high"], decimals), varied) + mark


def _cells(label: str, count: str, part: str, interval: str, varied: str) -> str:
    return f"  {label:<13} {count:>12} {part:>9}  {interval:>16}  {varied:>16}"


def _in_words(summary: Mapping[str, Any]) -> str:
    outcomes, weeks = summary["outcomes"], summary["horizon_weeks"]
    swap, talks, neither = (
        _frequency(outcomes[name], summary["worlds"]) for name in ("swap_first", "talks_first", "neither")
    )
    range_swap = _range_in_words(summary, "swap_first", " of 100 if assumptions vary")
    range_talks, range_neither = _range_in_words(summary, "talks_first"), _range_in_words(summary, "neither")
    return paragraph(
        f"{_mark(summary)}In {swap} an all-for-all swap is completed before broader talks open{range_swap}, completed"
        f" meaning: {_completed(summary)}. In {talks} talks open first{range_talks}; in {neither} neither happens"
        f" within the {weeks} weeks{range_neither}."
    )


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


def _range_in_words(summary: Mapping[str, Any], name: str, unit: str = "") -> str:
    if not summary["prior"]:
        return ""
    quantiles = summary["prior"][name]
    return f" ({_of_hundred(quantiles['q05'])} to {_of_hundred(quantiles['q95'])}{unit})"


def _of_hundred(share: float) -> str:
    return "under 1" if 0 < share < 0.01 else "over 99" if 0.99 < share < 1 else number(share, 0)


def _how_sure(summary: Mapping[str, Any]) -> str:
    prior, worlds, same = summary["prior"], summary["worlds"], summary["same_week"]
    if prior:
        lead = (
            f"Quote the range first. It is the middle 90 % of {prior['draws']:,} draws of the judged assumptions"
            f" ({prior['worlds_per_draw']:,} worlds each): what is not known. The 95 % interval is the noise of"
            f" {worlds:,} simulated worlds at one set of assumptions and nothing else; more worlds make it narrow, not"
            " true."
        )
        if prior["partial"]:
            lead += " The range was stopped early and is PARTIAL."
    else:
        lead = (
            "The range if assumptions vary was not run (--no-prior, stopped before it, or nothing in the scenario is uncertain)."
            f" It matters more than anything in this table: the 95 % interval is only the noise of {worlds:,} simulated"
            " worlds at one set of assumptions. Do not quote a share without the range; to get it, run again without"
            " --no-prior."
        )
    decimals = decimals_for(worlds)
    low, high = wilson(same["count"], worlds)
    ties = (
        f"{_mark(summary)}Both came in the same week in {same['count']:,} worlds ({per_cent(same['share'], decimals)},"
        f" 95 % interval {span(low, high, decimals)}); there the date within the week decides which is first."
    )
    return "\n" + paragraph(lead) + "\n" + paragraph(ties)


def _past_wars(summary: Mapping[str, Any]) -> str:
    wars = past_wars()
    low, high = jeffreys_interval(wars.strictly_swap_first, wars.ordered)
    swap, talks = (summary["outcomes"][name]["count"] for name in ("swap_first", "talks_first"))
    words = (
        f"of {wars.ordered} cases with an order {wars.talks_first} had talks or a ceasefire first, {wars.swap_first}"
        f" the swap, {wars.simultaneous} both at once; a two-sided all-for-all opened talks in"
        f" {wars.strictly_swap_first} of {wars.ordered} (95 % interval {span(low, high, 0)}). A chosen list of"
        f" {wars.cases} with many dates recalled: a bound, not a rate."
    )
    if swap + talks:
        low, high = wilson(swap, swap + talks)
        words += (
            f" {_mark(summary)}In this run, where either came: swap first in {per_cent(swap / (swap + talks))} (95 %"
            f" interval {span(low, high)})."
        )
    return "\n" + paragraph(words, first="Past wars: ", indent="")


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
    where = f" --scenario {case}" if case.endswith(".yaml") else ""
    rows = [
        (f"allforall trace {case} --world 0{seed}", "one world as a dated story"),
        (f"allforall explain {path}{where}", "what is assumed, and why"),
        ("allforall scenarios", "other cases to compare"),
    ]
    return "\nTry next\n" + "\n".join(
        f"  {command:<{COMMAND_COLUMN}}  {words}".rstrip() if len(command) <= COMMAND_COLUMN else f"  {command}"
        for command, words in rows
    )


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
