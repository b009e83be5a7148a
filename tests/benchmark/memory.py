"""Memory of the process that counts, over the number of worlds, with counts stored and no rows.

    python -m tests.benchmark.memory [WEEKS [WORLDS ...]]

Each size runs in a process of its own and prints its peak resident size. Worlds of one week take a hundredth of the
time of worlds of two years and give the process the same counts to add up, so that many of them can be counted; what
two years would take is extrapolated from the weeks, and said so.
"""

from __future__ import annotations

import subprocess
import sys

SIZES = (1_000_000, 10_000_000, 100_000_000)

CHILD = """
import resource, sys, tempfile
from time import perf_counter
import sim
weeks, worlds = int(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    started = perf_counter()
    found = sim.run("kyiv_summit_2025", worlds, overrides={"horizon_weeks": weeks}, prior=None, store="counts",
                    out=folder, figure=False)
    seconds = perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
assert sum(outcome["count"] for outcome in found.summary["outcomes"].values()) == worlds
print(f"{peak:.0f} {seconds:.1f}")
"""


def main(weeks: int = 1, *sizes: int) -> None:
    """Measure and print."""
    print(f"worlds of {weeks} weeks counted, none kept: peak resident size of the process", flush=True)
    for worlds in sizes or SIZES:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(weeks), str(worlds)], capture_output=True, text=True, check=True
        )
        peak, seconds = map(float, done.stdout.split())
        print(f"  {worlds:>13,} worlds   {peak:5.0f} MB   {seconds:8.1f} s", flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
