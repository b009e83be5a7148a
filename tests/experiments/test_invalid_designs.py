"""Every invalid design gets its messages at their places, and no others."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiments.design import read_design
from sim.montecarlo.errors import RunError
from sim.scenario import ScenarioError
from tests import invalid_files

INVALID = Path(__file__).parent / "invalid"
BASE = str(INVALID / "cases" / "base.yaml")
CASES = [str(INVALID / "cases" / f"{name}.yaml") for name in ("base", "second", "certain")]
EXPECTED, FILES = invalid_files.expected(INVALID), invalid_files.names(INVALID)


def test_there_are_many_and_each_is_in_the_table():
    assert len(FILES) >= 180
    assert sorted(EXPECTED) == FILES


@pytest.mark.parametrize("name", FILES)
def test_invalid_file(name: str):
    invalid_files.check(read_design, INVALID, name, EXPECTED[name])


def _problems(case, *arguments, **options):
    with pytest.raises(ScenarioError) as caught:
        read_design(case, *arguments, **options)
    return caught.value.problems


@pytest.mark.parametrize(
    ("document", "place", "says"),
    [
        ({}, "design:1:1", "expected a design"),
        ({"sweep": "a"}, "design:1:1", "lacks 'scenarios'"),
        ({"sweep": "a", "scenarios": []}, "design:2:12", "a list with nothing in it"),
        ({"sweep": "", "scenarios": BASE}, "design:1:8", "only blanks"),
        ({"sweep": "a", "scenarios": "no_such"}, "design:2:12", "no scenario of this name"),
        ({"sweep": "a", "scenarios": BASE, "worlds": 10.0}, "design:3:9", "write 10"),
        ({"sweep": "a", "scenarios": BASE, "worlds": "10"}, "design:3:9", "remove the quotes"),
        ({"sweep": "a", "scenarios": BASE, "worlds": True}, "design:3:9", "whole number"),
        ({"sweep": "a", "scenarios": BASE, "settings": {"uae.engagement": float("nan")}}, "design:4:19", "nan"),
        ({"sweep": "a", "scenarios": BASE, "points": {"table": "missing.csv"}}, "design:4:10", "no file 'missing.csv' in the working"),
        ({"sweep": "a", "scenarios": BASE, "points": {"grid": {"uae.engagement": np.array([[0.5]])}}}, "design:4:27",
         "found a list"),
    ],
)  # fmt: skip
def test_a_mapping_is_checked_as_a_file_would_be(document, place, says):
    problem = _problems(document)[0]
    assert problem.place == place and says in f"{problem.message}\n{problem.remedy}", str(problem)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"sweep": "a", "scenarios": {"a", "b"}}, "scenarios holds set"),
        ({"sweep": "a", "scenarios": BASE, "worlds": 1j}, "worlds holds complex"),
        ({"sweep": "a", "scenarios": BASE, "settings": {("uae", "engagement"): 1}}, "has the key"),
        ({1: "a"}, "has the key 1"),
        ({"sweep": "a", "points": {"grid": {"x": lambda: 0}}}, "points.grid.x holds function"),
    ],
)
def test_a_mapping_that_no_file_could_hold_is_refused(document, says):
    (problem,) = _problems(document)
    assert problem.line is None and says in problem.message


def test_a_mapping_within_itself_is_refused():
    document: dict = {"sweep": "a"}
    document["points"] = document
    assert "nested more than" in _problems(document)[0].message


@pytest.mark.parametrize(
    ("name", "value"),
    [("worlds", 0), ("worlds", 1.5), ("worlds", "many"), ("worlds", True), ("seed", -1), ("replicates", 0),
     ("replicates", 10**7)],
)  # fmt: skip
def test_numbers_given_in_the_place_of_stated_ones_are_checked(name, value):
    with pytest.raises(RunError, match=f"^{name} is .*whole number"):
        read_design({"sweep": "a", "scenarios": BASE}, **{name: value})


def test_a_wrong_override_is_one_problem_and_no_scenario_is_blamed():
    for overrides in (["uae.engagment=0.5"], {"uae.engagment": 0.5}):
        (problem,) = _problems({"sweep": "a", "scenarios": CASES}, overrides)
        assert problem.place == "--set uae.engagment=0.5" and "engagement" in problem.remedy


def test_an_override_that_one_scenario_cannot_take_names_it():
    (problem,) = _problems({"sweep": "a", "scenarios": CASES[:2]}, {"eu.engagement": 0.5})
    assert "is removed" in problem.message and "(in " in problem.message


def test_an_unknown_name_gets_the_nearest_and_a_scenario_is_told_where_it_belongs():
    (problem,) = _problems("no_such_design")
    assert problem.place == "no_such_design" and "no design of this name" in problem.message
    (problem,) = _problems("kyiv_summit_2025")
    assert "this is a scenario" in problem.remedy
