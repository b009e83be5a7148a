"""Names and ports in Host and Origin headers, read strictly: what is not plainly one is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9._-]{1,253}))(?::(?P<port>[0-9]{1,5}))?"
)


@dataclass(frozen=True)
class Authority:
    """A name or address, in lower case and without brackets, and a port where one is written."""

    name: str
    port: int | None = None

    def __str__(self) -> str:
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


def address(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text writes; None for anything else, a name for instance."""
    try:
        return numeric(text)
    except ValueError:
        return None


def numeric(text: str) -> IPv4Address | IPv6Address:
    """The same of what is known to be an address, as the system gives it; ValueError for anything else."""
    found = ip_address(text)
    return getattr(found, "ipv4_mapped", None) or found


def read_authority(text: str) -> Authority | None:
    """A name or address with or without a port; None for what is not one."""
    match = _AUTHORITY.fullmatch(text)
    if match is None:
        return None
    port = None if match["port"] is None else int(match["port"])
    if port is not None and not 0 < port < 65536:
        return None
    if match["six"] is None:
        return Authority(match["name"].lower().removesuffix("."), port)
    six = address(match["six"])
    return None if six is None else Authority(str(six), port)


def read_origin(text: str) -> Authority | None:
    """Where a page comes from, with its port written out; None for what is no origin of a page on the web."""
    scheme, _, rest = text.partition("://")
    found = read_authority(rest) if scheme in PORTS else None
    return found and Authority(found.name, found.port or PORTS[scheme])
