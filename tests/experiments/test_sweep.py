"""A sweep's rows are those of plain runs, whatever the batches, workers and rounds; the table says what was counted."""

import numpy as np
import pandas
import pytest

import sim
from sim.experiments import cells as cells_module
from sim.experiments.cells import interleaved
from sim.experiments.sweep_summary import SweepSummary
from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import Block
from sim.montecarlo.counts import COUNTS, count_worlds
from sim.montecarlo.errors import RunError

SHORT = {"horizon_weeks": 12}
KEYS = ("us_envoy.pressure.ukraine", "russia.all_for_all.bargaining_chip")
GRID = {
    "sweep": "small",
    "scenarios": ["kyiv_summit_2025", "no_uae"],
    "worlds": 300,
    "seed": 5,
    "points": {"grid": {KEYS[0]: [0, 0.77, 1.5], KEYS[1]: [0.4, 1.1]}},
}


def swept(**changes):
    """The small design, changed, over twelve weeks."""
    how = {name: changes.pop(name) for name in ("workers", "precision", "max_worlds", "executor") if name in changes}
    return sim.sweep({**GRID, **changes}, overrides=SHORT, **how)


def same(one: pandas.DataFrame, other: pandas.DataFrame) -> None:
    """Equal in everything but the clock."""
    pandas.testing.assert_frame_equal(
        one.drop(columns=["seconds", "finished"], errors="ignore"),
        other.drop(columns=["seconds", "finished"], errors="ignore"),
        check_dtype=False,
    )


@pytest.fixture(scope="module")
def small():
    return swept()


def test_every_point_counts_its_own_stretch_of_the_world_axis(small):
    """The worlds of a point are those that the model simulates alone at their place on the axis, with its values."""
    order = interleaved(6).tolist()
    for row in small.table.itertuples():
        place = order.index(row.point)
        case = sim.load(row.scenario, SHORT)
        values = {key: np.full(300, small.table.loc[row.Index, key]) for key in KEYS}
        rows = simulate(case, Block(300 * place, 300), 5, values)
        counted = count_worlds(rows, np.zeros(300, np.int64), 1)[0]
        assert [getattr(row, f"{name}_count") for name in COUNTS] == counted.tolist()


def test_a_point_at_the_stated_values_agrees_with_a_plain_run():
    """Whole rounds of one point are the worlds of `sim.run`; arrays may differ from numbers in a float's last bit."""
    found = swept(scenarios=["kyiv_summit_2025"], worlds=4096, points={"list": [{KEYS[1]: 1.1}]})
    plain = sim.run("kyiv_summit_2025", 4096, 5, overrides=SHORT, prior=None)
    for name in ("swap_first", "talks_first", "neither"):
        assert abs(int(found.table[f"{name}_count"].iloc[0]) - plain.summary["outcomes"][name]["count"]) <= 2


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("largest", [1024, 4096])
def test_no_cut_into_batches_and_no_worker_changes_a_row(small, monkeypatch, workers, largest):
    monkeypatch.setattr(cells_module, "LARGEST", largest)
    monkeypatch.setattr(cells_module, "_SMALLEST", 512)
    same(swept(workers=workers).read("cells"), small.read("cells"))


def test_rounds_follow_one_another_and_add_up():
    """Three replicates are three rows per point, on worlds of their own; the first is that of a design with one."""
    found = swept(replicates=3)
    cells = found.read("cells")
    assert cells.groupby(["scenario", "point"])["round"].apply(list).map(lambda rounds: rounds == [0, 1, 2]).all()
    same(cells[cells["round"] == 0].reset_index(drop=True), swept().read("cells"))
    assert (found.table["worlds"] == 900).all()
    for scenario in (0, 1):
        firsts = cells[cells["scenario"] == scenario]["first_world"].sort_values()
        assert (np.diff(firsts) == 300).all() and firsts.iloc[0] == 0


def test_large_points_are_cut_into_parts_that_add_up():
    found = swept(scenarios=["kyiv_summit_2025"], worlds=80_000, points={"list": [{}]})
    cells = found.read("cells")
    assert cells["worlds"].tolist() == [65_536, 14_464] and found.table["worlds"].tolist() == [80_000]
    assert found.table["swap_first_count"].iloc[0] == cells["swap_first"].sum()


