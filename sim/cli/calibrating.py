"""Commands that hold the model against the record: calibrate on it, and predict what was held out."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.drawing import drawing, print_then_draw
from sim.cli.ending import STOPPED, BadInput
from sim.cli.options import (
    MOST_WORLDS,
    RESULTS,
    WORKER_TIMEOUT,
    AsJson,
    Coding,
    Diplomacy,
    Exchanges,
    Out,
    Quiet,
    Seed,
    Workers,
    WorkerTimeout,
    place_of,
    spelled,
)
from sim.cli.printing import print_found
from sim.cli.streams import say
from sim.progress import stage_bar

if TYPE_CHECKING:
    from sim.result.drawing import Pictures

SEED = 1

Processes = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="WORD",
        help="processes (default), threads, or dask://HOST:PORT. Never changes a result.",
        show_default=False,
    ),
]


def calibrate(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Whose priors are the start: a file, or a name.")
    ] = "kyiv_summit_2025",
    first: Annotated[str, typer.Option("--first", metavar="DATE", help="First day of the window.")] = "2024-01-01",
    last: Annotated[str, typer.Option("--last", metavar="DATE", help="Last day of the window.")] = "2025-02-24",
    exchanges: Exchanges = None,
    diplomacy: Diplomacy = None,
    coding: Coding = None,
    particles: Annotated[
        int, typer.Option("--particles", min=50, max=100_000, metavar="N", help="Particles of a population, at least.")
    ] = 2000,
    worlds_each: Annotated[
        int, typer.Option("--worlds-each", min=1, max=64, metavar="N", help="Worlds of a particle.")
    ] = 1,
    checks: Annotated[
        int, typer.Option("--checks", min=0, max=100_000, metavar="N", help="Synthetic records to check it on.")
    ] = 200,
    seed: Seed = SEED,
    workers: Workers = None,
    executor: Processes = None,
    worker_timeout: WorkerTimeout = WORKER_TIMEOUT,
    out: Out = RESULTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Calibrate exchanges on the record, and check the method.

    Approximate Bayesian computation by sequential Monte Carlo, posterior predictive checks, and simulation-based
    calibration on synthetic records. The same command goes on from what is done.
    """
    from sim.evidence.calibration.batch import Size
    from sim.evidence.calibration.calibrate import calibrate as run
    from sim.evidence.calibration.written import pictures
    from sim.evidence.record.record import read_record

    typed = ["allforall", "calibrate", scenario, *spelled({
        "--first": first, "--last": last, "--exchanges": exchanges, "--diplomacy": diplomacy, "--coding": coding,
        "--particles": particles, "--worlds-each": worlds_each, "--checks": checks, "--seed": seed,
    })]  # fmt: skip
    return _carry_out(
        lambda progress: run(
            scenario,
            first=_day("--first", first),
            last=_day("--last", last),
            record=read_record(exchanges, diplomacy, coding),
            size=Size(particles=particles, worlds_each=worlds_each),
            checks=checks,
            seed=seed,
            out=place_of(out),
            workers=workers,
            executor=executor or "processes",
            worker_timeout=worker_timeout,
            figure=False,
            progress=progress,
            command=shlex.join(typed),
        ),
        "calibrating",
        pictures,
        as_json,
        quiet,
    )


def hindcast(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Scenario file, or name; started on the fit date.")
    ] = "kyiv_summit_2025",
    first: Annotated[str, typer.Option("--first", metavar="DATE", help="First day of the fit.")] = "2024-01-01",
    fit_to: Annotated[str, typer.Option("--fit-to", metavar="DATE", help="Last day of the fit.")] = "2025-02-24",
    score_to: Annotated[
        str | None,
        typer.Option("--score-to", metavar="DATE", help="Last day scored; the record's end.", show_default=False),
    ] = None,
    exchanges: Exchanges = None,
    diplomacy: Diplomacy = None,
    coding: Coding = None,
    posterior: Annotated[
        str | None,
        typer.Option("--posterior", metavar="CSV", help="Draws to use instead of fitting.", show_default=False),
    ] = None,
    worlds: Annotated[
        int, typer.Option("--worlds", min=100, max=MOST_WORLDS, metavar="N", help="Worlds of the prediction.")
    ] = 16_384,
    seed: Seed = SEED,
    workers: Workers = None,
    executor: Processes = None,
    worker_timeout: WorkerTimeout = WORKER_TIMEOUT,
    out: Out = RESULTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Fit up to a date, predict what followed, score it.

    Takes any later record: --exchanges, --diplomacy and --coding with the columns of those in sim/evidence.
    """
    from sim.evidence.hindcast.hindcast import hindcast as run
    from sim.evidence.hindcast.hindcast import pictures
    from sim.evidence.record.record import read_record

    typed = ["allforall", "hindcast", scenario, *spelled({
        "--first": first, "--fit-to": fit_to, "--score-to": score_to, "--exchanges": exchanges,
        "--diplomacy": diplomacy, "--coding": coding, "--posterior": posterior, "--worlds": worlds, "--seed": seed,
    })]  # fmt: skip
    return _carry_out(
        lambda progress: run(
            scenario,
            first=_day("--first", first),
            fit_to=_day("--fit-to", fit_to),
            score_to=None if score_to is None else _day("--score-to", score_to),
            record=read_record(exchanges, diplomacy, coding),
            posterior=posterior,
            worlds=worlds,
            seed=seed,
            out=place_of(out),
            workers=workers,
            executor=executor or "processes",
            worker_timeout=worker_timeout,
            figure=False,
            progress=progress,
            command=shlex.join(typed),
        ),
        "fitting",
        pictures,
        as_json,
        quiet,
    )


def _carry_out(
    run: Callable[[Any], Any], what: str, pictures: Callable[[Any], Pictures], as_json: bool, quiet: bool
) -> int:
    """Run with a bar, print what was found, then draw it."""
    from sim.result.drawing import SAME_CALL

    try:
        with stage_bar(what, wanted=not quiet) as progress, drawing(quiet):  # a hindcast draws its fit on the way
            found = run(progress)
    except KeyboardInterrupt:
        say("stopped; the same command goes on from what is done")
        return STOPPED

    def say_it() -> None:
        if quiet and not as_json:
            print(found.folder)
        else:
            print_found(found, as_json)

    return print_then_draw(say_it, usual=lambda: pictures(found), asked=dict, again=SAME_CALL, quiet=quiet)


def _day(option: str, text: str) -> date:
    """A date as an option gives it; BadInput when it is none, or far from the war."""
    from sim.evidence.record.table import a_date
    from sim.tables.cells import Unfit

    try:
        return a_date(text)
    except Unfit as wrong:
        raise BadInput(f"{option}: {wrong.reason}; {wrong.remedy}") from None


COMMANDS = (calibrate, hindcast)
