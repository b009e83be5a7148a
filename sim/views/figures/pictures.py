"""Pictures come after the numbers, and none that fails takes anything with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.montecarlo.errors import OutputError, writing
from sim.result.folder import write_file
from sim.views.figures.warned import warn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIGURES = "figures"
"""Folder of all figures, inside that of a result."""

Pictures = Mapping[str, Callable[[], object]]
"""What each is called -> what draws it and writes it where it belongs."""

SAME_CALL = "the same command or call again"
"""How pictures of what goes on in the same folder are drawn later."""


class PictureWarning(UserWarning):
    """A picture could not be drawn; numbers and other pictures are not touched by it."""


class DrawingError(Exception):
    """Pictures that were asked for could not be drawn; the others were.

    Attributes
    ----------
    lost : tuple of Undrawn, at least one
    """

    def __init__(self, *lost: Undrawn):
        self.lost = lost
        super().__init__(*lost)

    def __str__(self) -> str:
        return "\n".join(map(str, self.lost))


@dataclass(frozen=True)
class Undrawn:
    """A picture that could not be drawn.

    Attributes
    ----------
    name : of the picture
    reason : why
    again : what draws it later; empty where the caller knows
    """

    name: str
    reason: str
    again: str = ""

    def __str__(self) -> str:
        later = f"; to draw it later: {self.again}" if self.again else ""
        return f"{self.name} could not be drawn: {self.reason}; all numbers are kept{later}"


def attempt(pictures: Pictures, again: str = "", passing: tuple[type[Exception], ...] = ()) -> Iterator[Undrawn]:
    """Draw one after the other and yield those that fail; errors of the kinds `passing` end it."""
    for name, draw in pictures.items():
        try:
            draw()
        except passing:
            raise
        except Exception as error:
            yield Undrawn(name, reason_of(error), again)


def draw_or_warn(pictures: Pictures, again: str) -> None:
    """Draw one after the other; each that fails is a `PictureWarning` with its name, the reason and what draws it."""
    for lost in attempt(pictures, again):
        warn(str(lost), PictureWarning)


def reason_of(error: Exception) -> str:
    """What went wrong, on one line."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def save_figures(folder: str | Path, figures: Mapping[str, Callable[[], Figure]]) -> list[Path]:
    """Draw figures one after the other and write each as PNG and SVG; the folder is made if it is not there.

    Raises
    ------
    OutputError
        when one cannot be written
    DrawingError
        when one could not be drawn; the others were
    """
    with writing(folder):
        Path(folder).mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    lost = list(attempt(into(folder, figures, written), passing=(OutputError,)))
    if lost:
        raise DrawingError(*lost)
    return written


def into(
    folder: str | Path, figures: Mapping[str, Callable[[], Figure]], written: list[Path] | None = None
) -> Pictures:
    """What draws each figure into a folder as PNG and SVG, and notes in `written` which files it has written."""
    return {name: partial(_write, Path(folder), name, draw, written) for name, draw in figures.items()}


def _write(folder: Path, name: str, draw: Callable[[], Figure], written: list[Path] | None) -> None:
    from sim.views.figures.house_style import FORMATS, encoded

    figure = draw()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for file_format in FORMATS:
        place = folder / f"{name}.{file_format}"
        write_file(place, encoded(figure, file_format))
        if written is not None:
            written.append(place)
