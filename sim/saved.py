"""`sim.load`: whatever a folder of results holds, as the call that made it gave it. Nothing is simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.montecarlo.errors import ResultError
from sim.result.folder import STORE, WRITERS, inside
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.scenario.layers.files import SUFFIXES, catalogue_names

RUN = "run"

_READERS = {
    RUN: ("a run", "sim.result.result", "Result"),
    "sweep": ("a sweep", "sim.experiments.sweep", "Sweep"),
    "compare": ("a comparison", "sim.experiments.compare", "Comparison"),
    "effect": ("an effect", "sim.experiments.effect", "Effect"),
    "sensitivity": ("a sensitivity analysis", "sim.experiments.sensitivity", "Sensitivity"),
    "calibrate": ("a calibration", "sim.evidence.calibration.calibration", "Calibration"),
    "hindcast": ("a hindcast", "sim.evidence.hindcast.hindcast", "Hindcast"),
}
"""Kind -> what it is in words, and the class that reads it."""

_KINDS = {STORE: RUN, "calibration.sqlite": "calibrate", "hindcast.npz": "hindcast"}
"""File -> the kind of a folder that holds it; the store of an experiment says itself of which kind it is."""


def load(what: str | Path | Scenario, overrides: Mapping[str, Any] | Sequence[str] = ()) -> Any:
    """Read a saved result, or a scenario.

    Parameters
    ----------
    what : a folder of results or a file in it; or a scenario: a name of the catalogue, a YAML file, a Scenario
    overrides : of a scenario: path -> value, or texts ``path=value``

    Returns
    -------
    Result, Comparison, Effect, Sweep, Sensitivity, Calibration or Hindcast: what the call that made it gave, marked
    partial where it was stopped before its end; or Scenario

    Raises
    ------
    ResultError
        when the folder holds no result, or one that is damaged or holds nothing yet
    ScenarioError
        with every problem of the scenario and the overrides
    """
    if not isinstance(what, Scenario) and _is_saved(what):
        if overrides:
            raise ResultError(what, "overrides go with a scenario; this is a result", "leave them out")
        return load_saved(what)
    return load_scenario(what, overrides)


def load_saved(place: str | Path) -> Any:
    """Read a saved result: its folder, or a file in it; see `load`."""
    folder, kind = _found(place)
    _, module, name = _READERS[kind]
    return getattr(import_module(module), name).load(folder)


def find_run(place: str | Path, purpose: str, remedy: str = "allforall show prints this one") -> Path:
    """The folder of a run; ResultError when something else is in its place.

    Parameters
    ----------
    place : the folder, or a file in it
    purpose : what is for runs alone, for the message
    remedy : what to do where it is something else
    """
    folder, kind = _found(place)
    if kind != RUN:
        words = _READERS[kind][0]
        raise ResultError(place, f"this is {words}; {purpose}", remedy)
    return folder


def _found(place: str | Path) -> tuple[Path, str]:
    """The folder of a result, and its kind."""
    folder = Path(place) if Path(place).is_dir() else Path(place).parent
    file = next((name for name in WRITERS if (folder / name).is_file()), None)
    if file is None:
        remedy = "name a folder that allforall run, compare, sweep, sensitivity, calibrate or hindcast has written"
        raise ResultError(place, f"there is no result: {inside(folder)}", remedy)
    kind = _KINDS.get(file) or _kind_of_experiment(folder, file)
    return folder, kind


def _kind_of_experiment(folder: Path, file: str) -> str:
    from sim.experiments.experiment_ledger import read_facts
    from sim.experiments.read_experiment import WORDS

    kind = read_facts(folder / file).get("kind")
    if kind in _READERS:
        return kind
    if kind in WORDS:  # a part of something else
        raise ResultError(folder, f"this is {WORDS[kind]}", f"name the folder it is in, {folder.parent}")
    reason, remedy = "it says of no kind that is known here", "it is damaged or not written by allforall"
    raise ResultError(folder / file, reason, remedy)


def _is_saved(place: str | Path) -> bool:
    """Whether a name is that of a folder, or of a file that goes with a result and is no scenario."""
    if isinstance(place, str) and place in catalogue_names():
        return False
    try:
        here = Path(place)
        if here.is_dir():
            return True
        return here.suffix.lower() not in SUFFIXES and any((here.parent / name).is_file() for name in WRITERS)
    except (OSError, ValueError):
        return False
