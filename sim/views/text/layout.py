"""Plain text for a terminal of 80 columns: paragraphs, rules, and numbers with the precision their sample allows."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from datetime import date, timedelta

from sim.printable import printable as printable

WIDTH = 80


def paragraph(words: str, *, first: str = "", indent: str | None = None, width: int = WIDTH) -> str:
    """Fill `words` into lines of at most `width` columns; `first` starts the first line, `indent` the others.

    A number stays with its sign: "95 %" is never cut in two.
    """
    kept = words.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(
        kept,
        width=width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if indent is None else indent,
        break_on_hyphens=False,
    )
    return "\n".join(lines or [first.rstrip()]).replace("\N{NO-BREAK SPACE}", " ")


def entries(rows: Iterable[tuple[str, str]], *, width: int = WIDTH, indent: str = "") -> str:
    """Set label and text side by side, the text filled into its own column."""
    rows = list(rows)
    column = max((len(label) for label, _ in rows), default=0) + 2
    return "\n".join(paragraph(words, first=f"{indent}{label:<{column}}", width=width) for label, words in rows)


def rewrap(text: str, width: int = WIDTH) -> str:
    """Break lines of the form 'label  words' that are too long for the terminal, the words staying in their column."""
    return "\n".join(_rewrapped(line, width) for line in text.splitlines())


def _rewrapped(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    found = re.match(r" *(\S+( \S+)*  +)?", line)
    label = "" if found is None else found.group()
    return paragraph(line[len(label) :], first=label, width=width)


def cut(words: str, width: int) -> str:
    """Words on one line, cut at a space and marked ' ...' where they are too long."""
    if len(words) <= width:
        return words
    kept = words[: width - 3]
    return f"{kept.rpartition(' ')[0] or kept[:-1]} ..."


def rule(sign: str = "-", width: int = WIDTH) -> str:
    """A plain rule: no box-drawing characters, so that it survives pipes, mail and the C locale."""
    return sign * width


def per_cent(share: float, decimals: int = 1) -> str:
    """0.083 -> '8.3 %'."""
    return f"{number(share, decimals)} %"


def number(share: float, decimals: int = 1) -> str:
    """0.083 -> '8.3': a share in per cent, without the sign."""
    return f"{100 * share:.{decimals}f}"


def decimals_for(worlds: int) -> int:
    """Decimals of a share in per cent that so many worlds can carry."""
    return 1 if worlds < 1_000_000 else 2


def span(low: float, high: float, decimals: int = 1) -> str:
    """(0.079, 0.087) -> '7.9 to 8.7 %'; words, because a dash reads as a minus before a number."""
    return f"{number(low, decimals)} to {number(high, decimals)} %"


def in_hundreds(share: float) -> str:
    """A share as a natural frequency: '8 of 100', '4 of 1,000', 'fewer than 1 of 10,000'.

    The denominator grows until the count is at least 1 and the rest is not rounded away.
    """
    for out_of in (100, 1_000, 10_000):
        count = round(share * out_of)
        if 1 <= count <= out_of - 1:
            return f"{count:,} of {out_of:,}"
    return "fewer than 1 of 10,000" if share < 0.5 else "more than 9,999 of 10,000"


def signed_points(difference: float) -> str:
    """A difference of shares in percentage points with a true sign: 0.034 -> '+3.4', -0.00001 -> '0.0'."""
    words = f"{100 * difference:+.1f}"
    return words.replace("-", "\N{MINUS SIGN}") if float(words) else "0.0"


def day(when: date) -> str:
    """A date as in 24 February 2025."""
    return f"{when.day} {when:%B %Y}"


def last_day(start: date, weeks: int) -> str:
    """', to 22 February 2027': the end of so many weeks; empty beyond the year 9999, where there are no dates."""
    try:
        return f", to {day(start + timedelta(weeks=weeks))}"
    except OverflowError:
        return ""
