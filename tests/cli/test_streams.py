import errno
import io
import sys

import pytest

from sim.cli.streams import (
    HarmlessStream,
    OutputClosed,
    accept_every_character,
    complain,
    flush,
    guard_streams,
    plain,
    unguarded,
)


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("Türkiye", "Turkiye"),
        ("\N{MINUS SIGN}2 \N{EN DASH} 3\N{HORIZONTAL ELLIPSIS}", "-2 - 3..."),
        ("Jøsang", "Josang"),
        ("\u4e2d", "?"),
        ("\ud800", "?"),
    ],
)
def test_plain_text_is_the_nearest_ascii(text, ascii_text):
    assert plain(text) == ascii_text


def test_a_terminal_that_lacks_a_character_gets_its_likeness(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    accept_every_character()
    print("Türkiye \N{MINUS SIGN}2 \udc80")
    assert raw.getvalue() == b"Turkiye -2 ?\n"


def test_without_standard_error_complaints_do_not_go_to_standard_output(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr", None)
    complain("something")
    assert capsys.readouterr().out == ""


def test_a_complaint_is_harmless_whatever_stream_a_bar_has_put_there(capsys):
    complain("a\x1b[2Jb")
    assert capsys.readouterr().err == "a\\x1b[2Jb\n"


class Failing(io.StringIO):
    """A stream that takes nothing."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def write(self, text):
        raise self.error


def test_nothing_that_is_written_drives_a_terminal(monkeypatch):
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.StringIO())
    guard_streams()
    guard_streams()  # once is enough
    print("a\x1b[2Jb\ttwo\nlines \N{RIGHT-TO-LEFT OVERRIDE}c \x9b1m [bold]中")
    complain("\x1b]0;title\a")
    assert sys.stdout.getvalue() == "a\\x1b[2Jb\ttwo\nlines \\u202ec \\x9b1m [bold]中\n"
    assert sys.stderr.getvalue() == "\\x1b]0;title\\x07\n"
    unguarded(sys.stderr).write("\x1b[2K")
    assert sys.stderr.getvalue().endswith("\x1b[2K")


def test_only_standard_outputs_own_pipe_counts_as_closed_by_its_reader(monkeypatch):
    closed = BrokenPipeError(errno.EPIPE, "Broken pipe")
    with pytest.raises(OutputClosed):
        HarmlessStream(Failing(closed), output=True).write("words")
    with pytest.raises(BrokenPipeError) as caught:
        HarmlessStream(Failing(closed)).write("words")
    assert not isinstance(caught.value, OutputClosed)
    with pytest.raises(OSError, match="No space") as caught:
        HarmlessStream(Failing(OSError(errno.ENOSPC, "No space left")), output=True).write("words")
    assert caught.value.filename == "standard output"


def test_a_pipe_that_closes_late_shows_when_it_is_flushed(monkeypatch):
    stream = io.StringIO()
    stream.flush = lambda: (_ for _ in ()).throw(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(OutputClosed):
        flush()
