"""Commands that simulate many settings: compare scenarios, sweep a design, ask what the answer rests on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.drawing import draw
from sim.cli.ending import DONE, FAILED, STOPPED, BadInput
from sim.cli.flow import carry_out, folder_of
from sim.cli.options import (
    LARGEST_SEED,
    MOST_WORLDS,
    AsJson,
    Case,
    Changes,
    Figures,
    Keeping,
    Seed,
    Size,
    Telling,
    command_line,
    worlds_option,
)
from sim.cli.results import find_result
from sim.progress import worlds_bar

if TYPE_CHECKING:
    from sim.experiments.experiment import Experiment

SEED = 1
WEEKS = "26,52,104"


class Event(StrEnum):
    """What `compare --effect` takes the effect of."""

    swap = "swap"


@dataclass(frozen=True)
class Compared(Size):
    """How many worlds of a comparison."""

    worlds: Annotated[
        int | None, worlds_option("Worlds, the same in each; 20,000 by default (32,768 with --effect).")
    ] = None


@dataclass(frozen=True)
class Swept(Size):
    """How many worlds of each point."""

    worlds: Annotated[int | None, worlds_option("Worlds of a point, in place of the design's.")] = None


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="A B...", help="Scenario files or names; A is the baseline.", show_default=False),
    ],
    *,
    size: Compared,
    effect: Annotated[
        Event | None,
        typer.Option("--effect", help="The effect of an imposed swap on talks, instead.", show_default=False),
    ] = None,
    at: Annotated[
        int | None,
        typer.Option("--at", min=0, metavar="W", help="With --effect: week of the swap; 8.", show_default=False),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="W,W", help=f"With --effect: talks by when; {WEEKS}.", show_default=False),
    ] = None,
    seed: Seed = SEED,
    changes: Changes = None,
    how: Keeping,
    figures: Figures = False,
    telling: Telling,
) -> int:
    """Compare scenarios in the same worlds.

    Paired differences with their intervals, what changes from what to what, and the variance saved. With --effect swap
    the causal effect of a swap on talks, its channels and the naive contrast, for each scenario named.
    """
    common: dict[str, Any] = {"seed": seed, "overrides": changes or (), **vars(how)}
    if effect is not None:
        if size.precision is not None or size.max_worlds is not None:
            raise BadInput("--precision goes with shares and their differences, not with --effect; use --worlds")
        if figures:
            raise BadInput("--figures draws shares and their differences; there is no figure of --effect")
        return _effects(scenarios, size.worlds, at, by, common, changes, telling)
    if at is not None or by is not None:
        raise BadInput("--at and --by go with --effect swap")
    if size.worlds is not None and size.precision is not None:
        raise BadInput("--worlds or --precision, not both; --max-worlds is the cap on worlds")
    from sim.experiments.compare import compare as run
    from sim.views.objects.comparison_view import ComparisonView

    command = command_line("compare", *scenarios, options={**size.spelled(), "--seed": seed, "--set": changes})
    return _carry_out(
        lambda progress: run(*scenarios, progress=progress, command=command, **vars(size), **common),
        "comparing",
        telling,
        ComparisonView,
        figures,
    )


def _effects(
    scenarios: list[str],
    worlds: int | None,
    at: int | None,
    by: str | None,
    common: dict[str, Any],
    changes: list[str] | None,
    telling: Telling,
) -> int:
    """The effect under each scenario in turn; the worst ending counts."""
    from sim.experiments.effect import AT, WORLDS, effect

    at = AT if at is None else at
    weeks = _weeks(WEEKS if by is None else by)
    options = {"--worlds": worlds, "--seed": common["seed"], "--effect": Event.swap.value, "--at": at}
    options |= {"--by": ",".join(map(str, weeks)), "--set": changes}

    def run(case: str, progress: Any) -> Experiment:
        return effect(
            case,
            at=at,
            by=weeks,
            worlds=WORLDS if worlds is None else worlds,
            progress=progress,
            command=command_line("compare", case, options=options),
            **common,
        )

    status = DONE
    for case in scenarios:
        status = max(status, _carry_out(partial(run, case), "both arms", telling))
        if status == STOPPED:
            break
    return status


def _weeks(by: str) -> list[int]:
    try:
        return [int(word) for word in by.split(",")]
    except ValueError:
        raise BadInput(f"--by {by}: it must be weeks with commas between them, such as {WEEKS}") from None


def sweep(
    design: Annotated[
        str,
        typer.Argument(metavar="DESIGN", help="A design file, or a name from scenarios/sweeps.", show_default=False),
    ],
    *,
    size: Swept,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", min=0, max=LARGEST_SEED, metavar="S", help="Instead of the design's seed.", show_default=False
        ),
    ] = None,
    changes: Changes = None,
    how: Keeping,
    parquet: Annotated[
        bool, typer.Option("--parquet", help="Write the table as Parquet too (needs the extra [parquet]).")
    ] = False,
    figures: Figures = False,
    telling: Telling,
) -> int:
    """Simulate every point of a design.

    The table, one row per point, is written into a folder of the design's name. The same command resumes where it stopped.
    """
    from sim.experiments.sweep import sweep as run
    from sim.views.objects.sweep_view import SweepView

    if parquet:
        _needs_parquet()
    command = command_line("sweep", design, options={**size.spelled(), "--seed": seed, "--set": changes})
    return _carry_out(
        lambda progress: run(
            design,
            seed=seed,
            overrides=changes or (),
            figure=False,
            parquet=parquet,
            progress=progress,
            command=command,
            **vars(size),
            **vars(how),
        ),
        "sweeping",
        telling,
        SweepView,
        figures,
    )


def _needs_parquet() -> None:
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise BadInput('--parquet needs a package that is not installed: pip install "allforall[parquet]"')


def sensitivity(
    scenario: Case,
    *,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="KEY",
            help="Only this prior; may be given many times. All by default.",
            show_default=False,
        ),
    ] = None,
    points: Annotated[
        int, typer.Option("--points", metavar="N", help="N (d + 2) points for d priors; a power of two.")
    ] = 512,
    worlds: Annotated[
        int, typer.Option("--worlds", min=2, max=MOST_WORLDS, metavar="N", help="Worlds per point.")
    ] = 64,
    tornado_worlds: Annotated[
        int, typer.Option("--tornado-worlds", min=0, max=MOST_WORLDS, metavar="N", help="Of each run of the tornado.")
    ] = 4096,
    seed: Seed = SEED,
    changes: Changes = None,
    how: Keeping,
    figures: Figures = False,
    telling: Telling,
) -> int:
    """Ask which uncertain parameters the answer rests on.

    Sobol indices with intervals, rank-regression coefficients and a tornado; says whether they have converged.
    """
    from sim.experiments.sensitivity import sensitivity as run
    from sim.views.objects.sensitivity_view import SensitivityView

    options = {"--over": over, "--points": points, "--worlds": worlds, "--tornado-worlds": tornado_worlds}
    command = command_line("sensitivity", scenario, options={**options, "--seed": seed, "--set": changes})
    return _carry_out(
        lambda progress: run(
            scenario,
            over=over,
            points=points,
            worlds=worlds,
            tornado_worlds=tornado_worlds,
            seed=seed,
            overrides=changes or (),
            figure=False,
            progress=progress,
            command=command,
            **vars(how),
        ),
        "varying",
        telling,
        SensitivityView,
        figures,
    )


def discover(
    sweep: Annotated[
        str,
        typer.Argument(metavar="SWEEP", help="The folder of a sweep, or its name inside results/.", show_default=False),
    ],
    above: Annotated[
        float, typer.Option("--above", metavar="SHARE", help="The outcome is to be likelier than this.")
    ] = 0.2,
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="NAME", help="swap_first, talks_first, neither, agreed_swap_first.")
    ] = "swap_first",
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="LABEL", help="Which, where the sweep has several.", show_default=False),
    ] = None,
    boxes: Annotated[int, typer.Option("--boxes", min=1, max=20, metavar="N", help="How many to look for.")] = 1,
    as_json: AsJson = False,
) -> int:
    """Find the region of a sweep in which an outcome is likelier than one in five.

    Scenario discovery (PRIM): the box in words, its coverage and density on points that were held out.
    """
    from sim.experiments.discover import discover as search
    from sim.views.text.discovery_page import format_discovery
    from sim.views.text.layout import paragraph

    found = search(find_result(sweep), outcome=outcome, above=above, scenario=scenario, boxes=boxes)
    if as_json:
        print(json.dumps(found.summary, indent=2, allow_nan=False))
        return DONE
    partial = "PARTIAL: the sweep was stopped before its end. " if found.numbers.partial else ""
    for line in f"{partial}{format_discovery(found.found, label=outcome.replace('_', ' '))}".splitlines():
        print(paragraph(line))
    return DONE


def _carry_out(
    run: Callable[[Any], Experiment], what: str, telling: Telling, view: type[Any] | None = None, figures: bool = False
) -> int:
    """Carry out an experiment; its `view` says what is drawn into its folder, and which figures there are."""
    from sim.views.figures.pictures import FIGURES, into

    def pictures(result: Any) -> int:
        status = FAILED if result.nothing_done else DONE
        if view is None:
            return status
        shows = view(result)
        draw(shows.pictures(), shows.again, telling.quiet)
        asked = into(folder_of(result) / FIGURES, shows.plots.all()) if figures else {}
        return max(draw(asked, shows.again, telling.quiet), status)

    return carry_out(run, worlds_bar, what, telling, pictures)


COMMANDS = (compare, sweep, sensitivity, discover)
