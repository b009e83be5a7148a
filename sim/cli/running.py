"""Commands that simulate a scenario: many worlds counted, or one world told."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.drawing import draw
from sim.cli.ending import DONE
from sim.cli.flow import carry_out, folder_of
from sim.cli.options import (
    MOST_WORLDS,
    Case,
    Changes,
    Computing,
    Figures,
    Keeping,
    Seed,
    Size,
    Store,
    Telling,
    command_line,
)
from sim.cli.printing import print_result
from sim.cli.results import Place, find_result
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
    *,
    size: Size,
    seed: Seed = SEED,
    changes: Changes = None,
    how: Keeping,
    store: Annotated[Store, typer.Option("--store", help="Keep one row per world, or counts alone.")] = Store.rows,
    no_prior: Annotated[
        bool,
        typer.Option("--no-prior", help="Leave out the range if assumptions vary. Quicker; do not quote the answer."),
    ] = False,
    figures: Figures = False,
    report: Report = False,
    telling: Telling,
) -> int:
    """Simulate many worlds and print what came first.

    The result is saved in a folder of its own. Ctrl-C keeps what is done; `allforall resume` finishes it.
    """
    from sim.result.run import run as simulate
    from sim.scenario import load

    case, place = load(scenario, changes or ()), Path(how.out)
    before = _folders(place)
    command = _command(scenario, size, seed, changes, store, no_prior)
    return carry_out(
        lambda progress: simulate(
            case,
            seed=seed,
            prior=not no_prior,
            store=store.value,
            figure=False,  # drawn once the numbers are printed
            progress=progress,
            command=command,
            **vars(size),
            **vars(how),
        ),
        progress_bar,
        "simulating",
        telling,
        lambda found: _draw(found, figures, report, telling),
        show=lambda found, as_json: print_result(found, as_json, typed=None if changes else scenario),
        stopped=lambda: _stopped(max(_folders(place) - before, default=None)),
        kept=_kept,
    )


def resume(result: Place, *, how: Computing, figures: Figures = False, report: Report = False, telling: Telling) -> int:
    """Resume a stopped run.

    The run ends in its own folder with the answer that it would have had, bit for bit. (A sweep or comparison that was
    stopped resumes with its own command.)
    """
    from sim.result.resume import resume as resumed
    from sim.saved import find_run
    from sim.views.figures.pictures import FIGURES
    from sim.views.objects.run_report import REPORT

    folder = find_run(find_result(result), "resume is for runs", "the command that made it resumes it")
    # What was drawn of the part that was done is drawn again of the whole.
    figures, report = figures or (folder / FIGURES).is_dir(), report or (folder / REPORT).is_file()
    return carry_out(
        lambda progress: resumed(folder, figure=False, progress=progress, **vars(how)),
        progress_bar,
        "simulating",
        telling,
        lambda found: _draw(found, figures, report, telling),
        show=print_result,
        stopped=lambda: _stopped(folder),
        kept=_kept,
    )


def _how_to_resume(folder: Path) -> str:
    from sim.result.job import resume_command

    return f"to resume: {resume_command(folder)}"


def _stopped(kept: Path | None) -> str:
    if kept is None:
        return "stopped; nothing was done yet to be kept"
    return f"stopped at once; what was done is kept in\n{kept}\n{_how_to_resume(kept)}"


def _kept(folder: Path) -> str:
    return f"what was done is marked partial and kept in\n{folder}\n{_how_to_resume(folder)}"


def _draw(result: Result, figures: bool, report: bool, telling: Telling) -> int:
    """Draw what goes with the numbers, which are kept and said by then; 1 where what was asked for fails."""
    from sim.views.figures.pictures import FIGURES, into
    from sim.views.objects.run_report import REPORT
    from sim.views.objects.run_view import RunView

    folder, view, quiet = folder_of(result), RunView(result), telling.quiet
    draw(view.pictures(), view.again, quiet)
    status = draw(into(folder / FIGURES, view.plots.all()), view.again, quiet) if figures else DONE
    if report:
        again = f"allforall report {shlex.quote(str(folder))}"
        status = max(status, draw({REPORT: result.report}, again, quiet))
        if (folder / REPORT).exists() and not (telling.as_json or quiet):
            print(f"The report is {folder / REPORT}")
    return status


def _folders(out: Path) -> set[Path]:
    """What stands in a folder; nothing if it cannot be read: whether it can be written to, the run finds out."""
    try:
        return set(out.iterdir())
    except OSError:
        return set()


def _command(scenario: str, size: Size, seed: int, changes: list[str] | None, store: Store, no_prior: bool) -> str:
    """The command that makes this result again; see `command_line`."""
    if size.precision is None:
        size = replace(size, worlds=WORLDS if size.worlds is None else size.worlds)
    else:
        size = replace(size, max_worlds=MAX_WORLDS if size.max_worlds is None else size.max_worlds)
    kept = None if store is Store.rows else store.value
    options = {**size.spelled(), "--seed": seed, "--set": changes, "--store": kept, "--no-prior": no_prior}
    return command_line("run", scenario, options=options)


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
    """Print one simulated world as a dated story.

    Exchanges, offers, answers and why, concessions, inducements, talks and their terms.
    """
    from sim.scenario import load

    case = load(scenario, changes or ())
    from sim.negotiation.trace import trace as record
    from sim.views.text.narrative import format_story

    print(format_story(record(case, world, seed)), end="")


COMMANDS = (run, resume, trace)
