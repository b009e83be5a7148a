"""The model, but for one point at which something happens. Picklable, for other processes."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.montecarlo.block import simulate
from sim.montecarlo.errors import RunError, WorkerError
from sim.scenario.text.problems import Problem, ScenarioError
from tests.experiments.small import KEYS, POINTS

PLACE = 13
AT = POINTS[PLACE]
"""The point at which something happens."""


class Stubborn(Exception):
    """An error that does not find its way home: it can be pickled, but not made again."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def failing(word):
    """An error by name."""
    return {
        "any": lambda: ArithmeticError("no root\nbetween 0 and 1"),
        "scenario": lambda: ScenarioError(
            [Problem(file="case.yaml", line=3, column=1, path=KEYS[0], message="out of range")]
        ),
        "address": lambda: ValueError(f"cannot use {object()!r}"),
        "no words": lambda: ZeroDivisionError(),
        "odd letters": lambda: OSError(5, "cannot read", "\udcff"),
        "memory": lambda: MemoryError("Unable to allocate 3.5 GiB"),
        "stubborn": lambda: Stubborn(1, 2),
        "run": lambda: RunError("nothing of the kind"),
        "worker": lambda: WorkerError("executor", "another release", "install the same version"),
        "package": lambda: ModuleNotFoundError("No module named 'sim.other'", name="sim.other"),
    }[word]()


def _here(values):
    return bool(np.any((values[KEYS[0]] == AT[0]) & (values[KEYS[1]] == AT[1])))


@dataclass(frozen=True)
class Slow:
    """The model, and a pause."""

    seconds: float

    def __call__(self, scenario, block, seed, values=None, copies=1):
        time.sleep(self.seconds)
        return simulate(scenario, block, seed, values, copies)


@dataclass(frozen=True)
class Failing:
    """Raises at the point, or everywhere.

    Parameters
    ----------
    word : as `failing` takes it
    crowded : raise only where other points share the batch
    everywhere : raise at every point
    """

    word: str
    crowded: bool = False
    everywhere: bool = False

    def __call__(self, scenario, block, seed, values=None, copies=1):
        alone = len({tuple(one) for one in zip(values[KEYS[0]], values[KEYS[1]], strict=True)}) == 1
        if (self.everywhere or _here(values)) and not (self.crowded and alone):
            raise failing(self.word)
        return simulate(scenario, block, seed, values, copies)


@dataclass(frozen=True)
class Killing:
    """Kills its process at the point, some times; every death leaves a mark in an empty folder."""

    marks: Path
    times: int

    def __call__(self, scenario, block, seed, values=None, copies=1):
        deaths = len(list(self.marks.iterdir()))
        if _here(values) and deaths < self.times:
            (self.marks / str(deaths)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return simulate(scenario, block, seed, values, copies)
