"""Commands run in this process."""

import pytest
from typer.testing import CliRunner

from sim.cli.app import app


def _run(status, arguments):
    ending = CliRunner().invoke(app, list(arguments))
    assert ending.exit_code == status, ending.output
    return ending


@pytest.fixture
def cli():
    """Run a command; its standard output."""
    return lambda *arguments: _run(0, arguments).stdout


@pytest.fixture
def cli_error():
    """Run a command that must end with status 2; what it says on standard error."""
    return lambda *arguments: _run(2, arguments).stderr
