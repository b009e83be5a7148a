"""Who may reach the dashboard: its own pages, called by a name that it has."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from sim.views.app.answers import Application, Receive, Scope, Send, answer
from sim.views.app.authority import read_authority, read_origin
from sim.views.app.site import Site

NOT_A_HOST = "The Host header of this request does not name one host."
NOT_AN_ORIGIN = "The Origin header of this request does not name one origin."
NOT_OURS = "This address is not that of the dashboard."
NO_PAGE = "This address is not that of a page of the dashboard."
FROM_PROXIES = frozenset({b"forwarded", b"script-name"})
_CLOSE = "/_solara/api/close/"
_KERNEL = re.compile(r"/jupyter/api/kernels/(?P<id>[A-Za-z0-9_-]{1,64})/channels")
_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Guard:
    """Refuses requests that are not meant for this site, and those that another page makes in a visitor's browser.

    What a proxy says of the request is not passed on: the server has taken from it what it believes (the visitor's
    address, https), and Solara would believe the rest of anybody.

    Parameters
    ----------
    app : ASGI application
    site : where it is served
    """

    def __init__(self, app: Application, site: Site):
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status, why = self._refusal(scope)
        if status:
            await answer(scope, send, status, why)
            return
        root, path = self.site.root_path, scope["path"]
        if root and path == root and scope["type"] == "http":
            query = scope["query_string"].decode("latin-1")
            await answer(scope, send, 307, "", ("location", f"{root}/{'?' if query else ''}{query}"))
            return
        below = path[len(root) :] if path.startswith(f"{root}/") else path  # whether or not the proxy takes it off
        if not _is_whole(scope, below):
            await answer(scope, send, 400, NO_PAGE)
            return
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name not in FROM_PROXIES and not name.startswith((b"x-forwarded-", b"x-script-"))
        ]
        await self.app({**scope, "root_path": root, "path": root + below, "headers": headers}, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str]:
        hosts, origins = (
            [value for name, value in scope["headers"] if name == wanted] for wanted in (b"host", b"origin")
        )
        host = read_authority(hosts[0].decode("latin-1")) if len(hosts) == 1 else None
        if host is None:
            return 400, NOT_A_HOST
        if not self.site.may_be_called(host):
            return 403, NOT_OURS
        if not origins:
            return 0, ""
        if origins == [b"null"]:
            return 403, NOT_OURS
        origin = read_origin(origins[0].decode("latin-1")) if len(origins) == 1 else None
        if origin is None:
            return 400, NOT_AN_ORIGIN
        return (0, "") if self.site.may_ask(origin, host) else (403, NOT_OURS)


def _is_whole(scope: Scope, path: str) -> bool:
    """Whether an address of a page's socket, or of its end, says which page that is."""
    if scope["type"] == "websocket":
        if kernel_of(path) is None:
            return False
    elif not path.startswith(_CLOSE):
        return True
    elif not _WORD.fullmatch(path[len(_CLOSE) :]):
        return False
    pages = parse_qs(scope["query_string"].decode("latin-1")).get("session_id", [])
    return len(pages) == 1 and _WORD.fullmatch(pages[0]) is not None


def kernel_of(path: str) -> str | None:
    """The name of the page that a socket belongs to; None where the path is not that of a socket."""
    match = _KERNEL.search(path)
    return match["id"] if match and match.end() == len(path) else None
