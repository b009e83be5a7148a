"""Opening a file that somebody names: regular files alone, and never more of them than was asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PureWindowsPath


class CannotRead(Exception):
    """A file cannot be read; `reason` says why, in words that go on a sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Missing(CannotRead):
    """There is no such file."""


class Folder(CannotRead):
    """A folder stands where a file should."""


class TooLarge(CannotRead):
    """The file is larger than what is read."""


class Outside(CannotRead):
    """The file lies outside the folder that it must be in."""


def read_file(path: Path | str, most: int) -> bytes:
    """The content of a regular file; links are followed.

    Neither pipes nor devices are opened, as they may have no end, and the size is looked at before and while reading.

    Parameters
    ----------
    path : the file
    most : bytes that it may have

    Raises
    ------
    CannotRead
        with the reason; its subclasses tell the usual ones apart
    """
    try:
        _check(os.stat(path), most)
        with open(path, "rb", opener=_without_waiting) as file:
            _check(os.fstat(file.fileno()), most)  # what was looked at may have been replaced since
            content = file.read(most + 1)
    except FileNotFoundError:
        raise Missing("no such file") from None
    except (OSError, ValueError, RuntimeError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise CannotRead(words[:1].lower() + words[1:]) from None
    if len(content) > most:
        raise TooLarge(f"it has more than {most:,} bytes")
    return content


def within(folder: Path, name: str) -> Path:
    """The place of a file that must lie in a folder or below it, links followed.

    Raises
    ------
    CannotRead
        when it lies elsewhere (`Outside`), or the name cannot be one
    """
    try:
        place = (folder / name).resolve()
        inside = not PureWindowsPath(name).anchor and place.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise CannotRead(words[:1].lower() + words[1:]) from None
    if not inside:
        raise Outside("it lies outside the folder")
    return place


def _check(found: os.stat_result, most: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise Folder("this is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise CannotRead("this is not a regular file")
    if found.st_size > most:
        raise TooLarge(f"it has {found.st_size:,} bytes; at most {most:,} are read")


def _without_waiting(path: str, flags: int) -> int:
    """Open so that a pipe that replaces the file cannot hold us."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
