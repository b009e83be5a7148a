"""Write down what parameters are declared as: the JSON Schema for editors, and the tables of MODEL.md, section 7.

``python -m tests.declared`` (`make declared`) writes both anew. Of a row of the tables the last cell is prose, what the
default rests on: it is kept, and a new row begins with the source of its declaration. Rows of a whole group of
parameters (`<issue>`) are prose altogether, as are prior and status of mediators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.scenario import load
from sim.scenario.explain import BASE
from sim.scenario.json_schema import export
from sim.scenario.shape import ENVOY, SECTIONS, Leaf, below, root_shape
from sim.schema import BELLIGERENTS

MODEL = Path(__file__).parents[1] / "MODEL.md"
BEGIN, END = "<!-- parameters: make declared writes these tables -->", "<!-- end of parameters -->"
REFERENCE = "reference_2025"
GROUPS = ("red_lines", "issue_weights", "agenda")
"""Groups of parameters with one row, or one sentence, for all issues."""

HEAD = "| parameter | symbol | meaning | unit | default | prior | status | basis |"

_KINDS = {"uniform": "U", "log_uniform": "LU", "integers": "I", "triangular": "T", "choice": "C"}


def rows() -> dict[str, tuple[str, list[str]]]:
    """Name of a row -> its root, and its cells."""
    base, reference = load(BASE), load(REFERENCE)
    found = {}
    for root in (BELLIGERENTS[0], "a mediator", ENVOY, "eu", *SECTIONS):
        for path, item in _own(root):
            name = ".".join(path[1:] if root in (BELLIGERENTS[0], "a mediator") else path)
            places = {
                BELLIGERENTS[0]: [f"{side}.{name}" for side in BELLIGERENTS],
                "a mediator": [f"{key}.{name}" for key in _mediators()],
            }.get(root, [name])
            values = [_value(_held(base, place)) for place in places]
            if root == "a mediator":
                found[name] = root, [f"`{name}`", _symbol(item), *values, _prior(item.prior), item.status]
                continue
            moved = any(_state(base, place) != _state(reference, place) for place in places)
            priors = [_prior(item.prior_for(place.partition(".")[0])) for place in places]
            found[name] = (
                root,
                [
                    f"`{name}`" + " ‡" * moved,
                    _symbol(item),
                    item.meaning,
                    item.unit,
                    "; ".join(values),
                    priors[0] if len(set(priors)) == 1 else "; ".join(priors),
                    item.status,
                    item.source,
                ],
            )
    return found


def _mediators() -> list[str]:
    """In the order of the table's columns."""
    return [
        cell.strip("`")
        for cell in _cells(next(line for line in tables().splitlines() if f"| `{ENVOY}` |" in line))[2:8]
    ]


def _own(root: str) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """Parameters of a root with a row of their own: the envoy's without those of any mediator, summits once."""
    shared = {path[1:] for path, _ in below(root_shape("a mediator"), ("",))}
    for path, item in below(root_shape(root), (root,)):
        if not isinstance(item, Leaf) or item.kind == "text" or not set(GROUPS).isdisjoint(path):
            continue
        if {"a mediator": "summit" not in path, ENVOY: path[1:] not in shared, "eu": "summit" in path}.get(root, True):
            yield path, item


def _held(case, path: str) -> Any:
    """Value of a parameter; None too where the scenario does without its group."""
    return case.value(path) if path in case.paths else None


def _state(case, path: str) -> Any:
    """Value and prior of a parameter."""
    return _held(case, path), [prior.distribution for prior in case.priors if path in prior.targets]


def _symbol(item: Leaf) -> str:
    return re.sub(r"^(\S+) ([a-z]\w+)$", r"\1 `\2`", item.symbol)


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return re.sub(r"(^|−)0\.", r"\1.", f"{value:,.10g}".replace("-", "−"))


def _prior(prior: dict[str, Any] | None) -> str:
    if prior is None:
        return "fixed"
    (kind,) = prior.keys() - {"factor"}
    text = f"{_KINDS[kind]}({', '.join(map(_value, prior[kind]))})"
    return f"×{text} `{prior['factor']}`" if "factor" in prior else text


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def tables() -> str:
    """The tables as they are in MODEL.md."""
    return MODEL.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def tables_anew() -> str:
    """The tables as they should be: new rows below those of their root, a new section in a table of its own."""
    wanted, lines, last = rows(), [], {}
    for line in tables().splitlines():
        name = re.match(r"\| `([\w.]+)`", line)
        if name and name[1] in wanted:
            root, cells = wanted.pop(name[1])
            kept = _cells(line)
            line = _line([*cells[:-2], *kept[-2:]] if root == "a mediator" else [*cells[:-1], kept[-1]])
            last[root] = len(lines)
        lines.append(line)
    new: dict[str, list[str]] = {}
    for root, cells in wanted.values():
        new.setdefault(root, []).append(_line(cells))
    for root in sorted(new, key=lambda root: last.get(root, len(lines)), reverse=True):
        head = [] if root in last else [f"**{root}**", "", HEAD, re.sub(r"\w+", "---", HEAD)]
        place = last[root] + 1 if root in last else len(lines)
        lines[place:place] = [*head, *new[root], *([""] if head else [])]
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    export()
    MODEL.write_text(MODEL.read_text("utf-8").replace(tables(), tables_anew()), "utf-8")
