"""A hindcast in one file: what was predicted, and the record that it was compared with; its tables are made from it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import numpy as np
from pydantic import ConfigDict, Field, TypeAdapter

from sim.evidence.hindcast.forecast import CONSTANT, MODEL, PLAIN, Forecast
from sim.evidence.record.log import ExchangeLog
from sim.evidence.record.record import Record
from sim.evidence.record.window import Window
from sim.experiments.experiment_tables import ExperimentOrigin
from sim.montecarlo import checksums
from sim.montecarlo.archive import unpacked
from sim.montecarlo.contents import hold_version, holding, read_scenario, validated
from sim.montecarlo.errors import ResultError, reading
from sim.montecarlo.extent import free_memory
from sim.montecarlo.extent import size as told
from sim.result.folder import find, write_file
from sim.scenario import Scenario

FILE = "hindcast.npz"

SCHEMA_VERSION = 1

_DOCUMENT, _CHECKSUM = "document", "checksum"
_DAYS = ("talks", "agreed", "completed")
_LOG = ("days", "world", "day", "ukrainians", "russians", "credited")

_TIMES = 100
"""How much larger arrays may be than the file that they are unpacked from; worlds and days pack to a tenth or so."""


@dataclass(frozen=True, kw_only=True)
class _Document:
    """What is no array."""

    __pydantic_config__ = ConfigDict(allow_inf_nan=False)

    schema_version: int
    scenario: str
    record: Record
    fitted: Window
    window: Window
    forecasts: tuple[str, ...]
    factors: dict[str, Annotated[float, Field(ge=0)]]
    seed: Annotated[int, Field(ge=0)]
    provenance: dict[str, Any]


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Kept:
    """What is kept of a hindcast; see `Hindcast`."""

    scenario: Scenario
    record: Record
    fitted: Window
    window: Window
    forecasts: tuple[Forecast, ...]
    factors: dict[str, float]
    seed: int
    folder: Path | None
    provenance: dict[str, Any]


Kind = TypeVar("Kind", bound=Kept)


def keep(found: Kept, folder: Path) -> None:
    """Write all of it into a folder; OutputError when it cannot be."""
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
    text = TypeAdapter(_Document).dump_json(document).decode()
    arrays: dict[str, Any] = {}
    for number, each in enumerate(found.forecasts):
        arrays |= {f"{name}_{number}": getattr(each, name) for name in _DAYS}
        arrays |= {f"log_{name}_{number}": getattr(each.log, name) for name in _LOG}
    content = io.BytesIO()
    words: dict[str, Any] = {_DOCUMENT: np.array(text), _CHECKSUM: np.array(_checksum(text, arrays))}
    np.savez_compressed(content, **words, **arrays)
    write_file(folder / FILE, content.getvalue())


def _checksum(text: str, arrays: Mapping[str, np.ndarray]) -> str:
    return checksums.of_bytes(text, checksums.of_columns(dict(sorted(arrays.items()))))


def read_hindcast(place: str | Path, kind: type[Kind]) -> Kind:
    """Read a hindcast, as an object of a kind: its folder, or a file in it.

    Raises
    ------
    ResultError
        when there is none, or it is damaged or edited
    """
    folder = find(place, FILE, "a folder that `allforall hindcast`")
    store = folder / FILE
    with reading(store):
        size, free = store.stat().st_size, free_memory()
        if 2 * size > free:
            raise ResultError(store, f"it has {told(size)}, and {told(free)} of memory are free", "free some memory")
        content = store.read_bytes()
    with holding(store):
        arrays = unpacked(content, min(_TIMES * len(content), free // 2))
        text, checksum = (str(arrays.pop(name)) for name in (_DOCUMENT, _CHECKSUM))
        hold_version(store, json.loads(text).get("schema_version"), [SCHEMA_VERSION])
        if any(array.dtype.kind not in "iufb" for array in arrays.values()):
            raise ValueError("it holds arrays of no numbers")
        if checksum != _checksum(text, arrays):
            raise ValueError("not what was written: checksum differs")
        return _hindcast(folder, TypeAdapter(_Document).validate_json(text), arrays, kind)


def _hindcast(folder: Path, document: _Document, arrays: Mapping[str, np.ndarray], kind: type[Kind]) -> Kind:
    if document.forecasts != (MODEL, CONSTANT, PLAIN):
        raise ValueError("its predictions are not those of a hindcast")
    window = document.window
    scenario = read_scenario(folder / FILE, document.scenario)
    if (scenario.start, scenario.horizon_weeks) != (window.first, window.weeks) or document.fitted.last != window.first:
        raise ValueError("its scenario, its fit and the window of its prediction do not belong together")
    validated(ExperimentOrigin, document.provenance)
    found = kind(
        scenario=scenario,
        record=document.record,
        fitted=document.fitted,
        window=window,
        forecasts=tuple(_forecast(name, number, arrays) for number, name in enumerate(document.forecasts)),
        factors=document.factors,
        seed=document.seed,
        folder=folder,
        provenance=document.provenance,
    )
    if len(arrays) != len(found.forecasts) * len((*_DAYS, *_LOG)):
        raise ValueError("it holds more than a hindcast")
    for each in found.forecasts:
        _check_forecast(each, found.forecasts[0].worlds, window)
    return found


def _forecast(name: str, number: int, arrays: Mapping[str, np.ndarray]) -> Forecast:
    days = {event: arrays[f"{event}_{number}"] for event in _DAYS}
    log = {column: arrays[f"log_{column}_{number}"] for column in _LOG}
    return Forecast(name=name, log=ExchangeLog(worlds=len(days["talks"]), **log), **days)


def _check_forecast(found: Forecast, worlds: int, window: Window) -> None:
    """ValueError when arrays are not those of a prediction of so many worlds."""
    for days in (found.talks, found.agreed, found.completed):
        if days.dtype.kind != "f" or days.shape != (worlds,) or worlds < 1 or not (days >= 0).all():
            raise ValueError(f"{found.name}: days of events that cannot be")
    found.log.check(window)
