"""`sim.resume`: resume a run that was stopped, in its own folder, to the end that it would have had."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np

from sim.model.draws import TILE
from sim.montecarlo import executors, provenance
from sim.montecarlo import release as releases
from sim.montecarlo.arguments import worker_timeout_of, workers_of
from sim.montecarlo.errors import ResultError, reading
from sim.montecarlo.interrupt import stop_on_interrupt
from sim.montecarlo.lock import WriterLock
from sim.montecarlo.opening import finished
from sim.montecarlo.run_ledger import RunLedger
from sim.montecarlo.run_reader import StoredResult
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.progress import Report, following, progress_bar
from sim.result import folder as folders
from sim.result.checked import facts_in, scenario_in
from sim.result.job import Job
from sim.result.request import Request
from sim.result.result import Result, facts_of
from sim.result.run import carry_out
from sim.result.watch import stopping_of

_EDITED = "it was edited or is damaged: run it again"


def resume(
    place: str | Path,
    *,
    workers: int | None = None,
    executor: Executor | str | None = None,
    worker_timeout: float = WORKER_TIMEOUT,
    figure: bool = True,
    progress: Report | bool | None = None,
) -> Result:
    """Resume a stopped run: the same scenario, seed, worlds and draws, from the first that is not stored.

    However it was stopped, and however often, it ends with the rows, counts and headline of a run that was not.

    Parameters
    ----------
    place : the result's folder, or a file in it; the run is resumed in it
    workers, executor, worker_timeout, figure, progress : as in `sim.run`

    Returns
    -------
    Result. After Ctrl-C it is partial again, and can be resumed again.

    Raises
    ------
    ResultError
        when there is none, it has come to its end, another process is writing it, it is of another version of the
        model, its scenario is not the one that was run, or what it says of itself does not agree
    RunError, WorkerError, OutputError, KeyboardInterrupt
        as in `sim.run`
    """
    executors.check(executor)
    workers, worker_timeout, folder = workers_of(workers), worker_timeout_of(worker_timeout), folders.find(place)
    _refuse_finished(folder)
    with following(progress, progress_bar, "simulating") as tell, stop_on_interrupt() as stop:
        job = _taken_up(folder, workers, tell)
        return carry_out(job, executor, stop, worker_timeout, figure)


def _taken_up(folder: Path, workers: int, progress: Report | None) -> Job:
    """The job of a stopped run, its folder locked and its store open."""
    lock = WriterLock(folder / folders.LOCK)
    writer = None
    try:
        writer = RunLedger.resumed(folder / folders.STORE)
        stored = StoredResult(writer.contents)
        _check(stored)
        job = _job(folder, stored, workers, progress)
        job.take_up(folder, writer, stored, lock)
        return job
    except BaseException:
        if writer is not None:
            writer.close()
        lock.release()
        raise


def _refuse_finished(folder: Path) -> None:
    with reading(folder / folders.STORE):
        connection = finished(folder / folders.STORE)
    if connection is not None:
        connection.close()
        raise _is_finished(folder)


def _is_finished(folder: Path) -> ResultError:
    return ResultError(folder, "the run is complete: there is nothing to resume", "allforall show prints it")


def _check(stored: StoredResult) -> None:
    """Refuse a store that cannot be resumed."""
    meta, origin, place = stored.meta, stored.provenance, Path(stored.place)
    if meta["status"] == "complete":  # it has ended since it was looked at
        raise _is_finished(place.parent)
    releases.check_writer(
        place, origin.get("versions", {}), "resume it with that version, or run it again with this one"
    )
    if not stored.verified:
        raise ResultError(
            place, "it was written before stores had checksums", "resume it with that version, or run it again"
        )
    said = {
        "scenario_hash": meta["scenario_hash"],
        "seed": meta["seed"],
        "store": meta["stored"],
        **(
            {"worlds": meta["worlds_requested"]}
            if meta.get("precision") is None
            else {"precision": meta["precision"], "max_worlds": meta["max_worlds"]}
        ),
    }
    for name, value in said.items():
        if origin.get(name) != value:
            raise ResultError(place, f"its {name} is {value!r} in one table, {origin.get(name)!r} in another", _EDITED)
    worlds = meta["worlds"]
    if worlds % TILE and worlds != meta["worlds_requested"] or worlds > meta["worlds_requested"]:
        raise ResultError(place, f"it holds {worlds:,} worlds, which is no place where a run stops", _EDITED)
    if meta["stored"] == "rows" and stored.row_range() != (0, worlds, worlds):
        raise ResultError(place, f"it does not hold a row for each of its {worlds:,} worlds", _EDITED)


def _job(folder: Path, stored: StoredResult, workers: int, progress: Report | None) -> Job:
    meta, origin = stored.meta, stored.provenance
    scenario = scenario_in(folder, meta["scenario_hash"])
    facts_in(stored)
    stored.check_rows()
    drawn, prior = stored.prior(), origin.get("prior")
    if drawn is not None:
        here = scenario.draw_priors(meta["seed"], 0, drawn.draws)
        if here.keys() != drawn.parameters.keys() or any(
            not np.array_equal(here[path], values) for path, values in drawn.parameters.items()
        ):
            raise ResultError(stored.place, "its draws of the uncertain parameters are not those of its seed", _EDITED)
    request = Request(
        worlds=meta["worlds_requested"],
        seed=meta["seed"],
        workers=workers,
        prior=tuple(prior) if prior else None,
        store=meta["stored"],
        stopping=stopping_of(meta),
    )
    return Job(request, scenario, facts_of(scenario), _resumed(origin, meta), progress)


def _resumed(origin: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
    """The provenance of a run that is resumed: when, from where, and with what other versions."""
    here = {name: now for name, _, now in provenance.changed(origin["versions"], provenance.versions())}
    entry = {"at": provenance.now(), "worlds": meta["worlds"], "draws": meta["draws"]}
    return {**origin, "resumed": [*origin.get("resumed", ()), {**entry, **({"versions": here} if here else {})}]}
