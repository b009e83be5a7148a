"""The command that calibrates the exchanges' parameters on the record."""

from __future__ import annotations

import json
import shlex
from datetime import date
from typing import Annotated

import typer

from .ending import DONE, STOPPED, BadInput
from .experiments import _options, _place
from .options import RESULTS, AsJson, Coding, Diplomacy, Exchanges, Out, Quiet, Seed, Where, Workers
from .progress import stage_bar
from .streams import say

SEED = 1


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
    executor: Where = None,
    out: Out = RESULTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Calibrate the exchanges' parameters on the record of real exchanges.

    Approximate Bayesian computation by sequential Monte Carlo, posterior predictive checks, and simulation-based
    calibration on synthetic records. The same command goes on from what is done.
    """
    from sim.calibration.batch import Size
    from sim.calibration.calibrate import calibrate as run
    from sim.evidence.record import read_record
    from sim.report.calibration import tell_calibration

    typed = ["allforall", "calibrate", scenario, *_options({
        "--first": first, "--last": last, "--exchanges": exchanges, "--diplomacy": diplomacy, "--coding": coding,
        "--particles": particles, "--worlds-each": worlds_each, "--checks": checks, "--seed": seed,
    })]  # fmt: skip
    try:
        with stage_bar("calibrating", wanted=not quiet) as progress:
            found = run(
                scenario,
                first=day("--first", first),
                last=day("--last", last),
                record=read_record(exchanges, diplomacy, coding),
                size=Size(particles=particles, worlds_each=worlds_each),
                checks=checks,
                seed=seed,
                out=_place(out),
                workers=workers,
                executor=executor or "processes",
                progress=progress,
                command=shlex.join(typed),
            )
    except KeyboardInterrupt:
        say("stopped; the same command goes on from what is done")
        return STOPPED
    if as_json:
        print(json.dumps(found.summary, indent=2, allow_nan=False))
    elif quiet:
        print(found.folder)
    else:
        print(tell_calibration(found.summary, str(found.folder), found.provenance["command"]))
    return DONE


def day(option: str, text: str) -> date:
    """A date as an option gives it; BadInput when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option} is {text!r}: write a day that exists as YYYY-MM-DD, such as 2025-02-24") from None


COMMANDS = (calibrate,)
