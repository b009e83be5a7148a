"""A figure that a notebook shows by itself, whether or not pyplot is loaded."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from sim.views.figures.canvas import house_settings
from sim.views.figures.house_style import encoded


class ShownFigure(Figure):
    """matplotlib's figure, which notebooks else show as a picture only once pyplot was imported."""

    def savefig(self, *where: Any, **how: Any) -> None:
        """As matplotlib's, in the house style."""
        with house_settings():
            super().savefig(*where, **how)

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        """The picture, and how wide to show it: at half its dots, sharp on any screen."""
        return encoded(self), {"width": round(self.get_figwidth() * self.dpi / 2)}
