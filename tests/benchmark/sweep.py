"""A sweep against one run of as many worlds, both with counts stored: what the bookkeeping of points costs.

    python -m tests.benchmark.sweep [POINTS WORLDS REPEATS]

Prints the seconds of interleaved repeats and the ratio of their medians. Machines drift: only the ratio means anything.
"""

from __future__ import annotations

import sys
import tempfile
from statistics import median
from time import perf_counter

import sim
import sim.model  # noqa: F401  (loading Mesa is part of neither)

DIMENSIONS = ("us_envoy.pressure.ukraine", "us_envoy.pressure.russia", "russia.all_for_all.bargaining_chip")
"""What the points vary."""


def design(points: int, worlds: int) -> dict:
    """A Latin hypercube of the base scenario over three parameters."""
    over = dict.fromkeys(DIMENSIONS, {"uniform": [0.2, 1.2]})
    space = {"latin_hypercube": {"points": points, "over": over}}
    return {"sweep": "benchmark", "scenarios": ["kyiv_summit_2025"], "worlds": worlds, "points": space}


def seconds_of_sweep(points: int, worlds: int) -> float:
    """From the design to the written folder."""
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        sim.sweep(design(points, worlds), out=folder, figure=False)
        return perf_counter() - started


def seconds_of_run(worlds: int) -> float:
    """From the scenario's name to the written folder."""
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        sim.run("kyiv_summit_2025", worlds, prior=None, store="counts", out=folder, figure=False)
        return perf_counter() - started


def main(points: int = 1000, worlds: int = 1000, repeats: int = 3) -> None:
    """Measure and print."""
    print(f"{points:,} points x {worlds:,} worlds against one run of {points * worlds:,} worlds, counts stored")
    sweeps, runs = [], []
    for _ in range(repeats):
        runs.append(seconds_of_run(points * worlds))
        sweeps.append(seconds_of_sweep(points, worlds))
        print(f"  run {runs[-1]:7.1f} s   sweep {sweeps[-1]:7.1f} s   ratio {sweeps[-1] / runs[-1]:.3f}", flush=True)
    print(f"ratio of medians {median(sweeps) / median(runs):.3f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
