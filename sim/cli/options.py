"""Arguments and options that several commands share."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from sim.cli.ending import BadInput

MOST_WORLDS = 1_000_000_000
AUTO = "auto"
"""What `--executor` is unless it is said; see `sim.montecarlo.executors`."""

WORKER_TIMEOUT = 300.0
"""What `--worker-timeout` is unless it is said; as in `sim.montecarlo.waiting`, which --help need not load."""

LARGEST_SEED = 2**63 - 1
MOST_WORKERS = 1024
RESULTS = "results"
"""Folder of results, in the current folder, unless --out says otherwise."""


class Store(StrEnum):
    """What is kept of a run."""

    rows = "rows"
    counts = "counts"


Case = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="A scenario file, or a name from `allforall scenarios`.", show_default=False
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=LARGEST_SEED, metavar="S", help="Seed of all randomness.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change one parameter; may be given many times.", show_default=False
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=MOST_WORKERS,
        metavar="N",
        help="Threads or processes; all cores by default. Never changes a result.",
        show_default=False,
    ),
]
Where = Annotated[
    str,
    typer.Option(
        "--executor",
        metavar="WORD",
        help="auto (default: processes for long runs, threads otherwise), threads, processes, or dask://HOST:PORT."
        " Never changes a result.",
        show_default=False,
    ),
]
WorkerTimeout = Annotated[
    float,
    typer.Option(
        "--worker-timeout",
        metavar="SECONDS",
        help="How long a cluster may be without any worker; then what is done is kept, and it ends.",
    ),
]


def _hush(quiet: bool) -> bool:
    """With --quiet, warnings are said and nothing else."""
    logging.getLogger("sim").setLevel(logging.WARNING if quiet else logging.INFO)
    return quiet


Quiet = Annotated[
    bool, typer.Option("--quiet", callback=_hush, help="No progress bar, no headline: print only where the result is.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object and nothing else.")]
Precision = Annotated[
    float | None,
    typer.Option(
        "--precision",
        metavar="H",
        help="Add worlds until each share is known to within H; 0.01 is one percentage point.",
        show_default=False,
    ),
]
MaxWorlds = Annotated[
    int | None,
    typer.Option(
        "--max-worlds",
        min=1,
        max=MOST_WORLDS,
        metavar="N",
        help="The cap of --precision: end at this many worlds in any case; 1,000,000 by default.",
        show_default=False,
    ),
]
Out = Annotated[str, typer.Option("--out", metavar="DIR", help="Folder in which the result gets its own folder.")]
Figures = Annotated[bool, typer.Option("--figures", help="Draw all figures too, as PNG and SVG, into figures/.")]
Exchanges = Annotated[
    str | None, typer.Option("--exchanges", metavar="CSV", help="Another record of exchanges.", show_default=False)
]
Diplomacy = Annotated[
    str | None,
    typer.Option("--diplomacy", metavar="CSV", help="Another table of diplomatic events.", show_default=False),
]
Coding = Annotated[
    str | None,
    typer.Option("--coding", metavar="CSV", help="Other coded events, with the end of the record.", show_default=False),
]


def worlds_option(help: str) -> Any:
    """--worlds, where leaving it out means something else in each command."""
    return typer.Option("--worlds", min=1, max=MOST_WORLDS, metavar="N", help=help, show_default=False)


@dataclass(frozen=True)
class Size:
    """How many worlds: stated, or as many as a precision takes."""

    worlds: Annotated[int | None, worlds_option("Worlds to simulate; 20,000 by default.")] = None
    precision: Precision = None
    max_worlds: MaxWorlds = None

    def spelled(self) -> dict[str, float | None]:
        """Option -> value, for `command_line`."""
        return {"--worlds": self.worlds, "--precision": self.precision, "--max-worlds": self.max_worlds}


@dataclass(frozen=True)
class Computing:
    """Where it is computed."""

    workers: Workers = None
    executor: Where = AUTO
    worker_timeout: WorkerTimeout = WORKER_TIMEOUT


@dataclass(frozen=True)
class Keeping(Computing):
    """Where it is computed, and kept."""

    out: Out = RESULTS

    def __post_init__(self) -> None:
        if not self.out.strip():
            raise BadInput("--out is empty: name a folder, such as --out results")


@dataclass(frozen=True)
class Telling:
    """How what was found is printed."""

    as_json: AsJson = False
    quiet: Quiet = False

    @property
    def folder_alone(self) -> bool:
        """Whether only the place of the result is printed."""
        return self.quiet and not self.as_json


def command_line(command: str, *words: str, options: Mapping[str, Any]) -> str:
    """The command that gives the same numbers again: all that decides them is spelt out, and nothing else.

    Parameters
    ----------
    options : option -> value; one without a value (None, False) is left out, True stands for the bare word, and a list
        for the option once for each
    """
    spelled = ["allforall", command, *words]
    for name, value in options.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None and each is not False:
                spelled += [name] if each is True else [name, str(each)]
    return shlex.join(spelled)
