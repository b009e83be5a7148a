"""What a calibration has found, in its store: kept when it is known, and read again without simulating anything."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments.stored import resumed_by
from sim.montecarlo.contents import Contents
from sim.montecarlo.errors import ResultError, reading
from sim.montecarlo.opening import for_reading
from sim.result.folder import find
from sim.scenario import ScenarioError

from .comparison import Comparison
from .infer import Inference
from .pieces import Arrays, check_repetition
from .rank_check import Repetition
from .setting import Setting
from .smc import Population
from .store import FILE, PROVENANCE, TABLES, CalibrationStore, read_pieces

if TYPE_CHECKING:
    from .calibrate import Calibration

WRITER = "a folder that `allforall calibrate`"
_POPULATION, _YARDSTICK, _DRAWS, _PREDICTED, _CHECK = "population", "yardstick", "draws", "predicted", "check"
"""Stages of pieces: populations by number; record and scales; draws; worlds of prior and posterior; repetitions."""

_DAMAGED = "it is damaged or not written by allforall"


def keep(store: CalibrationStore, found: Calibration) -> None:
    """Keep what was found; what a store holds already is the same.

    Raises
    ------
    OutputError
        when it cannot be written
    """
    if store.pieces(_PREDICTED, _numbers).keys() >= {0, 1}:
        return
    for number, population in enumerate(found.inference.populations):
        store.add(_POPULATION, 0, number, {name: np.array(value) for name, value in vars(population).items()})
    yardstick = found.inference.comparison
    prior = found.inference.prior_summaries
    store.add(_YARDSTICK, 0, 0, {"observed": yardstick.observed, "scale": yardstick.scale, "prior_summaries": prior})
    store.add(_DRAWS, 0, 0, {"points": found.points})
    for number, summaries in enumerate(found.predicted):
        store.add(_PREDICTED, 0, number, summaries)


def read_calibration(place: str | Path) -> Calibration:
    """Read a calibration; one that was stopped among its synthetic records is marked partial.

    Parameters
    ----------
    place : its folder, or a file in it

    Raises
    ------
    ResultError
        when there is none, it is damaged, or was stopped before its posterior was known
    """
    folder = find(place, FILE, WRITER)
    store = folder / FILE
    meta, pieces = _read(store)
    provenance = meta.get(PROVENANCE) or {}
    try:
        if "setting" not in meta or len(pieces.get(_PREDICTED, ())) < 2:
            raise ResultError(folder, "it was stopped before the posterior was known", resumed_by(provenance, folder))
        return _calibration(folder, meta, provenance, pieces)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ResultError(store, f"cannot read: {type(error).__name__}: {error}", _DAMAGED) from error
    except ScenarioError as error:
        reason = f"its scenario does not hold here: {str(error).splitlines()[0]}"
        raise ResultError(store, reason, "read it with the release of allforall that wrote it") from error


def _read(store: Path) -> tuple[dict[str, Any], dict[str, dict[int, Arrays]]]:
    """What a store says, and its pieces by stage and number, those of batches left out: the populations hold what came
    of them."""
    with reading(store), closing(for_reading(store)) as connection:
        contents = Contents(connection, store)
        contents.hold_tables(TABLES)
        meta = contents.facts("meta")
        found = {stage: read_pieces(contents, stage, _numbers) for stage in (_POPULATION, _YARDSTICK, _DRAWS, _PREDICTED)}
        parameters = len(found[_DRAWS][0]["points"].T) if 0 in found[_DRAWS] else 0
        found[_CHECK] = read_pieces(contents, _CHECK, lambda arrays: check_repetition(parameters, arrays))
    return meta, found


def _numbers(found: Arrays) -> None:
    """ValueError where an array holds anything but numbers."""
    if any(array.dtype.kind not in "iufb" for array in found.values()):
        raise ValueError("not numbers")


def _calibration(
    folder: Path, meta: Mapping[str, Any], provenance: Mapping[str, Any], pieces: Mapping[str, Mapping[int, Arrays]]
) -> Calibration:
    from .calibrate import Calibration

    yardstick, checks = pieces[_YARDSTICK][0], pieces.get(_CHECK, {})
    populations = pieces[_POPULATION]
    wanted = [number for number in range(meta["checks"]) if number in checks]
    return Calibration(
        setting=Setting.from_json(meta["setting"]),
        inference=Inference(
            tuple(_population(populations[number]) for number in range(len(populations))),
            Comparison(yardstick["observed"], yardstick["scale"]),
            yardstick["prior_summaries"],
        ),
        points=pieces[_DRAWS][0]["points"],
        repetitions=tuple(Repetition(number=number, **checks[number]) for number in wanted),
        seed=meta["facts"]["seed"],
        folder=folder,
        provenance=dict(provenance),
        partial=len(wanted) < meta["checks"],
        kept=(dict(pieces[_PREDICTED][0]), dict(pieces[_PREDICTED][1])),
    )


def _population(found: Arrays) -> Population:
    kinds = {field.name: field.type for field in fields(Population)}
    plain = {"float": float, "int": int}
    return Population(**{name: plain.get(kinds[name], np.asarray)(value) for name, value in found.items()})
