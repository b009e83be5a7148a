"""Worlds counted by group: by prior draw, by point of a design. Only these small arrays of whole numbers travel."""

from __future__ import annotations

import numpy as np

from sim.montecarlo.tally import ORDERS, SWAP_EVENTS, Rows, orders

COUNTS = (*ORDERS, *(f"agreed_{name}" for name in ORDERS), "same_week", "agreed", "completed", "talks", "settlement")
"""What is counted of a group: which came first (swap completed, then swap agreed), and what came at all."""


def count_worlds(rows: Rows, group: np.ndarray, groups: int) -> np.ndarray:
    """Count worlds by group.

    Parameters
    ----------
    rows : column -> array (worlds,)
    group : int (worlds,), 0 to groups - 1
    groups : int

    Returns
    -------
    int64 (groups, len(COUNTS))
    """
    from sim.model.outcomes import same_week

    marks = [orders(rows, reading) == code for reading in SWAP_EVENTS for code in range(len(ORDERS))]
    marks.append(same_week(rows["completed_week"], rows["talks_week"]))
    marks += [~np.isnan(rows[f"{event}_week"]) for event in ("agreed", "completed", "talks", "settlement")]
    return np.stack([np.bincount(group[mark], minlength=groups) for mark in marks], axis=1)
