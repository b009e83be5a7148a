"""What a visitor chooses: links are data, values are checked by the schema, files hold what was chosen."""

import shlex
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, differences, load, loads
from sim.scenario.layers.overrides import read_overrides
from sim.scenario.shape import find
from sim.scenario.text.scalars import interpret
from sim.scenario.text.writer import scalar
from sim.views.app.choice import (
    AGAINST,
    LARGEST_SEED,
    LAST_WORLD,
    Choice,
    as_file,
    command_of,
    names,
    open_case,
    read_link,
    read_value,
    scenario_of,
)
from sim.views.app.controls import controls, movable

PRESSURE = "us_envoy.pressure.russia"
CATALOGUE = ("kyiv_summit_2025", "no_uae", "belligerents_only", "reference_2025")


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice(scenario="no_uae", changes=((PRESSURE, 0.9),), against="stated", seed=7, world=12),
        Choice(changes=(("all_for_all.stages", 5), ("russia.all_for_all.offer_open_at_start", True))),
    ],
)
def test_a_link_reopens_the_same_state(choice):
    assert read_link(choice.query()) == (choice, [])


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**17), 10**17) | st.booleans())
@settings(max_examples=1000, deadline=None, database=None, derandomize=True)
def test_every_number_is_written_so_that_it_is_read_as_it_was(value):
    [(*_, node)], problems = read_overrides([f"{PRESSURE}={scalar(value)}"])
    read = interpret(node)
    assert not problems and read == value and type(read) is type(value)


@given(st.data())
@settings(max_examples=40, deadline=None, database=None, derandomize=True)
def test_every_state_comes_back_from_its_link_as_it_was(data):
    choice = data.draw(states())
    again, problems = read_link(choice.query())
    assert problems == [] and again == choice
    assert {path: type(value) for path, value in again.changes} == {path: type(value) for path, value in choice.changes}


@given(st.data())
@settings(max_examples=8, deadline=None, database=None, derandomize=True)
def test_every_state_comes_back_from_its_file_and_its_command(data):
    choice = data.draw(states())
    try:
        shown = scenario_of(choice)
    except ScenarioError:  # values that do not go together
        assume(False)
    assert differences(loads(as_file(choice)), shown) == []
    words = shlex.split(command_of(choice, 8192))
    given_values = [word for before, word in pairwise(words) if before == "--set"]
    assert differences(load(choice.scenario, given_values), shown) == []


@st.composite
def states(draw) -> Choice:
    """Any state: a scenario, and any values that its schema allows, to the last bit."""
    case = open_case(draw(st.sampled_from(CATALOGUE)))
    choice = Choice(
        scenario=case.name,
        against=draw(st.sampled_from(AGAINST)),
        seed=draw(st.integers(0, LARGEST_SEED)),
        world=draw(st.integers(0, LAST_WORLD)),
    )
    for path in draw(st.lists(st.sampled_from(movable(case)), unique=True)):
        item, stated = find(tuple(path.split("."))), case.value(path)
        if isinstance(stated, bool):
            value = draw(st.booleans())
        elif isinstance(stated, int):
            value = draw(st.integers(int(item.low), int(min(item.high, 10**6))))
        else:
            low, high = float(item.low), float(item.high)
            value = draw(st.floats(low, high))
        choice = choice.moving(path, value, stated)
    return choice


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("scenario=nothing_such", "There is no scenario 'nothing_such'"),
        ("scenario=../../etc/passwd", "There is no scenario '../../etc/passwd'"),
        (f"{PRESSURE}=11", "outside its range: 0 to 10"),
        (f"{PRESSURE}=nan", "not a finite number"),
        (f"{PRESSURE}=__import__('os')", "must be a number"),
        (f"{PRESSURE}={{uniform: [0, 1]}}", "must be a number"),
        ("all_for_all.stages=2.5", "whole number"),
        ("scenario=no_uae&uae.humanitarian_capability=0.5", "is not part of no_uae"),
        ("horizon_weeks=9999", "nothing that a link can set"),
        ("seed=-1", "it must be a whole number"),
        ("world=99999999999", "it must be a whole number"),
        ("seed=٣", "it must be a whole number"),
        ("x" * 5000, "longer than 4,000"),
    ],
)
def test_what_a_link_cannot_set_is_said_and_left_out(link, said):
    choice, problems = read_link(link)
    assert choice.moved == {} and choice.seed == 1 and choice.world == 0
    assert len(problems) == 1 and said in problems[0]


def test_a_value_back_at_its_stated_one_is_not_moved():
    choice = Choice().moving(PRESSURE, 0.9, 0.4).moving("talks.allowed", False, True)
    assert choice.moved == {"talks.allowed": False, PRESSURE: 0.9}
    assert choice.moving(PRESSURE, 0.4, 0.4).moving("talks.allowed", True, True) == Choice()


def test_the_file_to_download_is_the_scenario_that_was_shown(tmp_path):
    own = tmp_path / "study.yaml"
    own.write_text("scenario: study\ntitle: Own\ndescription: Own.\nextends: kyiv_summit_2025\nhorizon_weeks: 9\n")
    files = {"study": str(own)}
    for name in ("kyiv_summit_2025", "no_uae", "study"):
        choice = Choice(scenario=name).moving(PRESSURE, 0.9, 0.4).moving("all_for_all.stages", 5, 4)
        again = loads(as_file(choice, files))
        assert differences(again, scenario_of(choice, files)) == []
    assert differences(loads(as_file(Choice(), files)), load("kyiv_summit_2025")) == []


def test_the_command_makes_the_same_scenario():
    choice = Choice(scenario="no_uae", seed=4).moving(PRESSURE, 0.9, 0.4).moving("talks.allowed", False, True)
    assert command_of(choice, 8192) == (
        f"allforall run no_uae --worlds 8192 --seed 4 --set talks.allowed=false --set {PRESSURE}=0.9"
    )


def test_own_files_stand_behind_the_base():
    assert names({"study": "study.yaml"})[:2] == ["kyiv_summit_2025", "study"]


@pytest.mark.parametrize("name", ["kyiv_summit_2025", "no_uae", "belligerents_only", "reference_2025"])
def test_a_slider_stays_within_what_the_schema_allows_and_holds_the_stated_value(name):
    case = open_case(name)
    found = controls(case)
    assert {lever.path for lever in found} == set(movable(case))
    for lever in found:
        assert lever.words and lever.meaning and lever.status
        if lever.switch:
            continue
        assert lever.low <= lever.stated <= lever.high and lever.step > 0
        for end in (lever.low, lever.high):
            value, wrong = read_value(case, lever.path, f"{int(end) if lever.whole else end}")
            assert not wrong and value == end
