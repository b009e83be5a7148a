"""A sheet with a heading, a body and a caption, laid out in centimetres: what the figures of experiments share.

Text is measured before it is set, so that no title, scenario or parameter name leaves the page.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.views.figures.lettering import drawable
from sim.views.text.words import describe

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

WIDTH_CM = 16.0
MARGIN = 0.25
POINT = 2.54 / 72
"""Centimetres in a point."""
LEADING = 1.25
UNDER = 0.1
"""Centimetres between the title and the line below it."""
ROOM = 0.96
"""Measured widths are those of unhinted outlines: this much of a column is filled, the rest is reserve."""
INK, GREY, FAINT, RULE = "#000000", "#444444", "#888888", "#DDDDDD"
MINUS = "\N{MINUS SIGN}"

SMALL, PLAIN_SIZE, LARGE = 7.0, 8.0, 10.5


class Sheet:
    """A figure 16 cm wide, as high as its content needs.

    Parameters
    ----------
    body : height in cm of what stands between heading and caption
    title, note, caption : text; the note is one line in plain words of what is drawn
    flags : what it must not be taken for, above the note

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    """

    def __init__(self, body: float, title: str, note: str, caption: str, flags: Sequence[str] = ()) -> None:
        from sim.views.figures.shown_figure import ShownFigure

        inner = WIDTH_CM - 2 * MARGIN
        parts = [
            (wrapped(title, LARGE, inner, bold=True, most=2), LARGE, True, INK),
            (wrapped("; ".join(flags), PLAIN_SIZE, inner, bold=True), PLAIN_SIZE, True, INK),
            (wrapped(note, PLAIN_SIZE, inner, most=2), PLAIN_SIZE, False, GREY),
        ]
        below = wrapped(caption, SMALL, inner)
        head = sum(block(lines, size) for lines, size, *_ in parts) + UNDER + 0.1
        self._start = MARGIN + head
        self._height = self._start + body + 0.15 + block(below, SMALL) + MARGIN
        self.figure: Figure = ShownFigure(figsize=(WIDTH_CM / 2.54, self._height / 2.54), dpi=200, facecolor="white")
        top = -head
        for lines, size, bold, colour in parts:
            if lines:
                self.text(MARGIN, top, lines, size, bold=bold, color=colour)
            top += block(lines, size) + (UNDER if size == LARGE else 0)
        self.text(MARGIN, body + 0.15, below, SMALL, color=GREY)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place in cm: `left` from the edge of the page, `top` down from the top of the body."""
        return self.figure.add_axes(
            (left / WIDTH_CM, 1 - (self._start + top + height) / self._height, width / WIDTH_CM, height / self._height)
        )

    def text(
        self, left: float, top: float, lines: Sequence[str], size: float, *, bold: bool = False, **how: Any
    ) -> Text:
        """Lines of text hung at a place in cm; never read as formulas (see `house_style`).

        A single line stands on its baseline, so that lines next to each other are level whatever their letters.
        """
        if len(lines) == 1 and not how.keys() & {"va", "rotation"}:
            top, how = top + 1.02 * size * POINT, {**how, "va": "baseline"}
        return self.figure.text(
            left / WIDTH_CM,
            1 - (self._start + top) / self._height,
            "\n".join(lines),
            fontsize=size,
            fontweight="bold" if bold else "normal",
            **{"va": "top", "linespacing": LEADING, **how},
        )

    def named(
        self, centre: float, top: float, width: float, parameter: str, *, size: float = PLAIN_SIZE, most: int = 2
    ) -> None:
        """A parameter in words, centred, with its path in grey below."""
        words, path = parameter_lines(parameter, size, width, most)
        self.text(centre, top, words, size, ha="center")
        self.text(centre, top + block(words, size), path, size - 1.5, ha="center", color=FAINT)

    def named_upright(self, left: float, middle: float, length: float, parameter: str, *, most: int = 3) -> None:
        """The same next to a vertical axis, read from below."""
        words, path = parameter_lines(parameter, SMALL, length, most)
        how: dict[str, Any] = {
            "rotation": 90,
            "rotation_mode": "default",
            "va": "center",
            "ha": "left",
            "multialignment": "center",
        }
        self.text(left, middle, words, SMALL, **how)
        self.text(left + block(words, SMALL), middle, path, SMALL - 1.5, color=FAINT, **how)

    def legend(self, top: float, entries: Iterable[tuple[str, Mapping[str, Any]]], left: float = MARGIN) -> None:
        """Samples of lines with their names in one row."""
        from matplotlib.lines import Line2D

        down = 1 - (self._start + top) / self._height
        for words, style in entries:
            span = (left / WIDTH_CM, (left + 0.35) / WIDTH_CM, (left + 0.7) / WIDTH_CM)
            self.figure.add_artist(Line2D(span, [down] * 3, transform=self.figure.transFigure, markevery=[1], **style))
            sample = 0.85 if style.get("linestyle", "-") else 0.6
            self.text(left + sample, top + 0.1, [words], PLAIN_SIZE, va="baseline", color=INK)
            left += sample + width_of(words, PLAIN_SIZE) / ROOM + 0.6


def parameter_lines(parameter: str, size: float, width: float, most: int) -> tuple[list[str], list[str]]:
    """A parameter's words, and its path in brackets in a smaller size, both broken to a width in cm."""
    words = _balanced(describe(parameter), size, width, most) or ["(unnamed)"]
    return words, wrapped(f"[{parameter}]", size - 1.5, width, most=2)


