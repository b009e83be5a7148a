"""Statewise monotonicity: one parameter raised for one week, from the same state and with the same draws (V7).

Rates and probabilities are compared, not events of a run, so that nothing rests on luck. Additions, products and
minima round monotonically, so that most relations hold without any breach; `Relation.slack` says what rounding may do.
"""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import loads
from tests.verification.relations.moments import Moment
from tests.verification.relations.relation import breaches
from tests.verification.relations.signs import declared, relations, without_a_sign
from tests.verification.scenarios import (
    HARD,
    MEDIATORS,
    NEAR,
    NUMBERS,
    bounds_of,
    box_of,
    picked,
    scenario_files,
    values_by_world,
)
from tests.worlds import BUSY, variant

pytestmark = pytest.mark.row("V7")

WORLDS, SEED = 600, 17
TABLE = relations(MEDIATORS)
SUMMITS = "parties: {" + ", ".join(f"{key}: {{summit: {{weeks: 9}}}}" for key in MEDIATORS) + "}"
CASES = {"base": lambda: variant(SUMMITS), "rare events made common": lambda: variant(BUSY)}

STILL = {
    "russia.all_for_all.pressure_leverage": {"offers:russia"},
    "ukraine.all_for_all.returning_fighters": {"offers:ukraine"},
    "ukraine.all_for_all.political_prisoners_cost": {"offers:ukraine"},
    "talks.logrolling_base": {"lambda_T"},
    "us_envoy.pressure.ukraine": {"offers:ukraine"},
    "us_envoy.summit.engagement_boost": {"stage_rate"},
    "talks.optimism_decay_in_talks": {"lambda_T"},
    "talks.ripeness_weight": {"lambda_T"},
}
"""Parameter -> quantity that it would move in rarer states than those looked at: an offer that a draw just misses, a
programme in force while a summit lasts, an opening in worlds that are in talks, in worlds where a war costs nothing, or where logrolling loses."""


@functools.cache
def moment(name: str, weeks: int) -> Moment:
    """Worlds over the prior box and around every other default; in half of them nobody minds a deal over its head."""
    case = CASES[name]()
    values = box_of(case, WORLDS, SEED)
    for side in ("ukraine", "russia"):
        values[f"{side}.trade.over_head_price"] *= np.arange(WORLDS) % 2
    return Moment(case, WORLDS, weeks, SEED, values)


@functools.cache
def unchanged(name: str, weeks: int) -> dict[str, np.ndarray]:
    """Every quantity of the table, with nothing raised."""
    here = moment(name, weeks)
    names = {name for path in TABLE for relation in TABLE[path] for name in relation.quantities}
    return here.week(names)


def raised(here: Moment, path: str, box: str, seed: int) -> np.ndarray:
    """A higher value in every world: by next to nothing in some, to the top of the box in others."""
    random, leaf = np.random.default_rng(seed), here.case.paths[path]
    value = here.value(path).astype(float)
    top = np.maximum(bounds_of(here.case, path, box)[1], value)
    if path.startswith("agenda") and path.endswith("low"):
        top = here.value(path.removesuffix("low") + "high").astype(float)
    share = random.choice([0.01, 0.3, 1.0], here.worlds) * random.random(here.worlds) ** 0.5
    found = value + np.where(random.random(here.worlds) < 0.2, 1, share) * (top - value)
    return np.ceil(found) if leaf.kind in ("int", "bool") else np.clip(found, value, leaf.high)


@pytest.mark.parametrize("path", [path for path in TABLE if path in CASES["base"]().paths])
def test_every_parameter_with_a_sign_moves_one_way(path):
    """In a given state a parameter with a sign in the equations never moves a quantity the other way, and it does
    move every quantity named next to it in some state."""
    still = {(number, name) for number, one in enumerate(TABLE[path]) for name in (*one.raises, *one.lowers)}
    for name, weeks in (("base", 0), ("base", 14), ("rare events made common", 7), ("rare events made common", 30)):
        here = moment(name, weeks)
        if path not in here.case.paths:
            continue
        live = {number: one for number, one in enumerate(TABLE[path]) if weeks == 0 or not one.start}
        names = {name for one in live.values() for name in one.quantities}
        value = raised(here, path, NEAR, weeks)
        before, after = unchanged(name, weeks), here.week(names, {path: value})
        for number, one in live.items():
            worst, changed = breaches(one, before, after, value)
            assert max(worst.values()) <= one.slack, (name, weeks, one, worst)
            still -= {(number, quantity) for quantity in changed}
    assert not {quantity for _, quantity in still} - STILL.get(path, set()), still


@settings(max_examples=30)
@given(
    text=scenario_files(),
    box=st.sampled_from([NEAR, HARD]),
    weeks=st.integers(0, 20),
    seed=st.integers(0, 999),
    choice=st.lists(NUMBERS, min_size=12, max_size=12, unique=True),
)
def test_signs_in_random_scenarios(text, box, weeks, seed, choice):
    """The signs hold from states of random scenarios with random values for each world."""
    case = loads(text)
    here = Moment(case, 100, weeks, seed, values_by_world(case, 100, seed, box))
    table = relations(case.mediators)
    paths = [path for path in table if path in case.paths]
    for number in choice:
        path = picked(paths, number)
        live = [one for one in table[path] if weeks == 0 or not one.start]
        names = {name for one in live for name in one.quantities}
        value = raised(here, path, box, seed)
        # stated values are float64, values by world float32: rounding alone must not lower what is raised
        before, after = here.week(names, {path: here.value(path)}), here.week(names, {path: value})
        for one in live:
            worst, _ = breaches(one, before, after, value)
            assert max(worst.values()) <= one.slack, (one, worst)


def test_every_parameter_has_a_sign_or_a_reason_for_none():
    """Every parameter is declared with what it moves one way, or with a reason why it moves nothing so; not with both."""
    reasons = without_a_sign(MEDIATORS)
    silent = {path for path, _ in declared(MEDIATORS)} - set(TABLE) - set(reasons)
    assert not silent, f"state raises, lowers or no_sign in the declaration of {sorted(silent)}"
    assert not set(TABLE) & set(reasons)
    assert all(len(reason.split()) > 3 for reason in reasons.values())
    assert sum(len(one.raises) + len(one.lowers) for rows in TABLE.values() for one in rows) > 62
