"""What a run with precision-based stopping has seen at its looks so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis.by_outcome import OUTCOMES
from sim.analysis.stopping import StoppingRule
from sim.montecarlo.schedule import looks

if TYPE_CHECKING:
    from sim.montecarlo.tally import Tally

Look = tuple[int, ...]
"""Counts of all worlds up to a look, in the order of `OUTCOMES`."""


class Watch:
    """Notes the counts at every look of the schedule, and says when the rule has been met.

    Attributes
    ----------
    seen : counts at every look so far
    enough : bool
        Whether the rule was met at the last of them.
    """

    def __init__(self, rule: StoppingRule):
        self.rule, self.enough = rule, False
        self.seen: list[Look] = []
        self._rest = looks(rule.max_worlds)
        self._next = next(self._rest)

    def take_up(self, seen: Iterable[Look]) -> None:
        """Note the looks of a run that was stopped, and is resumed."""
        for counts in seen:
            self.take((counts,))

    def due(self, counted: Tally) -> tuple[Look, ...]:
        """The look that comes at so many worlds, or none; changes nothing."""
        return (outcome_counts(counted),) if counted.worlds == self._next else ()

    def take(self, due: tuple[Look, ...]) -> None:
        """Note a look, and see whether it is the last."""
        for counts in due:
            self.seen.append(counts)
            self.enough = self.rule.widest(self.seen, counts) <= self.rule.half_width
            self._next = next(self._rest, 0)

    def expected(self, counted: Tally) -> int:
        """About how many worlds there will be in the end; the next look at the least, as the run goes on until then."""
        if self.enough or not self._next:
            return counted.worlds
        guess = self.rule.expected(outcome_counts(counted) if counted.worlds else (0,) * len(OUTCOMES))
        return next(look for look in looks(self.rule.max_worlds) if look >= max(guess, self._next))


def outcome_counts(counted: Tally) -> Look:
    """Worlds by which event came first, with completion as the swap."""
    return tuple(counted.totals[f"completed.{name}"] for name in OUTCOMES)


def stopping_of(meta: Mapping[str, Any]) -> StoppingRule | None:
    """The rule of a stored run with precision-based stopping, from its `meta`; None of any other run."""
    if meta.get("precision") is None:
        return None
    return StoppingRule(half_width=meta["precision"], max_worlds=meta["max_worlds"])
