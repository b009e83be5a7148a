"""The report that can be mailed: one HTML file without anything outside it."""

from sim.views.html.document import Figure, Told, harmless, render

__all__ = ["Figure", "Told", "harmless", "render"]
