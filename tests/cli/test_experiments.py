"""The commands that simulate many settings: what they print, where they write, how they end."""

import json

import pandas
import pytest

SHORT = ("--set", "horizon_weeks=8")

DESIGN = """\
sweep: mine
scenarios: [kyiv_summit_2025, no_uae]
worlds: 60
points:
  grid:
    us_envoy.pressure.russia: [0, 0.4]
"""


@pytest.fixture
def design(tmp_path):
    (tmp_path / "mine.yaml").write_text(DESIGN, encoding="utf-8")
    return "mine.yaml"


def narrow(text):
    """Lines that are too long for a terminal; commands and paths are never cut."""
    return [line for line in text.splitlines() if len(line) > 80 and not line.startswith(("Made by", "Saved in"))]


# -- compare ----------------------------------------------------------------------------------------------------------


def test_compare_prints_differences_what_changes_and_what_pairing_saves(allforall):
    ending = allforall("compare", "kyiv_summit_2025", "no_uae", "us_withdraws", "--worlds", 500, *SHORT)
    assert ending.exit_code == 0 and ending.stderr == "" and not narrow(ending.stdout)
    for words in ("no_uae less kyiv_summit_2025", "of 500 worlds", "times fewer worlds", "common random numbers"):
        assert words in ending.stdout
    assert "Made by  allforall compare kyiv_summit_2025 no_uae us_withdraws --worlds 500 --seed 1" in ending.stdout


def test_compare_gives_json_and_csv(allforall, tmp_path):
    ending = allforall("compare", "kyiv_summit_2025", "no_uae", "--worlds", 200, "--json", *SHORT)
    summary = json.loads(ending.stdout)
    assert summary["kind"] == "compare" and summary["worlds"] == [200, 200]
    assert summary["interval"] == {"kind": "wilson", "level": 0.95}
    (folder,) = (tmp_path / "results").iterdir()
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == summary
    assert len(pandas.read_csv(folder / "changes.csv")) == 18


def test_compare_to_a_precision_calls_its_intervals_what_they_are(allforall):
    ending = allforall("compare", "kyiv_summit_2025", "no_uae", "--precision", 0.05, *SHORT)
    assert ending.exit_code == 0 and "95 % confidence sequence" in ending.stdout and "reached" in ending.stdout
    assert not narrow(ending.stdout)


def test_the_effect_of_a_swap_is_told_with_its_channels_the_naive_contrast_and_its_sentence(allforall):
    ending = allforall(
        "compare", "kyiv_summit_2025", "--effect", "swap", "--at", 2, "--by", "10,26", "--worlds", 300,
        "--set", "horizon_weeks=26",
    )  # fmt: skip
    assert ending.exit_code == 0 and not narrow(ending.stdout)
    assert "rests on the glow parameter" in ending.stdout
    for words in ("without glow", "without all four", "naive contrast", "NOT the effect"):
        assert words in ending.stdout, words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("kyiv_summit_2025",), "name two or more"),
        (("kyiv_summit_2025", "no_uea"), "did you mean 'no_uae'"),
        (("kyiv_summit_2025", "kyiv_summit_2025"), "does not differ from itself"),
        (("kyiv_summit_2025", "no_uae", "--worlds", 9, "--precision", 0.1), "not both"),
        (("kyiv_summit_2025", "no_uae", "--precision", 2), "above 0 and below 0.5"),
        (("kyiv_summit_2025", "no_uae", "--at", 3), "go with --effect"),
        (("kyiv_summit_2025", "--effect", "swap", "--by", "soon"), "weeks with commas"),
        (("kyiv_summit_2025", "--effect", "swap", "--by", "5"), "after week 9"),
        (("kyiv_summit_2025", "--effect", "swap", "--precision", 0.1), "not with --effect"),
        (("kyiv_summit_2025", "no_uae", "--out", ""), "--out is empty"),
        (("kyiv_summit_2025", "no_uae", "--executor", "thread"), "did you mean threads"),
    ],
)
def test_compare_refuses_what_makes_no_sense(allforall, words, says):
    ending = allforall("compare", *words)
    assert ending.exit_code == 2 and says in ending.stderr and ending.stdout == ""


# -- sweep ------------------------------------------------------------------------------------------------------------


def test_sweep_prints_what_it_spans_and_writes_the_table(allforall, design, tmp_path):
    ending = allforall("sweep", design, *SHORT)
    assert ending.exit_code == 0 and ending.stderr == "" and not narrow(ending.stdout)
    assert "4 of 4, grid" in ending.stdout and "Saved in results/mine\n" in ending.stdout
    assert len(pandas.read_csv(tmp_path / "results" / "mine" / "table.csv")) == 4
    assert (tmp_path / "results" / "mine" / "points.png").stat().st_size > 10_000


