"""Reading files: what is a file, what is a name, what cannot be read, what may be extended."""

import os
import sys
from pathlib import Path

import pytest

import sim.scenario.layers.files as files
from sim.scenario import ScenarioError, catalogue, load, loads
from sim.scenario.text.nodes import NODE_LIMIT
from sim.scenario.text.source import SIZE_LIMIT

BASE = "scenario: {name}\ntitle: A case\nstart: 2025-02-24\nparties: {{ukraine: {{}}, russia: {{}}}}\n"


def problem_of(case) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(case)
    (problem,) = caught.value.problems
    return str(problem)


def write(folder: Path, name: str, text: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or BASE.format(name=path.stem), encoding="utf-8")
    return path


def test_a_file_by_path_and_by_text(tmp_path):
    path = write(tmp_path, "mine.yaml")
    assert load(path) == load(str(path))
    assert load(path).name == "mine"


def test_a_file_without_suffix_that_exists_is_a_file(tmp_path, monkeypatch):
    write(tmp_path, "mine")
    monkeypatch.chdir(tmp_path)
    assert load("mine").name == "mine"


@pytest.mark.parametrize("case", ["nowhere.yaml", Path("nowhere"), "no/such/folder/file.yaml"])
def test_no_such_file(case):
    assert "no such file" in problem_of(case)


@pytest.mark.parametrize(
    ("case", "phrase"),
    [
        ("kyiv_sumit_2025", "did you mean 'kyiv_summit_2025'?"),
        ("kyiv", "did you mean 'kyiv_pressed_moscow_spared' or 'kyiv_summit_2025'?"),
        ("zzz", "'allforall scenarios' lists all of them"),
        ("", "no scenario of this name"),
        ("a" * 5000, "no scenario of this name"),
        ("a\0b", "no scenario of this name"),
        ("a\0b.yaml", "cannot be read"),
        ("a" * 5000 + ".yaml", "cannot be read"),
    ],
)
def test_no_such_name(case, phrase):
    assert phrase in problem_of(case)


def test_what_is_nearly_the_word_for_defaults_is_told_so(tmp_path):
    write(tmp_path, "a.yaml", "scenario: a\ntitle: A\nextends: default\n")
    assert "did you mean 'defaults'?" in problem_of(tmp_path / "a.yaml")


def test_a_name_has_no_line():
    assert problem_of("kyiv").startswith("kyiv: no scenario of this name")


def test_a_folder_of_results_names_its_scenario(tmp_path, monkeypatch):
    write(tmp_path, "run/scenario.resolved.yaml")
    monkeypatch.chdir(tmp_path)
    inside = Path("run") / "scenario.resolved.yaml"
    assert problem_of("run") == f"run: this is a folder; expected a scenario file\n  its scenario is {inside}"


def test_a_folder_and_a_device(tmp_path):
    assert "this is a folder" in problem_of(tmp_path)
    assert "not a regular file" in problem_of(Path(os.devnull))


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in the file system")
def test_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "not a regular file" in problem_of(tmp_path / "pipe.yaml")


def test_an_unreadable_file(tmp_path, monkeypatch):
    path = write(tmp_path, "mine.yaml")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "the file cannot be read: permission denied" in problem_of(path)


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (SIZE_LIMIT + 1))
    assert "larger than 256 KiB" in problem_of(path)
    path.write_bytes(BASE.format(name="large").encode() + b"#" * 1000)
    assert load(path).name == "large"


def test_too_many_values():
    with pytest.raises(ScenarioError, match=f"more than {NODE_LIMIT} values"):
        loads("facts:\n" + "- x\n" * NODE_LIMIT)


def test_byte_order_mark_and_windows_lines_are_no_harm():
    text = BASE.format(name="mine")
    assert loads(b"\xef\xbb\xbf" + text.encode()) == loads(text) == loads(text.replace("\n", "\r\n"))


def test_place_after_windows_lines():
    with pytest.raises(ScenarioError) as caught:
        loads((BASE.format(name="mine") + "horizon: 3\n").replace("\n", "\r\n"))
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(5, 1)]


