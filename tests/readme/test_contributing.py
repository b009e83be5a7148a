"""CONTRIBUTING.md names files, commands and functions that there are."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

import sim
from sim.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PLACE = r"(?:sim|tests|scenarios|docs|notebooks|\.ci)(?:/[\w.]+)+"


@pytest.mark.parametrize("place", sorted(set(re.findall(rf"{PLACE}|\b[A-Z]+\.md\b|\bCITATION\.cff\b", TEXT))))
def test_a_file_it_names_exists(place):
    assert (ROOT / place.rstrip(".")).exists()


def test_it_names_files_at_all():
    assert len(re.findall(PLACE, TEXT)) > 15


def test_a_make_target_it_names_is_one():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {word for words in re.findall(r"\bmake((?: [a-z]+)+)\b(?=`|\s*#|\n)", TEXT) for word in words.split()}
    assert {"lint", "test", "verify", "golden", "matrix"} <= named
    assert not [target for target in named if not re.search(rf"^{target}:.*## ", makefile, flags=re.MULTILINE)]


def test_a_command_it_names_is_one():
    named = set(re.findall(r"\ballforall ([a-z]+)", TEXT))
    assert {"explain", "validate", "run"} <= named
    for command in named:
        assert CliRunner().invoke(app, [command, "--help"], prog_name="allforall").exit_code == 0


@pytest.mark.parametrize("task", ["parameter", "mechanism", "scenario", "figure or a page"])
def test_it_says_how_to_add(task):
    (steps,) = re.findall(rf"^## Add a {task}\n(.*?)^## ", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert "```sh\n" in steps  # and what checks it


def test_a_declaration_it_shows_has_the_words_of_one():
    shown = set(re.findall(r"\b(\w+)=(?!=)", re.search(r"= parameter\((.*?)\n {3}\)", TEXT, flags=re.DOTALL)[1]))
    parameter = import_module("sim.schema").parameter
    assert shown and shown <= set(parameter.__annotations__)


def test_the_hooks_run_targets_of_the_makefile_and_fetch_nothing():
    (repo,) = YAML(typ="safe", pure=True).load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repo["repo"] == "local"
    for hook in repo["hooks"]:
        assert hook["language"] == "system" and hook["entry"].split()[0] == "make"
        assert f"\n{hook['entry'].split()[-1]}: " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_version_is_the_same_wherever_it_is_written():
    cited = YAML(typ="safe", pure=True).load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    images = re.findall(r'image="allforall:([\d.]+)"', (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {cited, *images} == {sim.__version__} and images


def test_the_package_says_that_it_brings_types():
    assert (Path(sim.__file__).parent / "py.typed").is_file()
