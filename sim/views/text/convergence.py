"""Whether Sobol indices have converged, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.views.text.words import describe

if TYPE_CHECKING:
    from sim.analysis.indices import Indices


def format_convergence(indices: Indices, names: Mapping[str, str] | None = None) -> str:
    """Say whether the indices can be relied on, and what it would take.

    Parameters
    ----------
    indices : of a design
    names : party key -> how the scenario calls it

    Returns
    -------
    str, one line of sentences
    """
    level, wanted = f"{100 * indices.level:g} %", f"{indices.half_width:g}"
    if indices.undefined:
        return f"There are no indices: {indices.undefined}."
    assert indices.widest is not None  # there are indices
    key, order, half = indices.widest
    which = {"first": "first-order", "total": "total"}[order]
    widest = f"the widest {level} interval, of the {which} index of {describe(key, names)} [{key}], is +/- {half:.3f}"
    if indices.converged:
        return f"All indices have converged to +/- {wanted}: {widest}."
    return (
        f"NOT CONVERGED to +/- {wanted}: {widest}. If errors fall with the root of the number of points,"
        f" {indices.points_needed:,} points instead of {indices.points:,} would do: {indices.worlds_needed:,} more"
        " worlds. Until then do not rank parameters whose intervals overlap."
    )