def test_the_same_sweep_again_prints_the_same(allforall, design):
    first = allforall("sweep", design, *SHORT)
    assert allforall("sweep", design, *SHORT).stdout == first.stdout


def test_another_seed_in_the_same_place_is_refused_and_the_store_left_alone(allforall, design, tmp_path):
    allforall("sweep", design, *SHORT)
    store = tmp_path / "results" / "mine" / "experiment.sqlite"
    before = store.read_bytes()
    ending = allforall("sweep", design, "--seed", 2, *SHORT)
    assert ending.exit_code == 2 and "it holds another seed (1, asked for is 2); choose another folder" in ending.stderr
    assert store.read_bytes() == before


def test_sweep_quiet_and_json(allforall, design):
    assert allforall("sweep", design, "--quiet", *SHORT).stdout == "results/mine\n"
    summary = json.loads(allforall("sweep", design, "--json", *SHORT).stdout)
    assert summary["points"] == 4 and summary["worlds"] == 240


def test_sweep_to_a_precision(allforall, design):
    ending = allforall("sweep", design, "--precision", 0.1, "--max-worlds", 500, *SHORT)
    assert ending.exit_code == 0 and "by confidence sequences" in " ".join(ending.stdout.split())


def test_a_design_that_does_not_hold_is_told_with_its_places(allforall, tmp_path):
    (tmp_path / "bad.yaml").write_text(DESIGN.replace("russia: [0, 0.4]", "rusia: [0, 0.4]"), encoding="utf-8")
    ending = allforall("sweep", "bad.yaml")
    assert ending.exit_code == 2 and "bad.yaml:6:5:" in ending.stderr and "did you mean" in ending.stderr


@pytest.mark.parametrize("name", ["us_pressure", "uae_and_chips", "whole_prior"])
def test_the_designs_of_the_catalogue_run(allforall, name):
    """Each with two worlds per point: what they find is in the README's pictures."""
    ending = allforall("sweep", name, "--worlds", 2, "--set", "horizon_weeks=1", "--json")
    summary = json.loads(ending.stdout)
    assert ending.exit_code == 0 and summary["points_failed"] == 0 and summary["points"] in (81, 1024)


# -- sensitivity and discovery ----------------------------------------------------------------------------------------


def test_sensitivity_says_what_the_answer_rests_on_and_whether_that_has_converged(allforall, tmp_path):
    keys = ("all_for_all.answers_per_week", "decision.temperature", "wallets")
    over = [word for key in keys for word in ("--over", key)]
    ending = allforall(
        "sensitivity", "kyiv_summit_2025", *over, "--points", 64, "--worlds", 128, "--tornado-worlds", 256,
        "--set", "horizon_weeks=26",
    )  # fmt: skip
    assert ending.exit_code == 0 and not narrow(ending.stdout)
    assert "more worlds. Until then" in " ".join(ending.stdout.split()) or "have converged" in ending.stdout
    (folder,) = (tmp_path / "results").iterdir()
    assert (folder / "tornado.png").is_file() and len(pandas.read_csv(folder / "indices_swap_first.csv")) == 3


def test_discovery_describes_the_box_in_words(allforall, tmp_path):
    text = DESIGN.replace("[kyiv_summit_2025, no_uae]", "[kyiv_summit_2025]").partition("points:")[0]
    text += "points: {latin_hypercube: {points: 120, over: {all_for_all.answers_per_week: {uniform: [0, 0.3]}}}}\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert allforall("sweep", "mine.yaml", "--set", "horizon_weeks=30").exit_code == 0
    ending = allforall("discover", "mine", "--above", 0.1)
    assert ending.exit_code == 0 and "all_for_all.answers_per_week" in ending.stdout and not narrow(ending.stdout)
    assert json.loads(allforall("discover", "results/mine", "--above", 0.1, "--json").stdout)["boxes"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("discover", "nothing"), "no such result"),
        (("sensitivity", "kyiv_summit_2025", "--points", 100), "powers of two"),
        (("sensitivity", "kyiv_summit_2025", "--over", "wallet", "--over", "wallets"), "did you mean wallets"),
    ],
)
def test_what_makes_no_sense_is_refused(allforall, words, says):
    ending = allforall(*words)
    assert ending.exit_code == 2 and says in ending.stderr


def test_figures_are_drawn_into_the_folder(allforall, tmp_path):
    short = ("--set", "horizon_weeks=6", "--worlds", 40, "--quiet", "--figures")
    ending = allforall("compare", "kyiv_summit_2025", "no_uae", *short)
    assert ending.exit_code == 0
    assert (tmp_path / ending.stdout.strip() / "figures" / "arrows.svg").is_file()
    refused = allforall("compare", "kyiv_summit_2025", "--effect", "swap", "--figures")
    assert refused.exit_code == 2 and "there is no figure of --effect" in refused.stderr.replace("\n", " ")
