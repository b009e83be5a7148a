"""From the store of an experiment back to the experiment: its design, and how far it came. Nothing is simulated."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments import folder as folders
from sim.experiments.design import Design, Mover
from sim.experiments.experiment_ledger import FILE, read_done, read_facts, read_table
from sim.experiments.experiment_tables import scenario_of
from sim.experiments.plan import DesignPlan
from sim.experiments.precision import rule_in
from sim.montecarlo.contents import holding
from sim.montecarlo.errors import ResultError
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas

WORDS = {
    "sweep": "a sweep",
    "compare": "a comparison",
    "effect": "an effect",
    "sensitivity": "a sensitivity analysis",
    "tornado": "the tornado of a sensitivity analysis",
}
"""Kind of experiment -> what it is, in words."""

_DAMAGED = "it is damaged or not written by allforall"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class KeptExperiment:
    """What is kept of an experiment, of any kind; see `Experiment`."""

    design: Design
    store: Path | Mapping[str, pandas.DataFrame]
    facts: Mapping[str, Any]
    partial: bool
    folder: Path | None
    provenance: Mapping[str, Any]

    def read(self, table: str) -> pandas.DataFrame:
        """A table of the store, ordered by its key: `cells`, `points`, `scenarios`."""
        return read_table(self.store, table) if isinstance(self.store, Path) else self.store[table].copy()


def read_experiment(place: str | Path, kind: str = "", *, empty: bool = False) -> KeptExperiment:
    """Read an experiment.

    Parameters
    ----------
    place : its folder, or a file in it
    kind : what it has to be; empty for whatever it is
    empty : whether one that was stopped before anything was done is read too

    Raises
    ------
    ResultError
        when there is none, it is of another kind, damaged, of another schema version, or holds nothing yet
    """
    folder = folders.find(place)
    store = folder / FILE
    facts = read_facts(store)
    if kind and facts.get("kind") != kind:
        is_one = WORDS.get(str(facts.get("kind")), "another kind of experiment")
        raise ResultError(folder, f"it holds {is_one}, not {WORDS[kind]}", "allforall show prints it, whatever it is")
    provenance = read_facts(store, "provenance")
    with holding(store):
        design = _design(store, facts)
        partial = _is_partial(store, facts, design)
    found = KeptExperiment(
        design=design, store=store, facts=facts, partial=partial, folder=folder, provenance=provenance
    )
    if found.partial and not empty and not len(found.read("cells")):
        raise ResultError(folder, "it was stopped before anything was done", resumed_by(provenance, folder))
    return found


def _is_partial(store: Path, facts: Mapping[str, Any], design: Design) -> bool:
    """Whether it was stopped before its end; its cells must be those of its design, and all where it says so."""
    plan = DesignPlan(design, rule_in(facts, design))
    done, failed = read_done(store, plan.worlds_of)
    if facts["status"] != "complete":
        return True
    tried = {**done, **dict.fromkeys(failed, np.zeros((), np.int64))}
    if next(plan.rounds(tried, failed, 1), None) is not None:
        raise ValueError("table cells: not all are there, but it is said to be complete")
    return False


def resumed_by(provenance: Mapping[str, Any], folder: Path) -> str:
    """How to resume something that was stopped, as a remedy: what began it, and the folder it has to go into."""
    command = provenance.get("command")
    if not command:
        return "the command that began it resumes it"
    into = str(folder.parent)
    if str(command).startswith("allforall "):
        return f"resume it: {command} --out {shlex.quote(into)}"
    return f"resume it: {command} with out={into!r}"


def _design(store: Path, facts: Mapping[str, Any]) -> Design:
    """The design of a store, checked against the hashes that it was written with."""
    scenarios = _scenarios(store, facts)
    keys = tuple(facts["keys"])
    design = Design(
        name=facts["design"],
        title=facts.get("title") or facts["design"].replace("_", " "),
        description=facts.get("description", ""),
        kind=facts["design_kind"],
        scenarios=scenarios,
        seed=facts["seed"],
        worlds=facts["worlds"],
        replicates=facts["replicates"],
        common=facts["common_draws"],
        keys=keys,
        movers=_movers(facts.get("movers"), scenarios, keys),
        points=_points(read_table(store, "points"), len(scenarios), facts["points"], keys),
    )
    if design.hash != facts["points_hash"]:
        raise ResultError(store, "its points are not those that it was made of: their hash differs", _DAMAGED)
    return design


def _scenarios(store: Path, facts: Mapping[str, Any]) -> tuple[Scenario, ...]:
    rows = read_table(store, "scenarios")
    kept = zip(rows["label"], rows["yaml"], facts["scenario_hashes"], strict=True)
    return tuple(scenario_of(store, *row) for row in kept)


def _movers(
    kept: Sequence[Sequence[Sequence[Any]]] | None, scenarios: Sequence[Scenario], keys: Sequence[str]
) -> tuple[tuple[Mover, ...], ...]:
    """What each dimension moves; from the scenarios' priors where a store of an earlier release does not say it."""
    if kept is None:
        return tuple(tuple(_mover(scenario, key) for key in keys) for scenario in scenarios)
    return tuple(
        tuple(Mover(key=key, targets=tuple(targets), scales=scales, group=group) for key, targets, scales, group in own)
        for own in kept
    )


def _mover(scenario: Scenario, key: str) -> Mover:
    for prior in scenario.priors:
        if prior.key == key:
            return Mover(key=key, targets=tuple(prior.targets), scales=prior.scales, group=prior.group)
    return Mover(key=key, targets=(key,) if key in scenario.paths else ())


def _points(rows: pandas.DataFrame, scenarios: int, points: int, keys: Sequence[str]) -> tuple[np.ndarray, ...]:
    values = rows[list(keys)].to_numpy(np.float64)
    if len(values) != scenarios * points:
        raise ValueError(f"{len(values)} points, not {scenarios} x {points}")
    return tuple(values.reshape(scenarios, points, len(keys)))
