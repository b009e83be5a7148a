"""Bytes as text: strict UTF-8 without control characters, or the place of the first that is neither."""

from __future__ import annotations

import re
import unicodedata

from sim.printable import printable

BREAK = re.compile(r"\r\n|\r|\n")
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
"""Characters that do not belong in a text: controls, lone surrogates, line separators other than the usual ones."""

_SHOWN = 40
_OTHER_KINDS = {
    b"PK\x03\x04": (
        "this is a workbook of a spreadsheet, or another archive, and not text",
        "save the sheet as CSV UTF-8, with commas",
    ),
    b"PAR1": ("this is a Parquet file, and not text", "write it as CSV: pandas.read_parquet(…).to_csv(…, index=False)"),
    b"\x1f\x8b": ("this is a compressed file", "unpack it"),
}


class NotText(ValueError):
    """Bytes are no text.

    Attributes
    ----------
    reason, remedy : in words
    before : the text up to there; its lines give the place
    """

    def __init__(self, reason: str, remedy: str, before: str = ""):
        super().__init__(reason)
        self.reason, self.remedy, self.before = reason, remedy, before

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return position(self.before)


def decoded(raw: bytes) -> str:
    """The text of some bytes, without a byte order mark.

    Raises
    ------
    NotText
        at the first byte that is no UTF-8, or the first character that does not belong in a text
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NotText("the file is UTF-16, not UTF-8", "save it as UTF-8")
    for start, (reason, remedy) in _OTHER_KINDS.items():
        if raw.startswith(start):
            raise NotText(reason, remedy)
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise NotText(
            f"byte 0x{raw[error.start]:02x} is not UTF-8 text: the file has another encoding, such as Windows-1251 or"
            " Latin-1, or mixes several",
            "save the file as UTF-8 text",
            raw[: error.start].decode("utf-8"),
        ) from None
    bad = UNPRINTABLE.search(text)
    if bad:
        raise NotText(
            f"character {named(bad[0])} does not belong in a text file",
            "is this a binary file? remove the character",
            text[: bad.start()],
        )
    return text


def position(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows the text `before`."""
    lines = BREAK.split(before)
    return len(lines), len(lines[-1]) + 1


def named(letter: str) -> str:
    """A character by its number and its name, such as U+00A0 NO-BREAK SPACE."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".rstrip()


def quoted(text: str) -> str:
    """A text in quotes as a message shows it: cut, without signs that could drive a terminal."""
    clean = printable(text)
    mark = '"' if "'" in clean else "'"
    return f"{mark}{clean if len(clean) <= _SHOWN else f'{clean[:_SHOWN]}...'}{mark}"
