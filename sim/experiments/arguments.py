"""What an experiment is asked for beside its design, checked."""

from __future__ import annotations

from operator import index
from typing import Any

from sim.montecarlo.errors import RunError
from sim.montecarlo.runner import cores

MOST_WORLDS = 1_000_000_000
MAX_WORLDS = 1_000_000
"""The fuse of a point, unless told otherwise."""


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


def half_width_of(precision: Any) -> float:
    """A half width aimed at, as a share."""
    if isinstance(precision, bool) or not isinstance(precision, (int, float)) or not 0 < precision < 0.5:
        raise RunError(
            f"precision is {precision!r}: it must be a half width between 0 and 0.5, such as 0.01 for one percentage"
            " point"
        )
    return float(precision)
