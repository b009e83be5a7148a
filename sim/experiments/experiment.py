"""An experiment that was run, or is being run: its store, its folder, and how far it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import nullcontext, suppress
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

from sim.documents import Document
from sim.experiments import folder as folders
from sim.experiments.design import Design
from sim.experiments.experiment_ledger import FILE, ExperimentLedger, read_facts, read_finished
from sim.experiments.experiment_runner import ExperimentRunner, Plan, Progress
from sim.experiments.read_experiment import KeptExperiment, read_experiment
from sim.experiments.tasks import Task
from sim.montecarlo import executors, provenance
from sim.montecarlo.arguments import worker_timeout_of, workers_of
from sim.montecarlo.contents import holding
from sim.montecarlo.errors import RESUMES, OutputError, WorkerError, writing
from sim.montecarlo.extent import BYTES_PER_POINT, BYTES_PER_VALUE, MEMORY_PER_POINT, Extent
from sim.montecarlo.ledger import MEMORY
from sim.progress import following, worlds_bar
from sim.viewable import Viewable

_DOING = {"sweep": "sweeping", "compare": "comparing", "effect": "both arms"}
"""Kind -> what its bar says."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Experiment(KeptExperiment, Viewable):
    """What an experiment has left behind.

    Attributes
    ----------
    design : its points
    store : its file, or, of an experiment in memory, its tables by name
    facts : what the store says of it
    partial : whether it was stopped before its end
    folder : where it is kept, or None
    provenance : dict
    repeated : whether it was complete before, so that nothing was simulated
    """

    KIND: ClassVar[str] = ""
    """What stores and summaries call it."""

    repeated: bool = False

    @cached_property
    def numbers(self) -> Document:
        """The summary, typed."""
        raise NotImplementedError

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What its command prints with `--json`."""
        return self.numbers.as_json()

    @property
    def nothing_done(self) -> bool:
        """Whether every cell failed."""
        cells = self.read("cells")
        return bool(len(cells)) and bool(cells["reason"].notna().all())

    def keep(self, write: Callable[[Path], None]) -> None:
        """Write something next to the store, if it has a folder.

        Where a finished folder is only looked at again, one that takes nothing (a read-only one) is no obstacle.
        """
        if self.folder is None:
            return
        with suppress(OutputError) if self.repeated and (self.folder / folders.SUMMARY).is_file() else nullcontext():
            write(self.folder)

    def finish(self, write: Callable[[Path], None]) -> None:
        """Write what belongs next to the store; the summary last, as the sign that the folder is finished.

        Parameters
        ----------
        write : writes, into the folder, the tables and scenarios of this kind of experiment
        """

        def whole(folder: Path) -> None:
            write(folder)
            folders.write_json(folder / folders.PROVENANCE, self.provenance)
            folders.write_json(folder / folders.SUMMARY, self.summary)

        self.keep(whole)

    @classmethod
    def load(cls, place: str | Path) -> Self:
        """Read what is kept of one, without simulating anything; one that was stopped is marked partial.

        Parameters
        ----------
        place : its folder, or a file in it

        Raises
        ------
        ResultError
            when there is none, it is of another kind, damaged, of another schema version, or holds nothing yet
        """
        found = read_experiment(place, cls.KIND)
        with holding(folders.find(place) / FILE):
            whole = cls(**{**vars(found), **cls._beside(found)})
            _ = whole.summary  # numbers that cannot be are met here
        return whole

    @classmethod
    def _beside(cls, found: KeptExperiment) -> dict[str, Any]:
        """What this kind has besides what every experiment has, from what its store says."""
        return {}


def conduct(
    kind: str,
    design: Design,
    task: Task,
    plan: Plan,
    *,
    facts: Mapping[str, Any],
    out: str | Path | None,
    name: str,
    executor: Executor | str | None,
    workers: int | None,
    worker_timeout: float,
    progress: Progress | bool | None,
    command: str,
    notes: Mapping[str, Any] | None = None,
) -> Experiment:
    """Run an experiment, or resume one that was stopped.

    Parameters
    ----------
    kind : "sweep", "compare" and so on
    design, task, plan : what is simulated, how it is counted, in which rounds
    facts : what decides the rows, besides the design's own facts
    out : folder in which the experiment has a folder; None keeps it in memory
    name : of its folder; where `{hash}` stands in it, a hash of all that decides its rows
    executor, workers, worker_timeout, progress : as `sim.sweep` takes them
    command : what the user typed or called
    notes : what else the store says, and need not agree on

    Raises
    ------
    ResultError
        when there is another experiment in its place
    OutputError
        when it cannot be written; what was written stays, and the same call resumes from there
    RunError, WorkerError
        when nothing can be simulated at all; what was written stays
    KeyboardInterrupt
        on Ctrl-C before the first batch was done
    """
    workers, worker_timeout = workers_of(workers), worker_timeout_of(worker_timeout)
    executors.check(executor)
    known = workers if executors.ours(executor) else 1  # how many a cluster has is not known yet
    extent = _extent(design, plan, known)
    extent.check_memory()  # before the points are drawn
    decides = {"kind": kind, **design.facts(), **facts}
    named = folders.named(name, decides)
    begun = out is not None and (Path(out) / named / FILE).exists()
    if not begun:
        extent.check(None if out is None else Path(out))
        extent.announce()
    folder = None if out is None else folders.make(out, named)
    origin = provenance.collect({**decides, "command": command}, command=command)
    decides["engine"] = origin["versions"]["engine"]
    if folder is not None and (before := _finished(folder / FILE, task, plan, decides, design)) is not None:
        return Experiment(
            design=design, store=folder / FILE, facts=decides, partial=False, folder=folder, provenance=before,
            repeated=True,
        )  # fmt: skip
    store = ExperimentLedger(MEMORY if folder is None else folder / FILE, task.names, design, decides, origin, notes)
    try:
        done = store.done(plan.worlds_of)
        if begun:
            _extent(design, plan, known, store.worlds()).announce()
        if folder is not None:
            store.note(status="running")
            # The sign of a finished folder; what is next to the store is written again from it.
            with writing(folder / folders.SUMMARY):
                (folder / folders.SUMMARY).unlink(missing_ok=True)
        with following(progress, worlds_bar, _DOING.get(kind, kind)) as tell:
            complete = ExperimentRunner(
                task=task,
                plan=plan,
                store=store,
                executor=executor,
                workers=workers,
                worker_timeout=worker_timeout,
                progress=tell,
                done=done,
            ).run()
        if not complete and not store.worlds():
            raise KeyboardInterrupt
        left = store.tables() if folder is None else folder / FILE
    except (OutputError, WorkerError) as error:
        if folder is not None:
            error.add(RESUMES)
        raise
    finally:
        store.close()
    return Experiment(
        design=design,
        store=left,
        facts=decides,
        partial=not complete,
        folder=folder,
        provenance=origin if folder is None else read_facts(folder / FILE, "provenance"),
    )


def _extent(design: Design, plan: Plan, workers: int, done: int = 0) -> Extent:
    """What an experiment is going to take, of which `done` worlds are done."""
    points, worlds = plan.extent()
    return Extent(
        world_weeks=max(worlds - done, 0) * max(scenario.horizon_weeks for scenario in design.scenarios),
        workers=workers,
        stored=0 if done else points * (BYTES_PER_POINT + BYTES_PER_VALUE * len(design.keys)),
        memory=points * MEMORY_PER_POINT,
        smaller="take fewer points",
    )


def _finished(place: Path, task: Task, plan: Plan, decides: Mapping[str, Any], design: Design) -> dict[str, Any] | None:
    """The provenance of an experiment that has come to its end; None where there is anything left to do."""
    found = read_finished(place, task.names, decides, design, plan.worlds_of)
    if found is None:
        return None
    cells, origin = found
    left = next(copy(plan).rounds(cells, set(), 1), None)  # a copy: a plan learns while it is read
    return origin if left is None else None
