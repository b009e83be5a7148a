"""Ctrl-C, once: finish what is under way and keep it. Twice: stop at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stop:
    """Whether someone has asked to stop."""

    def __init__(self) -> None:
        self.asked = False


@contextmanager
def stop_on_interrupt() -> Iterator[Stop]:
    """Note the first Ctrl-C in a `Stop` instead of raising, so that it cannot tear a block that is being stored.

    The second one raises `KeyboardInterrupt` as ever. Only the main thread hears signals, and a handler that somebody
    else has put there is left alone: then `KeyboardInterrupt`, if raised, passes through the runner.
    """
    stop = Stop()
    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if not ours:
        yield stop
        return

    def note(number: int, frame: object) -> None:
        stop.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
