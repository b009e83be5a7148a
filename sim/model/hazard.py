"""Events at a rate (MODEL.md, equation 1)."""

from __future__ import annotations

import numpy as np

from sim.model.numbers import Number


def strikes(waiting: np.ndarray, rate: Number) -> np.ndarray:
    """Whether an event at this rate falls into the week.

    Parameters
    ----------
    waiting : array (worlds,), standard exponential waiting time
    rate : number or array (worlds,), 1/week, >= 0

    Returns
    -------
    bool array (worlds,)
    """
    return waiting < rate


def date(week: int, waiting: np.ndarray, rate: Number) -> np.ndarray:
    """Date of an event that falls into this week, in weeks since the start.

    With a constant rate the first event of a slot is dated exactly exponentially, so two first events in one week keep the
    order of their continuous dates and need no tie-break. Float64, so that dates late in a run stay apart.

    Parameters
    ----------
    week : int, weeks since the start
    waiting, rate : arrays (n,), of the worlds in which the event occurs

    Returns
    -------
    float64 array (n,), in [week, week + 1]
    """
    return week + np.minimum(np.asarray(waiting, np.float64) / rate, 1.0)
