"""What a cell of a table says: one set of rules for whole numbers, truth, days, and what is missing."""

from __future__ import annotations

import re
from datetime import date

from sim.spreadsheet import read_cell
from sim.tables.text import quoted

MISSING = frozenset({"", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NaT", "NULL", "null", "None"})
"""How spreadsheets, R and pandas write that there is no value."""

MOST_DIGITS = 18

NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
"""A plain decimal number, without a leading zero."""

_WHOLE = re.compile(r"([-+]?)([0-9]+)(?:\.0*)?")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:[,.'\u2019 \u00a0\u2009\u202f][0-9]{3})+")
_THOUSAND = re.compile(r"[-+]?[1-9][0-9]{0,2}\.000")
"""1.000 is a thousand to some and one to others."""

_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TRUTH = {"true": True, "t": True, "yes": True, "false": False, "f": False, "no": False}


class Unfit(ValueError):
    """A cell cannot be used; `reason` and `remedy` say why and what to write."""

    def __init__(self, reason: str, remedy: str = ""):
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def bare(cell: str) -> str:
    """A cell without the blanks around it, and without the apostrophe that keeps spreadsheets from computing it."""
    return read_cell(cell.strip())


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text in MISSING


def read_whole(text: str) -> int:
    """A whole number, as written by hand (2), with a sign (+2), or by programs that hold it as a fraction (2.0).

    Raises
    ------
    Unfit
        for anything else, decimal commas and thousands separators included
    """
    found = None if _THOUSAND.fullmatch(text) else _WHOLE.fullmatch(text)
    if found and len(found[2].lstrip("0")) <= MOST_DIGITS:
        return int(found[1] + found[2])
    if found:
        raise Unfit(f"{quoted(text)} is too large: a whole number has at most {MOST_DIGITS} digits")
    if _GROUPED.fullmatch(text):
        plain = re.sub(r"[^-+0-9]", "", text)
        raise Unfit(f"{quoted(text)} is not a whole number", f"write {plain}, without separators")
    if _DECIMAL_COMMA.fullmatch(text) or re.fullmatch(r"[-+]?[0-9]*\.[0-9]+", text):
        raise Unfit(f"{quoted(text)} is not a whole number", "write whole numbers, without separators")
    raise Unfit(f"{quoted(text)} is not a number", "write a whole number")


def read_truth(text: str) -> bool | None:
    """Whether a cell says true (true, TRUE, T, yes, 1, 1.0) or false; None where it says neither."""
    if text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    found = _WHOLE.fullmatch(text)
    if found is None or found[1] == "-":
        return None
    return {"": False, "1": True}.get(found[2].lstrip("0"))


def read_day(text: str) -> date:
    """A day of the calendar, written as YYYY-MM-DD and in no other way.

    Raises
    ------
    Unfit
        for other ways of writing a day, and for days that do not exist
    """
    found = _DAY.fullmatch(text)
    if not found:
        raise Unfit(f"{quoted(text)} is not a date written as YYYY-MM-DD", "write year-month-day, such as 2025-02-24")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Unfit(f"{text} is not a day of the calendar", "write year-month-day, such as 2025-02-24") from None
