"""A checked, resolved, frozen scenario: what the model, the Monte Carlo run and the reports read."""

from __future__ import annotations

import copy
import datetime
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from sim.scenario.editions import known
from sim.scenario.events.interventions import Interventions, assignments, build_interventions
from sim.scenario.events.shocks import Shocks, build_shocks
from sim.scenario.paths import parameters
from sim.scenario.shape import SECTIONS, Leaf, find
from sim.scenario.tree import Parameters, grow, value_at
from sim.scenario.uncertainty.priors import Prior
from sim.scenario.values import apply_values
from sim.schema import BELLIGERENTS
from sim.shown import Shown, ShowsItself, flagged


class Moves(Protocol):
    """What moves parameters: a prior, or a dimension of a design."""

    @property
    def key(self) -> str: ...

    @property
    def targets(self) -> tuple[str, ...]: ...

    @property
    def scales(self) -> bool: ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Scenario(ShowsItself):
    """One scenario with every value it rests on.

    Two scenarios are equal when their resolved documents are.

    Attributes
    ----------
    name : short name, from ``scenario:``
    title, description : for readers
    facts : what the scenario starts from
    experimental : whether numbers must be printed with that warning
    start : first day of week 0
    horizon_weeks : number of weeks
    priors : what is uncertain, sorted by key
    calibrated : path of a parameter -> what its value is calibrated to, where the file says so; in no document and no hash
    resolved : the resolved document; read it through `document`
    reader : reads a document (`sim.scenario.loads`)
    """

    name: str
    title: str
    description: str
    facts: tuple[str, ...]
    experimental: bool
    start: datetime.date
    horizon_weeks: int
    priors: tuple[Prior, ...]
    calibrated: Mapping[str, str]
    resolved: dict[str, Any]
    reader: Callable[..., Scenario]

    @property
    def document(self) -> dict[str, Any]:
        """A copy of the resolved document: nested plain values, every default written out, nothing inherited."""
        return copy.deepcopy(self.resolved)

    @functools.cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical resolved document, in hexadecimal; see `known` for what newer parameters have in it."""
        text = json.dumps(
            known(self.resolved), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"Scenario({self.name!r}, {self.horizon_weeks} weeks from {self.start}, {len(self.mediators)} mediators)"

    def shown(self) -> Shown:
        heading = f"Scenario {self.name}: {self.title}, {self.horizon_weeks} weeks from {self.start}"
        return Shown(
            heading=flagged(heading, experimental=self.experimental),
            table=self._shown_contents,
            caution=self.description,
        )

    def _shown_contents(self) -> list[tuple[str, str]]:
        """What it is made of, by number."""
        counted = {
            "uncertain entries": "uncertain",
            "events on the timeline": "timeline",
            "interventions": "interventions",
        }
        rows = [("it has", ""), ("mediators", ", ".join(map(self.party_name, self.mediators)) or "none")]
        rows += [(label, f"{len(self.resolved[key]):,}") for label, key in counted.items()]
        return [*rows, ("hash", self.hash[:16])]

    @functools.cached_property
    def tree(self) -> dict[str, Any]:
        """Party or section -> values as stated, mediators that interventions add included. Not to be changed."""
        parties = dict(self.resolved["parties"])
        for entry in self.resolved["interventions"]:
            parties |= (
                entry["do"].get("mediators", {}).get("add", {})
                if isinstance(entry["do"].get("mediators"), dict)
                else {}
            )
        mediators = sorted(key for key in parties if key not in BELLIGERENTS)
        return {key: parties[key] for key in (*BELLIGERENTS, *mediators)} | {
            key: self.resolved[key] for key in SECTIONS
        }

    @property
    def mediators(self) -> tuple[str, ...]:
        """Keys of the mediators, sorted, the US envoy and mediators that interventions add included."""
        return tuple(key for key in self.tree if key not in BELLIGERENTS and key not in SECTIONS)

    @property
    def recorded_mediator(self) -> str | None:
        """Key of the mediator of whose channel the record of exchanges speaks: the one with a range of its own; or None."""
        ranges = self.resolved["uncertain"]
        return next((key for key in self.mediators if f"{key}.humanitarian_capability" in ranges), None)

    def party_name(self, key: str) -> str:
        """How a party is called in output."""
        return self.tree[key]["name"]

    @functools.cached_property
    def paths(self) -> dict[str, Leaf]:
        """Every parameter's path -> its description in the schema."""
        return {".".join(path): item for path, item, _ in parameters(self.tree)}

    def value(self, path: str) -> Any:
        """The stated value of a parameter.

        Raises
        ------
        KeyError
            when the scenario has no such parameter
        """
        if path not in self.paths:
            raise KeyError(path)
        return value_at(self.tree, path)

    def draw_priors(self, seed: int, first: int, count: int) -> dict[str, np.ndarray]:
        """Values of the uncertain parameters in draws `first` to ``first + count - 1``.

        Each value depends on the seed, the key of its prior and the number of the draw alone. Factors are applied to
        the stated value and held within the parameter's range; whole numbers are rounded.

        Returns
        -------
        dict of path -> array (count,), float64
        """
        draws = {prior.key: prior.draw(seed, first, count) for prior in self.priors}
        return self.moved_by(self.priors, draws)

    def moved_by(self, priors: Iterable[Moves], draws: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Values of the parameters that priors move, from what was drawn of each.

        Parameters
        ----------
        priors : what moves
        draws : key of a prior -> array (count,) of values, or of factors on the stated values; held within the
            parameter's range, whole numbers rounded

        Returns
        -------
        dict of path -> array (count,), float64
        """
        found: dict[str, np.ndarray] = {}
        for prior in priors:
            for target in prior.targets:
                item = find(tuple(target.split(".")))
                values = draws[prior.key] * self.value(target) if prior.scales else draws[prior.key]
                assert isinstance(item, Leaf)  # a prior is checked to move parameters
                if item.kind == "int":
                    values = np.rint(values)
                found[target] = np.clip(values, item.low, item.high) if item.kind != "bool" else values
        return dict(sorted(found.items()))

    def parameters(self, values: Mapping[str, Any] | None = None) -> Parameters:
        """All parameters, with interventions applied.

        Parameters
        ----------
        values : path -> number, or array (worlds,) that replaces the stated value; interventions replace both. Where
            weights of issues are given, the others of that side are rescaled so that all sum to 1.

        Returns
        -------
        Parameters : numbers as Python numbers, arrays as float32 (worlds,)

        Raises
        ------
        ScenarioError
            for an unknown path, a value outside its range, or arrays that do not fit
        """
        tree = copy.deepcopy(self.tree)
        apply_values(tree, dict(values or {}))
        for assigned in assignments(self.resolved["interventions"], tree):
            for path, value in assigned:
                group, _, name = path.rpartition(".")
                value_at(tree, group)[name] = value
        branches = {key: grow(tree[key]) for key in (*BELLIGERENTS, *SECTIONS)}
        return Parameters(branches | {"mediators": {key: grow(tree[key]) for key in self.mediators}})

    @functools.cached_property
    def interventions(self) -> Interventions:
        """Do-operators that replace rules of the model; the others are in `parameters`."""
        return build_interventions(self.resolved["interventions"], self.horizon_weeks)

    def intervene(self, *operators: Mapping[str, Any]) -> Scenario:
        """The same scenario with further do-operators, such as ``{"swap": "never"}``.

        Raises
        ------
        ScenarioError
            when an operator is not right, or contradicts one that the scenario has
        """
        from sim.scenario.text.writer import write

        document = self.document
        document["interventions"] = [*document["interventions"], *({"do": dict(operator)} for operator in operators)]
        return self.reader(write(document), file=f"{self.name} under intervention")

    @property
    def shocks(self) -> Shocks:
        """What the timeline adds, week by week."""
        return build_shocks(self.resolved["timeline"], self.start, self.horizon_weeks)

    def to_yaml(self) -> str:
        """The resolved scenario as a file that stands by itself and loads to the same hash."""
        from sim.scenario.text.writer import write

        return write(self.resolved)
