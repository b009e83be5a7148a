"""The page of an experiment in a terminal: what all of them say in the same place and in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.printable import visible
from sim.views.text.layout import paragraph, rule

OUTCOMES = {"swap_first": "swap first", "talks_first": "talks first", "neither": "neither"}

DEFINITIONS = "\n" + paragraph(
    "swap first: an all-for-all swap is completed before broader talks open; (agreed): such a swap is agreed before"
    " they open, completed or not; talks first: they open before it is completed; neither: none of the two within the"
    " horizon. In full: MODEL.md, section 4."
)


def page(
    question: str, parts: Iterable[str], saved: str | None, command: str | None, *, partial: bool, experimental: bool
) -> str:
    """Put a page together.

    Parameters
    ----------
    question : what it answers
    parts : the rest, in order; empty ones are left out
    saved, command : where it is kept, and what made it
    partial, experimental : what is warned of before any number

    Returns
    -------
    str, lines of at most 80 columns, but names, commands and paths are never cut; no newline at the end
    """
    whole = [
        rule("="),
        question,
        rule("="),
        _warnings(partial, experimental),
        *parts,
        _ending(saved, command),
        rule("="),
    ]
    return visible("\n".join(part for part in whole if part))


def _warnings(partial: bool, experimental: bool) -> str:
    lines = []
    if partial:
        lines.append(
            paragraph("stopped before its end; the same command resumes from there.", first="PARTIAL RESULT: ")
        )
    if experimental:
        words = "a scenario here is not calibrated and not finished. Do not publish, quote or act on any number below."
        lines.append(paragraph(words, first="EXPERIMENTAL: "))
    return "\n".join([*lines, ""]) if lines else ""


def _ending(saved: str | None, command: str | None) -> str:
    lines = [f"Saved in {saved}"] if saved else []
    lines += [f"Made by  {command}"] if command else []
    return "\n".join(["", *lines]) if lines else ""


def table(rows: Sequence[Sequence[str]], gap: str = "  ") -> list[str]:
    """Rows of cells as lines: the first column to the left, the others to the right; never wider than it must be."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        gap.join(
            [f"{row[0]:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in rows
    ]
