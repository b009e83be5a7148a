"""Who is there: seats for those who look, and places for sockets that have not shown yet what they want."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.views.app.answers import LATER

VISITORS = 24
"""How many may look at once; the next is asked to come back later."""
WAITING, WAITING_EACH = 64, 32
"""Sockets without a seat at once, of all and of one address. Beyond that the oldest must go, so that those who open
sockets and do nothing only push out each other; a page sits down within a second."""
SOCKETS_EACH = 2
"""Sockets of one page: its own, and a lost one that has not been noticed yet."""
FULL = "As many people are looking already as this machine can serve. Please come back in some minutes."
TWICE = "This page is open already."
MADE_ROOM = "Nothing was asked for, and others are waiting."


@dataclass(eq=False)
class Place:
    """One socket.

    Attributes
    ----------
    kernel : the page that it belongs to
    address : of the visitor
    dismiss : called with a code and a reason when it must go; from any thread
    """

    kernel: str
    address: str
    dismiss: Callable[[int, str], None]
    going: bool = field(default=False, init=False)


class Seats:
    """The seats, and all sockets. May be used from several threads.

    A page has a seat from its first picture on until it is closed. One whose socket was lost keeps its seat until
    somebody else wants it. A page without a seat is forgotten with its socket.

    Parameters
    ----------
    forget : called with the name of a page that is not to be kept
    seats, waiting, waiting_each : as `VISITORS`, `WAITING` and `WAITING_EACH`
    """

    def __init__(
        self,
        forget: Callable[[str], None],
        *,
        seats: int = VISITORS,
        waiting: int = WAITING,
        waiting_each: int = WAITING_EACH,
    ):
        self._forget = forget
        self._most, self._waiting, self._waiting_each = seats, waiting, waiting_each
        self._seated: dict[str, float | None] = {}  # page -> when its last socket was lost; None while it has one
        self._sockets: list[Place] = []  # the oldest first
        self._lock = threading.Lock()

    @property
    def full(self) -> bool:
        """Whether nobody else can sit down: all seats are taken by pages that are there."""
        with self._lock:
            return self._full()

    def seated(self, kernel: str) -> bool:
        with self._lock:
            return kernel in self._seated

    def come(self, place: Place) -> str:
        """Let a socket in; or say why not."""
        with self._lock:
            if sum(other.kernel == place.kernel for other in self._sockets) >= SOCKETS_EACH:
                return TWICE
            if place.kernel in self._seated:
                self._seated[place.kernel] = None
            elif self._full():
                return FULL
            self._sockets.append(place)
            gone = self._too_many(place.address)
        if gone is not None:
            gone.dismiss(LATER, MADE_ROOM)
        return ""

    def leave(self, place: Place) -> None:
        """Note that a socket has gone."""
        with self._lock:
            self._sockets.remove(place)
            if any(other.kernel == place.kernel for other in self._sockets):
                return
            if place.kernel in self._seated:
                self._seated[place.kernel] = time.monotonic()
                return
        self._forget(place.kernel)

    def sit(self, kernel: str) -> bool:
        """Give a page a seat, where there is one; a page whose socket was lost long ago gives way."""
        lost: str | None = None
        with self._lock:
            if kernel in self._seated:
                return True
            if self._full():
                return False
            if len(self._seated) >= self._most:
                _, lost = min((when, name) for name, when in self._seated.items() if when is not None)
                del self._seated[lost]
            there = any(place.kernel == kernel for place in self._sockets)
            self._seated[kernel] = None if there else time.monotonic()
        if lost is not None:
            self._forget(lost)
        return True

    def rise(self, kernel: str) -> None:
        """Take the seat of a page that was closed."""
        with self._lock:
            self._seated.pop(kernel, None)

    def _full(self) -> bool:
        return sum(lost is None for lost in self._seated.values()) >= self._most

    def _too_many(self, address: str) -> Place | None:
        """The socket that must go for the latest, if one must."""
        waiting = [place for place in self._sockets if place.kernel not in self._seated and not place.going]
        each = Counter(place.address for place in waiting)
        if each[address] > self._waiting_each:
            crowd = address
        elif len(waiting) > self._waiting:
            crowd = each.most_common(1)[0][0]
        else:
            return None
        gone = next(place for place in waiting if place.address == crowd)
        gone.going = True
        return gone
