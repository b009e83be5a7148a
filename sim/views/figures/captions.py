"""What stands over and under every figure of a run: which scenario, how many worlds, which seed, and what it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sim.analysis.facts import Facts
from sim.analysis.run_summary import RunSummary
from sim.views.figures.sheet import SMALL, wrapped
from sim.views.text.imposed import words_of
from sim.views.text.layout import cut, printable

TITLE, TITLE_WIDE = 90, 10.5
"""Letters of a title at most, and centimetres."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Worlds of a run that a figure is of.

    Attributes
    ----------
    title, scenario : str
    start : ISO date
    worlds, seed : int
    partial, experimental, imposed_outcome : as of a `RunSummary`
    """

    title: str
    scenario: str
    start: str
    worlds: int
    seed: int
    partial: bool = False
    experimental: bool = False
    imposed_outcome: tuple[str, ...] = ()

    @classmethod
    def of(cls, run: RunSummary | Facts, worlds: int, seed: int) -> Self:
        """The first worlds of a run."""
        return cls(
            title=run.title,
            scenario=run.scenario,
            start=run.start,
            worlds=worlds,
            seed=seed,
            partial=run.partial if isinstance(run, RunSummary) else False,
            experimental=run.experimental,
            imposed_outcome=run.imposed_outcome if isinstance(run, RunSummary) else words_of(run)[1],
        )


def origin(run: RunSummary | Sample, worlds: int | None = None) -> str:
    """Scenario, number of worlds, seed, and the caution that goes with all of them.

    Parameters
    ----------
    run : what the figure is of
    worlds : how many it is of, where not all
    """
    title = "".join(wrapped(cut(" ".join(printable(run.title).split()), TITLE), SMALL, TITLE_WIDE, most=1))
    many = run.worlds if worlds is None else worlds
    worlds_of = "world" if many == 1 else "worlds"
    return (
        f"{title} [{run.scenario}]. {many:,} {worlds_of}, seed {run.seed}. Conditional on judged"
        " parameters; not a forecast."
    )


def flags(run: RunSummary | Sample) -> list[str]:
    """What a figure of a run must not be taken for."""
    imposed = [f"IMPOSED BY ASSUMPTION: {words}" for words in run.imposed_outcome]
    return [*warnings(partial=run.partial, experimental=run.experimental), *imposed]


def warnings(*, partial: bool, experimental: bool) -> list[str]:
    """What any figure must not be taken for."""
    found = ["EXPERIMENTAL scenario, not for quotation"] if experimental else []
    return [*found, "PARTIAL result, stopped early"] if partial else found


def warnings_in(facts: Mapping[str, Any]) -> list[str]:
    """The same of facts that hold `partial` and `experimental`, or not."""
    return warnings(partial=bool(facts.get("partial")), experimental=bool(facts.get("experimental")))
