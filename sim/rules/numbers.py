"""Numbers that may be one for all worlds or one for each."""

from __future__ import annotations

import numpy as np

Number = float | np.ndarray
"""A Python number (the same in every world) or a float32 array, shape (worlds,)."""


def number(value) -> Number:
    """Bring a computed constant back to a Python float or a float32 array, so that it never widens float32 arithmetic."""
    value = np.asarray(value)
    return float(value) if value.ndim == 0 else value.astype(np.float32)


def at(value: Number, worlds: np.ndarray) -> Number:
    """The values of some worlds; a number that is the same in every world stays one.

    Parameters
    ----------
    value : number or array (worlds,)
    worlds : int array (n,), positions
    """
    return value[worlds] if isinstance(value, np.ndarray) else value


def is_zero(value: Number) -> bool:
    """Whether a parameter is zero in every world."""
    return not np.any(value)
