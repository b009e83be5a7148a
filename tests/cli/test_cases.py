import json

import pytest

CHILD = """\
scenario: my_case
title: A case of mine
extends: kyiv_summit_2025
parties:
  russia:
    all_for_all: {bargaining_chip: 1.6}
"""


def test_without_a_command_it_says_what_to_try(allforall):
    ending = allforall()
    assert ending.exit_code == 0
    assert "allforall run kyiv_summit_2025" in ending.stdout and "allforall scenarios" in ending.stdout


def test_version(allforall):
    import sim

    assert allforall("--version").stdout == f"allforall {sim.__version__}\n"


def test_help_names_every_command_and_draws_no_boxes(allforall):
    text = allforall("--help").stdout
    for command in ("run", "trace", "validate", "scenarios", "explain", "schema", "diff", "show", "rerun"):
        assert f"\n  {command} " in text
    assert text.isascii() and max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    "command", ["run", "trace", "validate", "scenarios", "explain", "schema", "diff", "show", "rerun"]
)
def test_every_command_has_help(allforall, command):
    ending = allforall(command, "--help")
    assert ending.exit_code == 0 and "Usage: allforall " in ending.stdout


def test_an_unknown_command_gets_the_nearest_one(allforall):
    ending = allforall("rum", "kyiv_summit_2025")
    assert ending.exit_code == 2 and "Did you mean 'run'" in ending.stderr


@pytest.mark.parametrize("word", ["kyiv_summit_2025", "my_case.yaml"])
def test_a_scenario_without_a_command_is_told_how_to_run_it(allforall, word):
    ending = allforall(word)
    assert ending.exit_code == 2 and f"allforall run {word}" in ending.stderr


def test_validate_accepts_names_and_files(allforall, tmp_path):
    (tmp_path / "my_case.yaml").write_text(CHILD, encoding="utf-8")
    ending = allforall("validate", "my_case.yaml", "kyiv_summit_2025")
    assert ending.exit_code == 0 and ending.stderr == ""
    assert ending.stdout.splitlines() == [
        "my_case.yaml: valid (my_case: A case of mine)",
        "kyiv_summit_2025: valid (kyiv_summit_2025: The Kyiv summit of 24 February 2025)",
    ]


def test_validate_says_what_is_wrong_in_each_file_and_continues(allforall, tmp_path):
    (tmp_path / "good.yaml").write_text(CHILD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(CHILD.replace("bargaining_chip", "bargaining_ship"), encoding="utf-8")
    ending = allforall("validate", "bad.yaml", "missing.yaml", "good.yaml")
    assert ending.exit_code == 2
    assert "good.yaml: valid" in ending.stdout
    assert "bad.yaml:6:" in ending.stderr and "did you mean 'bargaining_chip'" in ending.stderr
    assert "missing.yaml" in ending.stderr and "Traceback" not in ending.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("validate",),
        ("explain",),
        ("diff", "kyiv_summit_2025"),
        ("show",),
        ("rerun",),
        ("run",),
        ("trace", "kyiv_summit_2025"),
    ],
)
def test_a_missing_argument_is_bad_input(allforall, command):
    ending = allforall(*command)
    assert ending.exit_code == 2 and "Missing" in ending.stderr


def test_scenarios_lists_the_catalogue(allforall):
    from sim.scenario import catalogue

    text = allforall("scenarios").stdout
    for case in catalogue():
        assert f"\n{case.name} " in f"\n{text}"
    assert "korea_1953" in text and "(experimental)" in text
    assert max(map(len, text.splitlines())) <= 80


def test_scenarios_long_says_what_each_asks(allforall):
    text = allforall("scenarios", "--long").stdout
    assert "in what share of simulated worlds" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_explain_says_what_a_parameter_is_and_rests_on(allforall):
    text = allforall("explain", "russia.all_for_all.bargaining_chip").stdout
    for words in ("value of captives held as bargaining chips", "logit", "1.1", "0 to 20", "judgement", "Wallace 2015"):
        assert words in text


def test_explain_takes_the_label_of_a_shared_prior_as_the_headline_prints_it(allforall):
    text = allforall("explain", "concession_limit").stdout
    assert "one factor" in text and "russia.trade.concession_limit" in text


def test_explain_in_another_scenario(allforall):
    assert "in trade_off" in allforall("explain", "uae.engagement", "--scenario", "trade_off").stdout


@pytest.mark.parametrize(
    "path, remedy",
    [("parties", "such as russia.all_for_all.bargaining_chip"), ("parties.russia.wallet", "write 'russia.wallet'")],
)
def test_a_path_is_written_without_parties(allforall, path, remedy):
    ending = allforall("explain", path)
    assert ending.exit_code == 2 and "names do not start with 'parties.'" in ending.stderr and remedy in ending.stderr


@pytest.mark.parametrize(
    "path", ["russia.all_for_all.bargaining_chi", "rusia.all_for_all.bargaining_chip", "", ".", "a" * 5000, "\x1b[31m"]
)
def test_explain_of_nothing_known_is_bad_input(allforall, path):
    ending = allforall("explain", path)
    assert (
        ending.exit_code == 2
        and ending.stdout == ""
        and "internal error" not in ending.stderr
        and "\x1b" not in ending.stderr
    )


def test_schema_is_json(allforall):
    assert json.loads(allforall("schema").stdout)["type"] == "object"


def test_diff_says_what_differs(allforall):
    text = allforall("diff", "kyiv_summit_2025", "frozen_lines").stdout
    assert text.startswith("From kyiv_summit_2025 to frozen_lines: ") and "  agenda.territory.low: 0 -> 0.3\n" in text
    assert "no difference" in allforall("diff", "trade_off", "trade_off").stdout
    assert max(map(len, allforall("diff", "kyiv_summit_2025", "korea_1953").stdout.splitlines())) <= 80


def test_diff_with_an_unknown_scenario(allforall):
    ending = allforall("diff", "kyiv_summit_2025", "trade_of")
    assert ending.exit_code == 2 and "did you mean 'trade_off'" in ending.stderr
