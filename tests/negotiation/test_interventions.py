"""Do-operators replace a rule in all worlds, and nothing else (MODEL.md, section 8)."""

import functools

import numpy as np
import pytest

from tests.worlds import Watch, assert_same, happened, play, reference, variant

SEED, WORLDS = 13, 1000


@functools.cache
def base() -> dict[str, np.ndarray]:
    return play(reference(), WORLDS, SEED)


def do(operators: str, worlds: int = WORLDS, observers=(), settings=None) -> dict[str, np.ndarray]:
    """Run the reference under operators, written as in a file and joined by ``&``: ``swap: never & trade: off``."""
    lines = "".join(f"\n  - do: {{{operator}}}" for operator in operators.split(" & "))
    return play(variant(f"interventions:{lines}", settings), worlds, SEED, observers=observers)


# -- the swap ---------------------------------------------------------------------------------------------------------


def test_swap_never_gives_no_swap():
    rows = do("swap: never")
    assert not rows["agreements"].any()
    assert not happened(rows["agreed_week"]).any() and not happened(rows["completed_week"]).any()
    assert (rows["offer_fate"] != 1).all()
    assert rows["refused_week"][happened(rows["refused_week"])].size > 0  # refusals go on


@pytest.mark.parametrize("week", [0, 8, 50])
def test_an_imposed_swap_completes_in_all_worlds_at_the_end_of_its_week_and_no_other_ever_does(week):
    rows = do(f"swap: {{complete_at: {week}}}")
    assert np.all(rows["completed_week"] == week + 1)
    assert np.all(rows["agreed_week"] == week + 1)
    assert np.all(rows["agreements"] == 1) and not rows["collapses"].any() and not rows["incomplete"].any()
    assert not np.any(rows["offers"][rows["refused_week"] > week + 1])
    assert not np.any(rows["refused_week"] > week + 1)  # nothing is left to refuse


def test_worlds_with_and_without_an_imposed_swap_are_identical_up_to_the_end_of_its_week():
    """What makes the at-risk worlds of the estimand the same in both arms (MODEL.md, section 8)."""

    def look(model):
        return [side.pressure.copy() for side in model.belligerents] + [
            model.talks.in_session.copy(),
            model.exchanges.glow.copy(),
        ]

    watches = [Watch(look), Watch(look)]
    rows = [
        do(f"swap: {arm}", observers=[watch]) for arm, watch in zip(("never", "{complete_at: 8}"), watches, strict=True)
    ]
    for week in range(8):
        for one, other in zip(watches[0].seen[week], watches[1].seen[week], strict=True):
            assert np.array_equal(one, other)
    early = [np.where(arm["talks_week"] <= 9, arm["talks_week"], np.nan) for arm in rows]
    assert np.array_equal(*early, equal_nan=True)
    assert happened(early[0]).any()
    assert not np.array_equal(watches[0].seen[8][3], watches[1].seen[8][3])  # week 8 brings people home: goodwill


def test_an_imposed_swap_counts_as_all_its_stages_of_trust():
    """a += n · w_stage = 4 · .5 on both sides, on top of what the week brings anyway."""
    good = {}
    for arm in ("never", "{complete_at: 8}"):
        watch = Watch(lambda model: [side.good.copy() for side in model.belligerents])
        do(f"swap: {arm}", observers=[watch])
        good[arm] = watch.seen[8]
    for never, imposed in zip(*good.values(), strict=True):
        assert imposed - never == pytest.approx(np.full(WORLDS, 2.0), abs=1e-5)


def test_all_for_all_off_leaves_nothing_to_agree_on():
    rows = do("all_for_all: off")
    assert not rows["agreements"].any() and not rows["offers"].any()
    assert (rows["offer_fate"] == 0).all() and not happened(rows["refused_week"]).any()
    assert rows["exchanges"].sum() > 0


# -- trade, pressure, mediators ---------------------------------------------------------------------------------------


