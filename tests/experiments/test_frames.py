"""Points from a DataFrame, and scenarios that are loaded already, instead of files and names."""

import numpy as np
import pandas
import pytest

import sim
from sim.experiments.design import read_design
from sim.montecarlo.errors import ResultError
from sim.scenario import ScenarioError

BASE = {"sweep": "framed", "scenarios": ["kyiv_summit_2025"], "worlds": 10}
SHORT = {"horizon_weeks": 4}
MIXED = pandas.DataFrame(
    {
        "uae.engagement": pandas.array([0.5, None, 1], dtype="Float64"),
        "talks.allowed": pandas.array([True, False, None], dtype="boolean"),
        "all_for_all.stages": [1.0, 2.0, np.nan],
        "russia.all_for_all.bargaining_chip": pandas.Categorical(["0.5", "1.1", "0.5"]),
        "eu.summit.weeks": pandas.array([1, None, 2], dtype="Int64"),
    },
    index=["first", "second", "third"],
)
VALUES = [[0.5, 1, 1, 0.5, 1], [np.nan, 0, 2, 1.1, np.nan], [1, np.nan, np.nan, 0.5, 2]]


def test_every_dtype_is_read_and_what_is_missing_is_as_stated():
    for points in (MIXED, {"table": MIXED}):
        design = read_design({**BASE, "points": points})
        assert design.kind == "table" and design.keys == tuple(MIXED.columns)
        np.testing.assert_array_equal(design.points[0], VALUES)


@pytest.mark.parametrize(
    ("dtype", "wanted"),
    [(kind, 0.25) for kind in ("float32", "string", "object", "category")]
    + [(kind, 1) for kind in ("int8", "uint64", "bool")],
)
def test_columns_of_one_dtype(dtype, wanted):
    key = "talks.allowed" if dtype == "bool" else "uae.engagement"
    column = pandas.Series([wanted, wanted], name=key).astype("string" if dtype == "string" else None).astype(dtype)
    np.testing.assert_array_equal(read_design({**BASE, "points": column.to_frame()}).points[0], [[wanted], [wanted]])


