"""Commands about saved results: print one again, make a report of a run, repeat one."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.drawing import drawing
from sim.cli.ending import DONE, FAILED, BadInput
from sim.cli.options import RESULTS, AsJson, Computing
from sim.cli.printing import print_found, print_result
from sim.cli.streams import say
from sim.progress import progress_bar

Place = Annotated[
    str, typer.Argument(metavar="RESULT", help="The folder of a result, or its name in results/.", show_default=False)
]

Run = Annotated[
    str, typer.Argument(metavar="RESULT", help="The folder of a run, or its name in results/.", show_default=False)
]


def show(result: Place, as_json: AsJson = False) -> None:
    """Print what a saved result says, again.

    Of a run, comparison, effect, sweep, sensitivity analysis, calibration or hindcast: the page that its command ended
    with. Nothing is simulated.
    """
    from sim.result.result import UNVERIFIED, Result
    from sim.saved import load_saved

    found = load_saved(find_result(result))
    if not isinstance(found, Result):
        print_found(found, as_json)
        return
    if not found.verified:
        say(f"{found.folder}: {UNVERIFIED}")
    print_result(found, as_json)


def report(
    result: Run,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to write it; report.html in the result's folder by default.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Write a saved run as one HTML file that can be mailed and printed.

    The question, the answer with both uncertainties, what it rests on, base rate, figures, three example worlds, the
    scenario, limits, and the command that repeats it. Nothing is fetched when it is opened.
    """
    from sim.result.result import Result
    from sim.saved import find_run

    if out is not None and not out.strip():
        raise BadInput("--out is empty: name a file, such as --out report.html")
    if out is not None and Path(out).is_dir():
        raise BadInput(f"{out} is a folder: name a file in it, such as --out {Path(out) / 'report.html'}")
    folder = find_run(find_result(result), "a report is made of a run")
    with drawing() as lost:
        place = Result.load(folder).report(out)
    print(place)
    return FAILED if lost else DONE


def rerun(
    result: Run,
    *,
    how: Computing,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar; the verdict is printed.")] = False,
) -> int:
    """Repeat a saved run; say whether the bits agree.

    Exit status 0 if they do, 1 if they do not.
    """
    from sim.result.rerun import rerun as repeat

    place = find_result(result)
    with progress_bar("repeating", wanted=not quiet) as progress:
        verdict = repeat(place, progress=progress, **vars(how))
    print(verdict)
    return DONE if verdict.agrees else FAILED


def find_result(result: str) -> Path:
    """The place meant: as given, or by its name inside the folder of results."""
    place = Path(result)
    for here in (place, Path(RESULTS) / result):
        if _exists(here):
            return here
    names = [folder.name for folder in Path(RESULTS).iterdir() if folder.is_dir()] if Path(RESULTS).is_dir() else []
    close = difflib.get_close_matches(place.name, names, n=1, cutoff=0.5)
    if close:
        remedy = f"did you mean {Path(RESULTS) / close[0]}?"
    elif names:
        remedy = f"the latest is {Path(RESULTS) / max(names, key=lambda name: (Path(RESULTS) / name).stat().st_mtime)}"
    else:
        remedy = "make one with: allforall run kyiv_summit_2025"
    raise BadInput(f"{result}: no such result; {remedy}")


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # a name too long, a folder closed to us
        return False


COMMANDS = (show, report, rerun)
