"""Checksums of what a store keeps: the same from the numbers that are written and from the tables that are read.

They detect damage and careless edits; whoever rewrites a store on purpose can rewrite its checksums too. SQLite keeps
neither the kind of a NaN nor the sign of a zero, so neither counts here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

ROWS = 1024
"""Worlds under one checksum. Blocks of worlds begin at its multiples."""

_DIGITS = 32
"""Of the hexadecimal digits of SHA-256: 128 bits."""


def of_columns(columns: Mapping[str, np.ndarray]) -> str:
    """One checksum of a table given as columns, names and order included."""
    digest = hashlib.sha256()
    for name, values in columns.items():
        digest.update(json.dumps([name, len(values)]).encode())
        digest.update(canonical(values).tobytes())
    return digest.hexdigest()[:_DIGITS]


def of_worlds(columns: Mapping[str, np.ndarray]) -> Iterator[tuple[int, str]]:
    """A checksum for every `ROWS` worlds: (its number, checksum). The first world is a multiple of `ROWS`."""
    worlds = columns["world"]
    for first in range(0, len(worlds), ROWS):
        part = {name: values[first : first + ROWS] for name, values in columns.items()}
        yield int(worlds[first]) // ROWS, of_columns(part)


def of_each_row(numbers: Sequence[np.ndarray], texts: Sequence[Sequence[str | None]] = ()) -> list[str]:
    """A checksum for every row.

    Parameters
    ----------
    numbers : arrays (rows,) or (rows, columns)
    texts : columns of words
    """
    parts = [canonical(values).reshape(len(values), -1) for values in numbers]
    packed = np.concatenate([np.ascontiguousarray(part).view(np.uint8) for part in parts if part.size], axis=1)
    words = zip(*texts, strict=True) if texts else ((),) * len(packed)
    return [
        hashlib.sha256(row.tobytes() + json.dumps(said).encode()).hexdigest()[:_DIGITS]
        for row, said in zip(packed, words, strict=True)
    ]


def of_table(rows: Iterable[Sequence[Any]]) -> str:
    """The checksum of a small table, its rows as SQLite gives them."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(list(row), default=repr).encode() + b"\n")
    return digest.hexdigest()[:_DIGITS]


def of_bytes(*parts: Any) -> str:
    """The checksum of bytes, and of whatever says where they belong."""
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else json.dumps(part).encode()
        digest.update(len(content).to_bytes(8, "little") + content)
    return digest.hexdigest()[:_DIGITS]


def canonical(values: np.ndarray) -> np.ndarray:
    """Numbers as they are hashed: whole numbers int64, others float64, with one NaN and one zero, little-endian."""
    values = np.asarray(values)
    if values.dtype.kind != "f":
        return values.astype("<i8")
    return np.where(np.isnan(values), np.nan, values + 0.0).astype("<f8")
