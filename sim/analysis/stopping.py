"""When the three shares are known well enough: the rule of precision-based stopping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.by_outcome import OUTCOMES
from sim.analysis.sequence import LEVEL, SHARE, aims, confidence_sequence, worlds_needed
from sim.documents import Document

Counts = Sequence[int] | np.ndarray
"""Worlds by which event came first, in the order of `OUTCOMES`; their sum is the number of worlds."""


@dataclass(frozen=True, kw_only=True)
class WilsonIntervals(Document):
    """Intervals of a number of worlds that was fixed beforehand."""

    kind: Literal["wilson"] = "wilson"
    level: float = LEVEL


@dataclass(frozen=True, kw_only=True)
class SequenceIntervals(Document):
    """Intervals of a run with precision-based stopping, and what has come of it.

    Attributes
    ----------
    level : of each share's confidence sequence, by itself
    half_width_wanted, half_width : as shares; the second of the widest
    reached : whether the run ended as wanted: at a look, with all three intervals narrow enough
    looks : how many there were
    max_worlds : int
    """

    kind: Literal["confidence_sequence"] = "confidence_sequence"
    level: float
    half_width_wanted: float
    half_width: float
    reached: bool
    looks: int
    max_worlds: int


@dataclass(frozen=True, kw_only=True)
class StoppingRule:
    """Continue until each of the three shares is known to within `half_width`, or until the cap.

    Attributes
    ----------
    half_width : in (0, 0.5), as a share: 0.01 is one percentage point
    max_worlds : int >= 1
        The cap: here the run ends, however wide the intervals are.
    level : of each share's confidence sequence, by itself
    """

    half_width: float
    max_worlds: int
    level: float = LEVEL

    def intervals(self, looks: Sequence[Counts] | np.ndarray, counts: Counts) -> dict[str, tuple[float, float]]:
        """The interval of each share after `counts`.

        Parameters
        ----------
        looks : (looks, 3), the counts at every look so far, each with those of the looks before
        counts : of all worlds; may go beyond the last look, as after Ctrl-C. A confidence sequence holds there too.

        Returns
        -------
        outcome -> (low, high)
        """
        reached = [np.zeros(len(OUTCOMES), np.int64), *np.asarray(looks, np.int64).reshape(-1, len(OUTCOMES))]
        if not np.array_equal(reached[-1], counts):
            reached.append(np.asarray(counts, np.int64))
        yes = np.diff(np.stack(reached), axis=0).T  # (outcomes, looks)
        increments = np.stack([yes.sum(axis=0) - yes, yes], axis=-1)
        aimed = aims(increments, SHARE, self.half_width)
        low, high = confidence_sequence(increments, SHARE, aimed, level=self.level, most=self.max_worlds)
        return {name: (float(low[place, -1]), float(high[place, -1])) for place, name in enumerate(OUTCOMES)}

    def widest(self, looks: Sequence[Counts] | np.ndarray, counts: Counts) -> float:
        """Half the width of the widest of the three intervals after `counts`."""
        return max((high - low) / 2 for low, high in self.intervals(looks, counts).values())

    def expected(self, counts: Counts) -> int:
        """About how many worlds the run will take, from the counts so far; a guess for whoever waits."""
        yes = np.asarray(counts, np.int64)
        needed = worlds_needed(np.stack([yes.sum() - yes, yes], axis=-1), SHARE, self.half_width, level=self.level)
        return int(min(np.max(needed), self.max_worlds))

    def describe(self, looks: Sequence[Counts] | np.ndarray, counts: Counts) -> SequenceIntervals:
        """What a summary says of the intervals: what they are, what was wanted, and what has come of it."""
        widest = self.widest(looks, counts)
        at_look = len(looks) > 0 and np.array_equal(looks[-1], counts)
        return SequenceIntervals(
            level=self.level,
            half_width_wanted=self.half_width,
            half_width=widest,
            reached=bool(at_look and widest <= self.half_width),
            looks=len(looks),
            max_worlds=self.max_worlds,
        )
