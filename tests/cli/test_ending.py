import pytest

from sim.cli.ending import BadInput, guarded
from sim.cli.streams import OutputClosed
from sim.montecarlo.errors import OutputError, ResultError, RunError
from sim.scenario.text.problems import Problem, ScenarioError


def raising(error):
    def command():
        raise error

    return command


def half_done():
    error = OutputError("results", "cannot write: disk full", "free some space")
    error.result = object()
    return error


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (BadInput("no such thing"), 2, "allforall: no such thing"),
        (ScenarioError([Problem(file="a.yaml", line=1, column=2, path="x", message="wrong")]), 2, "a.yaml:1:2: wrong"),
        (RunError("worlds is 0"), 2, "worlds is 0"),
        (ResultError("x", "no such folder", "name one"), 2, "x: no such folder; name one"),
        (OutputError("x", "cannot write: denied", "choose another"), 2, "x: cannot write: denied; choose another"),
        (half_done(), 1, "disk full"),
        (KeyboardInterrupt(), 130, "stopped"),
        (MemoryError(), 1, "out of memory"),
        (RecursionError("deep"), 2, "nested too deeply"),
        (OSError(28, "No space left on device", "somewhere"), 1, "No space left on device: somewhere"),
        (
            ZeroDivisionError("division by zero"),
            1,
            "internal error, please report it: ZeroDivisionError: division by zero",
        ),
    ],
)
def test_every_exception_becomes_one_message_and_a_status(capsys, monkeypatch, error, status, words):
    monkeypatch.delenv("ALLFORALL_DEBUG", raising=False)
    assert guarded(raising(error)) == status
    written = capsys.readouterr()
    assert (
        written.out == "" and words in written.err and "Traceback" not in written.err and written.err.count("\n") == 1
    )


def test_a_closed_standard_output_is_no_error(capsys):
    assert guarded(raising(OutputClosed())) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), ConnectionResetError(104, "Connection reset")])
def test_any_other_closed_pipe_is_an_error(capsys, error):
    assert guarded(raising(error)) == 1
    words = capsys.readouterr().err
    assert words.startswith("allforall: a process that this run started") and error.strerror in words
    assert "try --executor threads" in words and words.count("\n") == 1


def test_debugging_shows_the_traceback(capsys, monkeypatch):
    monkeypatch.setenv("ALLFORALL_DEBUG", "1")
    assert guarded(raising(ZeroDivisionError())) == 1
    assert "Traceback" in capsys.readouterr().err


def test_the_status_of_a_command_is_its_own():
    assert guarded(lambda: None) == 0 and guarded(lambda: 2) == 2


def test_what_is_left_to_the_caller_passes():
    with pytest.raises(ZeroDivisionError):
        guarded(raising(ZeroDivisionError()), passing=(ZeroDivisionError,))
