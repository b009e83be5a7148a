"""What a world-week costs: one core over block sizes against the floor, one world at a time in Mesa, all cores."""

import warnings

import mesa
import pytest

import sim
from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import LARGEST, Block
from sim.montecarlo.processes import ProcessPool
from sim.montecarlo.runner import cores
from sim.negotiation.model import NegotiationModel
from sim.scenario import load
from tests.benchmark.floor import floor

BASE = "kyiv_summit_2025"
WEEKS = load(BASE).horizon_weeks
ALL = 8 * LARGEST
"""Worlds for all cores."""


def one_block(worlds: int) -> None:
    """A block of the base scenario from nothing to its rows, on one core."""
    simulate(load(BASE), Block(0, worlds), seed=1)


@pytest.mark.parametrize("worlds", [4_096, 16_384, LARGEST, 131_072])
def bench_one_core(benchmark, in_turn, worlds):
    """(a) and (b): a block of so many worlds, and the floor over arrays of the same size."""
    benchmark.extra_info |= {"row": "week", "worlds": worlds, "weeks": WEEKS}
    in_turn(7, model=lambda: one_block(worlds), floor=lambda: floor(worlds, WEEKS))


def bench_one_world(benchmark, in_turn):
    """(c): the same model one world at a time under `mesa.batch_run`."""
    benchmark.extra_info |= {"row": "mesa", "worlds": LARGEST, "weeks": WEEKS, "single_worlds": 3}

    def single_worlds() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Mesa's own
            mesa.batch_run(
                NegotiationModel,
                {"case": BASE, "collect": False, "worlds": 1, "seed": [1, 2, 3]},
                number_processes=1,
                max_steps=WEEKS,
                data_collection_period=-1,
                display_progress=False,
            )

    in_turn(5, model=lambda: one_block(LARGEST), single_worlds=single_worlds)


def bench_all_cores(benchmark, in_turn):
    """(g): threads and processes against one thread; processes as they are, and with the time to start them."""
    benchmark.extra_info |= {"row": "cores", "worlds": ALL, "weeks": WEEKS, "cores": cores()}

    def run(**how) -> None:
        sim.run(BASE, ALL, prior=None, store="counts", figure=False, **how)

    with ProcessPool(cores()) as pool:
        in_turn(
            3,
            one=lambda: run(workers=1),
            threads=lambda: run(workers=cores(), executor="threads"),
            processes=lambda: run(workers=cores(), executor=pool),
            started=lambda: run(workers=cores(), executor="processes"),
        )
