"""Parameters that are newer than the first edition of the model, and documents that do not know them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from sim.scenario.shape import SECTIONS, Leaf, below, root_shape


def newer(root: str) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """Parameters of a party or section, by path, that documents of the first edition do not know."""
    for path, item in below(root_shape(root), (root,)):
        if isinstance(item, Leaf) and item.legacy is not None:
            yield path, item


def known(document: dict[str, Any]) -> dict[str, Any]:
    """A resolved document without newer parameters that have their legacy value and no prior of their own.

    What is left is what the document was before there were these parameters: its hash stays as it was.
    """
    document = {**document, "uncertain": dict(document["uncertain"])}
    for entry in ("parties", *SECTIONS, "interventions"):
        document[entry] = copy.deepcopy(document[entry])
    groups = document["parties"] | {key: document[key] for key in SECTIONS}
    for entry in document["interventions"]:
        if isinstance(entry["do"].get("mediators"), dict):
            groups |= entry["do"]["mediators"].get("add", {})
    for root in groups:
        for path, item in newer(root):
            _leave_out(groups, document["uncertain"], path, item.legacy_for(root))
    return document


def _leave_out(groups: dict[str, Any], uncertain: dict[str, Any], path: tuple[str, ...], legacy: Any) -> None:
    """Take a parameter out of nested groups, where it has its legacy value and no prior of its own."""
    *above, name = path
    here: Any = groups
    for part in above:
        here = here[part]
        if here is None:
            return
    key = ".".join(path)
    if here[name] == legacy and uncertain.get(key, "fixed") == "fixed":
        del here[name]
        uncertain.pop(key, None)
