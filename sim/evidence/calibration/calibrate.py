"""`sim.calibrate`: the exchanges' parameters from the record, with the checks that go with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.evidence.calibration.batch import BatchDone, BatchTask, Size
from sim.evidence.calibration.calibration import Calibration
from sim.evidence.calibration.calibration_ledger import FILE, PROVENANCE, CalibrationLedger
from sim.evidence.calibration.infer import infer
from sim.evidence.calibration.pieces import batch_of, check_batch, check_repetition, columns_of
from sim.evidence.calibration.predicted import posterior_draws
from sim.evidence.calibration.rank_check import MOST_CHECKS, Repetition, RepetitionTask
from sim.evidence.calibration.read_calibration import keep
from sim.evidence.calibration.setting import COMPARED, setting
from sim.evidence.record.record import Record, read_record
from sim.evidence.record.window import Window
from sim.experiments import folder as folders
from sim.montecarlo import executors, provenance
from sim.montecarlo.arguments import whole, worker_timeout_of, workers_of
from sim.montecarlo.engine import engine_hash, source_hash
from sim.montecarlo.errors import RESUMES, OutputError, WorkerError
from sim.montecarlo.interrupt import stop_on_interrupt
from sim.montecarlo.ledger import MEMORY
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.montecarlo.worker_pool import Take, WorkerPool, worker_pool
from sim.progress import following, stage_bar
from sim.scenario import Scenario

FIRST, LAST = date(2024, 1, 1), date(2025, 2, 24)
"""The window by default: from New Year 2024 to the day of the summit."""

METHOD = (
    *(f"evidence/calibration/{name}.py" for name in
      ("batch", "comparison", "infer", "predicted", "rank_check", "setting", "smc")),
    *(f"evidence/record/{name}.py" for name in ("log", "summaries", "window")),
    "negotiation/watched.py",
)  # fmt: skip
"""Files of the package that decide what a calibration comes to, next to those of the engine."""

CHECK_SIZE = Size(particles=300, batch=4096, least_acceptance=0.01)
"""Of each repetition of simulation-based calibration: coarser than the calibration, which it thereby judges harshly."""

Progress = Callable[[str, int, int | None], None]
"""Told the stage, and how many of its steps are done, of how many."""


def calibrate(
    case: str | Path | Scenario = "kyiv_summit_2025",
    *,
    first: date = FIRST,
    last: date = LAST,
    record: Record | None = None,
    size: Size | None = None,
    checks: int = 200,
    seed: int = 1,
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | str | None = "processes",
    worker_timeout: float = WORKER_TIMEOUT,
    figure: bool = True,
    progress: Progress | bool | None = None,
    command: str | None = None,
) -> Calibration:
    """Calibrate on the record, and check the machinery on synthetic records.

    Parameters
    ----------
    case : scenario whose priors are the start
    first, last : window of the record, both days inside
    record : the record; the one that comes with the package by default
    size : how it is carried out
    checks : repetitions of simulation-based calibration; 0 for none
    seed : int >= 0
    out : folder in which the calibration has a folder of its own, by what decides it; the same call resumes in it
    workers : the cores of this machine by default. Never changes a number.
    executor, worker_timeout : as of `sim.run`; with processes a script needs ``if __name__ == "__main__":``
    figure : with `out`, also draw the figures; a `PictureWarning` where one cannot be
    progress : True for a bar in a notebook or a terminal; or a function, called in this thread whenever a step is done
    command : what the user typed, for the provenance

    Returns
    -------
    Calibration

    Raises
    ------
    ScenarioError, EvidenceError
        when the case or the record is not valid
    RunError
        when what is asked for makes no sense
    ResultError, OutputError
        when another calibration is in its place, or it cannot be written
    WorkerError
        as of `sim.run`; what was done is kept, and the same call resumes from there
    KeyboardInterrupt
        on Ctrl-C; what was done is kept, and the same call resumes from there
    """
    record = read_record() if record is None else record
    size = Size() if size is None else size
    seed, checks = whole("seed", seed, 0), whole("checks (--checks)", checks, 0, MOST_CHECKS)
    workers, worker_timeout = workers_of(workers), worker_timeout_of(worker_timeout)
    executors.check(executor)
    laid_out = setting(case, record, _window(first, last))
    observed = np.array([laid_out.summaries[name] for name in COMPARED])
    decides = {
        "kind": "calibrate",
        "scenario": laid_out.scenario.hash,
        "window": [str(laid_out.window), [[str(day) for day in span] for span in laid_out.window.left_out]],
        "observed": [None if np.isnan(value) else value for value in observed],
        "size": vars(size),
        "check_size": vars(CHECK_SIZE),
        "seed": seed,
        "engine": engine_hash(),
        "method": source_hash(Path(sim.__file__).parent, METHOD),
    }
    origin = provenance.collect(
        {**decides, "checks": checks, "command": command}, command=command or "sim.calibrate(...)"
    )
    folder = None if out is None else folders.make(out, folders.named("calibration-{hash}", decides))
    notes = {"setting": laid_out.as_json(), "checks": checks, PROVENANCE: origin}
    ledger = CalibrationLedger(MEMORY if folder is None else folder / FILE, decides, notes)
    try:
        with (
            following(progress, stage_bar, "calibrating") as tell,
            stop_on_interrupt() as stop,
            worker_pool(executor, workers, stop, worker_timeout) as own,
        ):
            ledger.stopping = lambda: stop.asked
            pieces = _Pieces(ledger, own, tell or (lambda *_: None))
            inference = infer(laid_out, observed, size, seed, pieces.collect)
            found = Calibration(
                setting=laid_out,
                inference=inference,
                points=posterior_draws(inference, seed),
                repetitions=(),
                seed=seed,
                folder=folder,
                provenance=origin,
            )
            if folder is not None:
                keep(ledger, found)
                found = replace(found, kept=found.predicted)
            repetitions = pieces.check(RepetitionTask(setting=laid_out, size=CHECK_SIZE, seed=seed), checks)
    except (OutputError, WorkerError) as error:
        if folder is not None:
            error.add(RESUMES)
        raise
    finally:
        ledger.close()
    found = replace(found, repetitions=repetitions)
    if folder is not None:
        from sim.evidence.calibration.written import write

        write(found, folder)
        if figure:
            found.draw_beside()
    return found


def _window(first: date, last: date) -> Window:
    from sim.montecarlo.errors import RunError

    try:
        return Window(first, last)
    except ValueError as error:
        raise RunError(str(error)) from None


@dataclass
class _Pieces:
    """Has the pieces of a calibration done that the ledger does not hold, and keeps them."""

    ledger: CalibrationLedger
    worker_pool: WorkerPool
    progress: Progress

    def collect(self, task: BatchTask, enough: Callable[[list[BatchDone]], bool]) -> list[BatchDone]:
        """As `infer.Collect`: batches in order until there are enough, from the store as far as it goes."""
        check = partial(check_batch, task)
        kept = self.ledger.pieces("batch", check, task.generation)
        done: list[BatchDone] = []
        stage = f"population {task.generation}" if task.generation else "prior"

        def report() -> None:
            self.progress(stage, sum(len(batch.points) for batch in done), task.size.particles)

        for number in itertools.takewhile(kept.__contains__, itertools.count()):
            done.append(batch_of(task.generation, number, kept[number]))
            if enough(done):
                return done

        def keep(batch: BatchDone) -> None:
            self.ledger.add("batch", batch.generation, batch.number, columns_of(batch))
            done.append(batch)

        self._run(task, itertools.count(len(done)), keep, tell=report, enough=lambda: enough(done))
        return done

    def check(self, task: RepetitionTask, count: int) -> tuple[Repetition, ...]:
        """Repetitions 0 to count - 1."""
        kept = self.ledger.pieces("check", partial(check_repetition, len(task.setting.priors)))
        done = {number: Repetition(number=number, **found) for number, found in kept.items()}

        def keep(repetition: Repetition) -> None:
            columns = {name: getattr(repetition, name) for name in ("truth", "rank", "spread")}
            self.ledger.add("check", 0, repetition.number, columns)
            done[repetition.number] = repetition

        missing = [number for number in range(count) if number not in done]
        if missing:
            self._run(task, missing, keep, tell=lambda: self.progress("synthetic records", len(done), count))
        return tuple(done[number] for number in range(count))

    def _run(self, task: BatchTask | RepetitionTask, numbers: Iterable[int], take: Take, **how: Any) -> None:
        if not self.worker_pool.run(task, numbers, take, called=partial("piece {}".format), **how):
            raise KeyboardInterrupt
