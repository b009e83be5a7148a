"""Parameters that are newer than the first edition of the model, and documents that do not know them."""

from __future__ import annotations

from typing import Any

from sim.scenario.shape import SECTIONS, Group, Leaf, below, root_shape


def known(document: dict[str, Any]) -> dict[str, Any]:
    """A resolved document without newer parameters that have their legacy value and no prior of their own.

    What is left is what the document was before there were these parameters: its hash stays as it was. Groups and
    sections with nothing else in them are left out, too.
    """
    uncertain = dict(document["uncertain"])

    def older(parties: dict[str, Any]) -> dict[str, Any]:
        return {key: _older(root_shape(key), values, uncertain, (key,)) for key, values in parties.items()}

    def without(entry: dict[str, Any]) -> dict[str, Any]:
        mediators = entry["do"].get("mediators")
        if not isinstance(mediators, dict) or "add" not in mediators:
            return entry
        return {**entry, "do": {**entry["do"], "mediators": {**mediators, "add": older(mediators["add"])}}}

    sections = older({key: document[key] for key in SECTIONS})
    return {
        **{key: value for key, value in document.items() if key not in SECTIONS},
        **{key: values for key, values in sections.items() if values},
        "parties": older(document["parties"]),
        "interventions": [without(entry) for entry in document["interventions"]],
        "uncertain": uncertain,
    }


def _older(group: Group, values: dict[str, Any], uncertain: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """What is left of the values of a group that stands at a path; what is left out is taken out of `uncertain`.

    An optional group that is stated is left, if empty: whether it is there is a statement of its own.
    """
    left: dict[str, Any] = {}
    for name, item in group.fields.items():
        at, value = (*path, name), values[name]
        if isinstance(item, Leaf):
            key = ".".join(at)
            if item.newer and value == item.legacy_for(path[0]) and uncertain.get(key, "fixed") == "fixed":
                uncertain.pop(key, None)
            else:
                left[name] = value
        elif value is None:
            if not all(inner.newer for _, inner in below(item, at) if isinstance(inner, Leaf)):
                left[name] = None
        else:
            inside = _older(item, value, uncertain, at)
            if inside or item.optional:
                left[name] = inside
    return left
