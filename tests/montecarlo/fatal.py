"""Runs of the real model whose workers die."""

import json
import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

import sim
from sim.model.draws import TILE
from sim.montecarlo import worker_pool
from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import cut

WORLDS, FATAL = 6 * TILE + 100, 2 * TILE
"""A few blocks of one tile, and the first world of the one that is fatal."""

one_tile_blocks = partial(cut, largest=TILE)


@contextmanager
def small_blocks():
    """Blocks of one tile wherever worlds are cut: few worlds make many blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_pool, "cut", one_tile_blocks)
        yield


@dataclass(frozen=True)
class Fatal:
    """The model, but for one block of the worlds, which kills the process that simulates it some times.

    Parameters
    ----------
    marks : an empty folder, in which every death leaves a mark
    times : how many deaths there are to be
    """

    marks: Path
    times: int

    def __call__(self, scenario, block, seed, values=None):
        deaths = len(list(self.marks.iterdir()))
        if block.first == FATAL and values is None and deaths < self.times:
            (self.marks / str(deaths)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return simulate(scenario, block, seed, values)


def run(**how):
    """A short run of the base scenario."""
    how = {"worlds": WORLDS, "overrides": ["horizon_weeks=20"], "prior": (7, 300), "figure": False, "workers": 2, **how}
    return sim.run("kyiv_summit_2025", **how)


def bits(result):
    """Everything that must not depend on where a result was made."""
    clocks = ("seconds", "world_weeks_per_second")
    summary = {name: value for name, value in result.summary.items() if name not in clocks}
    rows = result.worlds.to_csv() if result.stored == "rows" else ""
    return json.dumps(summary), rows, result.prior.to_csv()


def processes():
    """Numbers of all processes, where the system shows them as files."""
    return [int(place.name) for place in Path("/proc").glob("[0-9]*")]


def alive(process, group=None):
    """Whether a process is there, no zombie, and in a process group, if one is named."""
    try:
        state, _, found = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z" and group in (None, int(found))
