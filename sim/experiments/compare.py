"""`sim.compare`: scenarios in the same worlds, so that what differs between them is the scenario and not the luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.paired import compare as compare_worlds
from sim.analysis.proportions import share
from sim.analysis.stopping import WilsonIntervals
from sim.experiments import folder as folders
from sim.experiments.comparison_summary import (
    ChangeRow,
    ComparisonSummary,
    DifferenceIntervals,
    DifferenceRow,
    NoShareRow,
    ShareRow,
)
from sim.experiments.design.design import stated
from sim.experiments.experiment import Experiment, conduct
from sim.experiments.experiment_runner import Progress
from sim.experiments.experiment_summary import head, records
from sim.experiments.plan import DesignPlan
from sim.experiments.precision import OUTCOMES, Precision, changes, facts_of, rule_in, rule_of
from sim.experiments.read_experiment import KeptExperiment
from sim.experiments.table import looks
from sim.experiments.tasks import CHANGES, PairedTask
from sim.montecarlo import block
from sim.montecarlo.arguments import MOST_WORLDS, whole
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.errors import RunError
from sim.montecarlo.provenance import call_of
from sim.montecarlo.tally import ORDERS, SWAP_EVENTS
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.result.folder import write_file
from sim.scenario import Scenario, load
from sim.spreadsheet import table_as_csv
from sim.viewable import ComparisonPlots

if TYPE_CHECKING:
    import pandas

WORLDS = 20_000
NAMES = (*COUNTS, *CHANGES)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Comparison(Experiment):
    """What comparing scenarios found. The first is the baseline: differences are of the others from it.

    Attributes
    ----------
    shares : DataFrame, one row per scenario and outcome: count, share, low, high (95 % Wilson, each scenario by itself)
    differences : DataFrame, one row per scenario but the first, reading of "swap" and outcome: difference of the share, its
        95 % interval, standard error, `changed` worlds, variances and how many times fewer worlds pairing takes
    changes : DataFrame, one row per scenario but the first and reading: worlds by what came first under the baseline
        (`from`) and under the scenario (`to`)
    precision : the rule by which worlds were added, or None
    """

    KIND = "compare"
    precision: Precision | None = None

    @classmethod
    def _beside(cls, found: KeptExperiment) -> dict[str, Any]:
        return {"precision": rule_in(found.facts, found.design)}

    @cached_property
    def counts(self) -> np.ndarray:
        """Counts of each scenario over all worlds, int (scenarios, names)."""
        cells = self.read("cells")
        good = cells[cells["reason"].isna()]
        sums = good.groupby("scenario")[["worlds", *NAMES]].sum().reindex(range(len(self.design.scenarios)))
        return sums.fillna(0).to_numpy(np.int64)

    @property
    def worlds(self) -> int:
        """Worlds of the baseline."""
        return int(self.counts[0, 0])

    @cached_property
    def shares(self) -> pandas.DataFrame:
        import pandas

        rows = []
        for label, (worlds, *counts) in zip(self.design.labels, self.counts.tolist(), strict=True):
            for name in (*OUTCOMES, "agreed_swap_first", "agreed", "completed", "talks", "settlement"):
                found = vars(share(counts[COUNTS.index(name)], worlds)) if worlds else {}
                rows.append({"scenario": label, "outcome": name, "worlds": worlds, **found})
        return pandas.DataFrame(rows)

    @cached_property
    def differences(self) -> pandas.DataFrame:
        import pandas

        rows = []
        sequence = self._sequence()
        for number in self._others:
            for reading in SWAP_EVENTS:
                found = compare_worlds(changes(self.counts[number, 1:], reading))
                for name in OUTCOMES:
                    row: dict[str, Any] = {"scenario": self.design.labels[number], "swap": reading, "outcome": name}
                    row |= asdict(found.differences[name]) | {"worlds": found.worlds, "changed": found.changed}
                    if sequence is not None and reading == "completed":
                        place = OUTCOMES.index(name)
                        row["low"], row["high"] = (float(end[number, place]) for end in sequence)
                    rows.append(row)
        return pandas.DataFrame(rows, columns=None if rows else ["scenario", "swap", "outcome", "low", "high"])

    @property
    def _others(self) -> list[int]:
        """Scenarios but the baseline of which there is a world."""
        return [number for number in range(1, len(self.design.scenarios)) if self.counts[number, 0]]

    def _sequence(self) -> tuple[np.ndarray, np.ndarray] | None:
        """The confidence sequences of the paired differences, where a precision was asked for."""
        if self.precision is None:
            return None
        import pandas

        cells = self.read("cells")
        good = cells[cells["reason"].isna()]
        if not len(good):
            return None
        scenarios = range(len(self.design.scenarios))
        index = pandas.MultiIndex.from_product([scenarios, [0]], names=("scenario", "point"))
        return self.precision.intervals(looks(good, index, int(good["round"].max()) + 1, paired=True))

    @cached_property
    def changes(self) -> pandas.DataFrame:
        import pandas

        rows = []
        for number in self._others:
            for reading in SWAP_EVENTS:
                table = changes(self.counts[number, 1:], reading)
                rows += [
                    {
                        "scenario": self.design.labels[number],
                        "swap": reading,
                        "from": before,
                        "to": after,
                        "worlds": int(table[row, column]),
                    }
                    for row, before in enumerate(ORDERS)
                    for column, after in enumerate(ORDERS)
                ]
        return pandas.DataFrame(rows)

    @property
    def failed(self) -> dict[str, str]:
        """Scenarios of which some worlds could not be simulated -> why."""
        cells = self.read("cells").dropna(subset="reason")
        return {
            self.design.labels[number]: reason
            for number, reason in zip(cells["scenario"], cells["reason"], strict=True)
        }

    @property
    def plot(self) -> ComparisonPlots:
        """The figures: `arrows()`; `save(folder)` writes them as PNG and SVG."""
        return self._view().plots

    @cached_property
    def numbers(self) -> ComparisonSummary:
        """What `allforall compare --json` prints, typed."""
        return ComparisonSummary(
            **head(self.design, self.partial),
            baseline=self.design.labels[0],
            horizon_weeks=tuple(case.horizon_weeks for case in self.design.scenarios),
            worlds=tuple(self.counts[:, 0].tolist()),
            interval=self._interval(),
            shares=tuple(_share_row(row) for row in records(self.shares)),
            differences=tuple(DifferenceRow(**row) for row in records(self.differences)),
            changes=tuple(_change_row(row) for row in records(self.changes)),
            failures=self.failed,
        )

    def _interval(self) -> WilsonIntervals | DifferenceIntervals:
        rule = self.precision
        if rule is None:
            return WilsonIntervals()
        completed = self.differences[self.differences["swap"] == "completed"]
        widest = float(((completed["high"] - completed["low"]) / 2).max())
        capped = bool(self.counts[:, 0].max() >= rule.max_worlds)
        return DifferenceIntervals(
            half_width_wanted=rule.half_width,
            max_worlds=rule.max_worlds,
            half_width=widest if len(completed) else None,
            reached=not self.partial and not self.failed and widest <= rule.half_width,
            at_the_cap=capped,
            at_the_fuse=capped,
        )


def _change_row(row: dict[str, Any]) -> ChangeRow:
    return ChangeRow(**{"from_" if name == "from" else name: value for name, value in row.items()})


def _share_row(row: dict[str, Any]) -> ShareRow | NoShareRow:
    if not row["worlds"]:
        return NoShareRow(scenario=row["scenario"], outcome=row["outcome"])
    return ShareRow(**row | {"count": int(row["count"])})  # a missing one makes floats of all


def resolve(case: str | Path | Scenario, overrides: Mapping[str, Any] | Sequence[str]) -> Scenario:
    """A scenario by its name or file, with overrides; one that is loaded already takes them too."""
    return load(case, overrides) if overrides or not isinstance(case, Scenario) else case


def compare(
    *cases: str | Path | Scenario,
    worlds: int | None = None,
    seed: int = 1,
    overrides: Mapping[str, Any] | Sequence[str] = (),
    precision: float | None = None,
    max_worlds: int | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | str | None = None,
    worker_timeout: float = WORKER_TIMEOUT,
    progress: Progress | bool | None = None,
    command: str | None = None,
) -> Comparison:
    """Simulate scenarios in the same worlds and compare them world by world.

    Parameters
    ----------
    cases : two or more catalogue names, scenario files or Scenarios; the first is the baseline
    worlds, seed : as `sim.run` takes them
    overrides : laid over every one of them
    precision : half width that the 95 % interval of each paired difference must have; worlds are added until then
    max_worlds : the cap; 1,000,000 by default
    out, workers, executor, worker_timeout, progress, command : as `sim.sweep` takes them

    Returns
    -------
    Comparison

    Raises
    ------
    RunError
        when what is asked for makes no sense
    ScenarioError, ResultError, OutputError, KeyboardInterrupt
        as `sim.sweep`
    """
    if len(cases) < 2:
        raise RunError(f"{len(cases)} scenario to compare: name two or more")
    if worlds is not None and precision is not None:
        raise RunError("worlds and precision: give one of the two; max_worlds is the cap on worlds")
    scenarios = tuple(resolve(case, overrides) for case in cases)
    hashes = [scenario.hash for scenario in scenarios]
    for number, scenario in enumerate(scenarios):
        if hashes[number] in hashes[:number]:
            raise RunError(f"{scenario.name} is named twice: a scenario does not differ from itself")
    design = stated(
        scenarios,
        name=" and ".join(scenario.name for scenario in scenarios),
        title="; ".join(scenario.title for scenario in scenarios),
        seed=whole("seed", seed, 0),
        worlds=whole("worlds", WORLDS if worlds is None else worlds, 1, MOST_WORLDS),
    )
    rule = rule_of(precision, max_worlds, design)
    found = conduct(
        "compare",
        design,
        PairedTask(seed=design.seed, baseline=scenarios[0], stated={}, engine=block.ENGINE),
        DesignPlan(design, rule),
        facts=facts_of(rule),
        out=out,
        name=_name(design.labels),
        executor=executor,
        worker_timeout=worker_timeout,
        workers=workers,
        progress=progress,
        command=command
        or call_of(
            "sim.compare",
            *cases,
            worlds=None if rule else design.worlds,
            seed=design.seed,
            overrides=overrides,
            precision=precision,
            max_worlds=max_worlds,
        ),  # fmt: skip
    )
    result = Comparison(**vars(found), precision=rule)
    result.finish(lambda folder: _write(result, folder))
    return result


def _name(labels: tuple[str, ...]) -> str:
    """Of the folder: the first two, how many more, and what distinguishes it from other comparisons of the same."""
    more = f"-and-{len(labels) - 2}-more" if len(labels) > 2 else ""
    return f"compare-{'-'.join(label.replace(' ', '-') for label in labels[:2])}{more}-{{hash}}"


def _write(result: Comparison, folder: Path) -> None:
    write_file(folder / folders.TABLE, table_as_csv(result.differences))
    write_file(folder / "shares.csv", table_as_csv(result.shares))
    write_file(folder / "changes.csv", table_as_csv(result.changes))
    folders.write_scenarios(folder, result.design)
