"""Statewise monotonicity in the state itself: one variable of it raised, parameters, draws and the rest the same."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import loads
from tests.verification.relations.moments import Moment
from tests.verification.relations.relation import Relation, breaches
from tests.verification.scenarios import HARD, NEAR, box_of, scenario_files, values_by_world
from tests.worlds import BUSY, variant

WORLDS, SEED = 400, 23
SIDES = {"ukraine": "russia", "russia": "ukraine"}


def side(model, key: str):
    return next(one for one in model.belligerents if one.key == key)


def more(array: np.ndarray, amount: np.ndarray) -> np.ndarray:
    return (array + amount).astype(np.float32)


def _trust(model, key, amount):
    side(model, key).good = more(side(model, key).good, amount)


def _distrust(model, key, amount):
    side(model, key).bad = more(side(model, key).bad, amount)


def _optimism(model, key, amount):
    side(model, key).over_optimism = more(side(model, key).over_optimism, amount)


def _pressure(model, key, amount):
    side(model, key).pressure = np.minimum(more(side(model, key).pressure, amount), np.float32(1.5))


def _soldiers(model, key, amount):
    held = side(model, key).held
    held["prisoners_of_war"] = np.rint(more(held["prisoners_of_war"], 2000 * amount))


def _outrage(model, _, amount):
    model.spoilers.outrage = more(model.spoilers.outrage, amount)


def _glow(model, _, amount):
    model.exchanges.glow = more(model.exchanges.glow, amount)


def _completed(model, _, amount):
    model.programme.completed = np.ones(model.worlds, np.float32)


# Trust and pressure move the reservation; in talks Washington's blame moves with it (`signs.py`), away from the other
# side, so that the agreement of both has no sign there.
STATE = {
    _trust: ("tau:{s} phi:{s} lambda_p score_a:{s} P_a:{s} S:*", "r:{s} felt:{s}"),
    _distrust: ("r:{s} felt:{s}", "tau:{s} phi:{s} lambda_p score_a:{s} P_a:{s} S:*"),
    _optimism: ("o:{s} felt:{s}", "S:{s} score_t:{s} P_t:{s} P:{s} lambda_T"),
    _pressure: ("g:{s} c:{s} Rip score_a:{s} P_a:{s} S:*", "r:{s} felt:{s}"),
    _soldiers: ("N:{s} n:{s} c:{o} Rip S:*", "r:{o} felt:{o}"),
    _outrage: ("q collapse_rate breakdown_rate", "phi:* lambda_p score_a:* P_a:* lambda_a score_t:* P_t:* lambda_T"),
    _glow: ("B score_t:* P_t:* P:* lambda_T", ""),
    _completed: ("gate:* P:* lambda_T", "offers:*"),
}


def relation(nudge, key: str) -> Relation:
    def names(text):
        found = text.format(s=key, o=SIDES[key]).split()
        return tuple(
            name[:-1] + end if name.endswith("*") else name
            for name in found
            for end in (SIDES if name.endswith("*") else ("",))
        )

    return Relation(nudge.__name__, *map(names, STATE[nudge]))


@functools.cache
def moment(body: str, weeks: int) -> Moment:
    case = variant(body)
    return Moment(case, WORLDS, weeks, SEED, box_of(case, WORLDS, SEED))


def check(here: Moment, nudge, key: str, seed: int) -> bool:
    amount = np.random.default_rng(seed).exponential(0.5, here.worlds)
    one = relation(nudge, key)
    before = here.week(one.quantities)
    after = here.week(one.quantities, nudge=lambda model: nudge(model, key, amount))
    worst, moved = breaches(one, before, after)
    assert max(worst.values()) <= one.slack, (one, worst)
    return moved


@pytest.mark.row("V7")
@pytest.mark.parametrize("key", SIDES)
@pytest.mark.parametrize("nudge", STATE, ids=lambda nudge: nudge.__name__.strip("_"))
def test_every_variable_of_the_state_moves_one_way(nudge, key):
    """More trust never lowers φ, P^a or Ŝ, more over-optimism never raises P^t, more outrage, distrust or fewer
    releases never help: each variable of the state with a sign has it in every world."""
    assert all(check(moment(body, weeks), nudge, key, weeks) for body, weeks in (("", 10), (BUSY, 5), (BUSY, 25)))


@pytest.mark.row("V7")
@settings(max_examples=30)
@given(
    text=scenario_files(),
    box=st.sampled_from([NEAR, HARD]),
    weeks=st.integers(1, 20),
    seed=st.integers(0, 999),
    nudges=st.lists(st.sampled_from(list(STATE)), min_size=4, max_size=4, unique=True),
    key=st.sampled_from(list(SIDES)),
)
def test_variables_of_the_state_in_random_scenarios(text, box, weeks, seed, nudges, key):
    """The signs of the state's variables hold in random scenarios with random values for each world."""
    case = loads(text)
    here = Moment(case, 100, weeks, seed, values_by_world(case, 100, seed, box))
    for nudge in nudges:
        check(here, nudge, key, seed)


def _free(case, worlds: int, values: dict) -> dict:
    """Nobody minds a deal over its head: ν = 0."""
    return values | {f"{key}.trade.over_head_price": np.zeros(worlds) for key in SIDES}


@pytest.mark.row("V17")
@settings(max_examples=40)
@given(
    text=scenario_files(interventions=()),
    box=st.sampled_from([NEAR, HARD]),
    weeks=st.integers(1, 20),
    seed=st.integers(0, 999),
)
def test_a_fuller_wallet_never_lowers_a_trade_term(text, box, weeks, seed):
    """Raising one wallet never lowers the trade term of a side that does not mind deals over its head, and raising it
    for one recipient never raises the other's: 2e-6 of the size of the term, since G M takes M twice."""
    case = loads(text)
    if not case.mediators:
        return
    here = Moment(case, 150, weeks, seed, _free(case, 150, values_by_world(case, 150, seed, box)))
    number = seed % len(case.mediators)
    names = tuple(f"trade_{track}:{key}" for track in "at" for key in SIDES)
    amount = np.random.default_rng(seed).exponential(1.0, 150)

    def fill(model):
        model.mediators[number].wallet = more(model.mediators[number].wallet, amount)

    before, after = here.week(names), here.week(names, nudge=fill)
    worst, _ = breaches(Relation("wallet", names, (), twice=True), before, after)
    assert max(worst.values()) <= 2e-6, worst


@pytest.mark.row("V17")
@pytest.mark.parametrize("key", SIDES)
def test_a_wallet_for_one_recipient_helps_that_recipient(key):
    """With ν of the recipient at 0, each mediator's wallet raised for one recipient alone never lowers and somewhere
    raises that recipient's trade term on both tracks."""
    case = variant("")
    values = box_of(case, WORLDS, SEED) | {f"{key}.trade.over_head_price": np.zeros(WORLDS)}
    names = (f"trade_a:{key}", f"trade_t:{key}")
    for number, mediator in enumerate(case.mediators):
        alone = values | {f"{mediator}.wallet_worth.{SIDES[key]}": np.zeros(WORLDS)}
        here = Moment(case, WORLDS, 12, SEED, alone)
        amount = np.random.default_rng(number).exponential(1.0, WORLDS)

        def fill(model, number=number, amount=amount):
            model.mediators[number].wallet = more(model.mediators[number].wallet, amount)

        worst, moved = breaches(
            Relation("wallet", names, (), twice=True), here.week(names), here.week(names, nudge=fill)
        )
        assert max(worst.values()) <= 2e-6, (mediator, worst)
        assert moved, mediator
