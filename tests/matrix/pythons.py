"""The interpreters of this machine that the package says it runs on."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SUPPORTED = ((3, 11), (3, 12), (3, 13), (3, 14))
"""Versions of Python that are looked for."""

_ASK = "import sys, pip; print(*sys.version_info[:3], sys.implementation.name, sys.executable, sep='\\n')"


@dataclass(frozen=True)
class Python:
    """An interpreter that can make environments: its version, as in (3, 12, 1), and its path."""

    version: tuple[int, int, int]
    path: str

    @property
    def name(self) -> str:
        return ".".join(map(str, self.version))


def found(wanted: Sequence[str] = (), supported: Sequence[tuple[int, int]] = SUPPORTED) -> list[Python]:
    """One interpreter for every supported version that this machine has.

    Parameters
    ----------
    wanted : commands or paths to take in place of looking, such as ``["python3.12", "/opt/python/bin/python3"]``
    supported : versions to look for

    Raises
    ------
    ValueError
        when one of those wanted is no CPython 3.11 or newer with pip
    """
    if wanted:
        return [_one(command) for command in wanted]
    chosen = (next(filter(None, map(_asked, _places(*version))), None) for version in supported)
    return [python for python in chosen if python is not None]


def _one(command: str) -> Python:
    python = _asked(command)
    if python is None or python.version < SUPPORTED[0]:
        raise ValueError(f"{command} is no CPython {SUPPORTED[0][0]}.{SUPPORTED[0][1]} or newer with pip")
    return python


def _places(major: int, minor: int) -> Iterator[str]:
    """Where an interpreter of a version may be: the newest of pyenv, the path, where systems put it."""
    name = f"python{major}.{minor}"
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from map(str, sorted(kept.glob(f"{major}.{minor}.*/bin/{name}"), key=_patch, reverse=True))
    for place in (shutil.which(name), f"/usr/local/bin/{name}", f"/usr/bin/{name}"):
        if place:
            yield place


def _patch(place: Path) -> int:
    last = place.parents[1].name.rpartition(".")[2]
    return int(last) if last.isdigit() else -1


def _asked(command: str) -> Python | None:
    """What an interpreter says of itself; None where it is none, or has no pip."""
    try:
        done = subprocess.run([command, "-I", "-c", _ASK], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = done.stdout.splitlines()
    if done.returncode or len(told) != 5 or told[3] != "cpython":
        return None
    return Python(tuple(map(int, told[:3])), told[4])
