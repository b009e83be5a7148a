"""`result.plot`, `comparison.plot` and so on: every figure of a real small result, in memory and in its folder."""

import pytest

import sim
from sim.montecarlo.errors import OutputError, ResultError

PNG, SVG = b"\x89PNG", b"<?xml"


@pytest.fixture(scope="module")
def result():
    return sim.run("kyiv_summit_2025", 300, prior=(10, 20), overrides=["horizon_weeks=30"])


def test_every_figure_is_written_twice(result, tmp_path):
    written = result.plot.save(tmp_path / "new" / "figures")
    names = ("incidence", "frequencies", "prior", "fans", "exchanges")
    assert [place.name for place in written] == [f"{name}.{kind}" for name in names for kind in ("png", "svg")]
    for place in written:
        assert place.read_bytes().startswith(PNG if place.suffix == ".png" else SVG)


def test_without_a_range_there_is_no_figure_of_it(tmp_path):
    result = sim.run("kyiv_summit_2025", 50, prior=None, overrides=["horizon_weeks=5"])
    assert "prior" not in result.plot.all()
    with pytest.raises(ResultError, match="range over the judged parameters was not run.*run it with prior=True"):
        result.plot.prior()


def test_figures_of_a_stored_result_with_counts_alone(tmp_path):
    result = sim.run(
        "kyiv_summit_2025", 60, prior=None, overrides=["horizon_weeks=5"], store="counts", out=tmp_path, figure=False
    )
    again = sim.Result.load(result.folder)
    assert len(again.plot.save(tmp_path / "figures")) == 8


def test_a_folder_that_cannot_be_made_is_an_error_with_its_place(result, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="file"):
        result.plot.save(tmp_path / "file" / "figures")


def test_experiments_have_their_figures(tmp_path):
    pair = sim.compare("kyiv_summit_2025", "no_uae", worlds=60, overrides=["horizon_weeks=8"])
    assert [place.name for place in pair.plot.save(tmp_path)] == ["arrows.png", "arrows.svg"]
    grid = {"us_envoy.pressure.russia": [0, 1], "us_envoy.pressure.ukraine": [0, 1]}
    design = {"sweep": "s", "scenarios": ["kyiv_summit_2025"], "worlds": 20, "points": {"grid": grid}}
    swept = sim.sweep(design, overrides=["horizon_weeks=8"])
    assert swept.plot.points().axes
    assert set(swept.plot.all()) == {"points"}


def test_the_public_names_are_those_of_figures(result):
    plot = result.plot
    assert {name for name in dir(plot) if not name.startswith("_")} == {*plot.all(), "all", "save"}
    assert type(plot).__doc__.startswith("Figures of a run.")
