"""This tree against another checkout of the project, in turns: start-up, validation, one run, a sweep.

python -m tests.benchmark.against ../before
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parents[2]
BASE = "kyiv_summit_2025"

IN_PROCESS = """
import sim, time
{first}
started = time.perf_counter()
{second}
print(time.perf_counter() - started)
"""
"""What is timed inside a fresh process, after a smaller one of its kind."""

_RUN = "sim.run({base!r}, {worlds}, prior=None, figure=False, executor='threads', workers=1)"
_SWEEP = (
    "sim.sweep({{'sweep': 'a', 'scenarios': [{base!r}], 'worlds': 1000, 'points': {{'grid': "
    "{{'us_envoy.pressure.russia': {{'from': 0, 'to': 1, 'steps': {steps}}}}}}}}}, executor='threads', workers=1)"
)

STARTS = {
    "import sim, load a scenario": ["-c", f"import sim; sim.load({BASE!r})"],
    "allforall --help": ["-m", "sim", "--help"],
    "allforall validate": ["-m", "sim", "validate", BASE],
    "the smallest run: 1,024 worlds": ["-c", f"import sim; {_RUN.format(base=BASE, worlds=1024)}"],
}
"""What is timed as a whole process."""

INSIDE = {
    "a run of 131,072 worlds": (_RUN.format(base=BASE, worlds=1024), _RUN.format(base=BASE, worlds=131_072)),
    "a sweep of 50 points": (_SWEEP.format(base=BASE, steps=2), _SWEEP.format(base=BASE, steps=50)),
}


def seconds(tree: Path, what: str) -> float:
    """How long one thing takes in a tree, in a fresh process."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    if what in STARTS:
        command = STARTS[what]
    else:
        command = ["-c", IN_PROCESS.format(first=INSIDE[what][0], second=INSIDE[what][1])]
    started = perf_counter()
    done = subprocess.run(
        [sys.executable, *command], cwd=tree, env=environment, capture_output=True, text=True, check=True
    )
    return perf_counter() - started if what in STARTS else float(done.stdout.split()[-1])


def main() -> None:
    """Print a table: medians here and there, the median of the ratios round by round, and their range."""
    other, rounds = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 7
    print(f"{'':34}{'before':>10}{'now':>10}{'ratio':>8}   least and most of {rounds} rounds")
    for what in (*STARTS, *INSIDE):
        pairs = []
        for number in range(rounds + 1):
            trees = [other, HERE] if number % 2 else [HERE, other]
            took = {tree: seconds(tree, what) for tree in trees}
            pairs.append((took[other], took[HERE]))
        before, now = zip(*pairs[1:], strict=True)  # the first round fills caches
        ratios = sorted(b / a for a, b in pairs[1:])
        print(
            f"{what:34}{statistics.median(before):9.2f}s{statistics.median(now):9.2f}s"
            f"{statistics.median(ratios):8.2f}   {ratios[0]:.2f} to {ratios[-1]:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
