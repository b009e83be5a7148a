"""Standard output and error: no character, no closed pipe and no full disk may end in a traceback."""

from __future__ import annotations

import codecs
import logging
import os
import sys
import unicodedata

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


def complain(words: str) -> None:
    """Write `words` to standard error, never mixed with what was asked for; nobody there to read them is no error."""
    if sys.stderr is None:  # then print would write to standard output
        return
    try:
        print(words, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        pass


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
    try:
        sys.stdout.flush()
    except OSError as error:
        discard_output()
        error.filename = STANDARD_OUTPUT
        raise


def discard_output() -> None:
    """Point standard output to nowhere: nothing is left that could fail when the interpreter closes it."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        pass
