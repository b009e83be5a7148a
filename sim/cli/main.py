"""The command `allforall`.

Exit status: 0 done; 2 bad input; 130 stopped by Ctrl-C or SIGTERM, with what was done kept and marked partial; 1 anything
else. No input ends in a traceback (`ALLFORALL_DEBUG=1` shows one).
"""

from __future__ import annotations

import logging
import os
import sys

from sim.cli.ending import guarded
from sim.cli.streams import accept_every_character, flush, guard_streams, say_warnings


def main() -> None:
    """Run the command line of this process and exit with its status."""
    accept_every_character()
    say_warnings()
    guard_streams()
    draw_without_windows()
    status: str | int | None
    try:
        status = guarded(_start)
    except SystemExit as ending:
        status = ending.code
    sys.exit(guarded(flush) or status)


def draw_without_windows() -> None:
    """Let matplotlib take nothing from the notebook or the settings that this process inherits; no window is opened."""
    os.environ["MPLBACKEND"], os.environ["MATPLOTLIBRC"] = "agg", os.devnull
    logging.getLogger("matplotlib").addHandler(logging.NullHandler())


def _start() -> None:
    from sim.cli.app import app

    app(prog_name="allforall")


def __getattr__(name: str):
    """Give `app`, the typer application, to whoever asks; a program that only starts it does not need it here."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sim.cli.app import app

    return app


if __name__ == "__main__":
    main()
