import json
import sqlite3

import pytest

from tests.edited import edit


@pytest.fixture
def made(allforall, tmp_path, few_draws):
    """A saved result, what its run printed, and the caller."""
    ending = allforall("run", "kyiv_summit_2025", "--worlds", 40, "--seed", 2)
    (folder,) = (tmp_path / "results").iterdir()
    return allforall, folder.relative_to(tmp_path), ending.stdout


def test_show_prints_the_same_again(made):
    allforall, folder, printed = made
    for place in (folder, folder / "summary.json", f"{folder}/"):
        assert allforall("show", place).stdout == printed
    assert allforall("show", folder.name).stdout == printed


def test_show_as_json_prints_the_summary(made):
    allforall, folder, _ = made
    assert json.loads(allforall("show", folder, "--json").stdout) == json.loads(
        (folder / "summary.json").read_text(encoding="utf-8")
    )


def test_rerun_says_that_the_bits_agree(made):
    allforall, folder, _ = made
    ending = allforall("rerun", folder)
    assert ending.exit_code == 0 and "agrees, bit for bit" in ending.stdout


def test_rerun_of_changed_rows_fails(made):
    allforall, folder, _ = made
    edit(folder / "result.sqlite", "UPDATE worlds SET exchanges = exchanges + 1 WHERE world = 7", seal=True)
    ending = allforall("rerun", folder)
    assert ending.exit_code == 1 and "DIFFER" in ending.stdout and "exchanges" in ending.stdout


def test_a_run_draws_all_figures_and_writes_its_report(allforall, tmp_path, few_draws):
    words = ("run", "kyiv_summit_2025", "--worlds", 60, "--set", "horizon_weeks=6", "--figures", "--report")
    ending = allforall(*words)
    (folder,) = (tmp_path / "results").iterdir()
    report = folder.relative_to(tmp_path) / "report.html"
    assert ending.exit_code == 0 and f"The report is {report}" in ending.stdout
    names = ("incidence", "frequencies", "prior", "fans", "exchanges")
    assert {place.name for place in (folder / "figures").iterdir()} == {
        f"{name}.{kind}" for name in names for kind in ("png", "svg")
    }
    assert "--set horizon_weeks=6" in (folder / "report.html").read_text("utf-8")


@pytest.mark.slow
def test_report_of_a_saved_result(made, tmp_path):
    allforall, folder, _ = made
    ending = allforall("report", folder.name)
    assert ending.exit_code == 0 and ending.stdout == f"{folder / 'report.html'}\n"
    assert (tmp_path / folder / "report.html").read_text("utf-8").count("<svg") == 0
    assert allforall("report", folder, "--out", "mine.html").exit_code == 0
    assert (tmp_path / "mine.html").is_file()


@pytest.mark.parametrize(
    ("out", "said"),
    [("", "--out is empty"), (".", "is a folder: name a file in it"), ("no/where.html", "no/where.html")],
)
def test_a_report_that_has_no_place_is_an_error(made, out, said):
    allforall, folder, _ = made
    ending = allforall("report", folder, "--out", out)
    assert ending.exit_code in (1, 2) and said in ending.stderr.replace("\n", "")


@pytest.mark.parametrize("command", ["show", "rerun", "report"])
def test_a_misspelt_result_gets_the_nearest_one(made, command):
    allforall, folder, _ = made
    ending = allforall(command, str(folder)[:-2])
    assert ending.exit_code == 2 and f"did you mean {folder}?" in ending.stderr
    assert f"the latest is {folder}" in allforall(command, "zzz").stderr


def _other_version(store):
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    connection.close()


def test_what_is_no_result_is_bad_input(made):
    allforall, folder, _ = made
    damages = (
        _other_version,
        lambda store: store.write_bytes(b"not a database at all" * 100),
        lambda store: store.write_bytes(b""),
        lambda store: store.unlink(),
    )
    for damage in damages:
        damage(folder / "result.sqlite")
        for command in ("show", "rerun"):
            ending = allforall(command, folder)
            assert ending.exit_code == 2 and ending.stdout == "" and "internal error" not in ending.stderr


@pytest.mark.parametrize("command", ["show", "rerun"])
@pytest.mark.parametrize("place", ["", "nothing", "/", "no\x00byte", "a" * 5000])
def test_no_result_at_all(allforall, command, place):
    ending = allforall(command, place)
    assert ending.exit_code == 2 and ending.stdout == "" and "internal error" not in ending.stderr


def test_the_help_of_rerun_says_what_quiet_does_there(allforall):
    words = allforall("rerun", "--help").stdout
    assert "No progress bar; the verdict is printed" in " ".join(words.split()) and "headline" not in words
