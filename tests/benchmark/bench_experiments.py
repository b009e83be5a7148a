"""What experiments cost: (f) a sweep of 1,000 points against one run; (h) the time until shares are known."""

import tempfile

import sim

BASE = "kyiv_summit_2025"
POINTS, WORLDS = 1000, 1000
DIMENSIONS = ("us_envoy.pressure.ukraine", "us_envoy.pressure.russia", "russia.all_for_all.bargaining_chip")
"""What the points vary."""
HALF_WIDTH = 0.005


def design() -> dict:
    """A Latin hypercube of the base scenario over three parameters."""
    over = dict.fromkeys(DIMENSIONS, {"uniform": [0.2, 1.2]})
    space = {"latin_hypercube": {"points": POINTS, "over": over}}
    return {"sweep": "benchmark", "scenarios": [BASE], "worlds": WORLDS, "points": space}


def bench_sweep(benchmark, in_turn):
    """(f): from the design to the written folder, against as many worlds from the scenario's name to theirs."""
    benchmark.extra_info |= {"row": "sweep", "worlds": POINTS * WORLDS}

    def sweep() -> None:
        with tempfile.TemporaryDirectory() as folder:
            sim.sweep(design(), out=folder, figure=False, executor="auto")

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            sim.run(BASE, POINTS * WORLDS, prior=None, store="counts", out=folder, figure=False, executor="auto")

    in_turn(3, sweep=sweep, run=run)


def bench_precision(benchmark, in_turn):
    """(h): until each share of the base, and each paired difference without the UAE, is known to half a point."""
    benchmark.extra_info |= {"row": "precision", "half_width": HALF_WIDTH}
    worlds = {}

    def headline() -> None:
        found = sim.run(BASE, precision=HALF_WIDTH, prior=None, store="counts", figure=False)
        worlds["headline"] = found.summary["worlds"]

    def compare() -> None:
        with tempfile.TemporaryDirectory() as folder:
            worlds["compare"] = sim.compare(BASE, "no_uae", precision=HALF_WIDTH, out=folder).worlds

    in_turn(3, headline=headline, compare=compare)
    benchmark.extra_info["worlds"] = worlds
