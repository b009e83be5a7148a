"""The dashboard served inside this process, with worlds simulated beforehand, and a visitor without a browser."""

import asyncio
import json
import socket
import threading
import time
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import cache
from http.client import HTTPConnection
from typing import Any

from sim.scenario import load
from sim.views.app.kernels import forget
from sim.views.app.look import MOST, View, count, fan_picture
from sim.views.app.seats import Seats
from sim.views.app.site import Site, make_site

PATIENCE = 60.0


class KnownRoom:
    """Answers at once, with the same worlds for whatever is asked."""

    def __init__(self):
        self.files: dict[str, str] = {}

    def first(self, scenario: Any, seed: int) -> View:
        return _view()

    def more(self, scenario: Any, seed: int) -> None:
        return None


@cache
def _view() -> View:
    case = load("kyiv_summit_2025", {"horizon_weeks": 2})
    view = count(case, 1, 64)
    return replace(view, order=view.order.repeat(MOST // 64), fans=fan_picture.__name__)


@contextmanager
def served(*, seats: int = 24, **options: Any) -> Iterator[tuple[Site, Any]]:
    """Serve the dashboard at a port of its own; yields where, and its door."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port = trying.getsockname()[1]
    site = make_site(options.pop("host", "127.0.0.1"), port, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import solara.server.settings
        import solara.server.starlette

        from sim.views.app import page
        from sim.views.app.door import Door
        from sim.views.app.guard import Guard
        from sim.views.app.server import Server

        main, before = solara.server.settings.main, list(page._HOUSE)
        main.root_path, main.base_url = site.root_path, site.url
        known = Seats(forget, seats=seats)
        page.enter(KnownRoom(), known)
        door = Door(solara.server.starlette.app, known, PATIENCE)
        server = Server(Guard(door, site), site, lambda: None)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        wait(lambda: server.started)
        try:
            yield site, door
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
            page._HOUSE[:] = before


def wait(until: Any) -> None:
    """Wait for a condition."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


def ask(site: Site, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text that a request is answered with."""
    connection = HTTPConnection(site.host, site.port, timeout=PATIENCE)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answered = connection.getresponse()
    text = answered.read().decode()
    connection.close()
    return answered.status, dict(answered.getheaders()), text


@asynccontextmanager
async def connected(site: Site, *, name: str = "", path: str = "") -> AsyncIterator[Any]:
    """A socket of a new page, at another name and under a path where those are given."""
    import websockets

    url = f"ws://{name or site.place}{path}/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id={uuid.uuid4().hex}"
    more = {"Cookie": f"solara-session-id={uuid.uuid4()}"}
    origin = f"https://{name}" if name else site.url.removesuffix("/")
    async with websockets.connect(
        url,
        host=site.host,
        port=site.port,
        origin=origin,
        additional_headers=more,
        open_timeout=PATIENCE,
        max_size=None,
    ) as there:
        yield there


def message(kind: str, content: dict[str, Any], **more: Any) -> str:
    """A message as a page sends it."""
    head = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "s", "version": "5.3"}
    whole = {"header": head, "parent_header": {}, "metadata": {}, "content": content, "buffers": [], "channel": "shell"}
    return json.dumps(whole | more)


async def look(there: Any, path: str = "/") -> str:
    """Have a page shown; returns all that was sent for it."""
    comm = uuid.uuid4().hex
    await there.send(message("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}}))
    how = {"path": path, "appName": None, "dark": False, "themes": {"light": {}, "dark": {}}}
    await there.send(message("comm_msg", {"comm_id": comm, "data": {"method": "run", "args": how}}))
    told = []
    async with asyncio.timeout(PATIENCE):
        async for words in there:
            told.append(words if isinstance(words, str) else words.decode("latin-1"))
            if '"finished"' in told[-1]:
                return "".join(told)
    raise AssertionError("the socket was closed")
