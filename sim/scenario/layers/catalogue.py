"""The scenarios that come with the project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.layers.files import catalogue_folder, catalogue_names
from sim.scenario.layers.layer import Layer, read_layer
from sim.scenario.text.nodes import compose
from sim.scenario.text.source import read

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueEntry:
    """One scenario of the catalogue, as `allforall scenarios` lists it."""

    name: str
    title: str
    description: str
    experimental: bool
    path: Path


def catalogue() -> list[CatalogueEntry]:
    """The catalogue, sorted by name; only titles and the like are read, nothing is resolved.

    Raises
    ------
    ScenarioError
        when a file of the catalogue is not YAML
    """
    layers = {name: _read(catalogue_folder() / f"{name}.yaml") for name in catalogue_names()}
    return [
        CatalogueEntry(
            name=name,
            title=layer.header.get("title", ""),
            description=layer.header.get("description", ""),
            experimental=_experimental(name, layers),
            path=catalogue_folder() / f"{name}.yaml",
        )
        for name, layer in layers.items()
    ]


def _read(path: Path) -> Layer:
    source = read(path)
    node, _ = compose(source)
    return read_layer(source, node)


def _experimental(name: str, layers: dict[str, Layer]) -> bool:
    """Whether a scenario, or the first one below it that says so, is experimental."""
    seen: set[str] = set()
    while name in layers and name not in seen:
        seen.add(name)
        header = layers[name].header
        if "experimental" in header:
            return header["experimental"]
        name = header.get("extends", "")
    return False


def in_catalogue(scenario: Scenario) -> bool:
    """Whether a scenario is, in all its parameters, the catalogue's of that name."""
    from sim.scenario.load import load

    return scenario.name in catalogue_names() and load(scenario.name).hash == scenario.hash
