"""How results show themselves: a line or two at a prompt; in a notebook a table, and what it must not be read without."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from sim.printable import printable

Rows = Sequence[Sequence[str]]

_WIDTH = 100
_LEFT, _RIGHT = (f'style="text-align:{side}; padding:0.15em 0.6em"' for side in ("left", "right"))


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What is shown of something. Texts may come from anywhere: they are made harmless here.

    Attributes
    ----------
    heading : one line: what it is, how much of it, the seed; what it must not be taken for stands first, in capitals
    notes : lines that stand above every number
    table : gives the rows, the heads of the columns first; called when they are needed
    caution : what the numbers must not be read without
    saved : where it is kept; empty for nowhere
    """

    heading: str
    notes: Sequence[str] = ()
    table: Callable[[], Rows] = tuple
    caution: str = ""
    saved: object = ""

    def brief(self) -> str:
        """The heading, and where it is kept."""
        return "\n".join(map(printable, [self.heading, *self._saved()]))

    def text(self) -> str:
        """All of it, in lines of at most 100 columns but for long names and paths."""
        rows = [[printable(cell) for cell in row] for row in self.table()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(_set(row, widths)).rstrip() for row in rows]
        caution = textwrap.wrap(printable(self.caution), _WIDTH, break_on_hyphens=False)
        head = [*map(printable, [self.heading, *self.notes])]
        return "\n".join([*head, *lines, *caution, *map(printable, self._saved())])

    def html(self) -> str:
        """All of it as a fragment of HTML, everything escaped."""
        parts = [_paragraph(self.heading, bold=True), *(_paragraph(note, bold=True) for note in self.notes)]
        head, *rows = self.table() or ((),)
        if head:
            body = "".join(_row(row, "td") for row in rows)
            parts.append(f"<table><thead>{_row(head, 'th')}</thead><tbody>{body}</tbody></table>")
        parts += [_paragraph(words) for words in (self.caution, *self._saved()) if words]
        return f"<div>{''.join(parts)}</div>"

    def _saved(self) -> list[str]:
        return [f"Saved in {self.saved}"] if self.saved else []


class ShowsItself:
    """Something that says what it is at a prompt and in a notebook; a class says how with `shown`."""

    def shown(self) -> Shown:
        """What to show."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.shown().brief()

    def _repr_html_(self) -> str:
        return self.shown().html()


def flagged(heading: str, *, experimental: bool = False, partial: bool = False) -> str:
    """A heading that begins with what it must not be taken for."""
    return f"{'EXPERIMENTAL: ' * bool(experimental)}{'PARTIAL: ' * bool(partial)}{heading}"


def count(number: int, what: str) -> str:
    """'1 world', '2,000 worlds'."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _set(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """The cells of a line, the first to the left, the others to the right."""
    return [
        cell.ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _row(cells: Sequence[str], tag: str) -> str:
    inside = (
        f"<{tag} {_RIGHT if place else _LEFT}>{escape(printable(cell))}</{tag}>" for place, cell in enumerate(cells)
    )
    return f"<tr>{''.join(inside)}</tr>"


def _paragraph(words: str, *, bold: bool = False) -> str:
    text = escape(printable(words))
    return f"<p><b>{text}</b></p>" if bold else f"<p>{text}</p>"
