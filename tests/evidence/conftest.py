"""Commands run in this process."""

import pytest
from typer.testing import CliRunner

from sim.commands.app import app


@pytest.fixture
def cli():
    """Run a command; its standard output."""

    def run(*arguments):
        ending = CliRunner().invoke(app, list(arguments))
        assert ending.exit_code == 0, ending.output
        return ending.stdout

    return run


@pytest.fixture
def cli_error():
    """Run a command that must end with status 2; what it says on standard error."""

    def run(*arguments):
        ending = CliRunner().invoke(app, list(arguments))
        assert ending.exit_code == 2, ending.output
        return ending.stderr

    return run
