"""Commands that hold the model against the record: calibrate on it, and predict what was held out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer

from sim.cli.drawing import draw, drawing
from sim.cli.ending import DONE, BadInput
from sim.cli.flow import carry_out
from sim.cli.options import MOST_WORLDS, Coding, Diplomacy, Exchanges, Keeping, Seed, Telling, command_line
from sim.progress import stage_bar

SEED = 1

Processes = Annotated[
    str,
    typer.Option(
        "--executor",
        metavar="WORD",
        help="processes (default), threads, or dask://HOST:PORT. Never changes a result.",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class Calibrating(Keeping):
    """Where it is computed, and kept: in processes, unless it is said otherwise."""

    executor: Processes = "processes"


def calibrate(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Whose priors are the start: a file, or a name.")
    ] = "kyiv_summit_2025",
    *,
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
    how: Calibrating,
    telling: Telling,
) -> int:
    """Calibrate exchanges on the record, and check the method.

    Approximate Bayesian computation by sequential Monte Carlo, posterior predictive checks, and simulation-based
    calibration on synthetic records. The same command resumes from what is done.
    """
    from sim.evidence.calibration.batch import Size
    from sim.evidence.calibration.calibrate import calibrate as run
    from sim.evidence.record.record import read_record
    from sim.views.objects.calibration_view import CalibrationView

    command = command_line("calibrate", scenario, options={
        "--first": first, "--last": last, "--exchanges": exchanges, "--diplomacy": diplomacy, "--coding": coding,
        "--particles": particles, "--worlds-each": worlds_each, "--checks": checks, "--seed": seed,
    })  # fmt: skip
    return _carry_out(
        lambda progress: run(
            scenario,
            first=_day("--first", first),
            last=_day("--last", last),
            record=read_record(exchanges, diplomacy, coding),
            size=Size(particles=particles, worlds_each=worlds_each),
            checks=checks,
            seed=seed,
            figure=False,
            progress=progress,
            command=command,
            **vars(how),
        ),
        "calibrating",
        CalibrationView,
        telling,
    )


def hindcast(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Scenario file, or name; started on the fit date.")
    ] = "kyiv_summit_2025",
    *,
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
    how: Calibrating,
    telling: Telling,
) -> int:
    """Fit up to a date, predict what followed, score it.

    Takes any later record: --exchanges, --diplomacy and --coding with the columns of those in sim/evidence.
    """
    from sim.evidence.hindcast.hindcast import hindcast as run
    from sim.evidence.record.record import read_record
    from sim.views.objects.hindcast_view import HindcastView

    command = command_line("hindcast", scenario, options={
        "--first": first, "--fit-to": fit_to, "--score-to": score_to, "--exchanges": exchanges,
        "--diplomacy": diplomacy, "--coding": coding, "--posterior": posterior, "--worlds": worlds, "--seed": seed,
    })  # fmt: skip
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
            figure=False,
            progress=progress,
            command=command,
            **vars(how),
        ),
        "fitting",
        HindcastView,
        telling,
    )


def _carry_out(run: Callable[[Any], Any], what: str, view: type[Any], telling: Telling) -> int:
    def compute(progress: Any) -> Any:
        with drawing(telling.quiet):  # a hindcast draws its fit on the way
            return run(progress)

    def draw_usual(found: Any) -> int:
        shows = view(found)
        draw(shows.pictures(), shows.again, telling.quiet)
        return DONE

    return carry_out(compute, stage_bar, what, telling, draw_usual)


def _day(option: str, text: str) -> date:
    """A date as an option gives it; BadInput when it is none, or far from the war."""
    from sim.evidence.record.table import a_date
    from sim.tables.cells import Unfit

    try:
        return a_date(text)
    except Unfit as wrong:
        raise BadInput(f"{option}: {wrong.reason}; {wrong.remedy}") from None


COMMANDS = (calibrate, hindcast)
