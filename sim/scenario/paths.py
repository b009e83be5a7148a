"""The one name of every parameter: enumerate them, find one, and say what is near a name that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.layers.header import HEADER_LEAVES
from sim.scenario.layers.merge import Merged
from sim.scenario.shape import SECTIONS, TOP_LEVEL, Group, Leaf, root_shape
from sim.scenario.text.check import Path
from sim.scenario.text.hints import alias, unknown_name
from sim.scenario.text.problems import nearest, shown


def leaves(group: Group, values: dict[str, Any] | None, path: Path) -> Iterator[tuple[Path, Leaf, Any]]:
    """Every parameter of a group with its value: (path, description, value); absent optional groups have none."""
    if values is None:
        return
    for name, item in group.fields.items():
        if isinstance(item, Group):
            yield from leaves(item, values[name], (*path, name))
        else:
            yield (*path, name), item, values[name]


def parameters(tree: dict[str, Any]) -> Iterator[tuple[Path, Leaf, Any]]:
    """Every parameter of a resolved tree (party or section -> values)."""
    for root, values in tree.items():
        yield from leaves(root_shape(root), values, (root,))


def under_parties(path: Sequence[str]) -> tuple[str, str]:
    """Message and remedy for a path that is written as it stands in a file, under ``parties``."""
    message = f"'{shown('.'.join(path), 80)}' is not a parameter: names do not start with 'parties.'"
    own = shown(".".join(path[1:]))
    return message, f"write '{own}'" if own else "such as russia.all_for_all.bargaining_chip"


def unknown_path(merged: Merged, path: Path, what: str = "", *, hint: bool = True) -> tuple[str, str, int]:
    """What to say about a path that is not a parameter of the scenario.

    Parameters
    ----------
    what : what would move it ("a prior"); empty for an override
    hint : whether to look for near names, which takes a while

    Returns
    -------
    message, remedy, and which of its segments is wrong
    """
    dotted = shown(".".join(path), 80)
    roots = [*merged.parties, *SECTIONS]
    if path[0] == "parties":
        return (*under_parties(path), 0)
    if path[0] not in roots:
        removed = merged.removed(path[0])
        if removed:
            return f"'{dotted}': the party '{path[0]}' is removed {removed}", _keep(path[0], what), 0
        whole = ""
        if hint and len(path) > 1:
            names = {root: [".".join(found) for found in merged.numbers(root)] for root in roots}
            whole = near_path(".".join(path), names)
        if len(path) == 1 and path[0] in TOP_LEVEL:
            return (
                f"'{dotted}' cannot be set by name" if not what else f"{what} cannot move '{dotted}'",
                "write it in a file",
                0,
            )
        known = f"did you mean '{whole}'?" if whole else unknown_root(path[0], roots) if hint else ""
        return f"there is no party or section '{shown(path[0])}' in this scenario", known, 0
    group: Any = root_shape(path[0])
    for position, name in enumerate(path[1:], start=1):
        if not isinstance(group, Group):
            return f"'{dotted}': {'.'.join(path[:position])} is a single value and has nothing below it", "", position
        if name not in group.fields:
            return (
                f"unknown name '{shown(name)}' in {'.'.join(path[:position])}",
                unknown_name(name, list(group.fields), path[:position]) if hint else "",
                position,
            )
        group = group.fields[name]
    if isinstance(group, Group):
        if merged.item(path) is None:
            return f"{path[0]} has no {path[-1]} in this scenario", "", len(path) - 1
        return (
            f"'{dotted}' is a group of parameters, not one",
            "one of " + ", ".join(list(group.fields)[:12]),
            len(path) - 1,
        )
    return f"{path[0]} has no {path[1]} in this scenario", f"give it one in a file: {path[1]}: {{}}", 1


def _keep(party: str, what: str) -> str:
    return f"leave out {what}, or keep {party}" if what else f"keep {party}, or leave this out"


def near_path(dotted: str, names: Mapping[str, Sequence[str]]) -> str:
    """The path nearest to one that begins with an unknown name, of a party or section that looks alike; else empty.

    Parameters
    ----------
    names : party or section -> paths in it
    """
    first, _, rest = dotted.partition(".")
    alike = [root for root in names if _alike(first, root)]
    aliased = alias(first)
    if aliased in names:
        dotted, alike = f"{aliased}.{rest}", [aliased]
    return nearest(dotted, [path for root in alike for path in names[root]]) or ""


def _alike(one: str, two: str) -> bool:
    """Whether one name looks like a slip for the other; short names of actors are alike by chance."""
    if min(len(one), len(two)) > 3 and (one in two or two in one):
        return True
    return difflib.SequenceMatcher(None, one.lower(), two).ratio() >= 0.65


def unknown_root(name: str, roots: Sequence[str]) -> str:
    """What to say about the first name of a path that no party or section has."""
    hint = unknown_name(name, list(roots), ())
    parties = [root for root in roots if root not in SECTIONS]
    return f"its parties are {', '.join(parties[:24])}" if hint.startswith("allowed here") else hint


def settable(merged: Merged, path: Path) -> Leaf | tuple[str, str, int]:
    """The parameter an override names, or what to say when there is none (see `unknown_path`)."""
    if path in (("start",), ("horizon_weeks",)):
        return HEADER_LEAVES[path[0]]
    if len(path) == 1 and path[0] in merged.parties[2:]:
        return Leaf(kind="choice", nullable=True)
    item = merged.item(path)
    if isinstance(item, Leaf):
        return item
    if isinstance(item, Group) and item.optional:
        return Leaf(kind="choice", nullable=True)
    if item is None and len(path) == 3 and path[1] == "summit":
        summit = merged.item(path[:2])
        leaf = summit.fields.get(path[2]) if isinstance(summit, Group) else None
        if isinstance(leaf, Leaf):
            return leaf
    return unknown_path(merged, path)
