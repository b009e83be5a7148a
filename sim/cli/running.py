"""Commands that simulate a scenario: many worlds counted, or one world told."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.drawing import draw
from sim.cli.ending import DONE, FAILED, STOPPED, BadInput
from sim.cli.options import (
    AUTO,
    MOST_WORLDS,
    RESULTS,
    WORKER_TIMEOUT,
    AsJson,
    Case,
    Changes,
    Figures,
    MaxWorlds,
    Out,
    Precision,
    Quiet,
    Seed,
    Store,
    Where,
    Workers,
    WorkerTimeout,
)
from sim.cli.printing import print_result
from sim.cli.results import Place, find_result
from sim.cli.streams import STANDARD_OUTPUT, OutputClosed, discard_output, flush, say
from sim.progress import progress_bar

if TYPE_CHECKING:
    from sim.result.result import Result

Report = Annotated[
    bool, typer.Option("--report", help="Write report.html too: one file that can be mailed (see `report`).")
]

WORLDS, MAX_WORLDS, SEED = 20_000, 1_000_000, 1
"""What `sim.run` takes by itself; named here too, so that --help need not load it."""


def run(
    scenario: Case,
    worlds: Annotated[
        int | None,
        typer.Option(
            "--worlds",
            min=1,
            max=MOST_WORLDS,
            metavar="N",
            help=f"Worlds to simulate; {WORLDS:,} by default.",
            show_default=False,
        ),
    ] = None,
    precision: Precision = None,
    max_worlds: MaxWorlds = None,
    seed: Seed = SEED,
    changes: Changes = None,
    workers: Workers = None,
    executor: Where = AUTO,
    worker_timeout: WorkerTimeout = WORKER_TIMEOUT,
    out: Out = RESULTS,
    store: Annotated[Store, typer.Option("--store", help="Keep a row a world, or counts alone.")] = Store.rows,
    no_prior: Annotated[
        bool,
        typer.Option("--no-prior", help="Leave out the range if assumptions vary. Quicker; do not quote the answer."),
    ] = False,
    figures: Figures = False,
    report: Report = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Simulate many worlds and print what came first.

    The result is saved in a folder of its own. Ctrl-C keeps what is done; `resume` goes on.
    """
    from sim.result.run import run as simulate
    from sim.scenario import load

    if not out.strip():
        raise BadInput("--out is empty: name a folder, such as --out results")
    case, place = load(scenario, changes or ()), Path(out)
    before = _folders(place)
    return _carry_out(
        lambda progress: simulate(
            case,
            worlds,
            seed,
            workers=workers,
            executor=executor,
            worker_timeout=worker_timeout,
            precision=precision,
            max_worlds=max_worlds,
            prior=not no_prior,
            store=store.value,
            out=place,
            figure=False,  # drawn once the numbers are printed
            progress=progress,
            command=_command(scenario, _size(worlds, precision, max_worlds), seed, changes, store, no_prior),
        ),
        kept=lambda: max(_folders(place) - before, default=None),
        typed=None if changes else scenario,
        figures=figures,
        report=report,
        as_json=as_json,
        quiet=quiet,
    )


