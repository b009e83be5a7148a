"""A result depends on nothing that differs between two interpreters on one machine (MODEL.md, V10)."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.verification.reproducibility.bits import bits, run, scenario
from tests.worlds import assert_same, play

pytestmark = pytest.mark.row("V10")

ROOT = Path(__file__).parents[3]
FEW = {"worlds": 600, "prior": (2, 300)}
TELL = f"""
import json
from tests.verification.reproducibility.bits import bits, run
print(json.dumps(bits(run("busy", **{FEW!r}))))
"""


@pytest.fixture(scope="module")
def here():
    """What this interpreter finds."""
    return bits(run("busy", **FEW))


@pytest.mark.parametrize(
    ("options", "surroundings"),
    [
        ([], {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"}),
        (["-O"], {"PYTHONHASHSEED": "4294967295", "LC_ALL": "C", "OMP_NUM_THREADS": "3"}),
    ],
    ids=["hash seed 1", "hash seed 4294967295, no asserts"],
)
def test_a_fresh_interpreter_gives_the_same_bits(here, options, surroundings):
    """A fresh interpreter with another hash seed, time zone or locale gives the same rows, counts and prior range."""
    told = subprocess.run(
        [sys.executable, *options, "-c", TELL],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == here


def test_no_other_generator_is_used():
    """The random numbers of Python and NumPy that a caller may have seeded are neither used nor moved by a run."""
    expected = play(scenario("busy"), 300)
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state()[1].tobytes(), np.random.get_state()[2]
    assert_same(play(scenario("busy"), 300, collect=True), expected)
    assert (random.getstate(), np.random.get_state()[1].tobytes(), np.random.get_state()[2]) == before


@pytest.mark.parametrize("rubbish", [np.nan, 1e30, -1.0])
def test_memory_that_was_never_written_is_never_read(monkeypatch, rubbish):
    """Whatever fresh arrays hold before they are written, the rows are the same bit for bit."""
    expected = play(scenario("busy"), 300)

    def filled(make):
        def full_of_rubbish(*shape, **how):
            array = make(*shape, **how)
            if array.dtype.kind == "f":
                array.fill(rubbish)
            return array

        return full_of_rubbish

    for name in ("empty", "empty_like"):
        monkeypatch.setattr(np, name, filled(getattr(np, name)))
    assert_same(play(scenario("busy"), 300), expected)
