"""`sim.sweep`: a design, point by point, into one table."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.by_outcome import Outcomes
from sim.analysis.variance import Variance, components
from sim.experiments import folder as folders
from sim.experiments.design import Design, read_design
from sim.experiments.experiment import Experiment, conduct
from sim.experiments.experiment_runner import Progress
from sim.experiments.plan import DesignPlan
from sim.experiments.precision import OUTCOMES, Precision, facts_of, rule_in, rule_of
from sim.experiments.read_experiment import KeptExperiment
from sim.experiments.sweep_summary import SweepSummary, summarise_sweep
from sim.experiments.table import PointCounts
from sim.experiments.tasks import CountTask, PairedTask, Task
from sim.montecarlo import block
from sim.montecarlo.errors import RunError
from sim.montecarlo.provenance import call_of
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.result.folder import write_file, write_parts
from sim.scenario import Scenario
from sim.viewable import SweepPlots

if TYPE_CHECKING:
    import pandas

SAMPLES = ("latin_hypercube", "sobol")
"""Kinds of design whose points are draws of what is uncertain."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sweep(Experiment):
    """What a sweep found.

    Attributes
    ----------
    table : DataFrame, one row per point: settings, status, counts, shares and 95 % intervals
    precision : the rule by which points were stopped, or None
    failed : DataFrame, the points that could not be simulated, with the reason
    """

    KIND = "sweep"
    precision: Precision | None = None

    @classmethod
    def _beside(cls, found: KeptExperiment) -> dict[str, Any]:
        return {"precision": rule_in(found.facts, found.design)}

    @cached_property
    def table(self) -> pandas.DataFrame:
        return self.counts.whole()

    @cached_property
    def counts(self) -> PointCounts:
        """What was counted at each point."""
        return PointCounts(self.read("cells"), self.design, self.precision)

    @property
    def failed(self) -> pandas.DataFrame:
        return self.table[self.table["status"] == "failed"]

    @cached_property
    def layers(self) -> Outcomes[Variance | None] | None:
        """Of a sample of the uncertain parameters: chance within a point and ignorance between points, by outcome.

        None where points are no sample, several scenarios would mix, or points differ in their number of worlds.
        """
        design = self.design
        sample = design.kind in SAMPLES and not design.common and len(design.scenarios) == 1
        done = self.table[self.table["status"] == "done"]
        if not sample or self.precision is not None or not len(done):
            return None
        worlds = design.worlds * design.replicates
        return Outcomes(**{name: components(done[f"{name}_count"].to_numpy(), worlds) for name in OUTCOMES})

    @property
    def plot(self) -> SweepPlots:
        """The figures: `points()`; `save(folder)` writes them as PNG and SVG."""
        return self._view().plots

    @cached_property
    def numbers(self) -> SweepSummary:
        """What `allforall sweep --json` prints, typed."""
        return summarise_sweep(self.table, self.design, partial=self.partial, rule=self.precision, layers=self.layers)


