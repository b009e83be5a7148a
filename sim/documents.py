"""Documents: frozen dataclasses that are written as strict JSON, and read back, in this one place.

The fields of a class are the keys of its JSON object, in their order; its docstring says what they hold. A key that is
a word of Python has an underscore behind it as a field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from pydantic import TypeAdapter

OPTIONAL = {"optional": True}
"""`metadata` of a field whose key is left out where the field is None."""


def _key(name: str) -> str:
    return name.removesuffix("_")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A JSON object whose keys and types are stated."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "strict": True,
        "allow_inf_nan": False,
        "alias_generator": _key,
    }

    def as_json(self) -> dict[str, Any]:
        """Plain values, None for what there is none of; ValueError where a number is none, `to_json` says."""
        return {
            _key(field.name): _plain(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) is not None or "optional" not in field.metadata
        }

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """What `as_json` gave.

        Raises
        ------
        ValueError
            with the first thing that is wrong: a newer version of the document, a key that is missing or unknown, a
            value of another type, a number that is none
        """
        if isinstance(document, Mapping):
            own, found = getattr(cls, "schema_version", None), document.get("schema_version")
            if isinstance(own, int) and isinstance(found, int) and found > own:
                raise ValueError(
                    f"schema_version is {found}, and this release of allforall reads {own}: use a newer one"
                )
        # A command line may hold bytes that are no letters; they matter to nobody here.
        text = json.dumps(document, ensure_ascii=False, allow_nan=False).encode(errors="replace")
        own_type: Any = cls
        return _reader(own_type).validate_json(text)

    @classmethod
    def of(cls, what: Self | Mapping[str, Any]) -> Self:
        """The document itself, or its JSON object read."""
        return what if isinstance(what, cls) else cls.from_json(what)


def to_json(document: Mapping[str, Any], indent: int | None = 2) -> str:
    """Write strict JSON: ValueError for NaN and Infinity."""
    return json.dumps(document, indent=indent, allow_nan=False, ensure_ascii=False)


@cache
def _reader(cls: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(cls)


def _plain(value: Any) -> Any:
    if isinstance(value, Document):
        return value.as_json()
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