def test_a_file_of_the_same_points_is_the_same_design(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    MIXED.to_csv("points.csv", index=False)
    assert read_design({**BASE, "points": {"table": "points.csv"}}).hash == read_design({**BASE, "points": MIXED}).hash


def test_a_scenario_and_its_points():
    found = sim.sweep("kyiv_summit_2025", points=MIXED, worlds=5, overrides=SHORT)
    case = sim.load("kyiv_summit_2025", SHORT)
    same = sim.sweep(case, points=MIXED, worlds=5)
    assert found.design.name == same.design.name == "kyiv_summit_2025_points"
    assert found.table["talks_first_count"].equals(same.table["talks_first_count"]) and len(same.table) == 3


def test_the_table_of_a_sweep_gives_its_points_again():
    scenarios = ["kyiv_summit_2025", "high_trust"]
    first = sim.sweep({**BASE, "scenarios": scenarios, "points": MIXED.drop(index="second")}, overrides=SHORT)
    table = first.table.query("scenario == 'kyiv_summit_2025'")
    again = sim.sweep({**BASE, "points": table}, overrides=SHORT)
    assert again.design.keys == first.design.keys and again.design.size == 2
    filled = sim.sweep({**BASE, "scenarios": scenarios, "points": {"grid": {"uae.engagement": [0.1, 0.2]}}}, worlds=2)
    assert read_design({**BASE, "points": filled.table}).size == 2


def test_points_and_scenarios_in_the_place_of_a_files():
    mine = sim.load("kyiv_summit_2025", {"uae.engagement": 0.1})
    design = read_design("us_pressure", points=MIXED[["talks.allowed"]], scenarios=[mine, "high_trust"])
    assert design.name == "us_pressure" and design.keys == ("talks.allowed",) and design.size == 3
    assert design.scenarios[0] == mine and design.labels == ("kyiv_summit_2025", "high_trust")
    own = read_design("us_pressure", points={"grid": {"talks.allowed": [True]}})
    assert own.size == 1 and own.labels == read_design("us_pressure").labels


def test_a_loaded_scenario_takes_overrides_and_settings_as_a_name_does():
    mine = sim.load("kyiv_summit_2025", {"uae.engagement": 0.1})
    design = read_design({**BASE, "scenarios": [mine, "kyiv_summit_2025"], "settings": {"talks.allowed": False}}, SHORT)
    assert [case.value("uae.engagement") for case in design.scenarios] == [0.1, 0.88]
    assert not any(case.value("talks.allowed") for case in design.scenarios)
    assert design.labels == ("kyiv_summit_2025 1", "kyiv_summit_2025 2")


def test_a_sweep_of_loaded_scenarios_resumes_and_is_told_from_others(tmp_path):
    mine = sim.load("kyiv_summit_2025", {"uae.engagement": 0.1, **SHORT})
    how = {"out": tmp_path, "figure": False, "worlds": 10}
    first = sim.sweep(BASE, scenarios=[mine], points=MIXED, **how)
    again = sim.sweep(BASE, scenarios=[sim.load(mine)], points=MIXED, **how)
    assert again.read("cells")["finished"].tolist() == first.read("cells")["finished"].tolist()
    other = sim.load(mine, {"uae.engagement": 0.2})
    with pytest.raises(ResultError, match="another scenario"):
        sim.sweep(BASE, scenarios=[other], points=MIXED, **how)
    with pytest.raises(ResultError, match="other points"):
        sim.sweep(BASE, scenarios=[mine], points=MIXED.iloc[::-1], **how)


def test_a_run_takes_overrides_with_a_loaded_scenario():
    mine = sim.load("kyiv_summit_2025", SHORT)
    assert sim.run(mine, 10, overrides={"uae.engagement": 0.1}, prior=None).scenario.value("uae.engagement") == 0.1


BAD = {
    "name": (pandas.DataFrame({"uae.engagment": [1]}), "points:1:1: unknown name 'engagment' in uae"),
    "twice": (
        pandas.DataFrame([[1, 1]], columns=["uae.engagement"] * 2),
        "points:1:17: the column 'uae.engagement' is there",
    ),
    "range": (
        pandas.DataFrame({"uae.engagement": [0.5, 7]}, index=["a", "b"]),
        "points, row b, column uae.engagement: uae.engagement is 7, outside its range",
    ),
    "text": (pandas.DataFrame({"uae.engagement": [0.5, "x"]}), "row 1, column uae.engagement: .* found text 'x'"),
    "truth": (pandas.DataFrame({"talks.allowed": [2]}), "row 0, column talks.allowed: .* must be true or false"),
    "whole": (pandas.DataFrame({"all_for_all.stages": [1.5]}), "row 0, column all_for_all.stages"),
    "infinite": (pandas.DataFrame({"uae.engagement": [np.inf]}), "not a finite number"),
    "list": (pandas.DataFrame({"uae.engagement": [[1]]}), r"uae.engagement is \[1\]: this is no number"),
    "day": (pandas.DataFrame({"uae.engagement": [pandas.Timestamp("2025-01-01")]}), "row 0, .* must be a number"),
    "no columns": (pandas.DataFrame(index=[1, 2]), "the DataFrame has no columns"),
    "no rows": (pandas.DataFrame({"uae.engagement": []}), "the DataFrame has no rows"),
    "levels": (pandas.DataFrame({("a", "b"): [1]}), "no party or section"),
    "numbered": (pandas.DataFrame({3: [1]}), "no party or section '3'"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_by_row_and_column(case):
    frame, message = BAD[case]
    with pytest.raises(ScenarioError, match=message):
        read_design({**BASE, "points": frame})


def test_many_wrong_cells_of_a_column_are_told_of_a_few():
    with pytest.raises(ScenarioError) as wrong:
        read_design({**BASE, "points": pandas.DataFrame({"uae.engagement": np.arange(2, 2000)})})
    assert len(wrong.value.problems) == 20


def test_the_same_scenario_twice_is_refused_however_it_is_named():
    case = sim.load("kyiv_summit_2025")
    for scenarios in ([case, case], [case, "kyiv_summit_2025"], ["kyiv_summit_2025", case]):
        with pytest.raises(ScenarioError, match="'kyiv_summit_2025' is named twice"):
            read_design({**BASE, "scenarios": scenarios})
