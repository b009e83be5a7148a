"""How a command ends: every exception becomes one clear message and an exit status."""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Callable

from sim.cli.streams import STANDARD_OUTPUT, OutputClosed, complain, discard_output, flush, say
from sim.montecarlo.interrupt import terminated_as_interrupted

OF_PROCESSES = (errno.EPIPE, errno.EBADF, errno.EAGAIN)
"""What the system says where another process is gone, or cannot be started."""

DONE, FAILED, BAD_INPUT, STOPPED = 0, 1, 2, 130


class BadInput(Exception):
    """Something the user gave cannot be used; the message says what and how to fix it."""


def guarded(command: Callable[[], int | None], passing: tuple[type[Exception], ...] = ()) -> int:
    """Run `command` and return its exit status.

    A reader who closes the pipe early (``| head``) has what they wanted: that ends quietly, as done. SIGTERM, as
    schedulers of clusters send it, ends a command as Ctrl-C does.

    Parameters
    ----------
    command : returns its exit status, or None for 0
    passing : exceptions that are left to the caller

    Returns
    -------
    int: 0 done, 2 bad input, 130 stopped by Ctrl-C or SIGTERM, 1 anything else
    """
    try:
        with terminated_as_interrupted():
            status = command() or DONE
            flush()
        return status
    except passing:
        raise
    except KeyboardInterrupt:
        say("stopped")
        return STOPPED
    except OutputClosed:
        discard_output()
        return DONE
    except Exception as error:  # the last line of defence: no input may end in a traceback
        if os.environ.get("ALLFORALL_DEBUG"):
            traceback.print_exception(error)
        return _explain(error)


def _explain(error: Exception) -> int:
    """Say what went wrong, and return the exit status for it."""
    from sim.analysis.refusals import AnalysisError
    from sim.evidence.record.table_errors import EvidenceError
    from sim.montecarlo.errors import OutputError, ResultError, RunError, WorkerError
    from sim.scenario.text.problems import ScenarioError

    if isinstance(error, ScenarioError):
        complain(str(error))
        return BAD_INPUT
    if isinstance(error, BadInput | EvidenceError | RunError | ResultError | AnalysisError):
        say(str(error))
        return BAD_INPUT
    if isinstance(error, OutputError):
        say(str(error))
        return BAD_INPUT if error.result is None else FAILED
    if isinstance(error, WorkerError):
        say(str(error))
        return FAILED
    if isinstance(error, MemoryError):
        say("out of memory; try fewer --workers, or --store counts for many worlds")
    elif isinstance(error, RecursionError):
        say("the input is nested too deeply")
        return BAD_INPUT
    elif isinstance(error, OSError) and error.filename == STANDARD_OUTPUT:
        say(f"cannot write to standard output: {error.strerror or error}")
    elif isinstance(error, ConnectionError) or (isinstance(error, OSError) and error.errno in OF_PROCESSES):
        what = "a process that this run started, or was connected to, ended early or could not start"
        say(f"{what} ({error.strerror or error or type(error).__name__}); try --executor threads")
    elif isinstance(error, OSError):
        say(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    else:
        say(f"internal error, please report it: {type(error).__name__}: {error} (ALLFORALL_DEBUG=1 shows where)")
    return FAILED