class TestExtends:
    def child(self, folder: Path, extends: str, name: str = "child.yaml") -> Path:
        return write(folder, name, f"scenario: child\ntitle: A child\nextends: {extends}\n")

    @pytest.mark.parametrize("name", ["base.yaml", "base", "./base.yaml", "sub/base.yaml", "sub/../base.yaml"])
    def test_file_in_the_folder(self, tmp_path, name):
        write(tmp_path, "base.yaml")
        write(tmp_path, "sub/base.yaml")
        assert load(self.child(tmp_path, name)).start.year == 2025

    def test_catalogue_from_anywhere(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        scenario = load(self.child(tmp_path, "kyiv_summit_2025"))
        assert scenario.mediators == load("kyiv_summit_2025").mediators

    def test_a_name_of_the_catalogue_stands_before_a_file_of_that_name(self, tmp_path):
        path = write(tmp_path, "kyiv_summit_2025.yaml", "scenario: mine\ntitle: A copy\nextends: kyiv_summit_2025\n")
        assert len(load(path).mediators) > 2

    @pytest.mark.parametrize("name", ["../base.yaml", "sub/../../base.yaml", "/base.yaml"])
    def test_outside(self, tmp_path, name):
        write(tmp_path, "base.yaml")
        assert "outside the scenario folders" in problem_of(self.child(tmp_path / "inner", name))

    @pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
    def test_a_link_that_leads_outside(self, tmp_path):
        write(tmp_path, "secret/base.yaml")
        (tmp_path / "inner").mkdir()
        (tmp_path / "inner" / "base.yaml").symlink_to(tmp_path / "secret" / "base.yaml")
        assert "outside the scenario folders" in problem_of(self.child(tmp_path / "inner", "base.yaml"))

    def test_a_long_chain(self, tmp_path):
        write(tmp_path, "s0.yaml")
        for number in range(1, 20):
            write(tmp_path, f"s{number}.yaml", f"scenario: s\ntitle: S\nextends: s{number - 1}.yaml\n")
        assert load(tmp_path / "s10.yaml").start.year == 2025
        assert "more than 16 scenarios" in problem_of(tmp_path / "s19.yaml")

    def test_a_loop_of_three_names_them(self, tmp_path):
        for one, two in (("a", "b"), ("b", "c"), ("c", "a")):
            write(tmp_path, f"{one}.yaml", f"scenario: {one}\ntitle: S\nextends: {two}.yaml\n")
        text = problem_of(tmp_path / "a.yaml")
        assert "goes round in a circle" in text
        assert text.index("a.yaml") < text.index("b.yaml") < text.index("c.yaml ->")


class TestCatalogue:
    def test_found_inside_the_package_when_installed(self, tmp_path, monkeypatch):
        """A wheel has no repository around it: the catalogue is `sim/scenarios` then."""
        package = tmp_path / "site-packages" / "sim"
        write(package, "scenarios/only.yaml")
        monkeypatch.setattr(files, "__file__", str(package / "scenario" / "layers" / "files.py"))
        assert files.catalogue_names() == ["only"]
        assert load("only").name == "only"

    def test_found_beside_the_package_in_a_checkout(self, tmp_path, monkeypatch):
        write(tmp_path, "scenarios/only.yaml")
        write(tmp_path, "pyproject.toml", "[project]")
        monkeypatch.setattr(files, "__file__", str(tmp_path / "sim" / "scenario" / "layers" / "files.py"))
        assert files.catalogue_names() == ["only"]

    def test_entries(self, tmp_path, monkeypatch):
        monkeypatch.setattr(files, "__file__", str(tmp_path / "sim" / "scenario" / "layers" / "files.py"))
        write(tmp_path, "pyproject.toml", "[project]")
        write(tmp_path, "scenarios/b.yaml", BASE.format(name="b") + "experimental: true\ndescription: What it asks.\n")
        write(tmp_path, "scenarios/a.yaml", "scenario: a\ntitle: Child\nextends: b\n")
        entries = catalogue()
        assert [(entry.name, entry.title, entry.experimental) for entry in entries] == [
            ("a", "Child", True),
            ("b", "A case", True),
        ]
        assert entries[1].description == "What it asks."
        assert load("a").experimental
