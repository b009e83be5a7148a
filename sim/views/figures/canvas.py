"""matplotlib made ready to draw, whatever the environment and the settings of the person at the keyboard say.

Figures are drawn on matplotlib's `Figure` alone, never through pyplot: no window, no shared state, nothing to close. No
backend is then needed. But matplotlib reads MPLBACKEND as it is imported, and refuses a name that it does not know, as
notebooks hand it down to programs that run without IPython.
"""

from __future__ import annotations

import functools
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sim.backend import load
from sim.views.figures.lettering import families, telling

NO_LOOKS = ("backend", "date.epoch", "docstring.", "figure.raise_window", "interactive", "savefig.directory", "tk.",
            "toolbar", "webagg.")  # fmt: skip
"""Beginnings of the names of settings that no look of a figure depends on: they stay as they are."""

_inside: ContextVar[bool] = ContextVar("inside the house style", default=False)


@functools.cache
def _looks() -> dict[str, Any]:
    """matplotlib's own settings, as far as pictures depend on them; what is deprecated is left out."""
    from matplotlib import MatplotlibDeprecationWarning, RcParams, rcParamsDefault

    looks: dict[str, Any] = {}
    for name in rcParamsDefault:
        if not name.startswith(NO_LOOKS):
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                value = RcParams({name: rcParamsDefault[name]})
            if not any(issubclass(each.category, MatplotlibDeprecationWarning) for each in told):
                looks |= value
    return looks | {"text.parse_math": False}


@contextmanager
def house_settings() -> Iterator[None]:
    """Draw and write in the house style; matplotlib's complaints about the reader's own go nowhere."""
    if _inside.get():
        yield
        return
    token = _inside.set(True)
    silent = logging.NullHandler()
    logger = logging.getLogger("matplotlib")
    logger.addHandler(silent)  # without any, Python would write them to standard error
    try:
        load()
        from matplotlib import rc_context

        fonts = {"font.family": list(families())} if len(families()) > 1 else {}
        with telling(), rc_context(_looks() | fonts):
            yield
    finally:
        logger.removeHandler(silent)
        _inside.reset(token)
