"""A traced world is the world of the run, and its story says what happened in it."""

import numpy as np
import pytest

from sim.model.outcomes import First, first_event
from sim.negotiation.model import NegotiationModel
from sim.negotiation.trace import WorldObserver, trace
from sim.scenario import load
from sim.views.text.narrative import WIDTH, format_story

WORLDS, SEED = 1500, 3


@pytest.fixture(scope="module")
def scenario():
    return load("reference_2025")


@pytest.fixture(scope="module")
def rows(scenario):
    model = NegotiationModel(scenario, worlds=WORLDS, seed=SEED, collect=False)
    return model.run().outcomes()


def _typical(rows, first: First) -> int:
    """The first world of a kind that also has an agreement or a settlement, so that there is much to tell."""
    kind = first_event(rows["completed_week"], rows["talks_week"]) == first
    rich = kind & ((rows["agreements"] > 0) if first != First.TALKS else ~np.isnan(rows["settlement_week"]))
    return int(np.flatnonzero(rich if rich.any() else kind)[0])


@pytest.mark.parametrize("first", list(First))
def test_a_world_traced_alone_is_the_world_of_the_run(scenario, rows, first):
    world = _typical(rows, first)
    alone = trace(scenario, world, SEED).outcome
    for name, column in rows.items():
        np.testing.assert_array_equal(alone[name], column[world], err_msg=name)


def test_observing_changes_no_bit_and_sees_the_same_inside_a_run(scenario, rows):
    world = _typical(rows, First.TALKS)
    model = NegotiationModel(scenario, worlds=WORLDS, seed=SEED, collect=False)
    observer = WorldObserver(world)
    model.observers.append(observer)
    observed = model.run().outcomes()
    for name, column in rows.items():
        np.testing.assert_array_equal(observed[name], column, err_msg=name)
    alone = trace(scenario, world, SEED)
    assert tuple(observer.weeks) == alone.weeks


def test_pledges_payments_and_concessions_add_up_to_the_record(scenario, rows):
    world = int(np.flatnonzero((rows["agreements"] > 0) & (rows["openings"] > 0))[0])
    told = trace(scenario, world, SEED)
    for mediator in scenario.mediators:
        paid = sum(week.paid.get(mediator, 0.0) for week in told.weeks)
        assert paid == pytest.approx(told.outcome[f"paid_{mediator}"], abs=1e-6)
        for track, name, event in (("all_for_all", "swap", "swap_agreed"), ("talks", "talks", "talks_opened")):
            moments = [week for week in told.weeks if event in dict(week.events)]
            pledged = sum(week.pledged[track][side][mediator] for week in moments for side in ("ukraine", "russia"))
            assert pledged == pytest.approx(told.outcome[f"{name}_pledged_{mediator}"], abs=1e-5)
    for side in ("ukraine", "russia"):
        moments = [week for week in told.weeks if "swap_agreed" in dict(week.events)]
        assert sum(week.conceded["all_for_all"][side] for week in moments) == pytest.approx(
            told.outcome[f"swap_conceded_{side}"], abs=1e-6
        )


def test_the_score_is_the_sum_of_its_terms_and_gives_the_acceptance(scenario):
    told = trace(scenario, 0, SEED)
    for week in told.weeks[::10]:
        for decisions in week.decisions.values():
            for decision in decisions.values():
                assert decision.acceptance == pytest.approx(1 / (1 + np.exp(-decision.score)), abs=1e-5)


def test_a_package_is_worth_its_demand_to_the_side_that_offers_it(scenario, rows):
    told = trace(scenario, _typical(rows, First.TALKS), SEED)
    parties = scenario.document["parties"]
    weights = {
        side: np.array([parties[side]["issue_weights"][issue] for issue in told.issues])
        for side in ("ukraine", "russia")
    }
    tables = [week for week in told.weeks if week.packages is not None]
    assert tables
    for week in tables:
        ukraine, russia = (np.array(list(week.packages[side].values())) for side in ("ukraine", "russia"))
        assert weights["ukraine"] @ ukraine == pytest.approx(week.state["ukraine"]["asks"], abs=1e-5)
        assert weights["russia"] @ (1 - russia) == pytest.approx(week.state["russia"]["asks"], abs=1e-5)


