"""A folder that was damaged or edited is refused in clear words, or gives the very same answer, and nothing else."""

import random

import pytest

from tests.damage.trial import Calibration, Run, Sweep, tried

CASES = {
    "run": (Run, {}, 50),
    "counts": (Run, {"store": "counts", "prior": None}, 25),
    "precision": (Run, {"precision": 0.2, "max_worlds": 40, "worlds": None, "prior": None}, 20),
    "sweep": (Sweep, {}, 35),
    "common": (Sweep, {"draws": "common"}, 15),
    "calibration": (Calibration, {}, 60),
}


@pytest.mark.parametrize("name", CASES)
def test_damage_is_refused_or_changes_nothing(name, tmp_path):
    make, how, mutants = CASES[name]
    case, luck = make(tmp_path / "whole", **how), random.Random(name)
    refused = 0
    for number in range(mutants):
        said, outcome = tried(case, tmp_path / str(number % 2), luck)
        refused += outcome == "refused"
        assert outcome != "another answer" or "sealed" in said, said
    assert refused > mutants / 3
