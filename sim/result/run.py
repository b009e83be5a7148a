"""`sim.run`: worlds at the stated values, then the range over the prior, counted and kept as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.montecarlo import block, executors, provenance
from sim.montecarlo.arguments import worker_timeout_of
from sim.montecarlo.block import OutcomeTask, simulate
from sim.montecarlo.errors import RunError
from sim.montecarlo.interrupt import Stop, stop_on_interrupt
from sim.montecarlo.prior import PriorCollector, PriorTask
from sim.montecarlo.schedule import looks
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.montecarlo.worker_pool import WorkerPool, worker_pool
from sim.progress import Report, following, progress_bar
from sim.result.job import Job
from sim.result.request import Request
from sim.result.result import Result, facts_of

if TYPE_CHECKING:
    from sim.scenario import Scenario


def run(
    case: str | Path | Scenario,
    worlds: int | None = None,
    seed: int = 1,
    *,
    precision: float | None = None,
    max_worlds: int | None = None,
    overrides: Mapping[str, Any] | Sequence[str] = (),
    workers: int | None = None,
    prior: bool | tuple[int, int] | None = True,
    store: Literal["rows", "counts"] = "rows",
    out: str | Path | None = None,
    figure: bool = True,
    progress: Report | bool | None = None,
    executor: Executor | str | None = None,
    worker_timeout: float = WORKER_TIMEOUT,
    command: str | None = None,
) -> Result:
    """Simulate a scenario in many worlds and count what came first.

    Parameters
    ----------
    case : catalogue name, scenario file, or Scenario
    worlds : int >= 1; 20,000 by default. Not together with `precision`.
    seed : int >= 0
        World k depends on (seed, k) alone.
    precision : half width in (0, 0.5), as a share, instead of `worlds`: add worlds until the interval of each of the three
        shares (swap completed first, talks first, neither) is at most that wide to either side. The interval is then
        that of a confidence sequence (`sim.analysis.sequence`), which looking again and again does not spoil.
    max_worlds : with `precision`, the cap on worlds: where the run ends in any case; 1,000,000 by default
    overrides : "path=value" texts or a mapping, applied on top of the scenario
    workers : threads or processes; the cores of this machine by default. Never changes a result.
    prior : True for the range over 400 draws of the uncertain parameters with 256 worlds each, (draws, worlds per draw)
        for other numbers, None or False for none. A scenario without uncertain parameters has no range.
    store : "rows" keeps one row per world; "counts" keeps none, so that memory does not grow with the number of worlds
    out : folder in which a new result folder is made and filled while the run goes on; None keeps the result in memory
    figure : with `out`, also draw the first figure; a `PictureWarning` where it cannot be
    progress : True for a bar in a notebook or a terminal; or a function, called in this thread whenever a block is done
    executor : "threads" by default, "processes" (a script then needs ``if __name__ == "__main__":``), "auto"
        (processes for long runs; it needs the same),
        "dask://HOST:PORT" for the Dask cluster of that scheduler, or anything with the `concurrent.futures.Executor`
        interface, which is left open; `workers` then says how busy to keep it. Never changes a result: a block whose
        worker is lost is simulated again.
    worker_timeout : seconds that a Dask cluster may be without any worker: then the run ends with a WorkerError.
        Workers that come before are used.
    command : what the user typed, for the provenance

    Returns
    -------
    Result. After Ctrl-C or SIGTERM it holds the worlds that were done and is marked partial: the blocks under way are
    waited for, after a second one they are not. (A handler of SIGTERM that is not the system's is left alone.)

    Raises
    ------
    RunError
        when what is asked for makes no sense, or no Dask scheduler answers
    WorkerError
        when the worker of a block was lost twice, no worker is left, none can be started, or workers have another
        release of allforall; its `result` holds what had been done
    ScenarioError
        when the scenario is not valid
    OutputError
        when the result cannot be written; its `result` holds what had been simulated, and what had been written stays
        readable
    KeyboardInterrupt
        on Ctrl-C before the first block was done: then nothing is kept
    """
    request = Request.checked(
        worlds=worlds, seed=seed, workers=workers, prior=prior, store=store, precision=precision, max_worlds=max_worlds
    )
    executors.check(executor)
    worker_timeout = worker_timeout_of(worker_timeout)
    scenario = _resolve(case, overrides)
    facts = facts_of(scenario)
    if not scenario.priors or scenario.interventions.constant_hazards is not None:  # then no draw can move anything
        request = replace(request, prior=None)
    asked = {
        "scenario": facts.scenario,
        "scenario_hash": facts.hash,
        "seed": request.seed,
        **request.size(),
        "prior": list(request.prior) if request.prior else None,
        "store": store,
    }
    origin = provenance.collect(asked, command=command or provenance.command_line() or request.call(facts.scenario))
    with following(progress, progress_bar, "simulating") as tell, stop_on_interrupt() as stop:
        job = Job(request, scenario, facts, origin, tell)
        job.extent(saved=out is not None).check(None if out is None else Path(out))
        if out is not None:
            job.open(out)
        return carry_out(job, executor, stop, worker_timeout, figure)


def carry_out(job: Job, executor: Executor | str | None, stop: Stop, worker_timeout: float, figure: bool) -> Result:
    """Simulate what a job has left to do, keep it, and end the job in any case; errors as of `run`."""
    if job.writer is not None:
        job.writer.stopping = lambda: stop.asked
    try:
        complete = _simulate(job, executor, stop, worker_timeout)
    except BaseException as error:
        job.fail(error)
        raise
    return job.finish(complete, figure)


def _resolve(case: str | Path | Scenario, overrides: Mapping[str, Any] | Sequence[str]) -> Scenario:
    from sim.scenario import Scenario, load

    if isinstance(case, str | Path | Scenario):
        return load(case, overrides)
    if overrides:
        raise RunError("overrides go with a scenario's name or file; this one is already resolved")
    return case


def _simulate(job: Job, executor: Executor | str | None, stop: Stop, worker_timeout: float) -> bool:
    """Run the worlds and then the prior; return whether both came to their end."""
    if block.ENGINE is simulate:
        # Before the clock starts: loading Mesa is no part of the Monte Carlo.
        import sim.negotiation.model  # noqa: F401
    weeks = job.world_weeks() if block.ENGINE is simulate else 0
    try:
        with worker_pool(executor, job.request.workers, stop, worker_timeout, weeks) as workers:
            job.start_clock()
            workers.report(job.report)
            job.announce(workers.width)
            return _worlds(job, workers) and _draws(job, workers)
    except KeyboardInterrupt:
        # The second one: what has been taken is kept, what is under way is not waited for.
        return False


def _worlds(job: Job, workers: WorkerPool) -> bool:
    request, rule = job.request, job.request.stopping
    if job.enough():
        return True
    return workers.run_worlds(
        OutcomeTask(scenario=job.scenario, seed=request.seed, keep_rows=request.store == "rows", engine=block.ENGINE),
        [request.worlds] if rule is None else looks(request.worlds),
        job.take_worlds,
        first=job.counted.worlds,
        tell=job.report,
        enough=None if rule is None else job.enough,
    )


def _draws(job: Job, workers: WorkerPool) -> bool:
    request = job.request
    if request.prior is None:
        return True
    draws, each = request.prior
    collector = job.collector = PriorCollector(job.scenario, request.seed, draws, each, job.drawn)
    task = PriorTask(scenario=job.scenario, seed=request.seed, worlds_per_draw=each, engine=block.ENGINE)
    take = partial(job.take_draws, collector)
    return workers.run_worlds(task, [request.prior_worlds], take, first=collector.worlds, tell=job.report)
