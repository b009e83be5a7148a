"""How every command that computes goes: it computes with a bar, prints, draws, and says how it ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sim.cli.ending import DONE, FAILED, STOPPED
from sim.cli.options import Telling
from sim.cli.printing import print_found
from sim.cli.streams import STANDARD_OUTPUT, OutputClosed, discard_output, flush, say


class Found(Protocol):
    """What a command has found: it lies in a folder."""

    @property
    def folder(self) -> Path | None: ...


Kind = TypeVar("Kind", bound=Found)


def carry_out(
    compute: Callable[[Any], Kind],
    bar: Callable[..., AbstractContextManager[Any]],
    what: str,
    telling: Telling,
    draw: Callable[[Kind], int],
    *,
    show: Callable[[Kind, bool], None] = print_found,
    stopped: Callable[[], str] = lambda: "stopped; the same command resumes from what is done",
    kept: Callable[[Path], str] = "what is done is kept in\n{}\nthe same command resumes from there".format,
) -> int:
    """Compute with a bar, print what was found, draw it, and say how it ended.

    Parameters
    ----------
    compute : given what to call with the progress
    bar, what : of `sim.progress`, and what goes on, in a word
    draw : draws what was found, which is kept and printed by then; 1 where what was asked for fails
    show : prints what was found, or its summary as JSON
    stopped, kept : what to say where it was stopped at once, and where part of it was done (in a folder)

    Returns
    -------
    int, the exit status
    """
    from sim.montecarlo.errors import OutputError, WorkerError

    status = DONE
    try:
        with bar(what, wanted=not telling.quiet) as progress:
            found = compute(progress)
    except (OutputError, WorkerError) as error:
        if error.result is None:
            raise
        say(str(error))
        found, status = error.result, FAILED
    except KeyboardInterrupt:  # before anything was done, or a second Ctrl-C
        say(stopped())
        return STOPPED
    try:
        print_whole(lambda: print(found.folder) if telling.folder_alone else show(found, telling.as_json))
    except OSError as error:
        if error.filename != STANDARD_OUTPUT:
            raise
        say(f"cannot write to standard output: {error.strerror or error}\nthe result is saved in {found.folder}")
        return FAILED
    if status != DONE:
        return status
    status = draw(found)
    if getattr(found, "partial", False):  # a calibration is whole or not there
        say(f"stopped; {kept(folder_of(found))}")
        return STOPPED
    return status


def print_whole(tell: Callable[[], None]) -> None:
    """Print to the end; whoever closes the pipe early has what they wanted, and what is drawn is for the folder."""
    try:
        tell()
        flush()
    except OutputClosed:
        discard_output()


def folder_of(found: Found) -> Path:
    """Where a command's result is kept; all of them are, unless writing has failed."""
    assert found.folder is not None
    return found.folder
