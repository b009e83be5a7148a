"""(d): what commands cost from a cold start, each in a process of its own, compared with importing Mesa."""

import subprocess
import sys
from collections.abc import Callable

IMPORT_MESA = "import mesa"
SMALLEST = "import sim; sim.run('kyiv_summit_2025', 1024, prior=None, figure=False)"
COMMAND = "import sys; from sim.cli.main import main; sys.exit(main())"


def process(code: str, *arguments: str) -> Callable[[], None]:
    """A fresh interpreter with this code and these arguments."""

    def run() -> None:
        subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)

    return run


def bench_start(benchmark, in_turn):
    """The smallest run is one tile of worlds, no prior, no figure, nothing written."""
    benchmark.extra_info |= {"row": "start"}
    in_turn(
        9,
        smallest_run=process(SMALLEST),
        import_mesa=process(IMPORT_MESA),
        help=process(COMMAND, "--help"),
        validate=process(COMMAND, "validate", "kyiv_summit_2025"),
    )
