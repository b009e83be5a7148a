"""The headline in plain text: what a reader needs who sees nothing else.

Written from the summary of a result (`summary.json`), so that `run` and `show` print the same. 80 columns, no colour,
and of its own only ASCII signs: it passes through any pipe.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.analysis.run_summary import RunSummary
from sim.printable import visible
from sim.views.text.base_rate_page import beside_the_model
from sim.views.text.drivers import format_drivers
from sim.views.text.layout import (
    WIDTH,
    cut,
    day,
    decimals_for,
    entries,
    last_day,
    paragraph,
    per_cent,
    printable,
    rule,
    span,
)
from sim.views.text.precision import column_heads, counts_whole, format_stop, stopped_early, watched
from sim.views.text.sentences import (
    LIMITS,
    OUTCOMES,
    QUESTION,
    definitions,
    how_sure,
    in_words,
    offer_fate,
    with_medians,
)

if TYPE_CHECKING:
    from sim.analysis.prior import Quantiles
    from sim.analysis.proportions import Share

COMMAND_COLUMN = 48
CHANGES_SHOWN = 8
CHANGES_TOO_MANY = 24
"""More differences than this are not listed one by one for a scenario that is not finished."""
BASE = "kyiv_summit_2025"


def headline(
    summary: RunSummary | Mapping[str, Any],
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
    summary : of the result; or its JSON object, as in `summary.json`
    saved : where the result is kept; None when it was not saved
    case : how another command names the scenario; the scenario's own name by default
    command : what made the result
    changes : in what the scenario differs from the base scenario, one line each
    names : party key -> how the scenario calls it

    Returns
    -------
    str, lines of at most 80 columns, but commands and paths are never cut; no newline at the end
    """
    summary = RunSummary.of(summary)
    case = case or summary.scenario
    rests = format_drivers(summary, names) if summary.no_range != "constant_hazards" else ""
    parts = [
        rule("="),
        QUESTION,
        rule("="),
        _warnings(summary),
        _scenario(summary),
        _changed(summary, changes, case),
        _imposed(summary),
        "\nWhat is counted\n" + entries(definitions(summary), indent="  "),
        _table(summary),
        paragraph(in_words(summary)),
        "\n".join(["", *map(paragraph, how_sure(summary))]),
        f"\n{rests}" if rests else "",
        _offer(summary),
        "" if summary.imposed_outcome else beside_the_model(summary),
        "\n" + paragraph(LIMITS),
        _saved(saved, command),
        _next(summary, case, saved),
        rule("="),
    ]
    return visible("\n".join(part for part in parts if part))


def _warnings(summary: RunSummary) -> str:
    lines = []
    if summary.partial:
        lines.append(paragraph(_partial(summary), first="PARTIAL RESULT: "))
    if summary.experimental:
        lines.append(
            paragraph(
                "this scenario is not calibrated and not finished. Do not publish, quote or act on any number below"
                " (marked EXPERIMENTAL or EXP.).",
                first="EXPERIMENTAL: ",
            )
        )
    return "\n".join([*lines, ""]) if lines else ""


def _partial(summary: RunSummary) -> str:
    if counts_whole(summary):
        return "stopped before the range if assumptions vary was finished; the counts of worlds are whole."
    return f"{stopped_early(summary)}; every number below is of those worlds alone."


def _scenario(summary: RunSummary) -> str:
    start, weeks = date.fromisoformat(summary.start), summary.horizon_weeks
    rows = [
        ("Scenario", f"{printable(summary.title)} [{summary.scenario}]"),
        ("Time", f"from {day(start)}, followed for {weeks} weeks{last_day(start, weeks)}"),
        ("Worlds", f"{summary.worlds:,} simulated from the same start, seed {summary.seed}"),
    ]
    if told := format_stop(summary):
        rows.append(("Stop", told))
    return entries(rows)


def _changed(summary: RunSummary, changes: Sequence[str], case: str) -> str:
    """In what the scenario is not the base; one that is another case altogether gets the pointer alone."""
    if not changes:
        return ""
    shown = changes[:CHANGES_SHOWN]
    if summary.experimental and len(changes) > CHANGES_TOO_MANY:
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


