"""Every invalid scenario file gets its messages at their places, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.scenario import ScenarioError, load

INVALID = Path(__file__).parent / "invalid"
EXPECTED = YAML(typ="safe", pure=True).load((INVALID / "expected.yaml").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in INVALID.glob("*.yaml") if path.name != "expected.yaml")


def test_there_are_many_and_each_is_in_the_table():
    assert len(FILES) >= 150
    assert sorted(EXPECTED) == FILES


@pytest.mark.parametrize("name", FILES)
def test_invalid_file(name: str):
    expected = EXPECTED[name]
    with pytest.raises(ScenarioError) as caught:
        load(INVALID / name)
    problems = caught.value.problems
    report = str(caught.value)
    assert [_place(problem, name) for problem in problems] == [entry["at"] for entry in expected], report
    for problem, entry in zip(problems, expected, strict=True):
        for phrase in entry["says"]:
            assert phrase in f"{problem.message}\n{problem.remedy}", report
        assert str(problem).startswith(f"{problem.file}:{problem.line}:{problem.column}: {problem.message}")
        if problem.snippet:
            line, caret = problem.snippet.splitlines()
            assert line.startswith(f"{problem.line:>5} | ")
            assert caret.strip(" |").startswith("^")


def _place(problem, name: str) -> str:
    path = Path(os.path.abspath(problem.file))
    place = f"{problem.line}:{problem.column}"
    return place if path == INVALID / name else f"{path.relative_to(INVALID).as_posix()}:{place}"