def sweep(
    design: str | Path | Mapping[str, Any] | Scenario | Design,
    *,
    points: pandas.DataFrame | Mapping[str, Any] | None = None,
    scenarios: Sequence[str | Path | Scenario] | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    overrides: Mapping[str, Any] | Sequence[str] = (),
    precision: float | None = None,
    max_worlds: int | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | str | None = None,
    worker_timeout: float = WORKER_TIMEOUT,
    figure: bool = True,
    parquet: bool = False,
    progress: Progress | bool | None = None,
    command: str | None = None,
) -> Sweep:
    """Simulate every point of a design.

    Parameters
    ----------
    design : name of the catalogue (`scenarios/sweeps`), design file, mapping of the form of such a file, or `Design`;
        with `points` also a scenario: a name, a file, a Scenario
    points : instead of those of the design: a DataFrame with one column per parameter and one row per point, where missing
        values are as stated; or what a design has under `points`. A mapping as `design` takes a DataFrame there too.
    scenarios : instead of those of the design: names, files, or Scenarios as `sim.load` gives them; in a mapping
        they may stand under `scenarios` as well
    worlds, seed, replicates : instead of what the design states
    overrides : "path=value" texts or a mapping, laid over every scenario of the design
    precision : half width of the 95 % interval that each of the three shares must have at every point, as a share: add
        worlds until it is reached (`worlds` is then the first round). Paired differences from the baseline,
        where the design says `draws: common`.
    max_worlds : the cap: no point gets more worlds; 1,000,000 by default
    out : folder in which the sweep has a folder of its name. When it is there already it is resumed, if it is the
        same sweep. None keeps the sweep in memory.
    workers : threads or processes; the cores of this machine by default. Never changes a row.
    executor : "threads", "processes", "dask://HOST:PORT", or anything with the `concurrent.futures.Executor` interface
    worker_timeout : seconds that a Dask cluster may be without any worker: then the sweep ends with an error
    figure : with `out`, also draw the points; a `PictureWarning` where that fails
    parquet : with `out`, also write the table as Parquet; needs pyarrow (the extra `parquet`)
    progress : True for a bar in a notebook or a terminal; or a function, called in this thread with a `ProgressState`
        whenever a batch is done
    command : what the user typed, for the provenance

    Returns
    -------
    Sweep. After Ctrl-C it holds what was done and is marked partial; the same call resumes from there.

    Raises
    ------
    ScenarioError
        when the design, or a scenario of it, is not valid
    RunError
        when what is asked for makes no sense
    ResultError
        when there is another sweep in its place: of another version, design, scenario or seed
    OutputError
        when the sweep cannot be written; what was written stays, and the same call resumes from there
    WorkerError
        when nothing can be simulated at all: no worker is left, or none can be started; what was written stays
    KeyboardInterrupt
        on Ctrl-C before the first batch was done
    """
    command = command or call_of(
        "sim.sweep", design, points=points, scenarios=scenarios, worlds=worlds, seed=seed, replicates=replicates,
        overrides=overrides, precision=precision, max_worlds=max_worlds,
    )  # fmt: skip
    if not isinstance(design, Design):
        design = read_design(
            design, overrides, points=points, scenarios=scenarios, seed=seed, worlds=worlds, replicates=replicates
        )
    elif overrides or not all(each is None for each in (points, scenarios, worlds, seed, replicates)):
        raise RunError(
            "points, scenarios, worlds, seed, replicates and overrides go with a design's name or file; this one is"
            " read"
        )
    if precision is not None and design.replicates > 1:
        raise RunError(f"precision with {design.replicates} replicates: rounds are added as needed; leave them out")
    rule = rule_of(precision, max_worlds, design)
    found = conduct(
        "sweep",
        design,
        task_of(design),
        DesignPlan(design, rule),
        facts=facts_of(rule),
        out=out,
        name=design.name,
        executor=executor,
        worker_timeout=worker_timeout,
        workers=workers,
        progress=progress,
        command=command,
    )
    result = Sweep(**vars(found), precision=rule)
    result.finish(lambda folder: _write(result, folder, parquet))
    if figure and result.folder is not None:
        result.draw_beside()
    return result


def task_of(design: Design) -> Task:
    """What counts the cells of a design."""
    if not design.common:
        return CountTask(seed=design.seed, engine=block.ENGINE)
    baseline = design.scenarios[0]
    stated = {target: float(baseline.value(target)) for mover in design.movers[0] for target in mover.targets}
    return PairedTask(seed=design.seed, baseline=baseline, stated=stated, engine=block.ENGINE)


def _write(result: Sweep, folder: Path, parquet: bool) -> None:
    write_parts(folder / folders.TABLE, result.counts.as_csv)
    if parquet:
        content = io.BytesIO()
        result.table.to_parquet(content, index=False)
        write_file(folder / folders.PARQUET, content.getvalue())
    folders.write_scenarios(folder, result.design)
