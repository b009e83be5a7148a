"""The command line as the tests call it: in this process, in an empty current folder."""

import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.main import app


@pytest.fixture
def allforall(tmp_path, monkeypatch):
    """Call a command in an empty folder; returns what it ended with: `exit_code`, `stdout`, `stderr`."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object):
        result = CliRunner().invoke(app, [str(word) for word in words], prog_name="allforall")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def program() -> list[str]:
    """The words that start the program as a process of its own."""
    return [sys.executable, "-m", "sim.cli.main"]


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment in which such a process finds the project, whether or not it is installed."""
    return {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1]), "NO_COLOR": "1"}


@pytest.fixture
def few_draws(monkeypatch):
    """Make the prior run small enough for a test."""
    whole = sim.run

    def small(*words, prior=True, **options):
        return whole(*words, prior=(8, 32) if prior else None, **options)

    monkeypatch.setattr("sim.result.run.run", small)
