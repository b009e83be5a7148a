"""Ctrl-C or SIGTERM, once: finish what is under way and keep it. Twice: stop at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_TAKEN = {signal.SIGINT: (signal.default_int_handler,), signal.SIGTERM: (signal.SIG_DFL, signal.default_int_handler)}
"""Signals that ask to stop -> handlers in whose place they are heard; any other is somebody else's."""


class Stop:
    """Whether someone has asked to stop."""

    def __init__(self) -> None:
        self.asked = False


class Stopped(KeyboardInterrupt):
    """Someone has asked to stop, and what was waited for is not done and will not be."""


@contextmanager
def stop_on_interrupt() -> Iterator[Stop]:
    """Note the first Ctrl-C or SIGTERM in a `Stop` instead of raising, so that it cannot tear a block being stored.

    The second one, of either kind, raises `KeyboardInterrupt`. Only the main thread hears signals, and a handler that
    somebody else has put there is left alone: then `KeyboardInterrupt`, if raised, passes through the runner. In the
    end the handlers are those of before.
    """
    stop = Stop()

    def note(number: int, frame: object) -> None:
        stop.asked = True
        for each in before:
            signal.signal(each, signal.default_int_handler)

    before = _heard()
    for number in before:
        signal.signal(number, note)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heard() -> dict[int, Any]:
    """Signals that are ours to hear, with their handlers now."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    return {number: now for number, usual in _TAKEN.items() if (now := signal.getsignal(number)) in usual}


@contextmanager
def terminated_as_interrupted() -> Iterator[None]:
    """Inside, SIGTERM raises `KeyboardInterrupt` as Ctrl-C does, where it would otherwise kill the process."""
    ours = _heard().get(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
