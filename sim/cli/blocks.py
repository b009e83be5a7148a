"""Options that commands share in blocks: a command takes a dataclass, the command line its fields."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from inspect import Parameter
from typing import Any, get_type_hints


def flattened(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command as typer reads it: instead of a parameter that is a dataclass stand the fields of that.

    They have the names, annotations and defaults that the dataclass gives them; the command gets them as the dataclass.
    """
    blocks: dict[str, Callable[..., Any]] = {}
    parts: dict[str, list[Parameter]] = {}
    signature = inspect.signature(command, eval_str=True)
    for name, parameter in signature.parameters.items():
        block = parameter.annotation
        if isinstance(block, type) and is_dataclass(block):
            blocks[name], hints = block, get_type_hints(block, include_extras=True)
            parts[name] = [_option(each.name, each.default, hints[each.name]) for each in fields(block)]
        else:
            parts[name] = [_option(name, parameter.default, block)]

    @wraps(command)
    def run(**given: Any) -> Any:
        for name, block in blocks.items():
            given[name] = block(**{each.name: given.pop(each.name) for each in parts[name]})
        return command(**given)

    run.__dict__["__signature__"] = signature.replace(parameters=[each for part in parts.values() for each in part])
    return run


def _option(name: str, default: Any, annotation: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
