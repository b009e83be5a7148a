"""The letters of figures: which fonts write them, and what stands for a letter that none of them has."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sim.printable import printable
from sim.views.figures.warned import warn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONT = "DejaVu Sans"
"""Comes with matplotlib, so that a figure looks the same everywhere."""
OTHERS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei",
    "PingFang SC", "Hiragino Sans", "Yu Gothic", "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans JP",
    "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai", "Noto Sans Symbols 2",
    "Arial Unicode MS", "Segoe UI",
)  # fmt: skip
"""Fonts asked for letters that it lacks, in this order, where they are installed."""
STAND_IN = "\N{WHITE SQUARE}"


class MissingLetters(UserWarning):
    """A figure shows stand-ins for letters that no font here has."""


_missing: ContextVar[dict[str, None] | None] = ContextVar("missing letters", default=None)


@functools.cache
def families() -> tuple[str, ...]:
    """The font, then those of the others that are installed."""
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return (FONT, *(name for name in OTHERS if name in installed))


@functools.cache
def _letters(family: str) -> frozenset[int]:
    """Letters that a font has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family=[family]))).get_charmap())


def drawable(text: object) -> str:
    """Text as a figure can write it, its lines kept: harmless, and letters that no font has as `STAND_IN`."""
    return "\n".join(_line(line) for line in str(text).split("\n"))


def _line(line: str) -> str:
    line = printable(line)
    return line if line.isascii() else "".join(map(_sign, line))


def _sign(sign: str) -> str:
    if any(ord(sign) in _letters(family) for family in families()):
        return sign
    if unicodedata.category(sign) in ("Mn", "Cf"):  # marks that change the sign before them, joiners
        return ""
    if (missing := _missing.get()) is not None:
        missing[sign] = None
    return STAND_IN


@contextmanager
def telling() -> Iterator[None]:
    """Warn once, in the end, of the letters that were missing within."""
    missing: dict[str, None] = {}
    token = _missing.set(missing)
    try:
        yield
    finally:
        _missing.reset(token)
    if missing:
        words = "".join(list(missing)[:12]) + ("..." if len(missing) > 12 else "")
        warn(
            f"figures show {STAND_IN} for letters that no font found here has: {words} (a font such as Noto Sans CJK"
            " has many; matplotlib finds what is installed)",
            MissingLetters,
        )


def plain_letters(figure: Figure) -> None:
    """Make every text of a figure text alone: never a formula, and in letters that there are."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        text.set_parse_math(False)
        if (words := drawable(text.get_text())) != text.get_text():
            text.set_text(words)
