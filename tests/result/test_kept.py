"""What `--json` prints keeps its keys, their order and their numbers: held against outputs of an earlier release."""

import json
import math
from pathlib import Path

import pytest

import sim
from tests.result.test_load import MADE as SMALL_ONES
from tests.result.test_load import SHORT, SMALL, small_checks  # noqa: F401

KEPT = Path(__file__).with_name("kept")
CLOCKS = {"seconds", "world_weeks_per_second"}


def discovery():
    points = {"latin_hypercube": {"points": 200, "over": "prior"}}
    design = {"sweep": "sample", "scenarios": ["kyiv_summit_2025"], "worlds": 40, "points": points}
    return sim.discover(sim.sweep(design, overrides=SHORT), outcome="talks_first", above=0.05)


def calibration():
    return sim.calibrate(**SMALL, checks=2)


def hindcast():
    return sim.hindcast(posterior=calibration().draws, worlds=200, executor="threads")


MADE = {
    **{name: lambda make=make: make(None) for name, make in SMALL_ONES.items()},
    "range": lambda: sim.run("korea_1953", 60, overrides=SHORT, prior=(6, 8)),
    "sure": lambda: sim.run("no_all_for_all", precision=0.05, max_worlds=9_000, overrides=SHORT, prior=None),
    "discovery": discovery,
    "calibration": calibration,
    "hindcast": hindcast,
}


def without_clocks(document):
    return {name: 0.0 if name in CLOCKS else value for name, value in document.items()}


def agree(kept, found, where=""):
    assert type(found) is type(kept), where
    if isinstance(kept, dict):
        assert list(found) == list(kept), where
        for name in kept:
            agree(kept[name], found[name], f"{where}.{name}")
    elif isinstance(kept, list):
        assert len(found) == len(kept), where
        for number, pair in enumerate(zip(kept, found, strict=True)):
            agree(*pair, f"{where}.{number}")
    elif isinstance(kept, float):  # the last bits are the machine's
        assert math.isclose(found, kept, rel_tol=1e-9, abs_tol=1e-12), where
    else:
        assert found == kept, where


@pytest.mark.parametrize("name", MADE)
def test_what_is_printed_is_what_was_printed(name, small_checks):  # noqa: F811
    kept = json.loads((KEPT / f"{name.replace(' ', '_')}.json").read_text("utf-8"))
    made = MADE[name]()
    found = without_clocks(json.loads(json.dumps(made.summary, allow_nan=False)))
    agree(kept, found)
    if hasattr(made, "numbers"):  # the same, typed
        assert type(made.numbers).from_json(made.summary) == made.numbers