def _imposed(summary: RunSummary) -> str:
    imposed = summary.imposed
    if not imposed:
        return ""
    if len(imposed) == 1:
        return "\n" + paragraph(printable(imposed[0]), first="IMPOSED BY ASSUMPTION: ", indent="  ")
    items = [paragraph(printable(words), first="  * ") for words in imposed]
    return "\n".join(["", "IMPOSED BY ASSUMPTION:", *items])


def _offer(summary: RunSummary) -> str:
    told = offer_fate(summary)
    return "\n" + paragraph(told[1], first=told[0], indent="  ") if told else ""


def _table(summary: RunSummary) -> str:
    outcomes, prior = summary.outcomes, summary.prior
    called, below = column_heads(summary)
    agreed = prior.agreed.swap_first if prior else None
    rows = [
        ("", "", "", called, "median", "range if the"),
        ("", "worlds", "share", below, "(draws)", "assumptions vary"),
        *(_row(label, outcomes[name], prior[name] if prior else None, summary) for name, label in OUTCOMES.items()),
        ("all worlds", f"{summary.worlds:,}", per_cent(1.0), "", "", ""),
    ]
    rows.insert(3, _row("(agreed only)", summary.agreed.swap_first, agreed, summary, aside=True))
    mark = " EXP." if summary.experimental else ""
    if not with_medians(summary):
        rows = [(*row[:4], row[5]) for row in rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    gap = "  " if sum(widths) + 2 * len(widths) + len(mark) <= WIDTH else " "
    lines = [_cells(row, widths, gap) for row in rows]
    line = "  " + rule("-", max(map(len, lines)) - 2)
    return "\n".join(["", *lines[:2], line, *(text + mark for text in lines[2:-1]), line, lines[-1].rstrip(), ""])


def _row(
    label: str, share: Share, quantiles: Quantiles | None, summary: RunSummary, aside: bool = False
) -> tuple[str, ...]:
    decimals = decimals_for(summary.worlds)
    count, part = f"{share.count:,}", per_cent(share.share, decimals)
    interval = span(share.low, share.high, decimals)
    if aside:
        count, part = f"({count})", f"({part})"
        interval = f"({interval})" if watched(summary) else interval
    median = per_cent(quantiles.q50) if quantiles else ""
    varied = span(quantiles.q05, quantiles.q95) if quantiles else _no_range(summary)
    return label, count, part, interval, median, varied


def _no_range(summary: RunSummary) -> str:
    return "none" if summary.no_range in ("constant_hazards", "nothing_uncertain") else "not run"


def _cells(row: Sequence[str], widths: Sequence[int], gap: str) -> str:
    cells = [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "  " + gap.join([f"{row[0]:<{widths[0]}}", *cells])


def _saved(saved: str | None, command: str | None) -> str:
    lines = [f"Saved in {saved}" if saved else "Not saved."]
    if command:
        lines.append(f"Made by  {command}")
    return "\n" + "\n".join(lines)


def _next(summary: RunSummary, case: str, saved: str | None) -> str:
    case = shlex.quote(case)
    seed = f" --seed {summary.seed}" if summary.seed != 1 else ""
    drivers = summary.prior.drivers if summary.prior else ()
    paths = [driver.parameter for driver in drivers if "." in driver.parameter]
    path = paths[0] if paths else "russia.all_for_all.bargaining_chip"
    where = ["--scenario", case] if case != BASE else []
    rows = [
        (["allforall trace", case, f"--world 0{seed}"], "one world as a dated story"),
        (["allforall explain", path, *where], "what is assumed, and why"),
        (["allforall scenarios"], "other cases to compare"),
    ]
    if summary.no_range == "constant_hazards":  # then no assumption has a part in the answer
        del rows[1]
    if summary.partial and saved:
        rows.insert(0, (["allforall resume", shlex.quote(saved)], "resumes from there"))
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