def test_trade_off_leaves_nothing_conceded_pledged_or_paid():
    rows = do("trade: off")
    assert not any(
        rows[name].any()
        for name in rows
        if name.startswith(("paid_", "swap_conceded", "swap_pledged", "swap_pivotal", "talks_pledged"))
    )


def test_pressure_is_overridden_in_its_weeks_and_only_there():
    """Ukraine's is set to 1.2 in weeks 4 to 11; before, all is as it was; after, pressure continues from there.
    Russia's follows the model throughout."""
    watches = [Watch(lambda model: [side.pressure.copy() for side in model.belligerents]) for _ in range(2)]
    play(reference(), WORLDS, SEED, observers=[watches[0]], weeks=16)
    play(
        variant("interventions: [do: {pressure: {ukraine: 1.2, from: 4, to: 12}}]"),
        WORLDS,
        SEED,
        observers=[watches[1]],
        weeks=16,
    )
    model, override = (np.array(watch.seen) for watch in watches)
    assert np.array_equal(model[:4], override[:4])
    assert np.all(override[4:12, 0] == np.float32(1.2))
    assert np.all(override[12, 0] != np.float32(1.2))
    assert np.array_equal(model[4, 1], override[4, 1])
    assert len(np.unique(override[5, 1])) > 2


def test_pressure_on_both_sides_for_the_whole_run():
    watch = Watch(lambda model: [side.pressure.copy() for side in model.belligerents])
    do("pressure: {ukraine: 0, russia: 0.8}", 50, [watch])
    seen = np.array(watch.seen)
    assert np.all(seen[:, 0] == 0) and np.all(seen[:, 1] == np.float32(0.8))


def test_a_mediator_that_is_off_is_no_channel_and_offers_nothing():
    watch = Watch(lambda model: [float(np.abs(m.engagement).max()) for m in model.mediators if m.key == "uae"])
    rows = do("mediators: {uae: off}", observers=[watch])
    assert not np.any(watch.seen)
    assert not any(rows[name].any() for name in rows if name.endswith("_uae"))


def test_envoy_off_leaves_washingtons_pressure():
    watch = Watch(
        lambda model: (
            model.belligerents[0].pressure.mean(),
            [m.engagement.max() for m in model.mediators if m.key == "us_envoy"][0],
        )
    )
    do("mediators: {us_envoy: off}", 100, [watch])
    assert all(pressure > 0.05 and engagement == 0 for pressure, engagement in watch.seen)


def test_no_patron_at_all():
    """`us_envoy: null` removes envoy and pressure; `pressure: 0` removes the pressure and leaves the envoy."""
    watch = Watch(lambda model: [side.pressure.max() for side in model.belligerents])
    rows = play(variant("parties: {us_envoy: null}"), 100, SEED, observers=[watch])
    assert not np.any(watch.seen)
    assert not any("us_envoy" in name for name in rows)
    unpressed = play(variant(settings={"us_envoy.pressure.ukraine": 0.0, "us_envoy.pressure.russia": 0.0}), 500, SEED)
    assert unpressed["paid_us_envoy"].sum() > 0


def test_an_added_mediator_is_another_channel():
    qatar = "humanitarian_capability: 0.9, engagement: 1.0, wallet: 1.0, wallet_worth: {russia: 1.0}"
    strong = f"mediators: {{add: {{qatar: {{{qatar}}}}}}}"
    rows = do(f"mediators: {{uae: off}} & {strong}")
    assert rows["exchanges_before_talks_by_qatar"].sum() > 0
    assert rows["swap_pledged_qatar"].sum() > 0
    assert rows["exchanges"].sum() > 2 * do("mediators: {uae: off}")["exchanges"].sum()


