"""What is wrong with a scenario, where it stands, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.printable import shown as shown
from sim.printable import visible


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong in a scenario file or in an override.

    Attributes
    ----------
    file : name of the file as it was given, or the whole override (``--set russia.talks.audience_cost=x``)
    line, column : counted from 1; None for an override
    path : the parameter or key concerned, without ``parties.``; empty if none
    message : what is wrong and what was expected
    snippet : the offending line with a caret below it; empty if there is none to show
    remedy : what to write instead; empty if that is plain
    """

    file: str
    line: int | None
    column: int | None
    path: str
    message: str
    snippet: str = ""
    remedy: str = ""

    @property
    def place(self) -> str:
        """``file:line:column``, or the override."""
        return self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.message}"]
        if self.snippet:
            parts.append(self.snippet)
        if self.remedy:
            parts.append(f"  {self.remedy}")
        return visible("\n".join(parts))


class ScenarioError(ValueError):
    """A scenario that cannot be used.

    Attributes
    ----------
    problems : tuple of `Problem`, in the order of the files and of their lines
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The most similar of `words`, or None when none is similar."""
    if len(word) > 200:
        return None
    close = difflib.get_close_matches(word.lower().replace("-", "_").replace(" ", "_"), list(words), n=1, cutoff=0.65)
    return close[0] if close else None


def did_you_mean(word: str, words: Sequence[str], kind: str = "expected") -> str:
    """A remedy for a name that is not among `words`: the nearest one, or the list of them."""
    close = nearest(word, words)
    if close is not None:
        return f"did you mean '{close}'?"
    if not words:
        return ""
    listed = ", ".join(list(words)[:24]) + (", …" if len(words) > 24 else "")
    return f"{kind}: {listed}"
