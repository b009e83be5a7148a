"""Words of the command line that scripts have: none goes. A new word may come; the old one then works on, with a note."""

from __future__ import annotations

import pytest
import typer

from sim.cli.app import app
from sim.cli.options import AUTO, Store
from sim.montecarlo import executors

RUNS = "--workers --executor --worker-timeout --out --json --quiet"
OF_VERSION_0_1 = {
    "app": "--port --host --root-path --allowed-host --forwarded-allow-ips",
    "baserate": "--wars --json",
    "calibrate": f"--first --last --exchanges --diplomacy --coding --particles --worlds-each --checks --seed {RUNS}",
    "compare": f"--worlds --precision --max-worlds --effect --at --by --seed --set --figures {RUNS}",
    "diff": "",
    "discover": "--above --outcome --scenario --boxes --json",
    "explain": "--scenario",
    "hindcast": "--first --fit-to --score-to --exchanges --diplomacy --coding --posterior --worlds --seed " + RUNS,
    "record": "--exchanges --diplomacy --coding --figure --json",
    "report": "--out",
    "rerun": "--workers --executor --worker-timeout --quiet",
    "resume": "--workers --executor --worker-timeout --figures --report --json --quiet",
    "run": f"--worlds --precision --max-worlds --seed --set --store --no-prior --figures --report {RUNS}",
    "scenarios": "--long -l",
    "schema": "",
    "sensitivity": f"--over --points --worlds --tornado-worlds --seed --set --figures {RUNS}",
    "show": "--json",
    "sweep": f"--worlds --precision --max-worlds --seed --set --parquet --figures {RUNS}",
    "trace": "--world --seed --set",
    "validate": "",
}
COMMANDS = typer.main.get_command(app).commands


@pytest.mark.parametrize("command", OF_VERSION_0_1)
def test_a_command_takes_the_options_that_it_took(command):
    taken = {word for parameter in COMMANDS[command].params for word in parameter.opts}
    assert set(OF_VERSION_0_1[command].split()) <= taken


def test_stores_and_executors_have_the_words_that_they_had():
    assert {"rows", "counts"} <= {each.value for each in Store}
    for word in (AUTO, "auto", "threads", "processes"):
        executors.check(word)


def test_exit_statuses_are_those_that_scripts_look_at():
    from sim.cli.ending import BAD_INPUT, DONE, FAILED, STOPPED

    assert (DONE, FAILED, BAD_INPUT, STOPPED) == (0, 1, 2, 130)


def test_where_a_traceback_is_wanted_the_variable_is_the_same(allforall, monkeypatch):
    def broken(*_):
        raise RuntimeError("no reason")

    monkeypatch.setattr("sim.scenario.catalogue", broken)
    assert "Traceback" not in allforall("scenarios").stderr
    monkeypatch.setenv("ALLFORALL_DEBUG", "1")
    assert "Traceback" in allforall("scenarios").stderr
