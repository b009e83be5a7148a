"""Concession trade with nothing to give is the model without concession trade, bit for bit (MODEL.md, V14)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import loads
from sim.schema import BELLIGERENTS
from tests.verification.scenarios import scenario_files, text_of, values_by_world
from tests.worlds import assert_same, play

pytestmark = pytest.mark.row("V14")

WORLDS = 150
AMOUNTS = ("paid_", "swap_pledged", "talks_pledged", "swap_conceded", "talks_conceded", "swap_pivotal", "talks_pivotal")
OTHERS = ("all_for_all", "swap", "pressure", "mediators", "categories", "agenda", "precondition", "sequence")


def switched_off(case, values):
    """Rows of a scenario under `do: {trade: off}`."""
    document = case.document | {"uncertain": {}}
    document["interventions"] = [*document["interventions"], {"do": {"trade": "off"}}]
    return play(loads(text_of(document)), WORLDS, 3, values=values)


def paths_ending(case, *ends: str) -> list[str]:
    return [path for path in case.paths if path.endswith(ends)]


@settings(max_examples=30)
@given(text=scenario_files(interventions=OTHERS), seed=st.integers(0, 99))
def test_limits_and_wallets_of_zero_are_trade_switched_off(text, seed):
    """With every concession limit and every wallet at 0 no other parameter of trade matters, in whatever scenario: the
    rows are those of the do-operator, paid, pledged and conceded are 0."""
    case = loads(text)
    values = values_by_world(case, WORLDS, seed)
    off = switched_off(case, values)
    assert not any(off[name].any() for name in off if name.startswith(AMOUNTS))
    trade = paths_ending(case, ".wallet", ".trade.concession_limit")
    other = np.random.default_rng(seed)
    values = values | {path: np.zeros(WORLDS) for path in trade}
    values |= {f"trade.{name}": other.random(WORLDS) for name in ("imitation", "refill", "share_paid")}
    values |= {f"{side}.trade.concession_speed": other.random(WORLDS) for side in BELLIGERENTS}
    assert_same(play(case, WORLDS, 3, values=values), off)


@settings(max_examples=30)
@given(text=scenario_files(interventions=OTHERS), seed=st.integers(0, 99))
def test_trade_that_runs_with_nothing_of_worth_is_trade_switched_off(text, seed):
    """Full wallets that are worth nothing to anybody, and nothing that can be conceded: section 6.12 is computed every
    week, adds exact zeros, and the rows are those of the model without it."""
    case = loads(text)
    values = values_by_world(case, WORLDS, seed)
    nothing = paths_ending(case, ".wallet_worth.ukraine", ".wallet_worth.russia", ".trade.concession_limit")
    running = play(case, WORLDS, 3, values=values | {path: np.zeros(WORLDS) for path in nothing})
    assert_same(running, switched_off(case, values))
