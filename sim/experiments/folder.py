"""The folder of an experiment: where it is, and what is in it besides the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.experiments.design import Design
from sim.experiments.experiment_ledger import FILE
from sim.montecarlo.errors import writing
from sim.result.folder import find as find_folder
from sim.result.folder import write_file

TABLE, PARQUET, SUMMARY, PROVENANCE = "table.csv", "table.parquet", "summary.json", "provenance.json"


def make(out: str | Path, name: str) -> Path:
    """The folder `out/name`, made if it is not there: the same experiment is resumed in the same place.

    Raises
    ------
    OutputError
        when it cannot be made or written to
    """
    folder = Path(out) / name
    if not folder.is_dir():  # one that is there need not take anything
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
    return folder


def named(name: str, facts: Mapping[str, Any]) -> str:
    """The name of a folder, with a hash of all that decides the rows instead of `{hash}`."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return name.replace("{hash}", hashlib.sha256(text.encode()).hexdigest()[:8])


def find(place: str | Path) -> Path:
    """The folder of an experiment, named itself or by a file in it; ResultError when there is none."""
    return find_folder(place, FILE, "a folder that `allforall sweep` or `compare`")


def write_scenarios(folder: Path, design: Design) -> None:
    """Write the scenarios of a design, resolved."""
    for label, case in zip(design.labels, design.scenarios, strict=True):
        write_file(folder / f"{label.replace(' ', '-')}.resolved.yaml", case.to_yaml())


def write_json(place: Path, content: Mapping[str, Any]) -> None:
    """Write strict JSON, whole or not at all."""
    write_file(place, json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False) + "\n")
