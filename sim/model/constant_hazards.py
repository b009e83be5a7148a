"""Verification switch: both events at constant hazards, every other process off (MODEL.md, 6.13 and V1)."""

from __future__ import annotations

import numpy as np

from sim.model import hazard
from sim.model.draws import Draw

# -- process -----------------------------------------------------------------------------------------------------------


def race(model, hazards) -> None:
    """One week of two constant hazards: only the first of each event is recorded.

    Parameters
    ----------
    hazards : `swap` and `talks`, 1/week
    """
    swap, talks = model.draws.waiting[Draw.ANSWER], model.draws.waiting[Draw.TALKS_OPEN]
    swapped = np.flatnonzero(hazard.strikes(swap, hazards.swap))
    opened = np.flatnonzero(hazard.strikes(talks, hazards.talks))
    dates = hazard.date(model.week, swap[swapped], hazards.swap)
    model.record.agreed(swapped, dates)
    model.record.completed(swapped, dates)
    model.record.opened(opened, hazard.date(model.week, talks[opened], hazards.talks))
