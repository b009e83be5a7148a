"""What a command draws: after its numbers are printed, and with failures reported in plain words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.ending import DONE, FAILED
from sim.cli.streams import say

if TYPE_CHECKING:
    from sim.views.figures.pictures import Pictures


def draw(pictures: Pictures, again: str, quiet: bool) -> int:
    """Draw one after the other and say which could not be, why, and what draws it later.

    Returns
    -------
    int: 1 if one could not be drawn, else 0
    """
    from sim.views.figures.pictures import draw_or_warn

    if not pictures:
        return DONE
    with drawing(quiet) as lost:
        draw_or_warn(pictures, again)
    return FAILED if lost else DONE


@contextmanager
def drawing(quiet: bool = False) -> Iterator[list[str]]:
    """Say in plain words what Python would warn of while figures are drawn; gives the failures, when it is over."""
    from sim.views.figures.lettering import MissingLetters
    from sim.views.figures.pictures import PictureWarning

    lost: list[str] = []
    with warnings.catch_warnings(record=True) as told:
        for category in (PictureWarning, MissingLetters):
            warnings.simplefilter("always", category)
        yield lost
    for each in told:
        if not issubclass(each.category, PictureWarning | MissingLetters) and "matplotlib" not in each.filename:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    lost += [str(each.message) for each in told if issubclass(each.category, PictureWarning)]
    letters = [str(each.message) for each in told if issubclass(each.category, MissingLetters)]
    for words in dict.fromkeys([*lost, *([] if quiet else letters)]):
        say(f"warning: {words}")
