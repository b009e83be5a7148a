"""Bars: in a notebook, in a terminal, and nowhere else."""

import io
import sys
from types import SimpleNamespace

import IPython
import pytest

import sim
from sim import progress
from sim.progress import ProgressState

SHORT = {"horizon_weeks": 4}


class Terminal(io.StringIO):
    """A terminal that can be read afterwards."""

    def isatty(self):
        return True


@pytest.fixture
def notebook(monkeypatch):
    """The outputs of a cell in a notebook, each with what has been put in its place since."""
    outputs = []

    def display(shown, display_id):
        own = [shown]
        outputs.append(own)
        return SimpleNamespace(update=own.append)

    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(progress, "SECONDS", 0)
    return outputs


CALLS = {
    "simulating": lambda: sim.run("kyiv_summit_2025", 20, overrides=SHORT, prior=None, progress=True),
    "sweeping": lambda: sim.sweep(
        {"sweep": "bar", "scenarios": ["kyiv_summit_2025"], "worlds": 20}, overrides=SHORT, progress=True
    ),
    "comparing": lambda: sim.compare("kyiv_summit_2025", "no_uae", worlds=20, overrides=SHORT, progress=True),
    "varying": lambda: sim.sensitivity(
        "kyiv_summit_2025", over=["talks.glow_weight", "mediator_engagement"], points=64, worlds=2, tornado_worlds=4,
        overrides=SHORT, progress=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CALLS)
def test_a_notebook_gets_one_bar(what, notebook):
    CALLS[what]()
    (bar,) = notebook
    shown = bar[-1]._repr_mimebundle_([], [])["text/html"]
    assert len(bar) > 1 and what in shown and "100 %" in shown


def test_without_it_there_is_none(notebook, monkeypatch):
    for nothing in (None, False):
        sim.run("kyiv_summit_2025", 20, overrides=SHORT, prior=None, progress=nothing)
    assert not notebook
    monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    CALLS["simulating"]()
    assert sys.stderr.getvalue() == "" and not notebook


def test_a_script_in_a_terminal_gets_one_on_standard_error(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    CALLS["comparing"]()
    assert "comparing" in sys.stderr.getvalue() and capsys.readouterr().out == ""


def test_a_function_is_told(notebook):
    told = []
    sim.compare("kyiv_summit_2025", "no_uae", worlds=20, overrides=SHORT, progress=told.append)
    assert told and isinstance(told[-1], ProgressState) and not notebook


def test_anything_else_is_refused():
    with pytest.raises(TypeError, match="progress is 'yes': it must be True, a function"):
        sim.run("kyiv_summit_2025", 20, overrides=SHORT, prior=None, progress="yes")
