"""What a YAML 1.2 scalar means, read strictly.

Stricter than YAML 1.2's core schema where readers differ: numbers with a leading zero, hexadecimal and octal numbers,
NaN and infinities are refused; `yes`, `no`, `on`, `off` and dates are text.
"""

from __future__ import annotations

import datetime
import math
import re

from sim.scenario.text.nodes import Scalar
from sim.scenario.text.problems import shown
from sim.tables.cells import Unfit, read_day

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_OTHER_BASE = re.compile(r"[-+]?0(x[0-9a-fA-F]+|o?[0-7]+|b[01]+)")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(inf|infinity)|nan", re.IGNORECASE)

DIGITS_LIMIT = 18
"""Longest whole number: beyond this it is a slip, and long ones take quadratic time to read."""

Value = None | bool | int | float | str


class Unreadable(ValueError):
    """A scalar that has no one meaning; carries the message and a remedy."""

    def __init__(self, message: str, remedy: str = ""):
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def interpret(scalar: Scalar) -> Value:
    """The value of a scalar: None, bool, int, float or text.

    Raises
    ------
    Unreadable
        for numbers that YAML readers understand differently, are not finite, or too long
    """
    text = scalar.text
    if not scalar.plain:
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _OTHER_BASE.fullmatch(text) or re.fullmatch(r"[-+]?0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", text):
        raise Unreadable(
            f"'{shown(text)}' is read differently by different YAML readers (leading zero or another base)",
            "write the number in decimal, without a leading zero",
        )
    if _INTEGER.fullmatch(text):
        if len(text.lstrip("+-")) > DIGITS_LIMIT:
            raise Unreadable(f"{shown(text, 24)} is too large: a whole number has at most {DIGITS_LIMIT} digits")
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if not math.isfinite(value):
            raise Unreadable(f"{shown(text, 24)} is too large to be a number")
        return value + 0.0 if value else 0.0
    if _NOT_FINITE.fullmatch(text):
        raise Unreadable(f"'{text}' is not a finite number", "NaN and infinities are not allowed")
    return text


def describe(value: Value) -> str:
    """A value as a message names it."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return f"'{str(value).lower()}' (yes/no)"
    if isinstance(value, str):
        return f"text '{shown(value, 40)}'"
    return f"the number {value}" if isinstance(value, (int, float)) else f"{type(value).__name__} {shown(value, 40)}"


def read_date(text: str) -> datetime.date:
    """A date written year-month-day.

    Raises
    ------
    Unreadable
        when it is not written so, or no calendar has it
    """
    try:
        return read_day(text)
    except Unfit as wrong:
        raise Unreadable(wrong.reason, wrong.remedy) from None
