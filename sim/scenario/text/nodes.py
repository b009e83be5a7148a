"""YAML text to nodes that know their place, guarded event by event.

The library's own loader resolves aliases, merges and tags before anyone can look at them, and recurses as deep as
the text asks. Here the parser's events are checked one by one and turned into three plain kinds of node; nothing is
constructed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sim.scenario.text.lookalikes import astray
from sim.scenario.text.problems import Problem, ScenarioError, shown
from sim.scenario.text.source import Mark, Source
from sim.tables.text import UNPRINTABLE, named

DEPTH_LIMIT = 16
"""Deepest nesting: a scenario needs seven levels, a design fewer."""

NODE_LIMIT = 10_000
"""Most values in one file: several times the resolved base scenario."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it is written; `plain` means without quotes."""

    text: str
    plain: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    mark: Mark
    entries: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with values; `keys` holds the place of every key."""

    mark: Mark
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)


_DIRECTIVES = ("directives (lines that start with %) are not allowed here", "remove the line; this is YAML 1.2")

Node = Scalar | Items | Table


@functools.lru_cache(maxsize=8)
def compose(source: Source) -> tuple[Node | None, tuple[Problem, ...]]:
    """The one document of a source as nodes, which nobody may change: a base that many scenarios extend is read once.

    Returns
    -------
    node : None when the text holds nothing but comments
    problems : duplicate and impossible keys; the first of two stands

    Raises
    ------
    ScenarioError
        with one problem: a syntax error, or something a file may not hold (anchors, aliases, tags, directives,
        several documents, deep nesting)
    """
    composer = _Composer(source)
    return composer.document(), tuple(composer.problems)


class _Composer:
    def __init__(self, source: Source):
        self.source = source
        self.problems: list[Problem] = []
        self.count = 0

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        self._refuse_directives()
        events = self._events()
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if event.version is not None or event.tags:
                    self._refuse(event, *_DIRECTIVES)
                if documents > 1:
                    self._refuse(
                        event,
                        "a second document starts here; a file holds one",
                        "remove the '---', or put the second document in a file of its own",
                    )
            elif isinstance(event, (ScalarEvent, SequenceStartEvent, MappingStartEvent, AliasEvent)):
                root = self._node(event, events, 1)
        if isinstance(root, Scalar) and root.plain and not root.text:
            root = None
        return root

    def _refuse_directives(self) -> None:
        """Directives stand before the document, where the library reads them before it reports anything."""
        for number, line in enumerate(self.source.text.splitlines(), start=1):
            if line.startswith("%"):
                self._fail(Mark(self.source, number, 1, len(line)), *_DIRECTIVES)
            if line.strip() and not line.lstrip().startswith("#"):
                return

    def _events(self) -> Iterator[Any]:
        """The parser's events; whatever the library raises becomes a problem with a place."""
        yaml = YAML(typ="safe", pure=True)
        last = None
        try:
            for event in yaml.parse(self.source.text):
                last = event
                yield event
        except ScenarioError:
            raise
        except MarkedYAMLError as reason:
            place = reason.problem_mark or reason.context_mark
            message = " ".join(
                part for part in (reason.problem, f"({reason.context})" if reason.context else "") if part
            )
            mark = self._mark(place) if place is not None else Mark(self.source)
            self._refuse_astray(mark.line)
            self._fail(mark, f"not valid YAML: {shown(message, 160)}", _syntax_remedy(self.source, mark, message))
        except (
            Exception
        ) as reason:  # the library lets bare errors out (numbers in directives, escapes): never a traceback
            mark = self._mark(last.end_mark) if last is not None and last.end_mark is not None else Mark(self.source)
            self._fail(mark, f"not valid YAML: {shown(reason, 120)}", "")

    def _refuse_astray(self, last: int) -> None:
        """Blame the nearest look-alike above a syntax error, where there is one."""
        for number in range(min(last, len(self.source.lines)), 0, -1):
            place = astray(self.source.line(number))
            if place is not None:
                sign = self.source.line(number)[place]
                self._fail(
                    Mark(self.source, number, place + 1), f"not valid YAML: {named(sign)} means nothing to YAML", ""
                )

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self.count += 1
        if self.count > NODE_LIMIT:
            self._refuse(event, f"more than {NODE_LIMIT} values in one file", "data belong in files of their own")
        if depth > DEPTH_LIMIT:
            self._refuse(event, f"nested more than {DEPTH_LIMIT} levels deep", "seven levels are enough")
        if isinstance(event, AliasEvent):
            self._refuse(
                event,
                f"aliases (*{shown(event.anchor)}) are not allowed here",
                "write the value out (in a scenario, or use 'extends')",
            )
        if event.anchor is not None:
            self._refuse(event, f"anchors (&{shown(event.anchor)}) are not allowed here", "remove the anchor")
        if event.tag is not None:
            self._refuse(event, f"tags ({shown(event.tag)}) are not allowed here", "write the plain value")
        if isinstance(event, ScalarEvent):
            bad = UNPRINTABLE.search(event.value)
            if bad:
                self._refuse(
                    event,
                    f"an escape stands for the character U+{ord(bad[0]):04X}, which is not allowed in a text",
                    "remove the escape",
                )
            plain = event.style is None
            return Scalar(event.value, plain, self._mark(event.start_mark, event.end_mark, running=plain))
        if isinstance(event, SequenceStartEvent):
            items = Items(self._mark(event.start_mark, event.end_mark))
            for inner in events:
                if isinstance(inner, SequenceEndEvent):
                    break
                items.entries.append(self._node(inner, events, depth + 1))
            return items
        return self._table(event, events, depth)

    def _table(self, event: Any, events: Iterator[Any], depth: int) -> Table:
        table = Table(self._mark(event.start_mark, event.end_mark))
        for inner in events:
            if isinstance(inner, MappingEndEvent):
                break
            key = self._node(inner, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if isinstance(value, Scalar) and value.plain and not value.text:
                value = Scalar("", True, Mark(self.source, key.mark.line, key.mark.column + key.mark.width + 1))
            if not isinstance(key, Scalar):
                self.problems.append(key.mark.problem("a key must be a name, not a list or a mapping"))
            elif not key.text:
                self.problems.append(key.mark.problem("a key is missing before ':'"))
            elif key.text in table.entries:
                first = table.keys[key.text].line
                self.problems.append(
                    key.mark.problem(
                        f"duplicate key '{shown(key.text)}': already given in line {first}",
                        path=shown(key.text),
                        remedy="keep one of the two",
                    )
                )
            else:
                table.entries[key.text] = value
                table.keys[key.text] = key.mark
        return table

    def _mark(self, start: Any, end: Any = None, running: bool = False) -> Mark:
        width = 1
        if end is not None and end.line == start.line:
            width = end.column - start.column
        elif running:
            width = len(self.source.line(start.line + 1)) - start.column
        return Mark(self.source, start.line + 1, start.column + 1, max(width, 1))

    def _refuse(self, event: Any, message: str, remedy: str) -> None:
        self._fail(self._mark(event.start_mark), message, remedy)

    def _fail(self, mark: Mark, message: str, remedy: str) -> None:
        raise ScenarioError([mark.problem(message, remedy=remedy)]) from None


def _syntax_remedy(source: Source, mark: Mark, message: str) -> str:
    """What usually causes a syntax error."""
    line = source.line(mark.line)
    if "\t" in line[: mark.column]:
        return "indent with spaces; YAML does not allow tabs"
    if "mapping values" in message:
        return "put text that holds ': ' in quotes, and check the indentation"
    if "block end" in message or "block collection" in message:
        return "check the indentation: keys of one group start in the same column"
    if "quoted scalar" in message:
        return "a quote is not closed"
    if "flow" in message:
        return "a bracket or a comma is missing"
    return ""
