"""What the matrix would run, and that nothing that fails passes for done."""

import json
import sys
from pathlib import Path

import pytest

from tests.matrix import __main__ as matrix
from tests.matrix import pythons
from tests.matrix.declared import lowest
from tests.matrix.leg import LOWEST, NEWEST, SHOWN, Leg, counted

GOOD = {
    "versions": dict.fromkeys(SHOWN, "1.0"),
    "counts": {"swap_first": 1},
    "tests": {"passed": 9, "failed": 0, "skipped": 0},
}


def test_this_interpreter_is_one_that_can_be_wanted(monkeypatch):
    (found,) = pythons.found([sys.executable])
    assert found.version == sys.version_info[:3]


@pytest.mark.parametrize("command", ["no-such-python", "true", "/"])
def test_what_is_no_interpreter_is_refused(command):
    with pytest.raises(ValueError, match="is no CPython 3.11 or newer with pip"):
        pythons.found([command])


def test_the_newest_of_a_version_is_taken_and_those_without_are_left_out(tmp_path, monkeypatch):
    for patch in (9, 10):
        place = tmp_path / "versions" / f"3.12.{patch}" / "bin" / "python3.12"
        place.parent.mkdir(parents=True)
        place.write_text(f"#!/bin/sh\nprintf '3\\n12\\n{patch}\\ncpython\\n%s\\n' $0\n")
        place.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    (found,) = pythons.found(supported=((3, 12), (3, 99)))
    assert found.name == "3.12.10" and found.path.startswith(str(tmp_path))


def test_every_library_declares_a_lowest_version(tmp_path):
    assert lowest().items() >= {"mesa": "3.3.1", "networkx": "3.4"}.items()
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\ndependencies = ["numpy<3"]\n')
    with pytest.raises(ValueError, match="numpy<3 has no lower bound"):
        lowest(file)


def play(legs: list[Leg], tmp_path: Path, monkeypatch) -> int:
    found = [pythons.Python((3, 11, 7), "a"), pythons.Python((3, 13, 0), "b")]
    monkeypatch.setattr(matrix, "found", lambda wanted: found)
    waiting, asked = iter(legs), []

    def leg(python, libraries, scratch, tests):
        asked.append((python.name, libraries))
        assert scratch.is_dir() and not list(scratch.iterdir()) and tests == ["-x"]
        return next(waiting)

    status = matrix.main(["-x"], tmp_path / "matrix.json", leg)
    assert asked == [("3.11.7", LOWEST), ("3.11.7", NEWEST), ("3.13.0", NEWEST)]
    return status


def test_all_is_well(tmp_path, monkeypatch, capsys):
    legs = [Leg("3.11.7", LOWEST, **GOOD), Leg("3.11.7", NEWEST, **GOOD), Leg("3.13.0", NEWEST, **GOOD)]
    assert play(legs, tmp_path, monkeypatch) == 0
    told = capsys.readouterr().out
    assert "| 3.13.0 | newest | 1.0 |" in told and "Not found, not run: Python 3.12, 3.14." in told
    kept = json.loads((tmp_path / "matrix.json").read_text())
    assert kept["not_found"] == ["3.12", "3.14"] and len(kept["legs"]) == 3
    assert kept["legs"][0]["tests"]["passed"] == 9


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"failure": "pip install ended with status 1"}, "pip install ended with status 1"),
        ({**GOOD, "tests": {"passed": 8, "failed": 1, "skipped": 0}}, "1 tests failed"),
    ],
)
def test_a_leg_that_fails_fails_all(tmp_path, monkeypatch, capsys, bad, words):
    legs = [Leg("3.11.7", LOWEST, **GOOD), Leg("3.11.7", NEWEST, **bad), Leg("3.13.0", NEWEST, **GOOD)]
    assert play(legs, tmp_path, monkeypatch) == 1
    assert f"Python 3.11.7, newest libraries: {words}" in capsys.readouterr().err


def test_no_interpreter_is_an_error(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(matrix, "found", lambda wanted: [])
    assert matrix.main([], tmp_path / "matrix.json") == 2
    assert "name one with PYTHONS=" in capsys.readouterr().err


def test_a_report_is_counted(tmp_path):
    report = tmp_path / "tests.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>')
    assert counted(report) == {"passed": 3, "failed": 3, "skipped": 3}
