"""Warnings of this package, said at the line of the caller's that led to them."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from pathlib import Path

_OWN = (str(Path(__file__).parents[2]), contextmanager.__code__.co_filename)
"""Files that are not the caller's: this package, and what runs its context managers."""


def warn(words: str, category: type[Warning]) -> None:
    """Warn as `warnings.warn` does; the line shown is the nearest one outside this package."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_OWN):
        level, frame = level + 1, frame.f_back
    warnings.warn(words, category, stacklevel=level)
