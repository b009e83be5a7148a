"""The command that predicts what was held out, and scores it."""

from __future__ import annotations

import json
import shlex
from typing import Annotated

import typer

from .calibrating import day
from .ending import DONE, STOPPED
from .experiments import _options, _place
from .options import MOST_WORLDS, RESULTS, AsJson, Coding, Diplomacy, Exchanges, Out, Quiet, Seed, Where, Workers
from .progress import stage_bar
from .streams import say

SEED = 1


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
    executor: Where = None,
    out: Out = RESULTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> int:
    """Fit up to a date, predict what followed, and score it against two baselines.

    Takes any later record: --exchanges, --diplomacy and --coding with the columns of those in sim/evidence.
    """
    from sim.evidence.record import read_record
    from sim.hindcast.hindcast import hindcast as run
    from sim.report.hindcast import tell_hindcast

    typed = ["allforall", "hindcast", scenario, *_options({
        "--first": first, "--fit-to": fit_to, "--score-to": score_to, "--exchanges": exchanges,
        "--diplomacy": diplomacy, "--coding": coding, "--posterior": posterior, "--worlds": worlds, "--seed": seed,
    })]  # fmt: skip
    try:
        with stage_bar("fitting", wanted=not quiet) as progress:
            found = run(
                scenario,
                first=day("--first", first),
                fit_to=day("--fit-to", fit_to),
                score_to=None if score_to is None else day("--score-to", score_to),
                record=read_record(exchanges, diplomacy, coding),
                posterior=posterior,
                worlds=worlds,
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
        print(tell_hindcast(found.summary, str(found.folder), found.provenance["command"]))
    return DONE


COMMANDS = (hindcast,)
