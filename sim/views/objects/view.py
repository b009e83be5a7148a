"""What every view of an object has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.result.folder import write_file
from sim.shown import Shown
from sim.views.figures.pictures import SAME_CALL, Pictures, draw_or_warn, save_figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WATCHED = 4_096
"""Worlds that are simulated again, and watched, for figures of what happens week by week; at most those of the run."""


class View:
    """What an object shows of itself.

    Parameters
    ----------
    found : the object
    """

    def __init__(self, found: Any):
        self.found = found

    @property
    def folder(self) -> Path:
        """Where it is kept; only of what is."""
        return Path(self.found.folder)

    @property
    def ending(self) -> tuple[str | None, str]:
        """Where it is kept, and what made it: what its page ends with."""
        found = self.found
        return None if found.folder is None else str(found.folder), found.provenance["command"]

    def shown(self) -> Shown:
        """What stands at a prompt and in a notebook."""
        raise NotImplementedError

    def page(self) -> str:
        """What a terminal prints of it."""
        raise NotImplementedError

    @property
    def plots(self) -> Any:
        """Its figures, drawn when asked for."""
        raise NotImplementedError

    def pictures(self) -> Pictures:
        """What is drawn into its folder once its numbers are written."""
        return {}

    @property
    def again(self) -> str:
        """What draws those later that could not be drawn."""
        return SAME_CALL

    def draw_beside(self) -> None:
        """Draw them; a `PictureWarning` for each that cannot be drawn."""
        draw_or_warn(self.pictures(), self.again)


class ViewPlots:
    """Figures of an object; what it is stays private, so that the public names are those of figures."""

    def __init__(self, found: Any):
        self._found = found

    def all(self) -> dict[str, Callable[[], Figure]]:
        raise NotImplementedError

    def save(self, folder: str | Path) -> list[Path]:
        return save_figures(folder, self.all())


def kept_picture(found: Any, name: str, draw: Callable[[], Figure]) -> Pictures:
    """A figure that is drawn into the folder of an experiment."""
    from sim.views.figures.house_style import encoded

    return {name: lambda: found.keep(lambda folder: write_file(folder / name, encoded(draw())))}
