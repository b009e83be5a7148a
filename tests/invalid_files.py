"""Folders of invalid files, each with its messages in the folder's `expected.yaml`."""

import os
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.scenario import ScenarioError


def expected(folder: Path):
    """File -> its messages: place, and phrases that message and remedy hold."""
    return YAML(typ="safe", pure=True).load((folder / "expected.yaml").read_text(encoding="utf-8"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.yaml") if path.name != "expected.yaml")


def check(read, folder: Path, name: str, entries) -> None:
    """Fail unless reading the file gives its messages at their places, and no others."""
    with pytest.raises(ScenarioError) as caught:
        read(folder / name)
    problems = caught.value.problems
    report = str(caught.value)
    assert [_place(problem, folder, name) for problem in problems] == [entry["at"] for entry in entries], report
    for problem, entry in zip(problems, entries, strict=True):
        for phrase in entry["says"]:
            assert phrase in f"{problem.message}\n{problem.remedy}", report
        assert str(problem).startswith(f"{problem.file}:{problem.line}:{problem.column}: {problem.message}")
        if problem.snippet:
            line, caret = problem.snippet.splitlines()
            assert line.startswith(f"{problem.line:>5} | ")
            assert caret.strip(" |").startswith("^")


def _place(problem, folder: Path, name: str) -> str:
    path = Path(os.path.abspath(problem.file))
    place = f"{problem.line}:{problem.column}"
    return place if path == folder / name else f"{path.relative_to(folder).as_posix()}:{place}"


def check_problems(error: ScenarioError) -> None:
    """Fail unless an error says of each of its problems what and where it is."""
    assert error.problems and str(error)
    for problem in error.problems:
        assert problem.line >= 1 and problem.column >= 1 and problem.message and problem.file
