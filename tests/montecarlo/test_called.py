"""Calls of Python as the provenance tells them: never one that would do something else."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.montecarlo.provenance import call_of


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (call_of("sim.sweep", "us_pressure"), "sim.sweep('us_pressure')"),
        (call_of("sim.sweep", Path("my.yaml"), seed=0, overrides=()), "sim.sweep('my.yaml', seed=0)"),
        (call_of("sim.sweep", {"sweep": "x"}, overrides={"a": 1}), "sim.sweep(..., overrides=...)"),
        (call_of("f", "a", overrides=["a=1"], by=(26, 52)), "f('a', overrides=['a=1'], by=[26, 52])"),
        (call_of("f", np.zeros(3), worlds=None), "f(...)"),
    ],
)
def test_long_arguments_are_dots(call, told):
    assert call == told


def test_a_loaded_scenario_does_not_pass_for_the_one_of_the_catalogue():
    changed = sim.load("no_uae", {"horizon_weeks": 4})
    found = sim.compare(changed, "kyiv_summit_2025", worlds=2, overrides={"horizon_weeks": 4})
    assert found.provenance["command"] == "sim.compare(..., 'kyiv_summit_2025', worlds=2, seed=1, overrides=...)"
