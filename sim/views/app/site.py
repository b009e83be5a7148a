"""Where the dashboard is served, and under which names it may be called."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

from sim.views.app.authority import PORTS, Authority, address, numeric, read_authority

LOOPBACK = "127.0.0.1"
EVERY = ("0.0.0.0", "::")
"""The two words for every address of the machine; nothing else may mean that."""
PROXIES = ("127.0.0.1", "::1")
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_ROOT_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+")


class SiteError(ValueError):
    """The dashboard cannot be served so; the message says which option is wrong and why."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the dashboard is served.

    Attributes
    ----------
    host, port : where it listens
    loopback : whether that can be reached from this machine alone
    root_path : under which path a proxy shows it, as "/allforall"; empty for the root
    allowed : names, with or without a port, under which it may be called besides its own address
    proxies : addresses whose X-Forwarded-For and X-Forwarded-Proto are believed
    """

    host: str
    port: int
    loopback: bool = True
    root_path: str = ""
    allowed: tuple[Authority, ...] = ()
    proxies: tuple[str, ...] = PROXIES

    @property
    def place(self) -> str:
        """Host and port as they are written in an address."""
        return str(Authority(self.host, self.port))

    @property
    def url(self) -> str:
        return f"http://{self.place}{self.root_path}/"

    def may_be_called(self, host: Authority) -> bool:
        """Whether a request with this Host is meant for this site.

        On loopback only local names are, so that no page elsewhere can give its own name to this machine. Served to
        others, every name will do as long as no `allowed` ones are given.
        """
        if host.name in _LOCAL_NAMES | {self.host.lower()} or not (self.loopback or self.allowed):
            return True
        return any(name.name == host.name and name.port in (None, host.port) for name in self.allowed)

    def may_ask(self, origin: Authority, host: Authority) -> bool:
        """Whether a page of this origin may send requests: it is this site's own, or that of an `allowed` name."""
        if origin.name == host.name and origin.port in _ports(host.port):
            return True
        return any(name.name == origin.name and origin.port in _ports(name.port) for name in self.allowed)


def _ports(written: int | None) -> tuple[int, ...]:
    return tuple(PORTS.values()) if written is None else (written,)


def make_site(
    host: str, port: int, *, root_path: str = "", allowed: tuple[str, ...] = (), proxies: tuple[str, ...] = PROXIES
) -> Site:
    """Check where and how the dashboard is to be served.

    Raises
    ------
    SiteError
        the host is empty, unknown, or stands for every address without saying so; the port is taken; a path, a name
        or a proxy is not one
    """
    host = _bare(host)
    found = _addresses(host, port)
    addresses = [numeric(str(place[4][0])) for place in found]
    if host not in EVERY and any(each.is_unspecified for each in addresses):
        raise SiteError(
            f"--host {host!r} stands for every address of this machine; to serve at all of them say --host 0.0.0.0"
            " (or ::), to serve this machine alone leave --host out"
        )
    for family, kind, protocol, _, where in found:
        if why := _taken(family, kind, protocol, where):
            raise SiteError(
                f"cannot serve at {Authority(host, port)}: {why}; choose another with --port, or another --host"
            )
    root_path = root_path.strip().rstrip("/")
    if root_path and not _ROOT_PATH.fullmatch(root_path):
        raise SiteError(f"--root-path {root_path!r} is not a path such as /allforall")
    return Site(
        host=host,
        port=port,
        loopback=all(each.is_loopback for each in addresses),
        root_path=root_path,
        allowed=tuple(_name(text) for text in allowed),
        proxies=tuple(_proxy(text) for text in proxies),
    )


def _bare(host: str) -> str:
    """A host without the brackets of an address in a URL."""
    host = host.strip()
    if not host:
        raise SiteError(
            "--host is empty, which would mean every address of this machine; leave it out to serve this machine"
            " alone, or say --host 0.0.0.0 (or ::) to serve at all addresses"
        )
    inner = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    return inner if ":" in inner else host


def _addresses(host: str, port: int) -> list[tuple]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is not a name of a host"
        raise SiteError(
            f"cannot serve at --host {host!r}: {why}; give a name or an address of this machine, without a port"
        ) from None
    return list(dict.fromkeys(found))


def _taken(family: int, kind: int, protocol: int, where: tuple) -> str:
    """Why an address cannot be listened at; empty where it can."""
    try:
        with socket.socket(family, kind, protocol) as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                trying.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            trying.bind(where)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _name(text: str) -> Authority:
    found = read_authority(text.strip())
    if found is None:
        raise SiteError(
            f"--allowed-host {text!r} is not a name of a host; write it as lab.example or lab.example:8443, without"
            " http:// and without a path"
        )
    return found


def _proxy(text: str) -> str:
    if address(text.strip()) is None:
        raise SiteError(f"--forwarded-allow-ips {text!r} is not the address of a proxy, such as 10.0.0.2")
    return text.strip()
