"""What must hold in every week of every world, over all that a scenario may state (MODEL.md, V9 and V16)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.negotiation.model import NegotiationModel
from sim.scenario import loads
from tests.verification.relations.observers import Bounds
from tests.verification.scenarios import HARD, NEAR, scenario_files, values_by_world
from tests.worlds import BUSY, reference, variant

pytestmark = pytest.mark.row("V9", "V16")

BOX = st.sampled_from([NEAR, HARD])


def bounded(case, worlds: int, values=None, weeks: int | None = None) -> Bounds:
    model = NegotiationModel(case, worlds=worlds, seed=31, values=values, collect=False)
    bounds = Bounds(model)
    model.observers.append(bounds)
    while model.running and (weeks is None or model.week < weeks):
        model.step()
    rows = model.outcomes()
    model.release()
    for name, values_ in rows.items():
        if values_.dtype.kind == "i" or name.startswith(("paid_", "swap_", "talks_pledged", "talks_conceded")):
            assert np.all(values_ >= 0), name
    return bounds


def test_over_the_prior_box():
    """State stays finite and within its bounds in 1,000 draws of all priors at once, a world each."""
    seen = bounded(reference(), 1000, reference().draw_priors(12, 0, 1000)).names
    assert {
        "engagement",
        "wallet",
        "offered",
        "score",
        "demand",
        "outrage",
        "glow",
        "clock",
        "held",
        "held_burden",
    } <= seen


@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
def test_in_the_corners_of_the_prior_box(end):
    """State stays finite and within its bounds with every prior at its lowest, and at its highest, value."""
    case = reference()
    values = {}
    for prior in case.priors:
        number = (prior.distribution.low, prior.distribution.high)[end]
        for target in prior.targets:
            leaf = case.paths[target]
            values[target] = float(
                np.clip(number * case.value(target) if prior.scales else number, leaf.low, leaf.high)
            )
    bounded(case, 300, values)


def test_where_rare_events_are_common():
    """State stays finite and within its bounds where rare events are made common."""
    bounded(variant(BUSY), 300)


def test_at_the_hard_limits_of_temperature():
    """State stays finite and within its bounds at the smallest and the largest temperature a scenario may state."""
    for temperature in (1e-4, 100.0):
        bounded(variant(settings={"decision.temperature": temperature}), 100, weeks=40)


@settings(max_examples=45)
@given(text=st.sampled_from([NEAR, HARD]).flatmap(scenario_files), box=BOX, seed=st.integers(0, 99))
def test_over_the_hard_ranges(text, box, seed):
    """Whatever values a scenario states within the hard limits of section 7, with timeline, do-operators and values
    for each world: no NaN or infinity, no stock below 0, shares in [0, 1], no overpayment."""
    case = loads(text)
    bounded(case, 100, values_by_world(case, 100, seed, box))
