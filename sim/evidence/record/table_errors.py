"""What is wrong with a table of evidence: place, row, column, reason and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.printable import printable

MOST_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    place : the file
    row : line in the file, the header being line 1; None for the whole file
    column : name of the column, or None
    reason : what is wrong
    remedy : what to write instead, or empty
    """

    place: str
    row: int | None
    column: str | None
    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        where = self.place
        where += f", row {self.row}" if self.row is not None else ""
        where += f", column '{self.column}'" if self.column is not None else ""
        return printable(f"{where}: {self.reason}" + (f"; {self.remedy}" if self.remedy else ""))


class EvidenceError(ValueError):
    """A table of evidence cannot be used; all that is wrong is reported together.

    Attributes
    ----------
    problems : tuple of Problem, at least one
    """

    def __init__(self, problems: Sequence[Problem] | Problem):
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join([*shown, f"and {more} more"] if more else shown))

    def __reduce__(self):
        return type(self), (self.problems,)
