"""matplotlib imported, whatever backend the environment names: no backend is needed here."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

BACKEND = "MPLBACKEND"


def load() -> None:
    """Import matplotlib; a backend that it does not know is as if none had been named."""
    if "matplotlib" in sys.modules:
        return
    wanted = os.environ.pop(BACKEND, None)
    try:
        import matplotlib
    except UnicodeDecodeError as error:
        raise RuntimeError(
            f"matplotlib does not load: a file matplotlibrc, here or of yours, is no text ({error})"
        ) from error
    finally:
        if wanted is not None:
            os.environ[BACKEND] = wanted
    if wanted:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = wanted
