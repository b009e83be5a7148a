"""Cumulative incidence: in what share of worlds an event has come by each week.

Worlds are censored at the horizon only, all at once, so that the plain fraction *is* the Aalen-Johansen estimate
(Aalen & Johansen 1978), and each week's band is a Wilson interval of that week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.proportions import wilson

if TYPE_CHECKING:
    import pandas

    from sim.montecarlo.tally import Tally

COMPETING = ("swap_first", "talks_first", "agreed_first", "talks_before_agreed")
"""Events counted only where they came before the other; the last two with agreement as the swap."""

MARGINAL = ("completed", "agreed", "talks", "ceasefire", "settlement", "refused", "offer_accepted", "offer_refused")
"""Events counted whenever they came."""


def incidence(tally: Tally) -> pandas.DataFrame:
    """Tabulate cumulative incidence by week.

    Parameters
    ----------
    tally : counts of the worlds

    Returns
    -------
    DataFrame, one row per week from 0 to the horizon: `week`, `worlds`, and for every event its share by the end of
    that week, with `EVENT_low` and `EVENT_high` (95 %, that week alone)
    """
    import pandas

    table = {"week": np.arange(tally.horizon_weeks + 1), "worlds": np.full(tally.horizon_weeks + 1, tally.worlds)}
    for event in (*COMPETING, *MARGINAL):
        count = np.cumsum(tally.weeks[event])
        table[event] = count / tally.worlds
        table[f"{event}_low"], table[f"{event}_high"] = wilson(count, tally.worlds)
    return pandas.DataFrame(table)
