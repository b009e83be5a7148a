"""Which allforall computes: other machines may have another one, and worlds of two releases must not be mixed."""

from __future__ import annotations

import sim
from sim.montecarlo.engine import engine_hash
from sim.montecarlo.errors import WorkerError


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
