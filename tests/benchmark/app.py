"""How soon the dashboard shows what a slider changed: `python -m tests.benchmark.app`, some three minutes.

A visitor draws a slider to a new place and lets it go; the clock runs from there until headline, incidence, fans and change
are those of the new value, all in the browser's page. One visitor, then two at once, the browsers on the same machine; every
visit to a value that nobody has looked at yet. Background worlds are being simulated as always.
"""

import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from threading import Barrier, Thread

import numpy as np

from tests.browser.chromium import QUIET, chromium
from tests.browser.dashboard import Visitor, dashboard

PATHS = ("us_envoy.pressure.russia", "russia.all_for_all.bargaining_chip")
MOVES, PAUSE = 24, 1.0
"""Movements a visitor, and seconds between what one shows and the next."""


def visit(address: str, path: str, together: Barrier, found: list[float]) -> None:
    """One visitor's movements."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        visitor = Visitor(browser.new_page(viewport={"width": 1400, "height": 1100}), address).open()
        places = np.random.default_rng(len(path)).permutation(np.linspace(0.02, 0.98, MOVES))
        together.wait()
        for place in places:
            before = [(name, visitor.picture(name)) for name in ("incidence", "fans")]
            let_go = visitor.slide(path, float(place))
            visitor.new_pictures(*before)
            found.append(time.perf_counter() - let_go)
            time.sleep(PAUSE)
        browser.close()


def measured(visitors: int) -> list[float]:
    """Seconds of every movement, with so many visitors at once, on a dashboard of their own."""
    found: list[float] = []
    with tempfile.TemporaryDirectory() as folder, dashboard(folder=Path(folder)) as address:
        together = Barrier(visitors)
        threads = [Thread(target=visit, args=(address, path, together, found)) for path in PATHS[:visitors]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if len(found) != visitors * MOVES:
        sys.exit("a visitor did not come to the end")
    return found


def main() -> None:
    """Print median and 95th percentile, in seconds, as one JSON object."""
    told = {"machine": platform.machine(), "cores": os.cpu_count(), "worlds": 8192, "weeks": 104}
    for visitors in (1, 2):
        seconds = measured(visitors)
        told[f"visitors_{visitors}"] = {
            "movements": len(seconds),
            "median": round(float(np.median(seconds)), 2),
            "p95": round(float(np.quantile(seconds, 0.95)), 2),
            "longest": round(max(seconds), 2),
        }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
