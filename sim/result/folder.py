"""The folder of a saved result: where it is, what stands in it, and in which order it is written."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sim.analysis.run_summary import flat
from sim.documents import to_json
from sim.montecarlo.errors import OutputError, ResultError, reading, writing
from sim.printable import printable
from sim.spreadsheet import rows_as_csv

STORE = "result.sqlite"
SUMMARY = "summary.json"
TABLE = "summary.csv"
SCENARIO = "scenario.resolved.yaml"
PROVENANCE = "provenance.json"
FIGURE = "incidence.png"
LOCK = "result.lock"
"""Beside a store that is being written."""

WRITERS = {
    STORE: "allforall run",
    "experiment.sqlite": "allforall sweep, compare or sensitivity",
    "calibration.sqlite": "allforall calibrate",
    "hindcast.npz": "allforall hindcast",
}
"""The file that everything else in a folder is made from -> what has written it."""


def new_folder(parent: str | Path, name: str) -> Path:
    """Make the folder of a new result, `parent/NAME-YYYYmmdd-HHMMSS-xxxxxx`; never one that exists.

    Raises
    ------
    OutputError
        when `parent` cannot be made or written to
    """
    parent = Path(parent)
    with writing(parent):
        parent.mkdir(parents=True, exist_ok=True)
        for _ in range(100):
            folder = parent / f"{name}-{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            return folder
    raise OutputError(parent, "found no free name for a result", "choose another folder (--out)")


def write_start(folder: Path, scenario_yaml: str, provenance: Mapping[str, Any]) -> None:
    """Write what is known before the first world."""
    write_file(folder / SCENARIO, scenario_yaml)
    write_file(folder / PROVENANCE, json.dumps(provenance, indent=2, allow_nan=False) + "\n")


class Finished(Protocol):
    """What is written at the end: a result."""

    @property
    def provenance(self) -> Mapping[str, Any]: ...
    @property
    def summary(self) -> Mapping[str, Any]: ...


def write_end(folder: Path, result: Finished) -> None:
    """Write what is known after the last world; `summary.json` last, as the sign that the folder is finished.

    Pictures come after it: none holds it up.
    """
    write_file(folder / PROVENANCE, json.dumps(result.provenance, indent=2, allow_nan=False) + "\n")
    write_file(folder / TABLE, as_csv(result.summary))
    write_file(folder / SUMMARY, to_json(result.summary) + "\n")


def find(place: str | Path, store: str = STORE, writer: str = "a result folder that `allforall run`") -> Path:
    """The folder of a saved result or experiment, named itself or by a file in it.

    Parameters
    ----------
    place : the folder, or a file in it
    store : the file that must be there
    writer : what has written such folders, for the message

    Raises
    ------
    ResultError
        when there is none
    """
    place = Path(place)
    folder = place.parent if place.is_file() else place
    if not (folder / store).is_file():
        other = next((name for name in WRITERS if (folder / name).is_file()), None)
        if other is not None:
            reason = f"no {store} in it: {WRITERS[other]} wrote this folder"
            raise ResultError(place, reason, f"name {writer} has written; allforall show prints this one")
        reason = f"no {store} in it: {inside(folder)}" if folder.is_dir() else inside(folder)
        raise ResultError(place, reason, f"name {writer} has written")
    return folder


def inside(folder: Path) -> str:
    """What is in a folder in which there should be something else."""
    if not folder.is_dir():
        return "no such folder"
    with reading(folder):
        found = sorted(folder.iterdir())
    results = [each for each in found if any((each / name).is_file() for name in WRITERS)]
    if results:
        latest = max(results, key=lambda each: each.stat().st_mtime)
        return f"it is a folder of {len(results)} result{'s' * (len(results) > 1)}, the latest {latest}"
    names = [printable(each.name) for each in found]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"it holds {', '.join(names[:4])}{more}" if names else "the folder is empty"


def write_file(place: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, unless it says the same already; OutputError when it cannot be."""
    write_parts(place, lambda: [content])


def write_parts(place: Path, parts: Callable[[], Iterable[str | bytes]]) -> None:
    """The same for what comes in parts, which are never held together; they may be asked for twice."""
    with suppress(OSError):
        if _says(place, parts()):
            return
    half = place.with_name(f"{place.name}.{secrets.token_hex(3)}.part")  # somebody else may be writing the same file
    try:
        with writing(place):
            with half.open("wb") as file:
                file.writelines(map(_encoded, parts()))
            os.replace(half, place)
    except OutputError:
        with suppress(OSError):
            half.unlink()
        raise


def _says(place: Path, parts: Iterable[str | bytes]) -> bool:
    """Whether a file holds just that."""
    with place.open("rb") as file:
        return all(file.read(len(part)) == part for part in map(_encoded, parts)) and not file.read(1)


def _encoded(part: str | bytes) -> bytes:
    # A command line may hold bytes that are no letters; JSON has this very spelling for them.
    return part if isinstance(part, bytes) else part.encode(errors="backslashreplace")


def as_csv(summary: Mapping[str, Any]) -> str:
    """A summary as a table of names and values."""
    return rows_as_csv([("name", "value"), *flat(summary)])
