"""A hindcast in one file: what was predicted, and the record that it was held against; its tables are made from it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter

from sim.evidence.log import ExchangeLog
from sim.evidence.record import Record
from sim.evidence.window import Window
from sim.montecarlo.errors import ResultError, reading
from sim.result.folder import find, write_file
from sim.scenario import ScenarioError, loads
from sim.scenario.source import RESOLVED

from .forecast import Forecast

if TYPE_CHECKING:
    from .hindcast import Hindcast

FILE = "hindcast.npz"
SCHEMA_VERSION = 1

_DOCUMENT = "document"
_DAYS = ("talks", "agreed", "completed")
_LOG = ("days", "world", "day", "ukrainians", "russians", "credited")
_DAMAGED = "it is damaged or not written by allforall"


@dataclass(frozen=True, kw_only=True)
class _Document:
    """What is no array."""

    schema_version: int
    scenario: str
    record: Record
    fitted: Window
    window: Window
    forecasts: tuple[str, ...]
    factors: dict[str, float]
    seed: int
    provenance: dict[str, Any]


def keep(found: Hindcast) -> None:
    """Write all of it into its folder; OutputError when it cannot be."""
    document = _Document(
        schema_version=SCHEMA_VERSION,
        scenario=found.scenario.to_yaml(),
        record=found.record,
        fitted=found.fitted,
        window=found.window,
        forecasts=tuple(each.name for each in found.forecasts),
        factors=found.factors,
        seed=found.seed,
        provenance=found.provenance,
    )
    arrays = {_DOCUMENT: np.array(TypeAdapter(_Document).dump_json(document).decode())}
    for number, each in enumerate(found.forecasts):
        arrays |= {f"{name}_{number}": getattr(each, name) for name in _DAYS}
        arrays |= {f"log_{name}_{number}": getattr(each.log, name) for name in _LOG}
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    write_file(found.folder / FILE, content.getvalue())


def read_hindcast(place: str | Path) -> Hindcast:
    """Read a hindcast: its folder, or a file in it.

    Raises
    ------
    ResultError
        when there is none, or it is damaged
    """
    folder = find(place, FILE, "a folder that `allforall hindcast`")
    store = folder / FILE
    try:
        with reading(store):
            content = io.BytesIO(store.read_bytes())
        with np.load(content, allow_pickle=False) as arrays:
            text = str(arrays[_DOCUMENT])
            version = json.loads(text).get("schema_version")
            if version != SCHEMA_VERSION:
                remedy = "read it with the release of allforall that wrote it"
                raise ResultError(store, f"schema version {version}, this is version {SCHEMA_VERSION}", remedy)
            return _hindcast(folder, TypeAdapter(_Document).validate_json(text), arrays)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        first = str(error).splitlines()[0] if str(error) else ""
        raise ResultError(store, f"cannot read: {type(error).__name__}: {first}", _DAMAGED) from error
    except ScenarioError as error:
        reason = f"its scenario does not hold here: {str(error).splitlines()[0]}"
        raise ResultError(store, reason, "read it with the release of allforall that wrote it") from error


def _hindcast(folder: Path, document: _Document, arrays: Mapping[str, np.ndarray]) -> Hindcast:
    from .hindcast import Hindcast

    return Hindcast(
        scenario=loads(document.scenario, file=RESOLVED),
        record=document.record,
        fitted=document.fitted,
        window=document.window,
        forecasts=tuple(_forecast(name, number, arrays) for number, name in enumerate(document.forecasts)),
        factors=document.factors,
        seed=document.seed,
        folder=folder,
        provenance=document.provenance,
    )


def _forecast(name: str, number: int, arrays: Mapping[str, np.ndarray]) -> Forecast:
    days = {event: arrays[f"{event}_{number}"] for event in _DAYS}
    log = {column: arrays[f"log_{column}_{number}"] for column in _LOG}
    return Forecast(name=name, log=ExchangeLog(worlds=len(days["talks"]), **log), **days)
