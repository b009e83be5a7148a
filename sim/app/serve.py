"""The server of the dashboard: loopback only unless told otherwise, nothing fetched, nobody counted."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from .room import Room

LOOPBACK = ("127.0.0.1", "localhost")
GRACE = 2.0
"""Seconds that open pages have to be closed in when the server is ended."""
SETTINGS = {
    "SOLARA_APP": "sim.app.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "allforall",
    "SOLARA_SESSION_HTTP_ONLY": "True",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
    "SOLARA_ASSETS_CDN": "nowhere://",
}
"""Settings of Solara, read when it is imported. A page that was left is forgotten after ten minutes; what is not among
the installed assets is not fetched from elsewhere on a visitor's behalf."""
EXPECTED = (r"Cookies with samesite=none require https", r"[\s\S]*found despite early return")
"""What Solara warns of and is as it should be here: no https on loopback, and Mesa's own components."""


class NotOurs:
    """Refuses requests that another page makes in a visitor's browser: a foreign Host or a foreign Origin.

    Parameters
    ----------
    app : ASGI application
    hosts : names under which the server may be called; None for any
    """

    def __init__(self, app: Callable, hosts: tuple[str, ...] | None):
        self.app, self.hosts = app, hosts

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] not in ("http", "websocket") or self._ours(scope):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        text = b"This address is not that of the dashboard."
        head = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 403, "headers": head})
        await send({"type": "http.response.body", "body": text})

    def _ours(self, scope) -> bool:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if self.hosts is not None and (urlsplit(f"//{host}").hostname or "") not in self.hosts:
            return False
        origin = headers.get(b"origin")
        return origin is None or urlsplit(origin.decode("latin-1")).netloc == host


def free(host: str, port: int) -> str:
    """Why a port cannot be used; empty where it can."""
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def serve(host: str, port: int, files: Mapping[str, str], ready: Callable[[], None]) -> None:
    """Serve the dashboard until it is stopped.

    Parameters
    ----------
    host, port : where
    files : name -> path of scenario files that may be chosen beside the catalogue
    ready : called when it can be visited
    """
    os.environ.update(SETTINGS)
    for known in EXPECTED:
        warnings.filterwarnings("ignore", message=known)
    import solara.server.starlette
    import uvicorn

    from . import page
    from .room import Room

    room = Room(files)

    class Server(uvicorn.Server):
        """One that is gone soon after it was told to go, whatever a visitor's page is waiting for."""

        def handle_exit(self, *heard) -> None:
            threading.Thread(target=_gone_in, args=(GRACE, room), daemon=True).start()
            super().handle_exit(*heard)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises the signal again when it has closed
    try:
        room.warm_up()
        page.enter(room)
        guarded = NotOurs(solara.server.starlette.app, LOOPBACK if host in LOOPBACK else None)
        ready()
        Server(uvicorn.Config(guarded, host=host, port=port, log_level="warning", ws_max_size=2**22)).run()
    finally:
        room.close()


def _gone_in(seconds: float, room: Room) -> None:
    """End this process and those of the room; there is nothing to be lost but pages that are open."""
    time.sleep(seconds)
    room.close()
    os._exit(0)
