"""A run under way: what has been counted so far, where it is kept, and how it ends."""

from __future__ import annotations

import logging
import shlex
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sim.analysis.facts import Facts
from sim.model.outcomes import columns
from sim.montecarlo import provenance
from sim.montecarlo.block import BlockResult
from sim.montecarlo.errors import OutputError, WorkerError, writing
from sim.montecarlo.extent import BYTES_PER_ROW, Extent
from sim.montecarlo.lock import WriterLock
from sim.montecarlo.prior import PriorBlock, PriorCollector, PriorRun
from sim.montecarlo.run_ledger import RunLedger
from sim.montecarlo.tally import Rows, Tally, empty
from sim.progress import Report
from sim.result import folder as folders
from sim.result.request import Request
from sim.result.result import Result, open_store
from sim.result.watch import Watch

if TYPE_CHECKING:
    from sim.montecarlo.run_reader import StoredResult
    from sim.scenario import Scenario


class Job:
    """Takes blocks in order, keeps and counts them, in memory or in a folder.

    Parameters
    ----------
    request, scenario, facts : what runs
    origin : its provenance
    progress : called with the progress, or None
    """

    def __init__(
        self, request: Request, scenario: Scenario, facts: Facts, origin: Mapping[str, Any], progress: Report | None
    ):
        self.request, self.scenario, self.facts, self.origin, self.progress = request, scenario, facts, origin, progress
        self.counted: Tally = empty(facts.horizon_weeks)
        self.rows: list[Rows] = []
        self.watch = Watch(request.stopping) if request.stopping is not None else None
        self.collector: PriorCollector | None = None
        self.drawn: PriorRun | None = None
        self.seconds = self._before = 0.0
        self.folder: Path | None = None
        self.writer: RunLedger | None = None
        self._lock: WriterLock | None = None
        self._resumed = False
        self._started = perf_counter()

    def open(self, out: str | Path) -> None:
        """Make the folder and its store, so that a folder that cannot be written fails before the first world."""
        self.folder = folders.new_folder(out, self.facts.scenario)
        try:
            self._lock = WriterLock(self.folder / folders.LOCK)
            folders.write_start(self.folder, self.scenario.to_yaml(), self.origin)
            self.writer = open_store(
                self.folder,
                self.facts,
                self.origin,
                stored=self.request.store,
                seed=self.request.seed,
                worlds_requested=self.request.worlds,
                prior=self.request.prior,
                stopping=self.request.stopping,
            )
        except BaseException:
            self._abandon()
            raise

    def take_up(self, folder: Path, writer: RunLedger, stored: StoredResult, lock: WriterLock) -> None:
        """Go on in the folder of a run that was stopped, from what its store holds."""
        self.folder, self.writer, self._lock, self._resumed = folder, writer, lock, True
        if stored.meta["worlds"]:
            self.counted = stored.tally()
        if self.watch is not None:
            self.watch.take_up(stored.looks())
        self.drawn = stored.prior()
        self.seconds = self._before = stored.meta["seconds"]
        writer.columns = columns(self.facts.mediators) if self.request.store == "rows" else None
        writer.note_resumed(self.origin)
        with writing(folder):  # the sign of a folder that is finished
            (folder / folders.SUMMARY).unlink(missing_ok=True)

    def world_weeks(self) -> int:
        """How much there is to simulate; a guess where stopping is by precision."""
        worlds, stopping = self.request.worlds, self.request.stopping
        if stopping is not None:
            worlds = min(worlds, round(1 / stopping.half_width**2))  # four standard errors of a share of one half
        done = self.counted.worlds + (self.drawn.draws * self.drawn.worlds_per_draw if self.drawn else 0)
        return max(worlds + self.request.prior_worlds - done, 0) * self.facts.horizon_weeks

    def extent(self, saved: bool, workers: int | None = None) -> Extent:
        """What is left to do is going to take; `workers` those that there are, or that were asked for."""
        request = self.request
        rows = (request.worlds - self.counted.worlds) * BYTES_PER_ROW if request.store == "rows" else 0
        return Extent(
            world_weeks=self.world_weeks(),
            workers=request.workers if workers is None else workers,
            stored=rows if saved else 0,
            memory=0 if saved else rows,
            smaller="take fewer worlds, or keep counts alone (--store counts)" if rows else "take fewer worlds",
        )

    def announce(self, workers: int) -> None:
        """Say before the first world how long it will take, where it is long, and whether it may end at its cap."""
        rule = self.request.stopping
        if rule is not None and (needed := 2 / rule.half_width**2) > rule.max_worlds:
            logging.getLogger("sim").info(
                "a half width of %g can take about %s worlds; the run ends at %s (--max-worlds) in any case",
                rule.half_width, f"{needed:,.0f}", f"{rule.max_worlds:,}",
            )  # fmt: skip
        self.extent(saved=self.folder is not None, workers=workers).announce()

    # -- while it runs ------------------------------------------------------------------------------------------------

    def start_clock(self) -> None:
        self._started = perf_counter()

    def _clock(self) -> float:
        """Seconds it has taken so far, those before it was stopped included."""
        return self._before + perf_counter() - self._started

    def take_worlds(self, result: BlockResult) -> None:
        """Keep the next block of worlds, then count it."""
        seconds, counted = self._clock(), self.counted + result.tally
        looks = self.watch.due(counted) if self.watch is not None else ()
        if self.writer is not None:
            self.writer.add_block(result.rows, counted, seconds, looks)
        elif result.rows is not None:
            self.rows.append(result.rows)
        self.counted, self.seconds = counted, seconds
        if self.watch is not None:
            self.watch.take(looks)

    def enough(self) -> bool:
        """Whether the shares are known as well as was asked for."""
        return self.watch is not None and self.watch.enough

    def take_draws(self, collector: PriorCollector, result: PriorBlock) -> None:
        """Count the next block of the prior run, then keep the draws that it completes."""
        first, stop = collector.add(result)
        if self.writer is not None and stop > first:
            self.writer.add_draws(first, collector.run(first, stop))

    def report(self) -> None:
        """Tell how far it is."""
        if self.progress is not None:
            done = self.counted.worlds + (self.collector.worlds if self.collector else 0)
            worlds = self.request.worlds if self.watch is None else self.watch.expected(self.counted)
            self.progress(done, worlds + self.request.prior_worlds, self._clock())

    # -- how it ends --------------------------------------------------------------------------------------------------

    def finish(self, complete: bool, figure: bool) -> Result:
        """Close the store, write the rest of the folder and hand the result over.

        Raises
        ------
        KeyboardInterrupt
            when it was stopped before anything was done
        OutputError
            when the folder does not take it; the error carries the result
        """
        if self.writer is None or self.folder is None:
            if not self.counted.worlds:
                raise KeyboardInterrupt
            return self._in_memory(partial=not complete)
        try:
            self.writer.note(status="complete" if complete else "partial")
            result = self._as_stored(self.folder, partial=not complete)
            if result is None:
                self._abandon()
                raise KeyboardInterrupt
            with suppress(KeyboardInterrupt):
                # The store is whole already: better a folder without its figure than no answer.
                folders.write_end(self.folder, result)
                if figure:
                    result.draw_beside()
            return result
        except OutputError as error:
            error.result = self._as_stored(self.folder, partial=not complete)
            raise
        finally:
            self._close()

    def fail(self, error: BaseException) -> None:
        """End after an error: what the store holds stays, a folder without a single block goes.

        An error of a disk or of workers gets what was done as its `result`.
        """
        kept = None
        if self.counted.worlds:
            kept = self._in_memory(partial=True) if self.folder is None else self._as_stored(self.folder, partial=True)
        if kept is not None and isinstance(error, OutputError | WorkerError):
            error.result = kept
        if self.writer is None or self.folder is None or kept is None:
            self._abandon()
            return
        with suppress(OutputError):
            # Where the disk takes nothing any more the status stays "running", which reads as partial too.
            self.writer.note(status="partial", reason=f"{type(error).__name__}: {error}")
        self._close()
        if isinstance(error, OutputError | WorkerError):
            error.add(f"then `{resume_command(self.folder)}` resumes from what is done")

    def _in_memory(self, partial: bool) -> Result:
        found = self.collector.run() if self.collector is not None else None
        # An interrupt can fall between keeping a block and counting it.
        rows = tuple(rows for rows in self.rows if rows["world"][-1] < self.counted.worlds)
        return Result(
            facts=self.facts,
            seed=self.request.seed,
            counted=self.counted,
            prior_run=found if found is not None and found.draws else None,
            seconds=self.seconds,
            worlds_requested=self.request.worlds,
            partial=partial,
            provenance=self._ended(self.counted.worlds, found.draws if found else 0),
            rows_in_memory=rows if self.request.store == "rows" else None,
            stored=self.request.store,
            stopping=self.request.stopping,
            looks=tuple(self.watch.seen) if self.watch is not None else (),
            _scenario=[self.scenario],
        )

    def _as_stored(self, folder: Path, partial: bool) -> Result | None:
        """What the store holds, which is what anyone will read from it later; None when it holds no world."""
        if not self.counted.worlds:
            return None
        result = Result.load(folder)
        draws = result.prior_run.draws if result.prior_run else 0
        return replace(
            result, partial=partial, provenance=self._ended(result.counted.worlds, draws), _scenario=[self.scenario]
        )

    def _ended(self, worlds: int, draws: int) -> dict[str, Any]:
        return {**self.origin, "finished": provenance.now(), "worlds_done": worlds, "draws_done": draws}

    def _abandon(self) -> None:
        """Remove a folder of ours in which nothing is kept."""
        self._close()
        if self.folder is not None and not self._resumed:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def resume_command(folder: Path) -> str:
    """The command that resumes a stopped run."""
    return shlex.join(["allforall", "resume", str(folder)])
