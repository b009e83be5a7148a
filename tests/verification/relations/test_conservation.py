"""Captives are conserved exactly, every week, by holder and category (MODEL.md, 6.3 and V5)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model import captives
from sim.model.captives import CATEGORIES
from sim.negotiation.model import NegotiationModel
from sim.scenario import loads
from tests.verification.relations.observers import Ledger
from tests.verification.scenarios import HARD, NEAR, scenario_files, values_by_world
from tests.worlds import BUSY, FROZEN, reference, variant

pytestmark = pytest.mark.row("V5")

SMALL_STOCKS = """
    parties:
      ukraine: {captives_held: {prisoners_of_war: 40, civilians: 3, political_prisoners: 0}, captures_per_week: 2}
      russia: {captives_held: {prisoners_of_war: 25, civilians: 0, political_prisoners: 2}, captures_per_week: 1}
    captives: {burden_half_saturation: 20}
    exchanges: {size_stock_share: 1.0, civilian_share: 0.5, political_prisoner_share: 0.3, opportunities_per_week: 2}
    all_for_all: {answers_per_week: 1.0, stages: 7, new_offers_per_week: 0.5}
"""
CASES = {
    "base": "",
    "rare events made common": BUSY,
    "small stocks, many stages": SMALL_STOCKS,
    "agreed often": "all_for_all: {answers_per_week: 2, stages_per_week: 2}",
    "imposed swap": "interventions: [do: {swap: {complete_at: 8}}]",
    "imposed swap of soldiers": "interventions: [do: {swap: {complete_at: 3}}, do: {categories: [prisoners_of_war]}]",
    "nothing happens": FROZEN,
}


def audited(case, worlds: int = 300, values=None) -> dict[str, np.ndarray]:
    model = NegotiationModel(case, worlds=worlds, seed=21, values=values, collect=False)
    model.observers.append(Ledger(model))
    rows = model.run().outcomes()
    model.release()
    return rows


@pytest.mark.parametrize("name", CASES)
def test_held_and_released_less_captured_is_what_was_held_at_the_start(name):
    """Stock at the start + captures - releases = stock, in whole persons, by holder and category, every week."""
    rows = audited(variant(CASES[name]))
    if name != "nothing happens":
        assert rows["released_by_ukraine"].sum() > 0


def test_over_the_prior_box():
    """Captives are conserved with stocks, shares and rates drawn for each world."""
    audited(reference(), values=reference().draw_priors(8, 0, 300))


@settings(max_examples=40)
@given(text=scenario_files(), box=st.sampled_from([NEAR, HARD]), seed=st.integers(0, 99))
def test_in_random_scenarios(text, box, seed):
    """Captives are conserved in whole persons, by holder and category, in random scenarios with stocks of up to a
    million, any shares, rates and captures, and imposed swaps among them."""
    case = loads(text)
    audited(case, 120, values_by_world(case, 120, seed, box))


def test_where_millions_are_captured():
    """Captives are conserved where captures would pass the largest stock that float32 counts in whole persons: no more
    are taken than there is room for."""
    settings_ = {
        "ukraine.captures_per_week": 10_000.0,
        "captives.capture_momentum": 10.0,
        "front.momentum.drift": -1.0,
        "front.momentum.persistence": 1.0,
    }
    rows = audited(variant(settings=settings_))
    assert rows["held_by_ukraine"].max() >= captives.LARGEST_STOCK


def test_an_imposed_swap_brings_every_listed_captive_home():
    """In week 8 all are let go; what is held at its end is nobody on the list."""
    model = NegotiationModel(
        variant("interventions: [do: {swap: {complete_at: 8}}]"), worlds=200, seed=2, collect=False
    )
    while model.week < 9:
        model.step()
    assert all(not stock.any() for side in model.belligerents for stock in side.held.values())
    model.release()


def test_stages_release_exactly_the_frozen_lists():
    """All stages together release the frozen lists to the person, though seven do not divide them."""
    case = variant(
        FROZEN,
        {
            "all_for_all.answers_per_week": 50.0,
            "all_for_all.stages_per_week": 50.0,
            "all_for_all.stages": 7,
            "all_for_all.collapse_rate": 0.0,
            "ukraine.all_for_all.own_people": 20.0,
            "russia.all_for_all.own_people": 20.0,
        },
    )
    model = NegotiationModel(case, worlds=300, seed=3, collect=False)
    model.step()
    assert model.swap.agreed.size == 300
    lists = {key: people.copy() for key, people in model.programme.lists.items()}
    before = {
        (side.key, category): side.held[category].copy() for side in model.belligerents for category in CATEGORIES
    }
    for _ in range(7):
        model.step()
    assert np.all(model.programme.stage == 7)
    for side in model.belligerents:
        for category in CATEGORIES:
            gone = before[side.key, category] - side.held[category]
            assert np.array_equal(gone, lists[side.key, category])
    model.release()


def test_sums_in_the_rows_are_those_of_the_model():
    """What rows say was held and released in the end is what the model held and released."""
    model = NegotiationModel(reference(), worlds=100, seed=4, collect=False)
    start = [sum(stock.astype(np.int64) for stock in side.held.values()) for side in model.belligerents]
    rows = model.run().outcomes()
    for side, begun in zip(model.belligerents, start, strict=True):
        books = begun + side.captured.astype(np.int64) - rows[f"released_by_{side.key}"]
        assert np.array_equal(rows[f"held_by_{side.key}"], books)
    model.release()
