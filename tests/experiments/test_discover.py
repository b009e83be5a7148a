"""Scenario discovery over a sweep: the right columns reach the search, whatever the sweep is named by."""

import json
import shutil

import pytest

import sim
from sim.montecarlo.errors import ResultError, RunError

KEY = "all_for_all.answers_per_week"
DESIGN = {
    "sweep": "searched",
    "scenarios": ["kyiv_summit_2025"],
    "worlds": 200,
    "points": {
        "latin_hypercube": {
            "points": 160,
            "over": {KEY: {"uniform": [0, 0.3]}, "us_envoy.pressure.russia": {"uniform": [0, 1]}},
        }
    },
}


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return sim.sweep(DESIGN, overrides={"horizon_weeks": 26}, out=out, figure=False)


def test_the_box_is_where_offers_are_answered_often(swept):
    """Swap first is likelier where offers can be answered more often: the box restricts that parameter, from below."""
    found = sim.discover(swept, above=float(swept.table["swap_first"].median()))
    limits = found.boxes.set_index("key")
    assert limits.loc[KEY, "low"] > 0 and limits.loc[KEY, "density_low"] > 0.5
    assert found.found.points == 160 and json.dumps(found.summary, allow_nan=False)


def test_a_folder_gives_what_the_sweep_gives(swept):
    above = float(swept.table["swap_first"].median())
    assert sim.discover(swept.folder, above=above).found == sim.discover(swept, above=above).found


def test_what_is_not_there_is_refused(swept, tmp_path):
    with pytest.raises(RunError, match="swap_first"):
        sim.discover(swept, outcome="swap_frist")
    with pytest.raises(RunError, match="no scenario"):
        sim.discover(swept, scenario="no_uae")
    with pytest.raises(ResultError, match=r"no experiment.sqlite in it"):
        sim.discover(tmp_path)


def test_a_sweep_of_several_scenarios_needs_to_be_told_which():
    design = {**DESIGN, "scenarios": ["kyiv_summit_2025", "no_uae"], "worlds": 20}
    swept = sim.sweep(design, overrides={"horizon_weeks": 4})
    with pytest.raises(RunError, match="say which"):
        sim.discover(swept)


def test_a_sweep_that_varies_nothing_has_no_region():
    swept = sim.sweep({"sweep": "a", "scenarios": ["kyiv_summit_2025"], "worlds": 20}, overrides={"horizon_weeks": 4})
    with pytest.raises(RunError, match="varies nothing"):
        sim.discover(swept)


def test_points_that_share_their_worlds_are_refused():
    swept = sim.sweep({**DESIGN, "draws": "common", "worlds": 20}, overrides={"horizon_weeks": 4})
    with pytest.raises(RunError, match="none is held out"):
        sim.discover(swept)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(",done,", ",dine,", 1),
        lambda text: text.replace("kyiv_summit_2025,7,", "kyiv_summit_2025,8,", 1),
        lambda text: text.replace("swap_first_count", "swap_first_cuont"),
        lambda text: text.replace(",200,", ",x,", 1),
        lambda text: text.replace(",200,", ",300,", 1),
        lambda text: text + "\xff\x00",
    ],
)
def test_a_table_that_is_not_that_of_its_store_is_refused(swept, tmp_path, damage):
    folder = tmp_path / "copy"
    shutil.copytree(swept.folder, folder)
    table = folder / "table.csv"
    table.write_text(damage(table.read_text()), encoding="latin-1")
    with pytest.raises(ResultError, match="table.csv") as caught:
        sim.discover(folder)
    assert "writes it again" in caught.value.remedy
