"""Where a result comes from: everything needed to make it again, and to say why it might come out differently."""

from __future__ import annotations

import platform
import shlex
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import sim
from sim.model.draws import TILE
from sim.montecarlo.engine import engine_hash

_LIBRARIES = ("mesa", "numpy", "scipy", "pandas", "pydantic", "ruamel.yaml")

PROGRAMS = tuple(Path(sim.__file__).parent / name for name in ("__main__.py", "cli/main.py"))
"""Files of this package that `python -m` runs as the command."""


def versions() -> dict[str, str]:
    """Versions of Python, of the libraries that matter, and of allforall itself; `engine` is a hash of its source."""
    found = {"allforall": sim.__version__, "engine": engine_hash(), "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "unknown"
    return found


def command_line() -> str | None:
    """The command this process was started with, when it is one of ours; None inside a notebook or another program."""
    program = Path(sys.argv[0] if sys.argv else "")
    ours = program.stem == "allforall" or program in PROGRAMS  # `python -m sim` has no name of its own
    return shlex.join(["allforall", *sys.argv[1:]]) if ours else None


def call_of(function: str, *what: Any, **arguments: Any) -> str:
    """A call as text, for the provenance: names, files and numbers as they are, anything longer as `...`.

    Parameters
    ----------
    function : such as "sim.sweep"
    what : arguments by position
    arguments : those that decide the result, by name; those that were not given (None, or empty) are left out
    """
    given = [f"{name}={_brief(value)}" for name, value in arguments.items() if _is_given(value)]
    return f"{function}({', '.join([*map(_brief, what), *given])})"


def _brief(value: Any) -> str:
    if isinstance(value, str | Path):
        return repr(str(value))
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple) and all(isinstance(each, str | int | float) for each in value):
        return repr(list(value))
    return "..."


def _is_given(value: Any) -> bool:
    return value is not None and not (isinstance(value, Mapping | list | tuple) and not value)


def now() -> str:
    """The time in UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def collect(asked: Mapping[str, Any], *, command: str) -> dict[str, Any]:
    """Describe a run that is about to start.

    Parameters
    ----------
    asked : what was asked for: scenario, hash, seed, worlds, prior, store and the like
    command : what the user typed or called

    Returns
    -------
    dict of plain JSON values
    """
    return {
        **asked,
        "command": command,
        "tile_worlds": TILE,
        "versions": versions(),
        "platform": {
            "system": platform.system(),
            "machine": platform.machine(),
            "python": platform.python_implementation(),
        },
        "started": now(),
    }


def changed(then: Mapping[str, str], here: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Versions that differ: (name, then, now)."""
    return [
        (name, then.get(name, "none"), here.get(name, "none"))
        for name in {**then, **here}
        if then.get(name) != here.get(name)
    ]
