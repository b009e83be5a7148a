"""The weeks of a run, and what is said about a week outside them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sim.scenario.text.check import Path, Report
from sim.scenario.text.source import Mark

LAST_DAY = datetime.date(9998, 12, 31)
"""By when a run must have ended: Python's dates end a year later, and figures look some weeks ahead."""


@dataclass(frozen=True, slots=True)
class Span:
    """Start and length of a run, as far as they are known.

    Attributes
    ----------
    start, horizon : None when they are themselves wrong, and then not checked
    above : place of the start or horizon in a layer above the entries that are checked against it; None for none
    report : the report of that layer
    """

    start: datetime.date | None
    horizon: int | None
    above: Mark | None = None
    report: Report | None = None

    def has(self, week: int) -> bool:
        """Whether the run has this week, as far as is known."""
        return self.horizon is None or week < self.horizon

    def wrong(self, mark: Mark, message: str, report: Report, path: Path, remedy: str = "") -> None:
        """Note that something at `mark` lies outside the run: there, or where a layer above moved the run away."""
        if self.above is None or self.report is None:
            report.add(mark, message, path, remedy)
            return
        origin = f"{mark.source.name}:{mark.line}:{mark.column}"
        self.report.add(
            self.above,
            f"what is inherited from {origin} no longer fits: {message}",
            path,
            f"state '{path[0]}' here too: it replaces the inherited one",
        )

    @property
    def weeks_text(self) -> str:
        """The weeks in words."""
        return f"it has {self.horizon} weeks, 0 to {(self.horizon or 1) - 1}"