def test_the_table_is_tidy(small):
    table = small.table
    assert len(table) == 12 and (table["status"] == "done").all() and table["reason"].isna().all()
    assert table["scenario"].tolist() == ["kyiv_summit_2025"] * 6 + ["no_uae"] * 6
    assert table[list(KEYS)].drop_duplicates().shape == (6, 2)
    total = table[["swap_first_count", "talks_first_count", "neither_count"]].sum(axis=1)
    assert (total == table["worlds"]).all() and (table["worlds"] == 300).all()
    for name in COUNTS:
        assert (table[name] == table[f"{name}_count"] / 300).all()
        assert ((table[f"{name}_low"] <= table[name]) & (table[name] <= table[f"{name}_high"])).all()


def test_common_draws_give_every_point_the_same_worlds():
    """With common draws the point that is as the baseline changes no world, and changes add up to the worlds."""
    found = swept(draws="common", scenarios=["kyiv_summit_2025"], worlds=2000)
    cells = found.read("cells")
    names = [name for name in cells.columns if name.startswith("completed.")]
    assert (cells[names].sum(axis=1) == cells["worlds"]).all()
    assert cells["first_world"].eq(0).all()
    stated = found.table.index[(found.table[KEYS[0]] == 0.77) & (found.table[KEYS[1]] == 1.1)]
    (point,) = found.table.loc[stated, "point"]
    counted = cells[cells["point"] == point].iloc[0]
    moved = [name for name in names if name.split(".")[1].split("_to_")[0] != name.split("_to_")[1]]
    assert counted[moved].sum() == 0
    others = cells[cells["point"] != point]
    assert (others[moved].sum(axis=1) > 0).any()
    base = found.table.loc[stated].iloc[0]
    for row in found.table.to_dict("records"):
        for name in ("swap_first", "talks_first", "neither"):
            assert row[f"{name}_difference"] == pytest.approx(row[name] - base[name], abs=1e-12)
            assert row[f"{name}_difference_low"] <= row[f"{name}_difference"] <= row[f"{name}_difference_high"]


def test_precision_with_common_draws_binds_the_differences():
    found = swept(draws="common", scenarios=["kyiv_summit_2025"], precision=0.02, max_worlds=20_000)
    for name in ("swap_first", "talks_first", "neither"):
        width = found.table[f"{name}_difference_high"] - found.table[f"{name}_difference_low"]
        assert (width <= 0.04).all()


def test_common_draws_are_those_of_the_model_alone():
    """Copies of the same worlds next to each other in one model are what each copy is alone."""
    found = swept(draws="common", scenarios=["kyiv_summit_2025"], worlds=700)
    for row in found.table.itertuples():
        values = {key: np.full(700, found.table.loc[row.Index, key]) for key in KEYS}
        rows = simulate(sim.load("kyiv_summit_2025", SHORT), Block(0, 700), 5, values)
        counted = count_worlds(rows, np.zeros(700, np.int64), 1)[0]
        assert [getattr(row, f"{name}_count") for name in COUNTS] == counted.tolist()


def test_common_factors_and_overrides_reach_the_model():
    design = {**GRID, "scenarios": ["kyiv_summit_2025"], "worlds": 1000, "points": {"grid": {"wallets": [0, 1]}}}
    design["settings"] = {"uae.engagement": 0.5}
    found = sim.sweep(design, overrides={**SHORT, "all_for_all.salience": 0})
    assert found.table["wallets"].tolist() == [0, 1]
    assert (found.table["swap_first_count"] == 0).all()
    assert found.design.scenarios[0].value("uae.engagement") == 0.5
    assert found.table["talks_first_count"].iloc[0] < found.table["talks_first_count"].iloc[1]


# -- precision --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def precise():
    return swept(precision=0.02, max_worlds=3000)


def test_precision_stops_each_point_by_its_own_counts(precise):
    """Points that are known well enough stop; others continue to the cap; H binds all three shares."""
    table = precise.table
    assert table["worlds"].min() < table["worlds"].max() <= 3000
    names = ("swap_first", "talks_first", "neither")
    half = np.max([(table[f"{name}_high"] - table[f"{name}_low"]) / 2 for name in names], axis=0)
    assert ((half <= 0.02) | (table["worlds"] == 3000)).all()
    for name in names:
        assert ((table[f"{name}_low"] <= table[name]) & (table[name] <= table[f"{name}_high"])).all()
    assert precise.summary["interval"]["kind"] == "confidence_sequence"


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_cannot_move_the_stop(precise, monkeypatch, workers):
    monkeypatch.setattr(cells_module, "LARGEST", 1024)
    same(swept(precision=0.02, max_worlds=3000, workers=workers).read("cells"), precise.read("cells"))


