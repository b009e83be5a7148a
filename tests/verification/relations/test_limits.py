"""Limits in which something cannot happen (MODEL.md, V9)."""

import numpy as np
import pytest

from sim.model.issues import ISSUES
from tests.worlds import FROZEN, Watch, happened, play, reference, variant

pytestmark = pytest.mark.row("V9")

CHANNELS = {f"{key}.engagement": 0.0 for key in ("us_envoy", "uae", "turkiye", "saudi_arabia", "vatican_icrc", "eu")}
NO_CHANNEL = CHANNELS | {
    "mediation.direct_humanitarian": 0.0,
    "mediation.direct_humanitarian_in_talks": 0.0,
    "mediation.direct_political": 0.0,
    "ceasefire.rate_before_talks": 0.0,
}


def test_no_opportunities_no_partial_exchange():
    """Without opportunities (μ_p = 0) there is no partial exchange, held or cancelled."""
    rows = play(variant(settings={"exchanges.opportunities_per_week": 0.0}), 500)
    assert not rows["exchanges"].any() and not rows["cancelled"].any()


def test_off_the_table_no_swap():
    """prop = 0: P(S) = P(S^a) = 0."""
    rows = play(variant(settings={"all_for_all.salience": 0.0}), 500)
    assert not rows["agreements"].any() and not happened(rows["completed_week"]).any()


def test_nothing_but_captives_on_the_agenda_no_talks():
    """Issues 1 to 6 pinned, wherever: no talks open; one of them not pinned: some do."""
    pinned = {
        f"agenda.{issue}.{end}": 0.1 * number
        for number, issue in enumerate(ISSUES)
        if number
        for end in ("low", "high")
    }
    assert not play(variant(settings=pinned), 500)["openings"].any()
    for number, issue in enumerate(ISSUES):
        one = {f"agenda.{issue}.high": 0.1 * number + 0.1, "talks.empty_agenda_weight": 0.0}
        assert play(variant(settings=pinned | one), 300)["openings"].any() == (number > 0), issue


def test_no_channel_nothing_happens():
    """All ē = d = cf_h0 = 0: no exchange, no agreement, no talks, no ceasefire."""
    rows = play(variant(settings=NO_CHANNEL), 500)
    for name in ("exchanges", "cancelled", "agreements", "openings"):
        assert not rows[name].any()
    assert not happened(rows["ceasefire_week"]).any()


def test_in_the_frozen_world_nothing_moves():
    """In the frozen world, in which other tests switch processes on one by one, no state variable moves."""
    watch = Watch(
        lambda model: np.array(
            [(s.trust[0], s.pressure[0], s.held["prisoners_of_war"][0]) for s in model.belligerents]
            + [(m.engagement[0], m.wallet[0], 0) for m in model.mediators]
            + [(model.front.momentum[0], model.exchanges.glow[0], model.spoilers.outrage[0])]
        )
    )
    play(variant(FROZEN), 10, observers=[watch])
    assert np.ptp(np.array(watch.seen), axis=0).max() == 0


def test_exchanges_stop_where_stocks_are_too_small():
    """cap = .25 · min(X): fewer than 20 soldiers on a side leave no room for five."""
    few = {"ukraine.captives_held.prisoners_of_war": 19, "ukraine.captures_per_week": 0.0}
    assert not play(variant(settings=few), 300)["exchanges"].any()
    few["ukraine.captives_held.prisoners_of_war"] = 20
    rows = play(variant(settings=few), 300)
    assert rows["exchanges"].max() == 1  # after it the stock is too small


def test_no_settlement_without_talks_and_none_without_slack():
    """Reservations that exceed what there is to share leave talks without an end but breakdown."""
    rows = play(
        variant(
            settings={
                "ukraine.over_optimism": 1.5,
                "talks.optimism_decay": 0.0,
                "talks.optimism_decay_in_talks": 0.0,
                "talks.surplus_weight": 0.0,
            }
        ),
        500,
    )
    assert rows["openings"].any() and not happened(rows["settlement_week"]).any()


@pytest.mark.parametrize("hazard", ["weekly_probability", "size"])
def test_no_breakthrough_without_both_its_chance_and_its_size(hazard):
    """With either at 0 the front is the one without breakthroughs, bit for bit."""
    other = {
        "weekly_probability": {"front.breakthroughs.size": 0.6},
        "size": {"front.breakthroughs.weekly_probability": 0.1},
    }[hazard]
    watches = [Watch(lambda model: model.front.momentum.copy()) for _ in range(2)]
    play(variant(settings=other), 100, observers=[watches[0]], weeks=30)
    play(reference(), 100, observers=[watches[1]], weeks=30)
    assert np.array_equal(watches[0].seen, watches[1].seen)
