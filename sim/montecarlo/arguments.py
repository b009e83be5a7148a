"""What runs and experiments are asked for, checked: worlds, seeds, the half width to stop at, the cap on worlds."""

from __future__ import annotations

from math import isfinite, nan
from numbers import Real
from operator import index
from typing import Any

from sim.montecarlo.errors import RunError
from sim.montecarlo.runner import cores

MOST_WORLDS = 1_000_000_000
MAX_WORLDS = 1_000_000
"""The cap on worlds by default."""
NARROWEST = 1e-6
"""Half width below which a run cannot be asked to go: it would take a million million worlds."""


def whole(name: str, value: Any, least: int, most: int | None = None) -> int:
    """A whole number within limits; RunError says what is wrong."""
    try:
        number = index(value)
    except TypeError:
        raise RunError(f"{name} is {value!r}: it must be a whole number") from None
    if isinstance(value, bool) or number < least or (most is not None and number > most):
        limits = f"of at least {least:,}" if most is None else f"from {least:,} to {most:,}"
        raise RunError(f"{name} is {value!r}: it must be a whole number {limits}")
    return number


def workers_of(workers: int | None) -> int:
    """Workers asked for; the cores of this machine by default."""
    return whole("workers", cores() if workers is None else workers, 1)


def worker_timeout_of(seconds: Any) -> float:
    """Seconds to wait for workers of a cluster that has none; RunError where it is no such number."""
    if not isinstance(seconds, Real) or isinstance(seconds, bool) or not isfinite(seconds) or seconds <= 0:
        raise RunError(f"worker_timeout (--worker-timeout) is {seconds!r}: it must be a number of seconds above 0")
    return float(seconds)


def precision_and_cap(precision: Any, max_worlds: Any) -> tuple[float, int] | None:
    """The half width at which to stop, as a share, and the cap; None where no precision is asked for.

    Raises
    ------
    RunError
        when one of them makes no sense, or a cap is given without a precision
    """
    if precision is None:
        if max_worlds is not None:
            raise RunError(
                "max_worlds (--max-worlds) without precision (--precision): it is the cap on worlds of a run that"
                " stops by precision; for a fixed number of worlds say worlds (--worlds)"
            )
        return None
    half_width = float(precision) if isinstance(precision, Real) and not isinstance(precision, bool) else nan
    if not 0 < half_width < 0.5:
        raise RunError(
            f"precision (--precision) is {precision!r}: it must be a number above 0 and below 0.5, half the width of"
            " the interval as a share; 0.01 is plus or minus one percentage point"
        )
    if half_width < NARROWEST:
        raise RunError(
            f"precision (--precision) is {precision!r}: that would take more worlds than any run has; take {NARROWEST:g}"
            " or more (0.001 takes about a million worlds)"
        )
    most = MAX_WORLDS if max_worlds is None else max_worlds
    return half_width, whole("max_worlds (--max-worlds)", most, 1, MOST_WORLDS)
