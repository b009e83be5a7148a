"""Slips in how a value or a key is written, and what to write instead."""

from __future__ import annotations

import re

from sim.scenario.shape import Leaf
from sim.scenario.text.nodes import Scalar, Table
from sim.scenario.text.problems import shown

REMOVING = ("off", "no", "none", "false", "absent", "removed", "delete")
"""Words by which people remove a party; in a file it is null."""

_QUOTES = "“”„‟‘’‚‛«»‹›"
_GROUPED = re.compile("[+-]?[1-9][0-9]{0,2}([,'\u2019 \u00a0\u2009\u202f][0-9]{3})+")
_SHARES = ("probability", "share", "1")


def is_number(text: str) -> bool:
    """Whether a text is a plain decimal number."""
    return bool(text) and text.isascii() and text.lstrip("+-").replace(".", "", 1).isdigit() and len(text) < 30


def number_in_text(item: Leaf, text: str, quoted: bool) -> str:
    """What to write for a text where a number should stand; empty when it holds none."""
    bare = text.strip()
    if quoted and is_number(bare):
        return f"remove the quotes: {shown(bare, 30)}"
    inside = bare.strip(_QUOTES).strip()
    if inside != bare and is_number(inside):
        return f"remove the curly quotes: {inside}"
    if bare.endswith("%") and is_number(bare[:-1].strip()):
        return f"write a share: {float(bare[:-1]) / 100:g}"
    if len(bare) < 30 and _GROUPED.fullmatch(bare) and _takes(item, int(digits := re.sub("[^-+0-9]", "", bare))):
        return f"write {digits}, without a thousands {'comma' if ',' in bare else 'separator'}"
    plain = bare.replace("_", "").replace(",", ".")
    return f"write {shown(plain, 30)}" if is_number(plain) else ""


def _takes(item: Leaf, number: float) -> bool:
    return (item.low is None or number >= item.low) and (item.high is None or number <= item.high)


def percent_for_share(item: Leaf, value: float) -> str:
    """What to say about a number such as 85 where a share or a probability should stand."""
    if item.unit in _SHARES and item.high is not None and item.high <= 1 and 2 <= value <= 100:
        return f"did you mean {value / 100:g}?" if _takes(item, value / 100) else ""
    return ""


def thousands_in_flow(table: Table, key: str) -> str:
    """The number that ``{name: 3,800}`` means, for the key "800" that YAML makes of it; empty when it is not that."""
    keys = list(table.entries)
    position = keys.index(key)
    digits = ""
    while position > 0 and re.fullmatch("[0-9]{3}", keys[position]) and _empty(table.entries[keys[position]]):
        digits = keys[position] + digits
        position -= 1
    first = table.entries[keys[position]]
    if digits and isinstance(first, Scalar) and first.plain and re.fullmatch("[1-9][0-9]{0,2}", first.text):
        return f"write {first.text}{digits}, without a thousands comma"
    return ""


def _empty(node: object) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def nested(key: str, roots: tuple[str, ...], sections: tuple[str, ...]) -> str:
    """How to write a dotted path that stands as one key; empty when the key is not such a path.

    Parameters
    ----------
    roots : parties it may begin with
    sections : sections it may begin with
    """
    words = key.split(".")
    if words[0] == "parties":
        words = words[1:]
    if len(words) < 2 or len(key) > 120 or not all(re.fullmatch("[a-z][a-z0-9_]*", word) for word in words):
        return ""
    text = "…"
    for word in reversed(words[1:]):
        text = f"{{{word}: {text}}}"
    if words[0] in sections:
        return f"write it as nested keys at the outermost level: {words[0]}: {text}"
    return f"write it as nested keys under parties: {words[0]}: {text}" if words[0] in roots else ""
