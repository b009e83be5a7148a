"""Short answers in plain words, to a request or to a socket that is to be opened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY, TOO_LARGE, FAULT, LATER = 1008, 1009, 1011, 1013
"""Why a socket is closed (RFC 6455, 7.4, and the registry of its codes)."""


async def answer(
    scope: Scope, send: Send, status: int, words: str, *more: tuple[str, str], kind: str = "text/plain"
) -> None:
    """Answer a request with a status and one line; a socket is refused in the same way, before it is open."""
    body = words.encode()
    head = {"content-type": f"{kind}; charset=utf-8", "content-length": str(len(body)), **dict(more)}
    prefix = ""
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": LATER if status == 503 else POLICY})
            return
        prefix = "websocket."
    headers = [(name.encode(), value.encode("latin-1")) for name, value in head.items()]
    await send({"type": f"{prefix}http.response.start", "status": status, "headers": headers})
    await send({"type": f"{prefix}http.response.body", "body": body})
