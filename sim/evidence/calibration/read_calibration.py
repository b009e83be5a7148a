"""What a calibration has found, in its store: kept when it is known, and read again without simulating anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import numpy as np
from pydantic import Field

from sim.evidence.calibration.calibration_ledger import FILE, PROVENANCE, TABLES, CalibrationLedger, read_pieces
from sim.evidence.calibration.comparison import Comparison
from sim.evidence.calibration.infer import Inference
from sim.evidence.calibration.pieces import (
    Arrays,
    check_draws,
    check_population,
    check_predicted,
    check_repetition,
    check_yardstick,
)
from sim.evidence.calibration.predicted import Predicted, predict
from sim.evidence.calibration.rank_check import MOST_CHECKS, Repetition
from sim.evidence.calibration.setting import Setting
from sim.evidence.calibration.smc import Population
from sim.experiments.experiment_tables import ExperimentOrigin
from sim.experiments.read_experiment import resumed_by
from sim.montecarlo.contents import Meta, holding, read_scenario
from sim.montecarlo.errors import ResultError
from sim.montecarlo.ledger import opened
from sim.result.folder import find

WRITER = "a folder that `allforall calibrate`"
_POPULATION, _YARDSTICK, _DRAWS, _PREDICTED, _CHECK = "population", "yardstick", "draws", "predicted", "check"
"""Stages of pieces: populations by number; record and scales; draws; worlds of prior and posterior; repetitions."""


class _Facts(Meta):
    """Of what decides every piece, what is read again."""

    scenario: str
    seed: Annotated[int, Field(ge=0)]


class _Kept(Meta):
    """Of the setting, what must be there before the rest is read."""

    scenario: str
    window: dict[str, Any]
    observed: dict[str, list[float | bool | None]]


class _Meta(Meta):
    """What the store says of a calibration whose posterior is known."""

    facts: _Facts
    setting: _Kept
    checks: Annotated[int, Field(ge=0, le=MOST_CHECKS)]
    provenance: ExperimentOrigin


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Kept:
    """What is kept of a calibration; see `Calibration`."""

    setting: Setting
    inference: Inference
    points: np.ndarray
    repetitions: tuple[Repetition, ...]
    seed: int
    folder: Path | None
    provenance: dict[str, Any]
    partial: bool = False
    kept: Predicted | None = field(default=None, repr=False)

    @cached_property
    def predicted(self) -> Predicted:
        return predict(self.setting, self.points, self.seed) if self.kept is None else self.kept


Kind = TypeVar("Kind", bound=Kept)


def keep(store: CalibrationLedger, found: Kept) -> None:
    """Keep what was found; what a store holds already is the same.

    Raises
    ------
    OutputError
        when it cannot be written
    """
    if store.pieces(_PREDICTED, check_predicted).keys() >= {0, 1}:
        return
    for number, population in enumerate(found.inference.populations):
        store.add(_POPULATION, 0, number, {name: np.array(value) for name, value in vars(population).items()})
    yardstick = found.inference.comparison
    prior = found.inference.prior_summaries
    store.add(_YARDSTICK, 0, 0, {"observed": yardstick.observed, "scale": yardstick.scale, "prior_summaries": prior})
    store.add(_DRAWS, 0, 0, {"points": found.points})
    for number, summaries in enumerate(found.predicted):
        store.add(_PREDICTED, 0, number, summaries)


def read_calibration(place: str | Path, kind: type[Kind]) -> Kind:
    """Read a calibration; one that was stopped among its synthetic records is marked partial.

    Parameters
    ----------
    place : its folder, or a file in it
    kind : what it is read as

    Raises
    ------
    ResultError
        when there is none, it is damaged, or was stopped before its posterior was known
    """
    folder = find(place, FILE, WRITER)
    store = folder / FILE
    with opened(store, WRITER) as contents:
        contents.hold_tables(TABLES)
        said = contents.facts("meta")
        provenance = said.get(PROVENANCE)
        if provenance is not None:
            contents.validated(f"table meta, {PROVENANCE}", ExperimentOrigin, provenance)
        predicted = read_pieces(contents, _PREDICTED, check_predicted)
        if "setting" not in said or len(predicted) < 2:
            raise ResultError(
                folder, "it was stopped before the posterior was known", resumed_by(provenance or {}, folder)
            )
        meta = contents.validated("table meta", _Meta, said)
        kept = read_scenario(store, meta.setting.scenario)
        with contents.at("table meta, setting"):
            setting = Setting.from_json(said["setting"], kept)
            if meta.facts.scenario != kept.hash:
                raise ValueError("its scenario is not the one that was calibrated: the hash differs")
        parameters = len(setting.priors)
        pieces = {
            _POPULATION: read_pieces(contents, _POPULATION, partial(check_population, parameters)),
            _YARDSTICK: read_pieces(contents, _YARDSTICK, check_yardstick),
            _DRAWS: read_pieces(contents, _DRAWS, partial(check_draws, parameters)),
            _CHECK: read_pieces(contents, _CHECK, partial(check_repetition, parameters)),
            _PREDICTED: predicted,
        }
    with holding(store):
        return _calibration(kind, folder, setting, meta, provenance or {}, pieces)


def _calibration(
    kind: type[Kind],
    folder: Path,
    setting: Setting,
    meta: _Meta,
    provenance: Mapping[str, Any],
    pieces: Mapping[str, Mapping[int, Arrays]],
) -> Kind:
    yardstick, checks, populations = pieces[_YARDSTICK][0], pieces[_CHECK], pieces[_POPULATION]
    wanted = [number for number in range(meta.checks) if number in checks]
    return kind(
        setting=setting,
        inference=Inference(
            tuple(_population(populations[number]) for number in range(len(populations))),
            Comparison(yardstick["observed"], yardstick["scale"]),
            yardstick["prior_summaries"],
        ),
        points=pieces[_DRAWS][0]["points"],
        repetitions=tuple(Repetition(number=number, **checks[number]) for number in wanted),
        seed=meta.facts.seed,
        folder=folder,
        provenance=dict(provenance),
        partial=len(wanted) < meta.checks,
        kept=(dict(pieces[_PREDICTED][0]), dict(pieces[_PREDICTED][1])),
    )


def _population(found: Arrays) -> Population:
    kinds = {field.name: str(field.type) for field in fields(Population)}
    plain: dict[str, Callable[[Any], Any]] = {"float": float, "int": int}
    return Population(**{name: plain.get(kinds[name], np.asarray)(value) for name, value in found.items()})
