"""A block of options is on the command line as its fields, and reaches the command as the block."""

import typer
from typer.testing import CliRunner

from sim.cli.blocks import flattened
from sim.cli.calibrating import Calibrating
from sim.cli.options import Telling, command_line


def told(*words: str) -> str:
    def command(*, how: Calibrating, seed: int = 1, telling: Telling) -> None:
        print(how, seed, telling.folder_alone)

    app = typer.Typer()
    app.command()(flattened(command))
    return CliRunner().invoke(app, words, catch_exceptions=False).stdout


def test_what_is_not_said_is_as_the_block_has_it():
    assert told() == f"{Calibrating()} 1 False\n"


def test_what_is_said_reaches_the_block():
    expected = Calibrating(workers=2, executor="threads", worker_timeout=5.0, out="there")
    words = (
        "--seed",
        "3",
        "--out",
        "there",
        "--executor",
        "threads",
        "--worker-timeout",
        "5",
        "--workers",
        "2",
        "--quiet",
    )
    assert told(*words) == f"{expected} 3 True\n"


def test_the_options_of_a_block_stand_where_the_block_does():
    page = told("--help")
    assert page.index("--workers") < page.index("--out") < page.index("--seed") < page.index("--json")


def test_a_command_line_spells_out_what_was_given():
    options = {"--worlds": None, "--set": ["a=b c", "d=1"], "--seed": 0, "--no-prior": True, "--store": False}
    assert command_line("run", "x", options=options) == "allforall run x --set 'a=b c' --set d=1 --seed 0 --no-prior"