def test_the_settlement_gives_both_sides_at_least_what_they_asked_for(scenario, rows):
    told = trace(scenario, _typical(rows, First.TALKS), SEED)
    (week,) = [week for week in told.weeks if "settled" in dict(week.events)]
    terms = np.array(list(dict(week.events)["settled"]["terms"].values()))
    np.testing.assert_allclose(terms, [told.outcome[f"terms_{issue}"] for issue in told.issues], atol=1e-6)
    parties = scenario.document["parties"]
    for side, position in (("ukraine", terms), ("russia", 1 - terms)):
        worth = sum(
            parties[side]["issue_weights"][issue] * share for issue, share in zip(told.issues, position, strict=True)
        )
        assert worth >= week.state[side]["asks"] - 1e-5


@pytest.mark.parametrize("first", list(First))
def test_the_story_reads_well(scenario, rows, first):
    told = trace(scenario, _typical(rows, first), SEED)
    story = format_story(told)
    assert max(map(len, story.splitlines())) <= WIDTH
    assert "not a\nforecast" in story or "not a forecast" in story.replace("\n", " ")
    ending = {First.SWAP: "completed swap", First.TALKS: "broader talks", First.NEITHER: "neither"}[first]
    assert f"first of the two events:  {ending}" in story
    for phrase in ("Why: ", "chance of a yes", "score before trade", "How it ended"):
        assert phrase in story or (phrase == "Why: " and first == First.NEITHER)


@pytest.mark.slow
def test_every_kind_of_event_can_be_told(scenario, rows):
    """All event kinds of the first worlds go through the narrative; none is without words."""
    kinds = set()
    wanted = [
        np.flatnonzero(rows[name] > 0)[:1] for name in ("incomplete", "collapses", "breakdowns", "cancelled", "offers")
    ]
    wanted += [
        np.flatnonzero(~np.isnan(rows[name]))[:3]
        for name in ("completed_week", "settlement_week", "ceasefire_week", "refused_week")
    ]
    for world in np.unique(np.concatenate(wanted)):
        told = trace(scenario, int(world), SEED)
        assert format_story(told)
        kinds |= {kind for week in told.weeks for kind, _ in week.events}
    assert kinds >= {
        "spoiler",
        "exchange",
        "exchange_cancelled",
        "offer",
        "offer_refused",
        "swap_agreed",
        "stage",
        "swap_collapsed",
        "swap_incomplete",
        "swap_completed",
        "talks_opened",
        "talks_broke_down",
        "ceasefire",
        "ceasefire_broken",
        "settled",
    }


@pytest.mark.parametrize("case", ["trade_off", "constant_hazard", "no_third_parties"])
def test_scenarios_without_trade_mediators_or_parties_can_be_told(case):
    assert "How it ended" in format_story(trace(load(case), 5))


def test_an_imposed_swap_is_told(tmp_path):
    file = tmp_path / "imposed.yaml"
    file.write_text(
        "scenario: imposed\ntitle: Imposed\nextends: reference_2025\ninterventions:\n- do: {swap: {complete_at: 8}}\n"
    )
    story = format_story(trace(load(file), 5))
    (block,) = [block for block in story.split("\n\n") if "(week 8)" in block]
    assert "Intervention: an all-for-all swap is completed this week by assumption." in block
    assert "Imposed by assumption: an all-for-all swap is completed in week 8 in every" in story
    assert "all-for-all completed:    week 8, 21 April 2025" in story  # recorded as 9.0, the end of that week


def test_dated_events_are_told_with_their_notes(tmp_path):
    file = tmp_path / "dated.yaml"
    file.write_text(
        "scenario: dated\ntitle: Dated\nextends: reference_2025\ntimeline:\n"
        "- {date: 2025-03-03, event: aid_pause, target: ukraine, pressure: 0.5, note: the pause of March}\n"
        "- {week: 4, event: spoiler, note: an attack}\n"
    )
    story = format_story(trace(load(file), 5)).replace("\n", " ").replace("  ", " ")
    assert "Dated by the scenario: aid pause on Ukraine" in story and "(the pause of March)" in story
    assert "Dated by the scenario: spoiler" in story and "(an attack)" in story


def test_a_refusal_names_who_refuses_whose_offer(scenario, rows):
    world = int(np.flatnonzero(rows["offer_fate"] == 2)[0])
    assert "Russia refuses the all-for-all offer of Ukraine." in format_story(trace(scenario, world, SEED))


@pytest.mark.parametrize(("world", "seed"), [(-1, 1), (0, -1)])
def test_a_world_or_seed_below_zero_is_refused(scenario, world, seed):
    with pytest.raises(ValueError, match="at least 0"):
        trace(scenario, world, seed)
