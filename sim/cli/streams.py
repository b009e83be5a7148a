"""Standard output and error: no character, no closed pipe and no full disk may end in a traceback."""

from __future__ import annotations

import codecs
import errno
import logging
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any, TextIO

from sim.printable import visible

STANDARD_OUTPUT = "standard output"
_PLAIN = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{MULTIPLICATION SIGN}": "x",
    }
)


def plain(text: str) -> str:
    """The nearest text in ASCII: 'Türkiye' becomes 'Turkiye', a minus sign a hyphen, what has no likeness '?'."""
    letters = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter if letter.isascii() else "?" for letter in letters if not unicodedata.combining(letter))


def _plain_error(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


def accept_every_character() -> None:
    """Write what the terminal's encoding lacks in the nearest ASCII, rather than fail."""
    codecs.register_error("allforall_plain", _plain_error)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="allforall_plain")


class OutputClosed(BrokenPipeError):
    """Whoever read standard output has closed it, as `head` does: they have what they wanted."""


class HarmlessStream:
    """A stream that is written to as ever, and to which no escape sequence, bell or turned direction gets through.

    Where it is standard output its failures are marked as such: no other closed pipe is taken for its reader.

    Parameters
    ----------
    raw : the stream itself, for who has to move the cursor
    output : whether it is standard output
    """

    def __init__(self, raw: TextIO, output: bool = False):
        self.raw, self._output = raw, output

    def write(self, text: str) -> int:
        with self._marked():
            return self.raw.write(visible(text))

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        with self._marked():
            self.raw.flush()

    def _marked(self) -> AbstractContextManager[None]:
        return output_failures() if self._output else nullcontext()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


@contextmanager
def output_failures() -> Iterator[None]:
    """Mark what fails inside as a failure of standard output; what it still holds back goes nowhere."""
    try:
        yield
    except OSError as error:
        discard_output()
        if error.errno == errno.EPIPE or isinstance(error, BrokenPipeError) or _closed_on_windows(error):
            raise OutputClosed(*error.args) from error
        error.filename = STANDARD_OUTPUT
        raise


def _closed_on_windows(error: OSError) -> bool:
    return sys.platform == "win32" and error.errno == errno.EINVAL


def guard_streams() -> None:
    """Let nothing through to standard output and error that drives a terminal."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, HarmlessStream):
            setattr(sys, name, HarmlessStream(stream, output=name == "stdout"))


def unguarded(stream: Any) -> Any:
    """The stream as it was before, for what has to move the cursor."""
    return stream.raw if isinstance(stream, HarmlessStream) else stream


def complain(words: str) -> None:
    """Write `words` to standard error, never mixed with what was asked for; nobody there to read them is no error."""
    if sys.stderr is None:  # then print would write to standard output
        return
    with suppress(OSError, ValueError):
        print(visible(words), file=sys.stderr, flush=True)  # a bar puts a stream of its own in between


def say(words: str) -> None:
    """Complain in the program's name."""
    complain(f"allforall: {words}")


class _Said(logging.Handler):
    """Says what the library warns of, as the program says everything."""

    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage())


def say_warnings() -> None:
    """Say what the library warns of, quiet or not."""
    log = logging.getLogger("sim")
    if not any(isinstance(handler, _Said) for handler in log.handlers):
        log.addHandler(_Said())


def flush() -> None:
    """Write out what is still held back: a closed pipe or a full disk shows here, not when the interpreter ends."""
    if sys.stdout is None or sys.stdout.closed:
        return
    with nullcontext() if isinstance(sys.stdout, HarmlessStream) else output_failures():
        sys.stdout.flush()


def discard_output() -> None:
    """Point standard output to nowhere: nothing is left that could fail when the interpreter closes it."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        pass
