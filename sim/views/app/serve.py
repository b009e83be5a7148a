"""The dashboard served: loopback only by default, nothing fetched, nobody counted."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable, Mapping

from sim.views.app.site import Site

SETTINGS = {
    "SOLARA_APP": "sim.views.app.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "allforall",
    "SOLARA_SESSION_HTTP_ONLY": "True",
    "SOLARA_KERNEL_CULL_TIMEOUT": "1m",
    "SOLARA_STATE_AUTO_REMOUNT": "True",
    "SOLARA_ASSETS_CDN": "nowhere://",
}
"""Settings of Solara, read when it is imported. A page whose connection was lost is forgotten after a minute; when it
comes back it is restored from its address, which says all of its state. What is not among the installed assets is not
fetched from elsewhere on a visitor's behalf."""
EXPECTED = (r"Cookies with samesite=none require https", r"[\s\S]*found despite early return")
"""What Solara warns of and is as it should be here: no https on loopback, and Mesa's own components."""


def serve(site: Site, files: Mapping[str, str], ready: Callable[[], None]) -> None:
    """Serve the dashboard until it is stopped.

    Parameters
    ----------
    site : where
    files : name -> path of scenario files that may be chosen in addition to the catalogue
    ready : called when it can be visited
    """
    os.environ.update(SETTINGS)
    # said beforehand: Solara would else take both from the headers of the first visitor
    os.environ.update({"SOLARA_ROOT_PATH": site.root_path, "SOLARA_BASE_URL": site.url})
    for known in EXPECTED:
        warnings.filterwarnings("ignore", message=known)
    import solara.server.starlette

    from sim.views.app import page
    from sim.views.app.door import Door
    from sim.views.app.guard import Guard
    from sim.views.app.kernels import forget
    from sim.views.app.room import Room
    from sim.views.app.seats import Seats
    from sim.views.app.server import Server, log_in_one_line

    log_in_one_line()
    room, seats = Room(files), Seats(forget)

    def end() -> None:
        """End this process and those of the room; there is nothing to be lost but pages that are open."""
        room.close()
        os._exit(0)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises the signal again when it has closed
    try:
        room.warm_up()
        page.enter(room, seats)
        server = Server(Guard(Door(solara.server.starlette.app, seats), site), site, end)
        ready()
        server.run()
    finally:
        room.close()
