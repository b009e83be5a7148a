"""A picture that cannot be drawn takes nothing with it: numbers first, a warning, and the others all the same."""

import json
import warnings

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from sim.cli.streams import OutputClosed
from sim.views.figures.pictures import DrawingError, PictureWarning

SHORT = ["horizon_weeks=4"]
DESIGN = {"sweep": "small", "scenarios": ["no_uae"], "worlds": 10,
          "points": {"grid": {"us_envoy.pressure.russia": [0, 1]}}}  # fmt: skip
INCIDENCE, FREQUENCIES = (
    "sim.views.figures.incidence.draw_incidence",
    "sim.views.figures.frequency_grid.draw_frequencies",
)


def no_ink(*_, **__):
    raise ValueError("no\nink")


@pytest.fixture(autouse=True)
def one_format(monkeypatch):
    """PNG alone: half the time."""
    monkeypatch.setattr("sim.views.figures.house_style.FORMATS", ("png",))


@pytest.fixture
def command(tmp_path, monkeypatch):
    """`allforall run` of a few worlds in an empty folder; gives its ending and the result's folder."""
    monkeypatch.chdir(tmp_path)

    def call(*options):
        words = ["run", "no_uae", "--worlds", "20", "--no-prior", "--set", *SHORT, *options]
        ending = CliRunner().invoke(app, words, prog_name="allforall")
        (folder,) = (tmp_path / "results").iterdir()
        return ending, folder

    return call


def test_a_result_is_whole_before_its_picture(tmp_path, monkeypatch):
    def fails(*_):
        assert len(list(tmp_path.glob("*/summary.json"))) == 1
        raise ValueError("no ink")

    monkeypatch.setattr(INCIDENCE, fails)
    words = r"incidence\.png could not be drawn: ValueError: no ink; all numbers are kept; to draw it later: python -c"
    with pytest.warns(PictureWarning, match=words) as told:
        result = sim.run("no_uae", 20, prior=None, overrides=SHORT, out=tmp_path)
    assert told[0].filename == __file__
    assert json.loads((result.folder / "summary.json").read_text())["worlds"] == 20
    monkeypatch.undo()
    later = str(told[0].message).partition("python -c '")[2].replace("'\"'\"'", "'")[:-1]
    monkeypatch.setattr("sim.views.objects.run_view.RunPlots.all", lambda plots: {"incidence": plots.incidence})
    exec(later)  # what the warning says
    assert (result.folder / "figures" / "incidence.png").is_file()


def test_a_saved_result_likewise(tmp_path, monkeypatch):
    result = sim.run("no_uae", 20, prior=None, overrides=SHORT)
    monkeypatch.setattr(INCIDENCE, no_ink)
    with pytest.warns(PictureWarning, match="no ink"):
        folder = result.save(tmp_path)
    assert (folder / "summary.json").is_file()


def test_a_sweep_is_whole_before_its_picture(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.views.figures.points_figure.draw_points", no_ink)
    with pytest.warns(PictureWarning, match=r"points\.png .* to draw it later: the same command or call again"):
        found = sim.sweep(DESIGN, overrides=SHORT, out=tmp_path)
    assert {"summary.json", "table.csv"} <= {file.name for file in found.folder.iterdir()}
    monkeypatch.undo()
    assert (sim.sweep(DESIGN, overrides=SHORT, out=tmp_path).folder / "points.png").is_file()


def test_the_other_figures_are_drawn_and_what_was_asked_for_in_python_is_an_error(tmp_path, monkeypatch):
    result = sim.run("no_uae", 20, prior=None, overrides=SHORT)
    monkeypatch.setattr(FREQUENCIES, no_ink)
    with pytest.raises(DrawingError, match="frequencies could not be drawn: ValueError: no ink"):
        result.plot.save(tmp_path)
    assert {file.name for file in tmp_path.glob("*")} == {"incidence.png", "fans.png", "exchanges.png"}


def test_a_command_prints_first_and_only_warns_of_what_nobody_asked_for(command, monkeypatch):
    monkeypatch.setattr(INCIDENCE, no_ink)
    ending, folder = command()
    assert ending.exit_code == 0 and "swap first" in ending.stdout and (folder / "summary.json").is_file()
    assert ending.stderr.startswith("allforall: warning: incidence.png could not be drawn: ValueError: no ink; all")
    assert ending.stderr.count("\n") == 1


@pytest.mark.parametrize("option", ["--figures", "--report"])
def test_a_command_fails_where_a_picture_was_asked_for_and_draws_the_rest(command, monkeypatch, option):
    monkeypatch.setattr(FREQUENCIES, no_ink)
    ending, folder = command(option)
    assert ending.exit_code == 1 and "swap first" in ending.stdout and (folder / "incidence.png").is_file()
    assert "could not be drawn: ValueError: no ink" in ending.stderr and "Traceback" not in ending.stderr
    if option == "--figures":
        assert {file.name for file in folder.glob("figures/*.png")} == {"incidence.png", "fans.png", "exchanges.png"}
    else:
        page = (folder / "report.html").read_text("utf-8")
        assert "This figure could not be drawn: ValueError: no ink" in page and page.count("data:image/svg+xml") == 3
        assert "the figure frequencies of the report" in ending.stderr


def test_who_closes_standard_output_gets_the_pictures_all_the_same(command, monkeypatch):
    def closed(*_, **__):
        raise OutputClosed

    monkeypatch.setattr("sim.cli.running.print_result", closed)
    ending, folder = command("--figures")
    assert ending.exit_code == 0 and ending.stderr == "" and len(list(folder.glob("figures/*.png"))) == 4


@pytest.mark.parametrize("quiet", [True, False])
def test_letters_that_no_font_has_are_told_once_and_not_where_quiet_was_asked_for(capsys, quiet):
    from sim.cli.drawing import draw
    from sim.views.figures.lettering import MissingLetters

    def picture():
        warnings.warn("figures show \N{WHITE SQUARE}", MissingLetters, stacklevel=1)

    assert draw({"one": picture, "two": picture}, "again", quiet) == 0
    assert capsys.readouterr().err == ("" if quiet else "allforall: warning: figures show \N{WHITE SQUARE}\n")


def test_a_record_is_printed_before_it_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.views.figures.record.draw_record", no_ink)
    ending = CliRunner().invoke(app, ["record", "--figure", str(tmp_path / "r.png")], prog_name="allforall")
    assert ending.exit_code == 1 and "announced exchanges" in ending.stdout and "Drawn in" not in ending.stdout
    assert "r.png could not be drawn: ValueError: no ink" in ending.stderr
