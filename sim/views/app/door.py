"""What comes in through sockets: how many, how much, how fast, and nothing that is not a page's message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from sim.views.app.answers import FAULT, LATER, Application, Receive, Scope, Send, answer
from sim.views.app.guard import kernel_of
from sim.views.app.messages import fault
from sim.views.app.seats import FULL, TWICE, Place, Seats

PATIENCE = 20.0
"""Seconds in which a socket must have led to a page that sits down."""
AT_ONCE, A_SECOND = 500, 100
"""Messages, or 4 kB of them, that a socket may send at once, and in the long run; further ones wait."""
PIECE = 4096
NOTHING = "Nothing was asked for."
ENDED = "This page has met an error."
_BUSY = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="60">'
    '<title>allforall</title><body style="font-family:sans-serif;margin:3em">'
    "<h1>allforall</h1><p>{words}</p></body></html>"
)
logger = logging.getLogger(__name__)


class Door:
    """Lets pages and their sockets in for as long as there are seats.

    Parameters
    ----------
    app : ASGI application
    seats : who is there
    patience : seconds in which a socket must have led to a page that sits down
    """

    def __init__(self, app: Application, seats: Seats, patience: float = PATIENCE):
        self.app, self.seats, self.patience = app, seats, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and _is_page(scope) and self.seats.full:
            page = _BUSY.format(words=FULL)
            await answer(scope, send, 503, page, ("retry-after", "60"), ("cache-control", "no-store"), kind="text/html")
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = _Socket(receive, send)
        client = scope.get("client")
        place = Place(kernel_of(scope["path"]) or "", client[0] if client else "", socket.dismiss)
        if refusal := self.seats.come(place):
            await answer(scope, send, 409 if refusal == TWICE else 503, refusal)
            return
        timer = asyncio.get_running_loop().call_later(self.patience, self._look_at, place)
        try:
            await self.app(scope, socket.receive, socket.send)
        except Exception as error:
            logger.warning("the socket of a page has ended: %s", _root(error))
            await socket.close(FAULT, ENDED)
        finally:
            timer.cancel()
            self.seats.leave(place)

    def _look_at(self, place: Place) -> None:
        if not self.seats.seated(place.kernel):
            place.dismiss(LATER, NOTHING)


class _Socket:
    """A socket as the application sees it: bounded, and closed as soon as a message is not one."""

    def __init__(self, receive: Receive, send: Send):
        self._receive, self._send = receive, send
        self._loop = asyncio.get_running_loop()
        self._dismissed: asyncio.Future[tuple[int, str]] = self._loop.create_future()
        self._closed = False
        self._budget, self._filled = float(AT_ONCE), self._loop.time()

    def dismiss(self, code: int, reason: str) -> None:
        """Have it closed, from any thread, as soon as the application listens."""

        def tell() -> None:
            if not self._dismissed.done():
                self._dismissed.set_result((code, reason))

        self._loop.call_soon_threadsafe(tell)

    async def receive(self) -> MutableMapping[str, Any]:
        if self._closed:
            return {"type": "websocket.disconnect", "code": FAULT}
        next_one = asyncio.ensure_future(self._receive())
        try:
            both: set[asyncio.Future[Any]] = {next_one, self._dismissed}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if self._dismissed.done():
                return await self.close(*self._dismissed.result())
            message = next_one.result()
        finally:
            next_one.cancel()
        if message["type"] != "websocket.receive":
            return message
        content = message["bytes"] if message.get("text") is None else message["text"]
        wrong = fault(content)
        if wrong is not None:
            return await self.close(*wrong)
        await self._wait_for_budget(1 + len(content) / PIECE)
        return message

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if self._closed:
            raise ConnectionError("the socket is closed")
        if message["type"] == "websocket.close":
            self._closed = True
        await self._send(message)

    async def close(self, code: int, reason: str) -> MutableMapping[str, Any]:
        """Close it towards the visitor; returns what the application is told."""
        if not self._closed:
            self._closed = True
            with suppress(OSError, RuntimeError):  # it is closed already
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        return {"type": "websocket.disconnect", "code": code, "reason": reason}

    async def _wait_for_budget(self, cost: float) -> None:
        now = self._loop.time()
        self._budget = min(AT_ONCE, self._budget + (now - self._filled) * A_SECOND) - cost
        self._filled = now
        if self._budget < 0:
            await asyncio.sleep(-self._budget / A_SECOND)


def _is_page(scope: Scope) -> bool:
    return scope["path"][len(scope.get("root_path", "")) :] in ("", "/")


def _root(error: BaseException) -> str:
    """What an error says, in one line; of a group of errors, the first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
