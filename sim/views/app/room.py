"""Where all visitors' worlds are simulated: few processes, few visitors, and what is known is kept."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from time import sleep
from typing import Any

from sim.montecarlo.processes import ProcessPool
from sim.scenario import Scenario
from sim.views.app.look import FIRST, MOST, View, count, fan_picture, report_of, warm

KEPT = 200
"""Views that are remembered, the latest used; one is some 0.4 MB."""
AT_ONCE = 2


class Room:
    """The processes that simulate, and what they found.

    Parameters
    ----------
    files : name -> path of scenario files that may be chosen in addition to the catalogue

    Notes
    -----
    First looks have `AT_ONCE` processes, so that two visitors hardly wait for each other; what takes longer, further
    worlds and reports, has one of its own, which gives way to them. No visitor can ask for more than `MOST` worlds of
    a scenario, nor for more than one look and one report at a time.
    """

    def __init__(self, files: Mapping[str, str] | None = None):
        self.files = dict(files or {})
        self._views: OrderedDict[tuple[str, int], View] = OrderedDict()
        self._lock = threading.Lock()
        self._quick, self._slow = ProcessPool(AT_ONCE, warm), ProcessPool(1, _warm_and_give_way)

    def warm_up(self) -> None:
        """Start all processes now; each loads what it needs before its first task."""
        for waiting in [*(self._quick.submit(sleep, 0.5) for _ in range(AT_ONCE)), self._slow.submit(sleep, 0)]:
            waiting.result()

    def close(self) -> None:
        """End the processes."""
        for pool in (self._quick, self._slow):
            pool.shutdown(wait=False, cancel_futures=True)

    # -- what they ask ------------------------------------------------------------------------------------------------

    def known(self, scenario: Scenario, seed: int) -> View | None:
        """What was found of a scenario so far."""
        with self._lock:
            view = self._views.get((scenario.hash, seed))
            if view is not None:
                self._views.move_to_end((scenario.hash, seed))
            return view

    def first(self, scenario: Scenario, seed: int) -> View:
        """The first worlds of a scenario, simulated or remembered."""
        known = self.known(scenario, seed)
        if known is not None:
            return known
        counted = self._ask(self._quick, count, scenario, seed)
        fans = self._ask(self._quick, fan_picture, scenario, seed)  # meanwhile, on another core
        return self._keep(scenario, seed, replace(counted(), fans=fans()))

    def more(self, scenario: Scenario, seed: int) -> View | None:
        """Further worlds on top of those that are known; None when there are enough."""
        before = self.known(scenario, seed)
        if before is None or before.worlds >= MOST:
            return None
        return self._keep(scenario, seed, self._ask(self._slow, count, scenario, seed, FIRST, before)())

    def report(self, scenario: Scenario, seed: int, command: str) -> str:
        """The report that can be mailed."""
        return self._ask(self._slow, report_of, scenario, seed, command)()

    def _keep(self, scenario: Scenario, seed: int, view: View) -> View:
        with self._lock:
            self._views[scenario.hash, seed] = view
            while len(self._views) > KEPT:
                self._views.popitem(last=False)
        return view

    def _ask(self, pool: ProcessPool, task: Callable, *arguments: object) -> Callable[[], Any]:
        """Have a task begun; what is returned waits for its end. Where its process was killed it is asked once more."""
        waiting = pool.submit(task, *arguments)

        def result() -> Any:
            try:
                return waiting.result()
            except BrokenExecutor:
                return pool.submit(task, *arguments).result()

        return result


def _warm_and_give_way() -> None:
    """What runs in the background takes only the time that nobody else wants."""
    if hasattr(os, "nice"):
        os.nice(10)
    warm()