def test_no_point_stops_before_its_interval_is_narrow_enough(precise):
    """One round fewer would not have been enough, for every point that had more than one."""
    from sim.experiments.table import looks

    cells = precise.read("cells")
    index = pandas.MultiIndex.from_frame(precise.table.assign(scenario=[0] * 6 + [1] * 6)[["scenario", "point"]])
    added = looks(cells, index, int(cells["round"].max()) + 1, paired=False)
    rounds = cells.groupby(["scenario", "point"])["round"].max().reindex(index).to_numpy()
    for point, last in enumerate(rounds):
        for look in range(int(last)):
            assert not precise.precision.reached(added[point, : look + 1])


@pytest.mark.parametrize("precision", [0, 0.5, -1, "x", True])
def test_a_precision_that_makes_no_sense_is_refused(precision):
    with pytest.raises(RunError, match="above 0 and below 0.5"):
        swept(precision=precision)


# -- layers and summary -----------------------------------------------------------------------------------------------


def test_a_sample_of_the_prior_separates_chance_from_ignorance():
    """A Latin hypercube over the prior reports the two layers; a grid, which is no sample, does not."""
    design = {**GRID, "scenarios": ["kyiv_summit_2025"], "worlds": 64}
    design["points"] = {"latin_hypercube": {"points": 40, "over": "prior"}}
    layers = sim.sweep(design, overrides=SHORT).summary["layers"]
    for name in ("swap_first", "talks_first", "neither"):
        assert layers[name]["total"] == pytest.approx(layers[name]["within"] + layers[name]["between"])
    assert "layers" not in swept().summary


def test_the_summary_is_strict_json(small):
    import json

    text = json.dumps(small.summary, allow_nan=False)
    assert json.loads(text)["points"] == 12


def test_parquet_holds_the_same_table(tmp_path):
    found = sim.sweep(GRID, overrides=SHORT, out=tmp_path, figure=False, parquet=True)
    kept = pandas.read_parquet(found.folder / "table.parquet")
    assert kept["reason"].isna().all()
    same(kept.drop(columns="reason"), found.table.drop(columns="reason"))


def test_the_folder_holds_what_a_reader_needs(tmp_path):
    found = sim.sweep(GRID, overrides=SHORT, out=tmp_path)
    assert found.folder == tmp_path / "small"
    assert {file.name for file in found.folder.iterdir()} == {
        "experiment.sqlite",
        "table.csv",
        "points.png",
        "summary.json",
        "provenance.json",
        "kyiv_summit_2025.resolved.yaml",
        "no_uae.resolved.yaml",
    }
    table = pandas.read_csv(found.folder / "table.csv")
    assert len(table) == 12 and sim.load(found.folder / "no_uae.resolved.yaml").hash == found.design.scenarios[1].hash


def test_the_status_says_whether_a_point_is_known_as_well_as_asked_for():
    """Done is as narrow as wanted, or at the cap; the summary counts those at the cap, and says what was bound."""
    capped = swept(precision=0.01, max_worlds=900)
    assert (capped.table["status"] == "done").all()
    interval = capped.summary["interval"]
    assert interval["points_at_the_cap"] == interval["points_at_the_fuse"] == 12 and interval["of"] == "shares"

    def once(standing):
        if standing.points:
            raise KeyboardInterrupt

    stopped = sim.sweep(GRID, overrides=SHORT, precision=0.01, max_worlds=9000, workers=1, progress=once)
    assert stopped.partial and set(stopped.table["status"]) <= {"partial", "not run"}
    assert stopped.summary["points_done"] == 0 and stopped.summary["interval"]["points_at_the_cap"] == 0
    assert all(SweepSummary.from_json(found.summary) == found.numbers for found in (capped, stopped))


def test_what_a_design_that_is_read_already_cannot_take_is_refused(small):
    with pytest.raises(RunError, match="this one is read"):
        sim.sweep(small.design, worlds=10)
    with pytest.raises(RunError, match="leave them out"):
        sim.sweep({**GRID, "replicates": 2}, precision=0.1)
