"""One scenario written in two ways is one scenario: entries split and joined, do-operators stated as values."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import loads
from tests.verification.scenarios import scenario_files, text_of, values_by_world
from tests.worlds import assert_same, play

WORLDS = 120
VALUES = ("all_for_all", "categories", "agenda", "precondition", "sequence")
CATEGORIES = ("prisoners_of_war", "civilians", "political_prisoners")


def stated(name: str, value) -> dict[str, object]:
    """What a do-operator sets, as path -> value (MODEL.md, section 8)."""
    if name == "all_for_all":
        return {"all_for_all.salience": 0.0}
    if name == "sequence":
        return {"ceasefire.required_first": 1.0}
    if name == "categories":
        return {f"captives.categories.{category}": category in value for category in CATEGORIES}
    if name == "agenda":
        return {f"agenda.{issue}.{end}": number for issue, ends in value.items() for end, number in ends.items()}
    return {
        f"{side}.talks.{what}_precondition": share for what, sides in value.items() for side, share in sides.items()
    }


@settings(max_examples=25)
@given(text=scenario_files(interventions=VALUES), seed=st.integers(0, 9))
def test_an_intervention_on_a_value_is_that_value(text, seed):
    """A do-operator that sets parameters is, bit for bit, the scenario that states them; draws for those parameters
    are overridden."""
    case = loads(text)
    document = case.document | {"uncertain": {}}
    settings_ = {}
    for entry in document.pop("interventions"):
        ((name, value),) = entry["do"].items()
        settings_ |= stated(name, value)
    values = values_by_world(case, WORLDS, seed)
    plain = {path: value for path, value in values.items() if path not in settings_}
    other = loads(text_of(document), overrides=settings_)
    assert_same(play(other, WORLDS, seed, values=plain), play(case, WORLDS, seed, values=values))


@settings(max_examples=25)
@given(text=scenario_files(interventions=()), seed=st.integers(0, 9))
def test_timeline_entries_add_up(text, seed):
    """An entry of several weeks is as many of one week, in any order, and two overlapping entries of half the size
    are one: the same rows bit for bit (halves are exact)."""
    whole = json.loads(text)
    parts = []
    for entry in whole.get("timeline", []):
        for week in range(entry["week"], min(entry["week"] + entry["weeks"], whole["horizon_weeks"])):
            sizes = {size: entry[size] / 2 for size in ("pressure", "aid", "sanction") if size in entry}
            parts += [entry | {"week": week, "weeks": 1} | sizes] * (2 if sizes else 1)
    other = whole | {"timeline": parts[::-1]}
    case = loads(text)
    values = values_by_world(case, WORLDS, seed)
    assert_same(play(loads(text_of(other)), WORLDS, seed, values=values), play(case, WORLDS, seed, values=values))


@settings(max_examples=20)
@given(text=scenario_files(interventions=("swap", "trade", "categories")), seed=st.integers(0, 9))
def test_the_horizon_only_ends_a_run(text, seed):
    """What happens up to a week does not depend on how much longer the run lasts."""
    whole = json.loads(text)
    case, longer = loads(text), loads(text_of(whole | {"horizon_weeks": whole["horizon_weeks"] + 30}))
    values = values_by_world(case, WORLDS, seed)
    short = play(case, WORLDS, seed, values=values)
    assert_same(play(longer, WORLDS, seed, values=values, weeks=case.horizon_weeks), short)
