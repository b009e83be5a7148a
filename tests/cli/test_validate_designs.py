"""`allforall validate` checks designs as well as scenarios."""

import pytest

from sim.experiments.design import design_names, is_design

DESIGN = """\
sweep: my_design
scenarios: [kyiv_summit_2025, no_uae]
worlds: 2048
points:
  grid: {us_envoy.pressure.russia: {from: 0, to: 1, steps: 5}}
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "good.yaml").write_text(DESIGN, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(DESIGN.replace("steps", "stpes"), encoding="utf-8")
    (tmp_path / "one.yaml").write_text("sweep: one\nscenarios: no_uae\nworlds: 1\n", encoding="utf-8")
    (tmp_path / "neither.yaml").write_text("swep: my_design\n", encoding="utf-8")
    return tmp_path


def test_validate_says_what_a_design_holds(allforall, files):
    ending = allforall("validate", "good.yaml", "one.yaml", "kyiv_summit_2025")
    assert ending.exit_code == 0 and ending.stderr == ""
    assert ending.stdout.splitlines() == [
        "good.yaml: valid design (my_design: 5 points of 2,048 worlds in 2 scenarios)",
        "one.yaml: valid design (one: 1 point of 1 world in 1 scenario)",
        "kyiv_summit_2025: valid (kyiv_summit_2025: The Kyiv summit of 24 February 2025)",
    ]


def test_validate_says_problems_of_a_design_and_continues(allforall, files):
    ending = allforall("validate", "bad.yaml", "good.yaml")
    assert ending.exit_code == 2
    assert "bad.yaml:5:53: unknown key 'stpes'" in ending.stderr and "did you mean 'steps'?" in ending.stderr
    assert "good.yaml: valid design" in ending.stdout


def test_what_is_no_design_is_checked_as_a_scenario(allforall, files):
    ending = allforall("validate", "neither.yaml")
    assert ending.exit_code == 2 and "the scenario lacks" in ending.stderr


@pytest.mark.parametrize("name", design_names())
def test_validate_knows_the_designs_of_the_catalogue(allforall, name):
    ending = allforall("validate", name)
    assert ending.exit_code == 0 and ending.stdout.startswith(f"{name}: valid design ({name}: ")


def test_a_file_that_is_both_or_cannot_be_read_is_no_design(files):
    (files / "both.yaml").write_text("sweep: a\nscenario: b\n", encoding="utf-8")
    (files / "broken.yaml").write_text("sweep: [\n", encoding="utf-8")
    assert is_design(files / "good.yaml") and is_design(str(files / "bad.yaml"))
    assert not any(is_design(files / name) for name in ("both.yaml", "broken.yaml", "missing.yaml", "."))
    assert not is_design("kyiv_summit_2025") and not is_design("no_such_name")
