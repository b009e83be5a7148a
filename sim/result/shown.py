"""A result shown in a notebook or at a prompt: the shares with everything they must not be read without."""

from __future__ import annotations

from html import escape as escaped
from typing import TYPE_CHECKING, Any

from sim.printable import printable, visible
from sim.report.stopping import interval_name, tell_stop, watched
from sim.report.text import decimals_for, paragraph, per_cent, span

if TYPE_CHECKING:
    from .result import Result

CAUTION = (
    "The interval is the noise of the simulated worlds only; quote the range first. All shares are conditional on "
    "judged parameters: not a forecast, and never advice to delay, condition or refuse the release of anyone."
)

_WIDTH = 100


def header(summary: dict[str, Any]) -> tuple[str, ...]:
    """Heads of the columns."""
    return ("", "worlds", "share", interval_name(summary), "range if assumptions vary, 5-95 %")


def caution(summary: dict[str, Any]) -> str:
    """What the table must not be read without."""
    told = tell_stop(summary)
    stop = f"Stop: {told}. The interval in brackets is an ordinary one. " if told else ""
    return stop + CAUTION


def lines(summary: dict[str, Any]) -> list[tuple[str, ...]]:
    """Rows of the table: label, count, share, interval, prior range."""
    prior = summary["prior"]
    entries = [("swap first", "outcomes", "swap_first"), ("(agreed only)", "agreed", "swap_first")]
    entries += [("talks first", "outcomes", "talks_first"), ("neither", "outcomes", "neither")]
    decimals = decimals_for(summary["worlds"])
    table = []
    for label, part, name in entries:
        found = summary[part][name]
        interval = span(found["low"], found["high"], decimals)
        quantiles = None if prior is None else (prior if part == "outcomes" else prior["agreed"])[name]
        table.append(
            (
                label,
                f"{found['count']:,}",
                per_cent(found["share"], decimals),
                f"({interval})" if part == "agreed" and watched(summary) else interval,
                "not run" if quantiles is None else span(quantiles["q05"], quantiles["q95"]),
            )
        )
    return table


def heading(summary: dict[str, Any]) -> str:
    """One line: which scenario, how many worlds, how long, which seed."""
    flags = "".join(f"{flag}: " for flag in ("EXPERIMENTAL", "PARTIAL") if summary[flag.lower()])
    return (
        f"{flags}{printable(summary['title'])} [{summary['scenario']}], {summary['worlds']:,} worlds "
        f"over {summary['horizon_weeks']} weeks from {summary['start']}, seed {summary['seed']}"
    )


def imposed(summary: dict[str, Any]) -> list[str]:
    """What is imposed in every world, one line each."""
    return [f"IMPOSED BY ASSUMPTION: {words}" for words in summary["imposed"]]


def as_text(result: Result) -> str:
    """The result at a prompt."""
    table = [header(result.summary), *lines(result.summary)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    rows = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]
    saved = [f"Saved in {result.folder}"] if result.folder is not None else []
    head = [heading(result.summary), *imposed(result.summary)]
    return visible("\n".join([*head, *rows, paragraph(caution(result.summary), width=_WIDTH), *saved]))


def as_html(result: Result) -> str:
    """The result in a notebook."""
    heads = "".join(f"<th>{_escape(cell)}</th>" for cell in header(result.summary))
    body = "".join(
        "<tr>" + "".join(f"<td>{_escape(cell)}</td>" for cell in row) + "</tr>" for row in lines(result.summary)
    )
    saved = f"<p>Saved in {_escape(str(result.folder))}</p>" if result.folder is not None else ""
    fixed = "".join(f"<p><b>{_escape(words)}</b></p>" for words in imposed(result.summary))
    return (
        f"<div><p><b>{_escape(heading(result.summary))}</b></p>{fixed}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{_escape(caution(result.summary))}</p>{saved}</div>"
    )


def _escape(words: str) -> str:
    """Words as text of a page: no markup, and nothing that turns round what stands beside it."""
    return escaped(visible(words))
