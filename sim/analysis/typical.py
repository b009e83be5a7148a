"""The most typical world of an outcome: which one to show, by a rule and not by taste."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

QUANTITIES = (
    "agreed_week", "completed_week", "talks_week", "ceasefire_week", "settlement_week", "offers", "openings",
    "breakdowns", "exchanges", "released_by_ukraine", "released_by_russia",
)  # fmt: skip
"""Columns of the table of worlds that are looked at; a date that is empty counts as later than all others."""

RULE = (
    f"Told is the world nearest to the middle of its kind. Each of {len(QUANTITIES)} quantities (the dates of"
    " agreement, completion, talks, ceasefire and settlement; numbers of offers, openings and breakdowns of talks and"
    " partial exchanges; persons released by each side) is replaced by its rank among the worlds with that outcome, and"
    " the world with the smallest sum of distances from the middle rank is taken, of several the one with the lowest"
    " number. A typical world is an illustration, not evidence."
)


def typical_world(rows: Mapping[str, np.ndarray], among: np.ndarray) -> int | None:
    """Place of the most typical of some worlds.

    Parameters
    ----------
    rows : column of `QUANTITIES` -> array (worlds,)
    among : bool (worlds,), the worlds of one kind

    Returns
    -------
    int, position in the arrays; None where there is no such world
    """
    from scipy.stats import rankdata

    places = np.flatnonzero(among)
    if not places.size:
        return None
    distance = np.zeros(places.size)
    for name in QUANTITIES:
        values = np.asarray(rows[name], float)[places]
        ranks = rankdata(np.where(np.isnan(values), np.inf, values))
        distance += np.abs(2 * ranks - (places.size + 1))
    return int(places[np.argmin(distance)])
