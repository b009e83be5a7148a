"""Which allforall computes: other machines and other days have other ones, and worlds of two must not be mixed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sim
from sim.montecarlo.engine import engine_hash
from sim.montecarlo.errors import ResultError, WorkerError


def current() -> str:
    """Version and engine of this process."""
    return f"{sim.__version__}, engine {engine_hash()}"


def check(expected: str | None) -> None:
    """Refuse to compute for another release; called at the start of every task that may run elsewhere.

    Parameters
    ----------
    expected : `current()` where the run was started; None when nothing need be compared

    Raises
    ------
    WorkerError
        when this process has another one
    """
    if expected is not None and expected != current():
        raise WorkerError(
            "executor",
            f"a worker has allforall {current()}, but the run was started with {expected}",
            "install the same version wherever blocks are simulated, and restart the workers",
        )


def check_writer(place: Path | str, versions: Mapping[str, Any], remedy: str) -> None:
    """Refuse to add to a store that another engine has written.

    Parameters
    ----------
    place : the store
    versions : those that it says it was written with (`provenance.versions`)
    remedy : what to do instead

    Raises
    ------
    ResultError
        naming the version that wrote it, and this one
    """
    if versions.get("engine") != engine_hash():
        wrote = f"allforall {versions.get('allforall', 'of no known version')}, engine {versions.get('engine')}"
        reason = f"it was written by another version of the model ({wrote}; this is allforall {current()})"
        raise ResultError(place, reason, remedy)
