"""Text of others made harmless: nothing in it drives a terminal, or turns round what is next to it.

Titles, names, headers, notes and names of files come from anywhere. What is written for people passes through here.
"""

from __future__ import annotations

import re

_DRIVING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufff9-\ufffb"
"""Control characters but line feed and tab; marks, embeddings, overrides and isolates of writing direction; separators
of lines and paragraphs; byte order marks; signs of interlinear annotation."""

_HARMFUL = re.compile(f"[{_DRIVING}]")
_UNPRINTABLE = re.compile(f"[{_DRIVING}\ud800-\udfff]")
_SPACE = re.compile(r"[\t\n\r\f\v\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


def visible(text: str) -> str:
    r"""Text with its lines and tabs, every harmful character written out: an escape sequence becomes ``\x1b[2J``."""
    return _HARMFUL.sub(_written_out, text)


def printable(text: object, stand_in: str | None = None) -> str:
    r"""Text on one line: every kind of space is a space, every harmful character is written out.

    Parameters
    ----------
    text : anything, as `str` has it
    stand_in : what stands for a harmful character, where the places of the others matter
    """
    line = _SPACE.sub(" ", str(text))
    return _UNPRINTABLE.sub(_written_out if stand_in is None else stand_in, line)


def shown(text: object, limit: int = 60) -> str:
    """A value as it is quoted in a message: printable, at most `limit` characters."""
    plain = printable(text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def _written_out(found: re.Match[str]) -> str:
    number = ord(found.group())
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
