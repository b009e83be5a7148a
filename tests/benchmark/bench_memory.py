"""(e): peak memory of the process that counts, over the number of worlds, with counts stored and no rows.

Each size runs in a process of its own. Worlds of one week take a hundredth of the time of worlds of two years and give
the process the same counts to add up, so that many of them can be counted.
"""

import subprocess
import sys

SIZES = {"two years": (65_536, 1_000_000), "one week": (1_000_000, 10_000_000, 100_000_000)}

CHILD = """
import resource, sys, tempfile
import sim
weeks, worlds = int(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    found = sim.run("kyiv_summit_2025", worlds, overrides={"horizon_weeks": weeks}, prior=None, store="counts",
                    out=folder, figure=False)
assert sum(outcome["count"] for outcome in found.summary["outcomes"].values()) == worlds
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def peak(weeks: int, worlds: int) -> float:
    """Peak resident size of a process that counts so many worlds, MB."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(weeks), str(worlds)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def bench_memory(benchmark):
    """Every size once: a peak does not drift with the machine."""
    weeks = {"two years": 104, "one week": 1}
    found = benchmark.pedantic(
        lambda: {
            length: {str(worlds): peak(weeks[length], worlds) for worlds in sizes} for length, sizes in SIZES.items()
        },
        rounds=1,
        iterations=1,
    )
    benchmark.extra_info |= {"row": "memory", "peaks": found}
