"""What identifies an engine: the source that decides the bits of a result, however it is laid out and commented."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import sim

SOURCE = (
    "experiments/tasks.py",
    "model",
    "montecarlo/block.py",
    "montecarlo/counts.py",
    "montecarlo/tally.py",
    "negotiation/belligerent.py",
    "negotiation/envoy.py",
    "negotiation/mediator.py",
    "negotiation/model.py",
    "negotiation/party.py",
    "scenario",
    "schema.py",
)
"""Files and folders of the package that decide the bits of a result: what is simulated, and how it is counted."""

_LAYOUT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
"""Fields of the syntax tree that follow from others, or that decide nothing."""


@cache
def engine_hash() -> str:
    """A hash of the source that decides the bits of a result."""
    return source_hash(Path(sim.__file__).parent, SOURCE)


def source_hash(folder: Path, source: Iterable[str]) -> str:
    """A hash of what Python files say.

    It does not depend on line endings, layout, comments, docstrings or the version of Python, but on every name,
    number, text and operator.

    Parameters
    ----------
    folder : where the files lie
    source : files, and folders with all that is in them, relative to it; `/` between the parts

    Returns
    -------
    16 hexadecimal digits
    """
    digest = hashlib.sha256()
    for part in source:
        place = folder / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            words: list[str] = [file.relative_to(folder).as_posix()]
            _tell(ast.parse(file.read_bytes()), words.append)
            digest.update("\n".join([*words, ""]).encode())
    return digest.hexdigest()[:16]


def _tell(node: ast.AST, say: Callable[[str], None]) -> None:
    """Say a syntax tree word by word; fields that newer versions of Python add are empty, and are not said."""
    say(type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        if value is None or name in _LAYOUT:
            continue
        if isinstance(value, ast.AST):
            say(name)
            _tell(value, say)
        elif isinstance(value, list):
            _tell_list(name, value, isinstance(node, ast.JoinedStr), say)
        else:
            say(f"{name} {ascii(value)}")
    say(")")


def _tell_list(name: str, values: list, joined: bool, say: Callable[[str], None]) -> None:
    kept = list(_joined(values) if joined else _said(values))
    if not kept:
        return
    say(f"{name} {len(kept)}")
    for value in kept:
        if isinstance(value, ast.AST):
            _tell(value, say)
        else:
            say(ascii(value))


def _said(values: list) -> Iterator[ast.AST | str | None]:
    """Without docstrings and other statements that only hold a text, and without `pass`."""
    for value in values:
        if not isinstance(value, ast.Pass) and not _only_a_text(value):
            yield value


def _only_a_text(value: ast.AST | str | None) -> bool:
    return isinstance(value, ast.Expr) and isinstance(value.value, ast.Constant) and isinstance(value.value.value, str)


def _joined(values: list[ast.AST]) -> Iterator[ast.AST]:
    """Parts of an f-string; versions of Python differ in where they cut its texts and leave empty ones."""
    text = ""
    for value in values:
        if isinstance(value, ast.Constant):
            text += value.value
            continue
        if text:
            yield ast.Constant(text)
        text = ""
        yield value
    if text:
        yield ast.Constant(text)
