"""The report that can be mailed: one HTML file without anything outside it."""

from .document import Figure, Told, render

__all__ = ["Figure", "Told", "render"]
