"""`sim.discover`: over a sweep, in which region of the parameters is an outcome likelier than a threshold?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.boxes import THRESHOLD, Discovery
from sim.analysis.boxes import discover as search
from sim.experiments import folder as folders
from sim.experiments.discovery_summary import DiscoverySummary
from sim.experiments.experiment_ledger import FILE, read_facts, read_table
from sim.experiments.sweep import Sweep
from sim.montecarlo.contents import holding
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.errors import ResultError, RunError
from sim.scenario.text.problems import did_you_mean
from sim.viewable import Viewable

if TYPE_CHECKING:
    import pandas

_WRITTEN_ANEW = "the same sweep again writes it again from the store"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Discovered(Viewable):
    """Boxes in the space of a sweep.

    Attributes
    ----------
    found : Discovery, with coverage and density on the points held out
    outcome : what is likelier than the threshold
    scenario : label of the scenario whose points were searched
    facts : of the sweep
    """

    found: Discovery
    outcome: str
    scenario: str
    facts: dict[str, Any]

    @cached_property
    def boxes(self) -> pandas.DataFrame:
        """One row per box and restricted parameter: `box`, `key`, `low`, `high`, `quasi_p`, and the box's own numbers."""
        import pandas

        rows = []
        for place, box in enumerate(self.found.boxes):
            own = {
                name: getattr(box, name)
                for name in ("support", "of_interest", "density", "density_low", "density_high")
                + ("coverage", "coverage_low", "coverage_high")
            }
            rows += [
                {"box": place, "key": limit.key, "low": limit.low, "high": limit.high, "quasi_p": limit.quasi_p, **own}
                for limit in box.limits
            ]
        return pandas.DataFrame(rows)

    @cached_property
    def numbers(self) -> DiscoverySummary:
        """What `allforall discover --json` prints, typed."""
        return DiscoverySummary(
            sweep=self.facts["design"],
            scenario=self.scenario,
            outcome=self.outcome,
            seed=self.facts["seed"],
            partial=self.facts.get("status") != "complete",
            **vars(self.found),
        )

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The same as plain values."""
        return self.numbers.as_json()


def discover(
    sweep: str | Path | Sweep,
    *,
    outcome: str = "swap_first",
    above: float = THRESHOLD,
    scenario: str | None = None,
    boxes: int = 1,
    min_density: float | None = None,
) -> Discovered:
    """Find the region of a sweep's parameters in which an outcome is likelier than a threshold (PRIM).

    Parameters
    ----------
    sweep : its folder, or a Sweep
    outcome : "swap_first", "talks_first", "neither", or anything else that is counted, such as "agreed_swap_first"
    above : the threshold, as a share
    scenario : label of one of the sweep's scenarios; needed where it has several
    boxes : how many to look for, one after the other
    min_density : the box of largest coverage that is as dense as this; see `sim.analysis.boxes.discover`

    Raises
    ------
    ResultError
        when there is no such sweep
    RunError
        when the outcome or the scenario is not there, or nothing varies
    AnalysisError, MissingPackageError
        when the points do not allow it, or the extra `discover` is not installed
    """
    known = [*COUNTS]
    if outcome not in known:
        raise RunError(f"outcome is {outcome!r}; {did_you_mean(outcome, known, 'one of')}")
    table, facts = _opened(sweep)
    label = _label(scenario, facts["scenarios"])
    keys = list(facts["keys"])
    if facts["common_draws"]:
        raise RunError(
            f"the sweep {facts['design']} has common draws: its points share their luck, and none is held out; sweep it"
            " with draws: own"
        )
    done = table[(table["scenario"] == label) & (table["status"] == "done")]
    if not keys:
        raise RunError(f"the sweep {facts['design']} varies nothing: there is no region to find")
    values = done[keys].dropna(axis="columns", how="all")
    found = search(
        values,
        done[f"{outcome}_count"].to_numpy(),
        done["worlds"].to_numpy(),
        above,
        boxes=boxes,
        min_density=min_density,
    )
    return Discovered(found=found, outcome=outcome, scenario=label, facts=facts)


def _opened(sweep: str | Path | Sweep) -> tuple[pandas.DataFrame, dict[str, Any]]:
    if isinstance(sweep, Sweep):
        return sweep.table, {**sweep.facts, "status": "partial" if sweep.partial else "complete"}
    folder = folders.find(sweep)
    facts = read_facts(folder / FILE)
    if facts.get("kind") != "sweep" or not (folder / folders.SUMMARY).is_file():
        raise ResultError(folder, "it holds no finished table of a sweep", "run allforall sweep to its end first")
    return _checked_table(folder, facts), facts


def _checked_table(folder: Path, facts: dict[str, Any]) -> pandas.DataFrame:
    """The table of a sweep as it stands next to the store; `ResultError` where it is not what the store holds."""
    import numpy
    import pandas

    place, index = folder / folders.TABLE, ["scenario", "point"]
    try:
        if not place.is_file():
            raise OSError("no regular file")
        table = pandas.read_csv(place)
        settings, counts = table[list(facts["keys"])], table[["worlds", *(f"{name}_count" for name in COUNTS)]]
        labels, status = table[index], table["status"]
    except (OSError, ValueError, KeyError, pandas.errors.ParserError) as error:
        raise ResultError(place, f"cannot read: {error}", _WRITTEN_ANEW) from error
    points, cells = (read_table(folder / FILE, name) for name in ("points", "cells"))
    with holding(folder / FILE):
        sums = cells[cells["reason"].isna()].groupby(index)[["worlds", *COUNTS]].sum()
    sums = sums.reindex(pandas.MultiIndex.from_frame(points[index])).fillna(0)
    stated, numbers = points[list(facts["keys"])].to_numpy(), points["scenario"].to_numpy()
    names = numpy.array(facts["scenarios"], object)[numbers]
    same = (
        len(table) == len(points)
        and labels.to_numpy().tolist() == [list(row) for row in zip(names, points["point"], strict=True)]
        and all(map(pandas.api.types.is_numeric_dtype, [*settings.dtypes, *counts.dtypes]))
        and numpy.array_equal(counts.to_numpy(), sums.to_numpy())
        and (numpy.isnan(stated) | numpy.isclose(settings.to_numpy(float), stated, rtol=1e-12, atol=0)).all()
        and set(status) <= {"done", "partial", "failed", "not run"}
    )
    if not same:
        raise ResultError(place, "not the table of the store next to it", _WRITTEN_ANEW)
    return table


def _label(scenario: str | None, labels: list[str]) -> str:
    if scenario is None:
        if len(labels) > 1:
            raise RunError(f"the sweep has {len(labels)} scenarios: say which (scenario), {', '.join(labels)}")
        return labels[0]
    if scenario not in labels:
        raise RunError(f"the sweep has no scenario {scenario!r}; {did_you_mean(scenario, labels, 'one of')}")
    return scenario
