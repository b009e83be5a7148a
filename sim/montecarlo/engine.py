"""What identifies an engine: the source that decides the bits of a result, and nothing else of what it says.

Not counted, because no number follows from it: layout, comments and docstrings; what is said of an error; sentences,
but where something is looked up by them; what a parameter means and rests on; types of arguments; how a thing shows itself. What is read
from a file is not counted either: the document that it is resolved to has a hash of its own, which every store holds.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import sim

SOURCE = (
    "analysis/by_outcome.py",
    "analysis/sequence.py",
    "analysis/stopping.py",
    "experiments/effect_task.py",
    "experiments/precision.py",
    "experiments/tasks.py",
    "model",
    "montecarlo/block.py",
    "montecarlo/counts.py",
    "montecarlo/prior.py",
    "montecarlo/schedule.py",
    "montecarlo/tally.py",
    "negotiation/belligerent.py",
    "negotiation/envoy.py",
    "negotiation/mediator.py",
    "negotiation/model.py",
    "negotiation/party.py",
    "scenario/events/interventions.py",
    "scenario/events/operators.py",
    "scenario/events/shocks.py",
    "scenario/scenario.py",
    "scenario/shape.py",
    "scenario/tree.py",
    "scenario/uncertainty/priors.py",
    "scenario/uncertainty/uncertain.py",
    "scenario/values.py",
    "schema.py",
)
"""Files and folders of the package that decide the bits of a result: what is simulated, how it is counted, and when it is enough."""

_LAYOUT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
"""Fields of the syntax tree that follow from others, or that decide nothing."""

_UNSAID = {
    ast.Raise: frozenset({"exc", "cause"}),
    ast.arg: frozenset({"annotation"}),
    ast.FunctionDef: frozenset({"returns"}),
    ast.AsyncFunctionDef: frozenset({"returns"}),
}
"""Kind of node -> fields of it that decide no number."""

_LOOKED_UP = frozenset({(ast.Dict, "keys"), (ast.Subscript, "slice"), (ast.Attribute, "value")})
"""Kind of node and field of it in which a text is no sentence, however many words it has."""

_WORDS = frozenset(
    {"description", "meaning", "source", "status", "symbol", "unit"} | {"lowers", "no_sign", "prior", "raises", "signs"}
)
"""Arguments of `_DESCRIBED` that describe a parameter or a column; a prior is in a scenario's document."""

_DESCRIBED = frozenset({"parameter", "Column", "EventKind", "Group", "Leaf", "Sign"})
"""What declares something: the rest of its arguments counts."""

_DISPLAY = frozenset({"__repr__", "__str__", "shown", "_shown_contents", "_shown_value"})
"""Functions that show something."""


@cache
def engine_hash() -> str:
    """A hash of the source that decides the bits of a result."""
    return source_hash(Path(sim.__file__).parent, SOURCE)


def source_hash(folder: Path, source: Iterable[str]) -> str:
    """A hash of what Python files say that can decide a number; see above for what cannot.

    It does not depend on line endings or the version of Python, but on every name, number, word and operator.

    Parameters
    ----------
    folder : where the files lie
    source : files, and folders with all that is in them, relative to it; `/` between the parts

    Returns
    -------
    16 hexadecimal digits
    """
    digest = hashlib.sha256()
    for file in source_files(folder, source):
        words: list[str] = [file.relative_to(folder).as_posix()]
        _tell(ast.parse(file.read_bytes()), words.append)
        digest.update("\n".join([*words, ""]).encode())
    return digest.hexdigest()[:16]


def source_files(folder: Path, source: Iterable[str]) -> Iterator[Path]:
    """The files that `source_hash` reads, in its order."""
    for part in source:
        place = folder / part
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def is_sentence(node: ast.AST) -> bool:
    """Whether a text, f-strings included, has more than one word: it is there to be read, not to be compared with."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    else:
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return len(text.split()) > 1


def _tell(node: ast.AST, say: Callable[[str], None], *, looked_up: bool = False) -> None:
    """Say a syntax tree word by word; fields that newer versions of Python add are empty, and are not said.

    Parameters
    ----------
    looked_up : whether a text here is a key, or has a method called on it: it is said then, whatever it is
    """
    if is_sentence(node) and not looked_up:
        say("sentence")
        return
    say(type(node).__name__)
    unsaid = _LAYOUT | _UNSAID.get(type(node), frozenset())
    for name in node._fields:
        value = getattr(node, name, None)
        if value is None or name in unsaid:
            continue
        keys = (type(node), name) in _LOOKED_UP
        if isinstance(value, ast.AST):
            say(name)
            _tell(value, say, looked_up=keys)
        elif isinstance(value, list):
            _tell_list(name, list(_said(node, name, value)), say, looked_up=keys)
        else:
            say(f"{name} {ascii(value)}")
    say(")")


def _tell_list(name: str, values: list, say: Callable[[str], None], *, looked_up: bool) -> None:
    if not values:
        return
    say(f"{name} {len(values)}")
    for value in values:
        if isinstance(value, ast.AST):
            _tell(value, say, looked_up=looked_up)
        else:
            say(ascii(value))


def _said(node: ast.AST, name: str, values: list) -> Iterator[ast.AST | str | None]:
    """What counts of a list in the syntax tree."""
    if isinstance(node, ast.JoinedStr):
        yield from _joined(values)
    elif isinstance(node, ast.Call) and name == "args" and _is_declaration(node):
        yield from values[:1]
    elif isinstance(node, ast.Call) and name == "keywords" and _called(node) in _DESCRIBED:
        yield from (value for value in values if value.arg not in _WORDS)
    else:
        yield from (value for value in values if not _decides_nothing(value))


def _is_declaration(call: ast.Call) -> bool:
    """Whether a parameter is declared (`sim.schema.parameter`): after its default comes what it means."""
    return _called(call) == "parameter"


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _decides_nothing(value: ast.AST | str | None) -> bool:
    if isinstance(value, ast.FunctionDef):
        return value.name in _DISPLAY
    if isinstance(value, ast.If):
        return isinstance(value.test, ast.Name) and value.test.id == "TYPE_CHECKING" and not value.orelse
    return isinstance(value, ast.Pass) or _only_a_text(value)


def _only_a_text(value: ast.AST | str | None) -> bool:
    """Docstrings, and other statements that only hold a text."""
    return isinstance(value, ast.Expr) and isinstance(value.value, ast.Constant) and isinstance(value.value.value, str)


def _joined(values: list[ast.AST]) -> Iterator[ast.AST]:
    """Parts of an f-string; versions of Python differ in where they cut its texts and leave empty ones."""
    text = ""
    for value in values:
        if isinstance(value, ast.Constant):
            text += str(value.value)
            continue
        if text:
            yield ast.Constant(text)
        text = ""
        yield value
    if text:
        yield ast.Constant(text)
