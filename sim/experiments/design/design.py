"""A design as everything else reads it: scenarios, and the points at which each is simulated."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.design.sample import SampledPoints, blocks
from sim.scenario import Scenario
from sim.shown import Shown, ShowsItself, count


@dataclass(frozen=True, kw_only=True, slots=True)
class Mover:
    """What one dimension of a design moves in a scenario: a parameter, or several by a common factor.

    Attributes
    ----------
    key : the path of the parameter, or the label of the factor
    targets : the paths it moves; none where a scenario has nothing uncertain about it
    scales : True for a factor on the stated values
    group : label of joint draws, whose columns are one dimension of a sample; else empty
    """

    key: str
    targets: tuple[str, ...]
    scales: bool = False
    group: str = ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Design(ShowsItself):
    """Points over some scenarios.

    Attributes
    ----------
    name, title, description : for readers
    kind : "stated" (no dimension), "grid", "latin_hypercube", "sobol", "list", "table", or what an experiment made
    scenarios : what is simulated; the first is the baseline of paired differences
    seed, worlds, replicates : int; every point has `worlds` worlds in each of `replicates` rounds
    common : whether all points share the draws of the same worlds, and are compared world by world
    keys : the dimensions, in the order of the columns
    movers : for each scenario, what each dimension moves
    points : for each scenario, float64 (points, dimensions), or what is read as such an array: values of paths,
        factors of labels; NaN: as stated
    """

    name: str
    title: str
    description: str = ""
    kind: str
    scenarios: tuple[Scenario, ...]
    seed: int
    worlds: int
    replicates: int = 1
    common: bool = False
    keys: tuple[str, ...] = ()
    movers: tuple[tuple[Mover, ...], ...]
    points: tuple[np.ndarray | SampledPoints, ...]

    def shown(self) -> Shown:
        labels = ", ".join(self.labels[:4]) + (f" and {len(self.labels) - 4} more" if len(self.labels) > 4 else "")
        rounds = f" in each of {self.replicates:,} rounds" if self.replicates > 1 else ""
        what = f"{count(self.size, 'point')} ({self.kind}) of {count(self.worlds, 'world')}{rounds}"
        draws = ", in common worlds" if self.common else ""
        return Shown(
            heading=f"Design {self.name}: {self.title}, {what} under {labels}{draws}, seed {self.seed}",
            table=self._ranges,
            caution=self.description,
        )

    def _ranges(self) -> list[tuple[str, ...]]:
        """One row per dimension: how far its values go in the first scenario, and how many there are."""
        rows: list[tuple[str, ...]] = [("dimension", "lowest", "highest", "values", "moves")]
        for place, mover in enumerate(self.movers[0]):
            column = self.points[0][:, place]
            values = np.unique(column[~np.isnan(column)])
            ends = (f"{values[0]:g}", f"{values[-1]:g}") if len(values) else ("as stated", "as stated")
            rows.append((mover.key, *ends, f"{len(values):,}", count(len(mover.targets), "parameter")))
        return rows if len(rows) > 1 else []

    @property
    def size(self) -> int:
        """Points of one scenario."""
        return len(self.points[0])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What a sample of the first scenario varies one by one: the keys, the columns of joint draws as one."""
        return tuple(dict.fromkeys(mover.group or mover.key for mover in self.movers[0]))

    @property
    def labels(self) -> tuple[str, ...]:
        """What tables call each scenario: its name, numbered where two have the same."""
        names = [scenario.name for scenario in self.scenarios]
        return tuple(
            name if names.count(name) == 1 else f"{name} {names[:number].count(name) + 1}"
            for number, name in enumerate(names)
        )

    def values(self, scenario: int, points: np.ndarray) -> dict[str, np.ndarray]:
        """What is laid over a scenario at some of its points.

        Parameters
        ----------
        scenario : its number
        points : int (n,), numbers of points

        Returns
        -------
        path -> float64 (n,); whole numbers rounded, factors held within the range of each parameter
        """
        return laid_over(self.scenarios[scenario], self.movers[scenario], self.points[scenario][points])

    @functools.cached_property
    def hash(self) -> str:
        """SHA-256 of everything that decides which settings are simulated, seed, worlds and scenarios left out."""
        text = json.dumps([self.kind, self.common, self.replicates, self.keys, [_movers(one) for one in self.movers]])
        digest = hashlib.sha256(text.encode())
        for points in self.points:
            for some in blocks(points):  # a store keeps neither the sign of a zero nor that of a NaN
                digest.update(np.ascontiguousarray(np.where(np.isnan(some), np.nan, some + 0.0)).data)
        return digest.hexdigest()

    def facts(self) -> Mapping[str, Any]:
        """What a store must agree on before it is resumed, in plain values."""
        return {
            "design": self.name,
            "design_kind": self.kind,
            "common_draws": self.common,
            "scenarios": list(self.labels),
            "scenario_hashes": [scenario.hash for scenario in self.scenarios],
            "points": self.size,
            "keys": list(self.keys),
            "points_hash": self.hash,
            "seed": self.seed,
            "worlds": self.worlds,
            "replicates": self.replicates,
        }

    def described(self) -> Mapping[str, Any]:
        """What decides no row and is needed to read a store again, in plain values."""
        movers = [[[mover.key, list(mover.targets), mover.scales, mover.group] for mover in own] for own in self.movers]
        return {"title": self.title, "description": self.description, "movers": movers}


def laid_over(scenario: Scenario, movers: Sequence[Mover], points: np.ndarray) -> dict[str, np.ndarray]:
    """What points lay over a scenario, path -> float64 (points,); see `Design.values`."""
    drawn: dict[str, np.ndarray] = {}
    for mover, column in zip(movers, points.T, strict=True):
        if mover.targets:
            stated = 1.0 if mover.scales else scenario.value(mover.key)
            drawn[mover.key] = np.where(np.isnan(column), stated, column)
    return scenario.moved_by(movers, drawn)


def _movers(movers: tuple[Mover, ...]) -> list[Any]:
    return [[mover.key, mover.targets, mover.scales] for mover in movers]


def stated(
    scenarios: tuple[Scenario, ...], *, name: str, title: str, seed: int, worlds: int, common: bool = True
) -> Design:
    """The design without a dimension: every scenario once, as it stands."""
    return Design(
        name=name,
        title=title,
        kind="stated",
        scenarios=scenarios,
        seed=seed,
        worlds=worlds,
        common=common,
        movers=((),) * len(scenarios),
        points=(np.empty((1, 0)),) * len(scenarios),
    )
