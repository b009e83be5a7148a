"""Small parts of the page: a picture with words for those who do not see it, a table, the look of it all."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import solara

from sim.views.html import harmless

STYLE = (Path(__file__).parent / "page.css").read_text("utf-8")


@solara.component
def Picture(svg: str, words: str, name: str):
    """An SVG as an image with a text for those who do not see it."""
    address = solara.use_memo(lambda: f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", [svg])
    solara.v.Html(tag="img", attributes={"src": address, "alt": words, "data-figure": name})


@cache
def _environment():
    from jinja2 import Environment

    return Environment(autoescape=True, finalize=harmless)


def written(template: str, **values: object) -> str:
    """A small template filled in, all values escaped."""
    return _environment().from_string(template).render(**values)


def numbers_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of numbers as HTML."""
    return written(
        '<table class="numbers"><thead><tr>{% for head in heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr>'
        "</thead><tbody>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
        "</tbody></table>",
        heads=heads,
        rows=list(rows),
    )


def story_table(lines: Iterable[tuple[str, str]]) -> str:
    """Dated lines as HTML."""
    return written(
        '<table class="story"><tbody>{% for when, words in lines %}<tr><td>{{ when }}</td><td>{{ words }}</td></tr>'
        "{% endfor %}</tbody></table>",
        lines=list(lines),
    )
