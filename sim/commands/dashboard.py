"""The command that serves the dashboard."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from sim.app.serve import LOOPBACK

from .ending import DONE, BadInput

PORT = 8765
NEEDED = ("solara-ui", "solara-server", "solara-assets", "ipyvuetify", "altair", "networkx")
"""Distributions: looking for the modules themselves would load them, and with them settings that are not ours."""


def app(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="Scenario files that may be chosen beside the catalogue.", show_default=False
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, metavar="N", help="Port to serve at.")] = PORT,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to serve at; only this machine by default.")
    ] = LOOPBACK[0],
) -> int:
    """Serve the dashboard: scenarios, assumptions and what they change, in a browser.

    It can be reached from this machine alone unless --host says otherwise. Files are read once. Needs the extra [app].
    Ctrl-C ends it.
    """
    missing = [name for name in NEEDED if _missing(name)]
    if missing:
        raise BadInput(f'the dashboard needs {missing[0]}: install it with pip install "allforall[app]"')
    from sim.app.serve import free, serve
    from sim.scenario import load

    files = {}
    for file in scenarios or ():
        case = load(file)
        if case.name in files:
            raise BadInput(f"{file}: a scenario called {case.name} is given twice; give one another name")
        files[case.name] = file
    if why := free(host, port):
        raise BadInput(f"cannot serve at {host}:{port}: {why}; choose another with --port, or another --host")
    if host not in LOOPBACK:
        print(f"Anyone who can reach {host}:{port} can use this dashboard; the connection is not encrypted.")
    try:
        told = f"The dashboard is at http://{host}:{port}/ (Ctrl-C ends it)"
        serve(host, port, files, lambda: print(told, flush=True))
    except KeyboardInterrupt:
        print("The dashboard is closed.")
    return DONE


def _missing(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return True
    return False


COMMANDS = (app,)
