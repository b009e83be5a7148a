"""The HTTP server: ends soon, closes connections that ask for nothing, and writes one line for what went wrong."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import uvicorn

from sim.views.app.answers import Application
from sim.views.app.messages import LARGEST
from sim.views.app.site import Site

GRACE = 2.0
"""Seconds that open pages have to be closed in when the server is ended."""
SILENT = 15.0
"""Seconds in which a new connection must have asked for something."""


class Server(uvicorn.Server):
    """One that is gone soon after it was told to go, whatever a visitor's page is waiting for.

    Parameters
    ----------
    app : ASGI application
    site : where it is served
    end : called when pages are still open `GRACE` seconds after it was told to go
    """

    def __init__(self, app: Application, site: Site, end: Callable[[], None]):
        super().__init__(
            uvicorn.Config(
                app,
                host=site.host,
                port=site.port,
                log_config=None,
                log_level="error",  # it warns of every request that is not one
                access_log=False,
                server_header=False,
                ws_max_size=LARGEST,
                proxy_headers=True,
                forwarded_allow_ips=list(site.proxies),
            )
        )
        self._end = end
        self._since: WeakKeyDictionary[Any, float] = WeakKeyDictionary()

    def handle_exit(self, *heard) -> None:
        threading.Thread(target=self._end_in, args=(GRACE,), daemon=True).start()
        super().handle_exit(*heard)

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:
            self._close_silent(time.monotonic())
        return await super().on_tick(counter)

    def _close_silent(self, now: float) -> None:
        """Close connections over which nothing was asked for: each holds a file of this process."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "cycle", True) is None and now - self._since.setdefault(connection, now) > SILENT:
                connection.transport.close()

    def _end_in(self, seconds: float) -> None:
        time.sleep(seconds)
        self._end()


class OneLine(logging.Formatter):
    """What went wrong in one line, without a traceback: type, message and place of the error."""

    def format(self, record: logging.LogRecord) -> str:
        words = " ".join(record.getMessage().split())
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            words += f" {type(error).__name__}: {' '.join(str(error).split())}{_place(error)}"
        return f"allforall app: {words[:500]}"


def _place(error: BaseException) -> str:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return "" if at is None else f" ({at.tb_frame.f_code.co_filename.rpartition('/')[2]}, line {at.tb_lineno})"


def log_in_one_line() -> None:
    """Have everything that is logged written to standard error in one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("solara.server.fastapi").setLevel(logging.ERROR)  # it warns of every socket without a cookie
    logging.getLogger("uvicorn.error").addFilter(_no_refusal)


def _no_refusal(record: logging.LogRecord) -> bool:
    """uvicorn takes a socket that is refused with an answer for one that was forgotten."""
    return "without completing handshake" not in record.getMessage()
