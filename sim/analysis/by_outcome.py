"""The three answers to the question: a completed swap first, broader talks first, or neither within the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from sim.documents import Document
from sim.model.outcomes import OUTCOMES as OUTCOMES

Value = TypeVar("Value")


class ByOutcome(Generic[Value]):
    """Fields of the names of `OUTCOMES`, that can be asked for by their name too."""

    def __getitem__(self, outcome: str) -> Value:
        if outcome not in OUTCOMES:
            raise KeyError(outcome)
        return getattr(self, outcome)


@dataclass(frozen=True, kw_only=True)
class Outcomes(Document, ByOutcome[Value]):
    """Something of each outcome."""

    swap_first: Value
    talks_first: Value
    neither: Value