def resume(
    result: Place,
    workers: Workers = None,
    executor: Where = AUTO,
    worker_timeout: WorkerTimeout = WORKER_TIMEOUT,
    figures: Figures = False,
    report: Report = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Go on with a run that was stopped.

    It ends in its own folder with the answer that it would have had, bit for bit. (A sweep or comparison that was
    stopped goes on with its own command.)
    """
    from sim.result.plots import FIGURES
    from sim.result.report import REPORT
    from sim.result.resume import resume as go_on
    from sim.saved import find_run

    folder = find_run(find_result(result), "resume is for runs", "the command that made it goes on with it")
    return _carry_out(
        lambda progress: go_on(
            folder, workers=workers, executor=executor, worker_timeout=worker_timeout, figure=False, progress=progress
        ),
        kept=lambda: folder,
        typed=None,
        # What was drawn of the part that was done is drawn anew of the whole.
        figures=figures or (folder / FIGURES).is_dir(),
        report=report or (folder / REPORT).is_file(),
        as_json=as_json,
        quiet=quiet,
    )


def _carry_out(
    simulate: Callable[[Any], Result],
    *,
    kept: Callable[[], Path | None],
    typed: str | None,
    figures: bool,
    report: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Simulate with a bar, print and draw what was found, and say how it ended.

    Parameters
    ----------
    simulate : given whom to tell how far it is
    kept : the folder of a run that was stopped at once, or None where nothing was done
    typed : the scenario as it was named, where that makes it again
    """
    from sim.montecarlo.errors import OutputError, WorkerError
    from sim.result.report import REPORT

    status = DONE
    try:
        with progress_bar("simulating", wanted=not quiet) as progress:
            result = simulate(progress)
    except (OutputError, WorkerError) as error:
        if error.result is None:
            raise
        say(str(error))
        result, status = error.result, FAILED
    except KeyboardInterrupt:  # before the first worlds were done, or a second Ctrl-C
        folder = kept()
        say(
            f"stopped at once; what was done is kept in\n{folder}\n{_goes_on(folder)}"
            if folder
            else "stopped; nothing was done yet to be kept"
        )
        return STOPPED
    try:
        if quiet and not as_json:
            print(result.folder)
        else:
            print_result(result, as_json, typed=typed)
        flush()
    except OutputClosed:  # whoever reads it has what they wanted; what is drawn is for the folder
        discard_output()
    except OSError as error:
        if error.filename != STANDARD_OUTPUT:
            raise
        say(f"cannot write to standard output: {error.strerror or error}\nthe result is saved in {result.folder}")
        return FAILED
    if status != DONE:
        return status
    status = _draw(result, figures, report, quiet)
    if report and (result.folder / REPORT).exists() and not (as_json or quiet):
        print(f"The report to mail is {result.folder / REPORT}")
    if result.partial:
        say(f"stopped; what was done is marked partial and kept in\n{result.folder}\n{_goes_on(result.folder)}")
        return STOPPED
    return status


def _goes_on(folder: Path) -> str:
    from sim.result.job import resume_command

    return f"to go on from there: {resume_command(folder)}"


def _draw(result: Result, figures: bool, report: bool, quiet: bool) -> int:
    """Draw what stands beside the numbers, which are kept and said by then; 1 where what was asked for fails."""
    from sim.result.drawing import call_for
    from sim.result.folder import pictures
    from sim.result.plots import FIGURES, into
    from sim.result.report import REPORT

    again = call_for(result.folder)
    draw(pictures(result.folder, result), again, quiet)
    status = draw(into(result.folder / FIGURES, result.plot.all()), again, quiet) if figures else DONE
    if report:
        again = f"allforall report {shlex.quote(str(result.folder))}"
        status = max(status, draw({REPORT: result.report}, again, quiet))
    return status


def _folders(out: Path) -> set[Path]:
    """What stands in a folder; nothing if it cannot be read: whether it can be written to, the run finds out."""
    try:
        return set(out.iterdir())
    except OSError:
        return set()


def _size(worlds: int | None, precision: float | None, max_worlds: int | None) -> list[str]:
    """The options that decide the number of worlds, spelt out."""
    if precision is None:
        return ["--worlds", str(WORLDS if worlds is None else worlds)]
    return ["--precision", f"{precision!r}", "--max-worlds", str(MAX_WORLDS if max_worlds is None else max_worlds)]


def _command(scenario: str, size: list[str], seed: int, changes: list[str] | None, store: Store, no_prior: bool) -> str:
    """The command that makes this result again: what decides its numbers, spelt out, and nothing else."""
    words = ["allforall", "run", scenario, *size, "--seed", str(seed)]
    for change in changes or ():
        words += ["--set", change]
    if store is Store.counts:
        words += ["--store", "counts"]
    if no_prior:
        words.append("--no-prior")
    return shlex.join(words)


def trace(
    scenario: Case,
    world: Annotated[
        int,
        typer.Option(
            "--world", min=0, max=MOST_WORLDS, metavar="K", help="Which world, counted from 0.", show_default=False
        ),
    ],
    seed: Seed = SEED,
    changes: Changes = None,
) -> None:
    """Tell one simulated world as a dated story.

    Exchanges, offers, answers and why, concessions, inducements, talks and their terms.
    """
    from sim.scenario import load

    case = load(scenario, changes or ())
    from sim.negotiation.trace import trace as record
    from sim.views.text.narrative import format_story

    print(format_story(record(case, world, seed)), end="")


COMMANDS = (run, resume, trace)