def _balanced(words: str, size: float, width: float, most: int) -> list[str]:
    """Lines of about the same length, no more of them than the width makes necessary."""
    lines = wrapped(words, size, width, most=most)
    if len(wrapped(words, size, width)) > most:
        return lines
    for share in (0.55, 0.65, 0.75, 0.85, 0.95):
        closer = wrapped(words, size, share * width)
        if len(closer) == len(lines):
            return closer
    return lines


def block(lines: Sequence[str], size: float) -> float:
    """Height of lines of text in cm."""
    return ((len(lines) - 1) * LEADING + 1.25) * size * POINT if lines else 0.0


@functools.lru_cache(maxsize=4096)
def width_of(words: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in cm."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(drawable(words), font, False)[0] * POINT


def wrapped(words: str, size: float, width: float, *, bold: bool = False, most: int | None = None) -> list[str]:
    """Break a text into lines of at most `width` cm, at most `most` of them; what is cut off leaves ' ...'.

    A word too long for a line, such as a path, is broken after a full stop or an underscore, at worst anywhere.
    """
    room = ROOM * width
    kept = drawable(words).replace(" %", "\N{NO-BREAK SPACE}%")
    pieces = [piece for word in kept.split(" ") if word for piece in _pieces(word, size, room, bold)]
    lines: list[str] = []
    for piece, starts in pieces:
        longer = f"{lines[-1]}{' ' if starts else ''}{piece}" if lines else piece
        if lines and width_of(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    if most is not None and len(lines) > most:
        last = lines[most - 1]
        while last and width_of(f"{last} ...", size, bold) > room:
            last = last.rpartition(" ")[0] or last[:-1]
        lines = [*lines[: most - 1], f"{last} ..."]
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _pieces(word: str, size: float, room: float, bold: bool) -> list[tuple[str, bool]]:
    """Pieces of a word that fit a line, each with whether a space may stand before it."""
    if width_of(word, size, bold) <= room:
        return [(word, True)]
    pieces: list[str] = []
    for part in re.findall(r"[^._]*[._]|[^._]+", word):
        pieces += [part] if width_of(part, size, bold) <= room else list(part)
    return [(piece, number == 0) for number, piece in enumerate(pieces)]


def as_number(value: float, digits: int = 3) -> str:
    """0.666667 -> '0.667', 12000 -> '12,000', with a true minus."""
    if not math.isfinite(value):
        return "-"
    if 1000 <= abs(value) < 10_000_000:
        words = f"{value:,.0f}" if value == round(value) or digits <= 3 else f"{value:,.{digits - 3}f}"
    else:
        words = f"{value:.{digits}g}"
    return words.replace("-", MINUS) if value else "0"


def as_numbers(values: Sequence[float]) -> list[str]:
    """The values with as few digits as tell them apart."""
    words: list[str] = []
    for digits in range(2, 10):
        words = [as_number(value, digits) for value in values]
        exact = all(abs(float(f"{value:.{digits}g}") - value) <= 0.005 * abs(value) for value in values)
        if exact and len(set(words)) == len(set(values)):
            break
    return words


def ticks_to(highest: float) -> list[float]:
    """Ticks of an axis in per cent from 0 to beyond `highest`, a share; at most 100."""
    top = 100 * highest if math.isfinite(highest) else 100.0
    step = next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if top <= 5 * step or step == 20)
    return [step * tick for tick in range(min(max(1, math.ceil(round(top / step, 6))), round(100 / step)) + 1)]


def geometric(values: Sequence[float]) -> bool:
    """Whether values in rising order are spaced by about the same factor, so that a logarithmic axis serves them."""
    if len(values) < 3 or values[0] <= 0 or values[-1] < 5 * values[0]:
        return False
    steps = [math.log(high / low) for low, high in zip(values, values[1:], strict=False)]
    return max(steps) <= 1.5 * min(steps)


def set_value_axis(axes: Axes, values: Sequence[float], width: float, size: float = SMALL) -> None:
    """Ticks of a parameter's values along x, logarithmic where they are spaced so, as many as `width` cm has room for.

    `values` are distinct and rising.
    """
    from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

    low, high = values[0], values[-1]
    margin = 0.03 * (high - low) or 0.05 * abs(low) or 1.0
    if geometric(values):
        axes.set_xscale("log")
        axes.set_xlim(low * (low / high) ** 0.03, high * (high / low) ** 0.03)
    else:
        axes.set_xlim(low - margin, high + margin)
    words = as_numbers(values)
    each = max(width_of(word, size) for word in words) + 0.25
    if geometric(values) or (len(values) <= 6 and _apart(values, each / width)):
        step = math.ceil(len(values) * each / width)
        shown = list(values[::step])
        axes.set_xticks(shown, words[::step])
    else:
        number = max(2, min(6, int(width / (each + 0.3))))
        inside = MaxNLocator(number, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        shown = [tick for tick in inside if low - margin <= tick <= high + margin]
        axes.set_xticks(shown, as_numbers(shown))
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_minor_locator(NullLocator())


def _apart(values: Sequence[float], share: float) -> bool:
    """Whether each value stands at least `share` of the axis from the next."""
    whole = values[-1] - values[0]
    return all(high - low >= share * whole for low, high in zip(values, values[1:], strict=False))


def plain_axes(axes: Axes, grid: str, hidden: Sequence[str] = ("top", "right"), size: float = SMALL) -> None:
    """The sober frame of the house style: grey rules behind, no box."""
    axes.tick_params(labelsize=size, length=2.5, pad=2, color=FAINT)
    axes.grid(axis=grid, color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side not in hidden)
        spine.set_color(FAINT)
