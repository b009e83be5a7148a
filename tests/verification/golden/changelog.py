"""A change of the golden numbers is announced: CHANGELOG.md names their digest in an entry marked *results change*."""

import re
from pathlib import Path

FILE = Path(__file__).parents[3] / "CHANGELOG.md"

_MARK = re.compile(r"\*results\s+change\*", re.IGNORECASE)
_DIGEST = re.compile(r"\bgolden\s+([0-9a-f]{8})\b")


def announced(digest: str, changelog: str) -> bool:
    """Whether the newest version that names golden numbers names these, in an entry marked *results change*.

    Older digests stay as history. They do not count: who goes back to earlier numbers changes results as well.
    """
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        named = [entry for entry in _entries(section) if _DIGEST.search(entry)]
        if named:
            return any(digest in _DIGEST.findall(entry) and _MARK.search(entry) for entry in named)
    return False


def line(digest: str) -> str:
    """The line to add."""
    return f"- *Results change*: <which scenarios, by how much, and why> (golden {digest})."


def _entries(section: str) -> list[str]:
    """Items of the list, each with its continuation lines."""
    return re.split(r"^- ", section, flags=re.MULTILINE)[1:]