def test_without_any_mediator_only_the_direct_channel_is_credited():
    nobody = "parties: {" + ", ".join(f"{key}: null" for key in reference().mediators) + "}"
    rows = play(variant(nobody), 500, SEED)
    assert rows["exchanges"].sum() > 0
    assert np.array_equal(rows["exchanges_before_talks"], rows["exchanges_before_talks_by_direct"])


# -- who, what, and in which order ------------------------------------------------------------------------------------


def test_only_listed_categories_are_exchanged_all_for_all():
    """An imposed swap of soldiers leaves the others where they are."""
    watch = Watch(
        lambda model: [{category: stock.copy() for category, stock in side.held.items()} for side in model.belligerents]
    )
    do("swap: {complete_at: 0} & categories: [prisoners_of_war]", 50, [watch])
    ukraine, russia = watch.seen[0]
    assert not ukraine["prisoners_of_war"].any() and not russia["prisoners_of_war"].any()
    assert russia["civilians"].min() > 1700 and russia["political_prisoners"].min() > 215


def test_agenda_bounds_hold_for_settlement_terms():
    eager = {f"{side}.talks.concession_rate": 0.5 for side in ("ukraine", "russia")} | {
        f"{side}.war_cost.base": 0.4 for side in ("ukraine", "russia")
    }
    rows = do("agenda: {security_guarantee: {high: 0.5}, territory: {low: 0.2, high: 0.3}}", settings=eager)
    settled = happened(rows["settlement_week"])
    assert settled.sum() > 50
    assert rows["terms_security_guarantee"][settled].max() <= 0.5
    assert rows["terms_territory"][settled].min() >= 0.2 - 1e-6 and rows["terms_territory"][settled].max() <= 0.3 + 1e-6


@pytest.mark.parametrize("side", ["ukraine", "russia"])
def test_a_hard_precondition_of_a_swap_is_never_violated(side):
    """pre_swap = 1: talks only after a completed swap, in every world; and some do open."""
    rows = do(f"precondition: {{swap: {{{side}: 1}}}}", settings={"all_for_all.answers_per_week": 0.3})
    opened = happened(rows["talks_week"])
    assert opened.sum() > 10
    assert np.all(rows["talks_week"][opened] > rows["completed_week"][opened])


def test_a_hard_precondition_of_a_ceasefire_is_never_violated():
    """pre_cf = (1, 1): V9 has talks open in .025 of worlds; a week of ceasefire must lie before each opening."""
    watch = Watch(lambda model: (model.talks.opened.copy(), model.ceasefire.in_force.copy()))
    rows = do("precondition: {ceasefire: {ukraine: 1, russia: 1}}", 3000, [watch])
    opened = happened(rows["talks_week"])
    assert opened.sum() > 20
    assert np.all(rows["talks_week"][opened] > rows["ceasefire_week"][opened])
    for (_, in_force), (worlds, _) in zip(watch.seen, watch.seen[1:], strict=False):
        assert np.all(in_force[worlds] == 1)  # in force when the week began, on each later opening too


def test_ceasefire_first_keeps_talks_waiting_on_both_sides():
    rows = do("sequence: ceasefire_first")
    opened = happened(rows["talks_week"])
    assert opened.sum() > 50
    assert np.all(rows["talks_week"][opened] > rows["ceasefire_week"][opened])
    assert happened(rows["ceasefire_week"]).mean() > 0.5


def test_talks_can_be_forbidden():
    rows = play(variant(settings={"talks.allowed": False}), 300, SEED)
    assert not rows["openings"].any() and not happened(rows["settlement_week"]).any()


def test_operators_stand_above_drawn_values():
    """A prior draw of a wallet does not bring trade back."""
    values = {f"{key}.wallet": np.full(100, 2.0) for key in reference().mediators}
    case = variant("interventions: [do: {trade: off}]")
    assert_same(play(case, 100, SEED, values=values), play(case, 100, SEED))


def test_an_intervention_leaves_the_base_scenario_alone():
    assert_same(play(reference(), WORLDS, SEED), base())
