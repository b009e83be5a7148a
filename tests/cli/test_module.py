"""`python -m sim` is the command `allforall`."""

import runpy
import sys

import pytest

from sim.montecarlo import provenance


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [(["--help"], 0, "Usage: allforall "), (["run", "nope"], 2, "nope: no scenario of this name")],
)
def test_it_is_the_command(monkeypatch, capfd, words, status, told):
    monkeypatch.setattr(sys, "argv", ["-m", *words])
    with pytest.raises(SystemExit) as ending:
        runpy.run_module("sim", run_name="__main__", alter_sys=True)
    out, err = capfd.readouterr()
    assert (ending.value.code or 0) == status and told in out + err


@pytest.mark.parametrize("program", ["/usr/bin/allforall", "allforall.exe", *map(str, provenance.PROGRAMS)])
def test_the_provenance_names_the_command(monkeypatch, program):
    monkeypatch.setattr(sys, "argv", [program, "run", "no_uae"])
    assert provenance.command_line() == "allforall run no_uae"


@pytest.mark.parametrize("program", ["/home/me/cli.py", "/home/me/__main__.py", "", "ipykernel_launcher.py"])
def test_another_program_is_not_the_command(monkeypatch, program):
    monkeypatch.setattr(sys, "argv", [program, "run"])
    assert provenance.command_line() is None
