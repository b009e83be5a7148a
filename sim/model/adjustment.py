"""Partial adjustment of a level towards its target."""

from __future__ import annotations

import numpy as np

from sim.model.numbers import Number


def follow(level: np.ndarray, target: Number, speed: Number) -> np.ndarray:
    """Partial adjustment: a share `speed` of the distance to the target (equations 7, 13, 15)."""
    way = target - level
    way *= speed
    way += level
    return way
