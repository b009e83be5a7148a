"""The JSON Schema of a scenario file, for completion and hints in an editor.

It describes files that state only what they change, so nothing is required in it; what a scenario needs as a whole is
checked when it is loaded.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.model.captives import CATEGORIES
from sim.model.mediation import MediatorParameters
from sim.scenario.events.entries import EVENTS, OPERATOR_MODELS, OPERATOR_WORDS, OPERATORS, TimelineEntry
from sim.scenario.layers.header import HEADER_LEAVES
from sim.scenario.shape import ENVOY, SECTIONS, Group, Leaf, below, root_shape, shape
from sim.scenario.uncertainty.distributions import FORMS
from sim.scenario.uncertainty.priors import JOINT
from sim.schema import BELLIGERENTS

FILE = Path(__file__).with_name("scenario.schema.json")
"""Where the schema is kept; scenario files name it in their first line."""

_TYPES = {
    "float": "number",
    "int": "integer",
    "bool": "boolean",
    "text": "string",
    "date": "string",
    "choice": "string",
}
_PARTY_KEY = "^[a-z][a-z0-9_]{0,39}$"


def json_schema() -> dict[str, Any]:
    """The schema as nested plain values."""
    properties: dict[str, Any] = {key: _leaf(item) for key, item in HEADER_LEAVES.items()}
    properties["scenario"]["pattern"] = "^[a-z][a-z0-9_]{0,63}$"
    properties["facts"] = {"type": "array", "items": {"type": "string"}, "description": "what the scenario starts from"}
    properties["calibrated"] = {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "parameters whose value is calibrated where the schema says otherwise, and what to",
    }
    properties["parties"] = _parties()
    properties |= {key: _group(root_shape(key)) for key in SECTIONS}
    properties |= {"uncertain": _uncertain(), "timeline": _timeline(), "interventions": _interventions()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Scenario",
        "description": "A scenario of the all-for-all model; what it does not state, it inherits from what it extends.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "definitions": {"mediator": _group(shape(MediatorParameters)), "prior": _prior()},
    }


def schema_text() -> str:
    """The schema as it is kept in `FILE`."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def export(path: Path = FILE) -> None:
    """Write the schema; `make declared` does it after every change of the parameters."""
    path.write_text(schema_text(), encoding="utf-8")


def _describe(item: Leaf) -> str:
    unit = f" [{item.unit}]" if item.unit not in ("", "1", "text") else ""
    basis = ". ".join(part for part in (item.status, item.source) if part)
    return f"{item.meaning}{unit}" + (f" ({basis})" if basis and item.status != "rule" else "")


def _leaf(item: Leaf, side: str | None = None) -> dict[str, Any]:
    kind = _TYPES[item.kind]
    found: dict[str, Any] = {"description": _describe(item), "type": [kind, "null"] if item.nullable else kind}
    default = item.default_for(side)
    if default is not None and default != "":
        found["default"] = default
    if item.low is not None:
        found["minimum"] = item.low
    if item.high is not None:
        found["maximum"] = item.high
    if item.options:
        found["enum"] = list(item.options)
    if item.kind == "date":
        found["format"] = "date"
    return found


def _group(group: Group, side: str | None = None) -> dict[str, Any]:
    properties = {
        ("from" if name == "first" else name): _leaf(item, side) if isinstance(item, Leaf) else _group(item, side)
        for name, item in group.fields.items()
    }
    return {
        "description": group.meaning,
        "type": ["object", "null"] if group.optional else "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _parties() -> dict[str, Any]:
    envoy = _group(root_shape(ENVOY))
    envoy["type"] = ["object", "null"]
    return {
        "description": "the belligerents and the third parties; null removes an inherited mediator",
        "type": "object",
        "properties": {side: _group(root_shape(side), side) for side in BELLIGERENTS} | {ENVOY: envoy},
        "propertyNames": {"pattern": _PARTY_KEY},
        "additionalProperties": {"anyOf": [{"$ref": "#/definitions/mediator"}, {"type": "null"}]},
    }


def _prior() -> dict[str, Any]:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 2}
    forms = {kind: numbers | {"description": f"{kind}: {form}"} for kind, form in FORMS.items()}
    forms["choice"] = {
        "type": "array",
        "items": {"type": ["number", "boolean"]},
        "minItems": 2,
        "description": "values, equally likely",
    }
    forms["scales"] = {
        "type": "array",
        "items": {"type": "string"},
        "minItems": 1,
        "description": "under a label: the parameters that one draw multiplies; '*' stands for every party",
    }
    return {
        "anyOf": [
            {"const": "fixed", "description": "no prior"},
            {"type": "object", "properties": forms, "additionalProperties": False},
        ]
    }


def _uncertain() -> dict[str, Any]:
    paths: dict[str, Any] = {JOINT: _joint()}
    for root in (*BELLIGERENTS, ENVOY, *SECTIONS):
        for path, item in below(root_shape(root), (root,)):
            if isinstance(item, Leaf) and item.kind in ("float", "int"):
                paths[".".join(path)] = {"$ref": "#/definitions/prior"}
    return {
        "description": "priors: a path of a parameter, or a label with 'scales', and its distribution; or joint draws",
        "type": "object",
        "properties": paths,
        "additionalProperties": {"$ref": "#/definitions/prior"},
    }


def _joint() -> dict[str, Any]:
    written = {
        "columns": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "paths of parameters"},
        "rows": {"type": "string", "description": "one line per draw: numbers with commas between them"},
    }
    return {
        "description": "joint draws of several parameters, each row as likely as any other",
        "anyOf": [
            {"const": "fixed", "description": "drops inherited draws"},
            {"type": "string", "pattern": "\\.[cC][sS][vV]$", "description": "a CSV file in the folder of this one"},
            {"type": "object", "properties": written, "additionalProperties": False},
        ],
    }


def _timeline() -> dict[str, Any]:
    entry = _group(shape(TimelineEntry))
    entry["properties"]["event"]["description"] = "; ".join(f"{name}: {kind.meaning}" for name, kind in EVENTS.items())
    return {"description": "dated events, the same in every world", "type": "array", "items": entry}


def _interventions() -> dict[str, Any]:
    operators: dict[str, Any] = {}
    for name, meaning in OPERATORS.items():
        options: list[dict[str, Any]] = []
        if name in OPERATOR_WORDS:
            options.append({"const": OPERATOR_WORDS[name]})
        if name in OPERATOR_MODELS:
            options.append(_group(shape(OPERATOR_MODELS[name])))
        if name == "categories":
            options.append({"type": "array", "items": {"enum": list(CATEGORIES)}, "uniqueItems": True})
        if name == "mediators":
            added = {"type": "object", "additionalProperties": {"$ref": "#/definitions/mediator"}}
            options.append({"type": "object", "properties": {"add": added}, "additionalProperties": {"const": "off"}})
        operators[name] = {"description": meaning} | (options[0] if len(options) == 1 else {"anyOf": options})
        operators[name]["description"] = meaning
    one = {
        "type": "object",
        "properties": operators,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {
        "description": "do-operators: replacements of a rule in all worlds",
        "type": "array",
        "items": {"type": "object", "properties": {"do": one}, "additionalProperties": False},
    }
