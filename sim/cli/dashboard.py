"""The command that serves the dashboard."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from sim.cli.ending import DONE, BadInput
from sim.views.app.site import LOOPBACK, PROXIES, SiteError, make_site

PORT = 8765
NEEDED = ("solara-ui", "solara-server", "solara-assets", "ipyvuetify", "altair", "uvicorn")
"""Distributions: looking for the modules themselves would load them, and with them settings that are not ours."""


def app(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Scenario files that may be chosen in addition to the catalogue.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, metavar="N", help="Port to serve at.")] = PORT,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to serve at; only this machine by default.")
    ] = LOOPBACK,
    root_path: Annotated[
        str,
        typer.Option(
            "--root-path", metavar="PATH", help="Path under which a proxy shows it: /allforall.", show_default=False
        ),
    ] = "",
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allowed-host",
            metavar="NAME[:PORT]",
            help="Name by which it may be called besides its own, as a proxy's; may be repeated.",
            show_default=False,
        ),
    ] = None,
    forwarded_allow_ips: Annotated[
        list[str] | None,
        typer.Option(
            "--forwarded-allow-ips",
            metavar="ADDRESS",
            help="Address of a proxy whose X-Forwarded-For and -Proto are believed; may be repeated."
            f" By default {' and '.join(PROXIES)}.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Serve the dashboard: scenarios, assumptions and what they change, in a browser.

    It can be reached from this machine alone unless --host says otherwise. Files are read once. Needs the extra [app].
    Behind a proxy say which name and path it has there. Ctrl-C ends it.
    """
    missing = [name for name in NEEDED if _missing(name)]
    if missing:
        raise BadInput(f'the dashboard needs {missing[0]}: install it with pip install "allforall[app]"')
    try:
        site = make_site(
            host,
            port,
            root_path=root_path,
            allowed=tuple(allowed_host or ()),
            proxies=PROXIES if forwarded_allow_ips is None else tuple(forwarded_allow_ips),
        )
    except SiteError as error:
        raise BadInput(str(error)) from None
    from sim.scenario import load
    from sim.views.app.serve import serve

    files = {}
    for file in scenarios or ():
        case = load(file)
        if case.name in files:
            raise BadInput(f"{file}: a scenario called {case.name} is given twice; give one another name")
        files[case.name] = file
    if not site.loopback:
        print(f"Anyone who can reach {site.place} can use this dashboard; the connection is not encrypted.")
    try:
        told = f"The dashboard is at {site.url} (Ctrl-C ends it)"
        serve(site, files, lambda: print(told, flush=True))
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
