"""When a point is known well enough: the stopping rule of sweeps and comparisons, point by point.

The rule reads the counts at fixed numbers of worlds of each point, by confidence sequences (`sim.analysis.sequence`);
neither workers nor executors can move its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.by_outcome import OUTCOMES as OUTCOMES
from sim.analysis.sequence import SHARE, aims, confidence_sequence, worlds_needed
from sim.experiments.tasks import CHANGES
from sim.montecarlo.arguments import precision_and_cap
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.tally import ORDERS

if TYPE_CHECKING:
    from sim.experiments.design import Design

DIFFERENCE = (-1.0, 0.0, 1.0)
"""Values of a world where a paired difference is asked for: lost the outcome, no change, gained it."""


@dataclass(frozen=True, kw_only=True)
class Precision:
    """Continue at each point until each of the three shares is known to within `half_width`, or until the cap.

    Attributes
    ----------
    half_width : in (0, 0.5), as a share
    max_worlds : int >= 1, of each point
    paired : whether it is the paired differences from the baseline that must be known
    """

    half_width: float
    max_worlds: int
    paired: bool

    def intervals(self, increments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The three intervals after the last look.

        Parameters
        ----------
        increments : int (..., looks, 3, values), what each look added for each of `OUTCOMES`, as `increments` gives it

        Returns
        -------
        (low, high) : float64 (..., 3)
        """
        values = DIFFERENCE if self.paired else SHARE
        added = np.moveaxis(increments, -2, 0)  # outcomes first, then what there is of points, then looks
        low, high = confidence_sequence(added, values, aims(added, values, self.half_width), most=self.max_worlds)
        return np.moveaxis(low[..., -1], 0, -1), np.moveaxis(high[..., -1], 0, -1)

    def reached(self, increments: np.ndarray) -> np.ndarray:
        """Whether all three intervals are narrow enough after the last look, bool (...)."""
        low, high = self.intervals(increments)
        return np.all(high - low <= 2 * self.half_width, axis=-1)

    def expected(self, counts: np.ndarray) -> np.ndarray:
        """About how many worlds per point takes, from its counts so far, (..., 3, values); a guess for whoever waits."""
        values = DIFFERENCE if self.paired else SHARE
        return np.minimum(worlds_needed(counts, values, self.half_width).max(axis=-1), self.max_worlds)


def increments(counts: np.ndarray, worlds: np.ndarray, paired: bool) -> np.ndarray:
    """Counts as the sequences take them.

    Parameters
    ----------
    counts : int (..., names), by the names of `CountTask`, or of `PairedTask` where `paired`
    worlds : int (...), worlds of each

    Returns
    -------
    int (..., 3, values): of the outcome "no" and "yes", or lost, unchanged and gained against the baseline
    """
    if not paired:
        yes = np.stack([counts[..., COUNTS.index(name)] for name in OUTCOMES], axis=-1)
        return np.stack([worlds[..., None] - yes, yes], axis=-1)
    table = changes(counts)
    found = []
    for name in OUTCOMES:
        place = ORDERS.index(name)
        kept = table[..., place, place]
        lost = table[..., place, :].sum(axis=-1) - kept
        gained = table[..., :, place].sum(axis=-1) - kept
        found.append(np.stack([lost, worlds - lost - gained, gained], axis=-1))
    return np.stack(found, axis=-2)


def changes(counts: np.ndarray, reading: str = "completed") -> np.ndarray:
    """Worlds by what came first under the baseline (rows) and under the point (columns), int (..., 3, 3).

    Parameters
    ----------
    counts : int (..., names) of a `PairedTask`
    reading : of "swap", as in `sim.montecarlo.tally.SWAP_EVENTS`
    """
    names: Sequence[str] = (*COUNTS, *CHANGES)
    first = names.index(f"{reading}.neither_to_neither")
    return counts[..., first : first + 9].reshape(*counts.shape[:-1], 3, 3)


def rule_of(precision: float | None, max_worlds: int | None, design: Design) -> Precision | None:
    """The stopping rule asked for; RunError when it makes no sense."""
    rule = precision_and_cap(precision, max_worlds)
    return None if rule is None else Precision(half_width=rule[0], max_worlds=rule[1], paired=design.common)


def facts_of(rule: Precision | None) -> dict[str, Any]:
    """What a store records of the stopping rule, for `rule_in`."""
    return {} if rule is None else {"precision": rule.half_width, "max_worlds": rule.max_worlds}


def rule_in(facts: Mapping[str, Any], design: Design) -> Precision | None:
    """The stopping rule that a store records."""
    return rule_of(facts.get("precision"), facts.get("max_worlds"), design)
