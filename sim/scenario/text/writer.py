"""A resolved document as YAML that reads back to the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_WORD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_AMBIGUOUS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity"})

ROWS = "rows"
"""Key of joint draws that are written out: a text of many lines."""

NOTE = "# Every value of this scenario, written out; nothing is inherited.\n"


def write(document: dict[str, Any]) -> str:
    """YAML text of a resolved document: its keys in order, short lists and entries on one line."""
    stated = {key: value for key, value in document.items() if value not in ("", [])}
    return NOTE + "\n".join(_lines(stated, 0)) + "\n"


def _lines(table: dict[str, Any], indent: int) -> Iterator[str]:
    for key, value in table.items():
        lead = " " * indent + scalar(key)
        if key == ROWS and isinstance(value, str):
            yield f"{lead}: |"
            yield from (f"{' ' * indent}  {line}" for line in value.splitlines())
        elif isinstance(value, dict) and value and not _short(value):
            yield f"{lead}:"
            yield from _lines(value, indent + 2)
        elif isinstance(value, list) and value and not all(isinstance(item, (int, float)) for item in value):
            yield f"{lead}:"
            for item in value:
                yield f"{' ' * indent}  - {flow(item)}"
        else:
            yield f"{lead}: {flow(value)}"


def _short(table: dict[str, Any]) -> bool:
    """Whether a mapping fits on one line: a few plain values."""
    if len(table) > 4 or ROWS in table or any(isinstance(value, dict) for value in table.values()):
        return False
    return len(flow(table)) <= 90


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """One value: numbers in full, words plain, every other text in quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if _WORD.fullmatch(value) and value not in _AMBIGUOUS:
        return value
    return json.dumps(value, ensure_ascii=False)
