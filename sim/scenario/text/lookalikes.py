"""Characters that look like those of YAML and are not: blanks that are no spaces, signs of other scripts."""

from __future__ import annotations

import re

from sim.tables.text import named

_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NOTHING = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
_NOTHING += "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0"
_COLONS = "\u02d0\u02f8\u0589\u05c3\u2236\ua789\ufe13\ufe55\uff1a"
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_WIDE = "\uff01-\uff5e"

_ANY = re.compile(f"[{_BLANKS}{_NOTHING}{_COLONS}{_DASHES}{_WIDE}]")
_UNSEEN = _BLANKS + _NOTHING
_INDENT = re.compile(f"[ \t-]*([{_UNSEEN}])")
_AFTER_A_KEY = re.compile(f"[ \t-]*[\\w.*\"'{_NOTHING}]+[ {_UNSEEN}]*(?::([{_UNSEEN}])|([{_COLONS}]))")


def found_in(text: str) -> tuple[int, str] | None:
    """The first such character of a text: its index from 0, and what is to be said; None if there is none."""
    match = _ANY.search(text)
    return None if match is None else (match.start(), f"{named(match[0])}: {remedy(match[0])}")


def astray(line: str) -> int | None:
    """The index of such a character where it changes what a line of YAML means: in its indentation, or after a key."""
    match = _INDENT.match(line) or _AFTER_A_KEY.match(line)
    return None if match is None else match.start(match.lastindex or 0)


def remedy(letter: str) -> str:
    """What to type instead of such a character."""
    if re.match(f"[{_BLANKS}]", letter):
        return "type an ordinary space in its place"
    if re.match(f"[{_NOTHING}]", letter):
        return "delete it: it shows nothing"
    plain = ":" if re.match(f"[{_COLONS}]", letter) else "-" if re.match(f"[{_DASHES}]", letter) else ""
    return f"type '{plain or chr(ord(letter) - 0xFEE0)}' in its place"
