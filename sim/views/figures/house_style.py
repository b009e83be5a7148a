"""One look for every figure, whatever the reader's own settings of matplotlib, and the formats figures are kept in."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from sim.views.figures.canvas import house_settings
from sim.views.figures.lettering import plain_letters

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg")
UKRAINE, RUSSIA = "#009E73", "#CC79A7"
"""Bluish green and reddish purple of Okabe and Ito, for the sides; the outcomes have blue and vermilion."""
SIDES = {"ukraine": (UKRAINE, "-"), "russia": (RUSSIA, "--")}
"""Colour and line style of a side, so that they differ in print too."""

Arguments = ParamSpec("Arguments")
Drawn = TypeVar("Drawn", bound="Figure | None")


def house_style(draw: Callable[Arguments, Drawn]) -> Callable[Arguments, Drawn]:
    """Draw in the house style: no style sheet of the reader's changes a figure, no text in it is a formula."""

    @functools.wraps(draw)
    def drawn(*arguments: Arguments.args, **named: Arguments.kwargs) -> Drawn:
        with house_settings():
            figure = draw(*arguments, **named)
            if figure is not None:
                plain_letters(figure)
            return figure

    return drawn


def encoded(figure: Figure, file_format: str = "png", *, outlines: bool = True) -> bytes:
    """A figure as the bytes of a file, the same for the same figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    file_format : "png" (200 dots an inch) or "svg"
    outlines : of an SVG, letters as outlines, so that it looks the same everywhere; else as text in the reader's fonts,
        which is a third of the size and sooner drawn
    """
    picture = io.BytesIO()
    with house_settings():
        from matplotlib import rc_context

        with rc_context({"svg.hashsalt": "allforall", "svg.fonttype": "path" if outlines else "none"}):
            figure.savefig(picture, format=file_format, metadata={"Date": None} if file_format == "svg" else None)
    return picture.getvalue()


def as_svg(figure: Figure) -> str:
    """A figure as the text of an `svg` element for a page that is soon drawn again."""
    text = encoded(figure, "svg", outlines=False).decode()
    return text[text.index("<svg") :]
