"""The schema as a tree of plain descriptions: what the checker, `explain` and the editor's schema read."""

from __future__ import annotations

import datetime
import functools
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sim.model.mediation import MediatorParameters
from sim.model.parties import SECTIONS, BelligerentParameters
from sim.model.washington import ENVOY, EnvoyParameters
from sim.schema import BELLIGERENTS, Leaf, Section

HEADER = (
    "scenario",
    "title",
    "description",
    "facts",
    "calibrated",
    "experimental",
    "extends",
    "start",
    "horizon_weeks",
)
LISTS = ("uncertain", "timeline", "interventions")
TOP_LEVEL = (*HEADER, "parties", *SECTIONS, *LISTS)
"""Every key a scenario file may have at its outermost level."""


RESERVED = frozenset({*TOP_LEVEL, "direct", "mediators", "add", "parties", "world"})
"""Names no party may have: sections, and words that result columns and interventions use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A group of parameters; `optional` groups may be absent (null)."""

    model: type[Section]
    meaning: str
    optional: bool = False
    fields: dict[str, Leaf | Group] = field(default_factory=dict)


def _shape(model: type[Section], optional: bool = False) -> Group:
    """The description of a section of the schema."""
    meaning = (model.__doc__ or "").strip().partition("\n")[0]
    fields = {name: _field(model, name, kind) for name, kind in typing.get_type_hints(model).items()}
    return Group(model=model, meaning=meaning, optional=optional, fields=fields)


shape: Callable[..., Group] = functools.cache(_shape)  # as mypy has it, a class is not hashable


def _field(model: type[Section], name: str, annotation: Any) -> Leaf | Group:
    annotation, nullable = _without_none(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return shape(annotation, nullable)
    kind, options = _kind(annotation)
    return replace(getattr(model, name), kind=kind, options=options, nullable=nullable)


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        inner = [item for item in typing.get_args(annotation) if item is not type(None)]
        return inner[0], True
    return annotation, False


def _kind(annotation: Any) -> tuple[str, tuple[str, ...]]:
    if typing.get_origin(annotation) is typing.Literal:
        return "choice", typing.get_args(annotation)
    return {float: "float", int: "int", bool: "bool", str: "text", datetime.date: "date"}[annotation], ()


def root_shape(key: str) -> Group:
    """The description of a section or a party by its key."""
    if key in SECTIONS:
        return shape(SECTIONS[key])
    if key in BELLIGERENTS:
        return shape(BelligerentParameters)
    return shape(EnvoyParameters if key == ENVOY else MediatorParameters)


def below(group: Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Leaf | Group]]:
    """Every group and parameter below a group that stands at a path, whether or not a scenario has it."""
    for name, item in group.fields.items():
        yield (*path, name), item
        if isinstance(item, Group):
            yield from below(item, (*path, name))


def fill(
    group: Group, stated: dict[str, Any] | None, side: str | None = None, *, current: bool = True
) -> dict[str, Any] | None:
    """The stated values completed, in the schema's order.

    Parameters
    ----------
    current : whether with defaults; else parameters newer than the first edition get their legacy value
    """
    if stated is None:
        return None
    filled: dict[str, Any] = {}
    for name, item in group.fields.items():
        if isinstance(item, Group):
            filled[name] = fill(item, stated.get(name, None if item.optional else {}), side, current=current)
        else:
            unstated = item.default_for(side) if current else item.legacy_for(side)
            filled[name] = stated.get(name, unstated)
    return filled


def fill_party(key: str, stated: dict[str, Any] | None, *, current: bool = True) -> dict[str, Any]:
    """A party's stated values completed (see `fill`); a mediator without a name is called by its key, in words."""
    filled = fill(root_shape(key), stated or {}, key, current=current)
    assert filled is not None  # it is stated
    return filled | {"name": filled["name"] or key.replace("_", " ").title()}


def find(path: tuple[str, ...]) -> Leaf | Group | None:
    """What stands at a path in the schema, whether or not a scenario has the party; None if nothing does."""
    if not path:
        return None
    item: Leaf | Group | None = root_shape(path[0])
    for name in path[1:]:
        item = item.fields.get(name) if isinstance(item, Group) else None
        if item is None:
            return None
    return item
