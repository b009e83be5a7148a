"""A scenario whose words are formulas, markup, escape codes and foreign letters, through all that shows them."""

import csv
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from matplotlib.text import Text

import sim
from sim.negotiation.trace import trace
from sim.result.folder import as_csv
from sim.views.figures.house_style import encoded
from sim.views.figures.lettering import STAND_IN, MissingLetters, drawable, families
from sim.views.figures.negotiating_table import draw_table
from sim.views.objects.run_report import document
from sim.views.text.differences_page import format_differences
from sim.views.text.headline import headline
from sim.views.text.narrative import format_story
from sim.views.text.short_story import format_short_story

OVERRIDE, RARE = "\N{RIGHT-TO-LEFT OVERRIDE}", "\u0378"
"""A sign that turns round what follows it, and a number that is no letter yet, so that no font has it."""
TITLE = f"=cmd() $1bn, $2bn <script>x</script> [bold] {OVERRIDE}live {RARE}"
NAME = f"=@N $1 $2 {{ \\frac <b>U</b> [red] {OVERRIDE}n {RARE}"
DESCRIPTION = f"=cmd() $x_{{ \\frac{{1}}{{2 <script>alert(1)</script> [bold]b[/] {OVERRIDE}live {RARE}"
PRESSURE = ("us_envoy.pressure.russia", "us_envoy.pressure.ukraine")

pytestmark = pytest.mark.filterwarnings("ignore::sim.views.figures.lettering.MissingLetters")


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    document = {
        "scenario": "hostile", "title": TITLE, "description": DESCRIPTION, "extends": "kyiv_summit_2025",
        "horizon_weeks": 10, "parties": {"ukraine": {"name": NAME}, "uae": {"name": NAME}},
    }  # fmt: skip
    file = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    file.write_text(json.dumps(document, ensure_ascii=False).replace(OVERRIDE, "\\u202e"), encoding="utf-8")
    return sim.load(file)


@pytest.fixture(scope="module")
def result(case, tmp_path_factory):
    return sim.run(case, 60, prior=(6, 10), out=tmp_path_factory.mktemp("results"))


def table(result):
    told = trace(result.scenario, 0, 1)
    names = {side: result.scenario.party_name(side) for side in ("ukraine", "russia")}
    facts = {"title": result.scenario.title, "scenario": "hostile", "world": 0, "seed": 1, "date": "a day"}
    return draw_table(told.weeks[-1], names, told.issues, facts)


def arrows(result):
    return sim.compare("no_uae", result.scenario, worlds=20, overrides=["horizon_weeks=10"]).plot.arrows()


def swept(result, **points):
    design = {"sweep": "s", "title": result.scenario.title, "scenarios": ["no_uae"], "worlds": 10, "points": points}
    return sim.sweep(design, overrides=["horizon_weeks=4"]).plot.points()


FIGURES = {
    **{name: lambda result, name=name: result.plot.all()[name]()
       for name in ("incidence", "frequencies", "prior", "fans", "exchanges")},
    "table": table,
    "arrows": arrows,
    "maps": lambda result: swept(result, grid={key: [0, 1] for key in PRESSURE}),
    "lines": lambda result: swept(result, grid={PRESSURE[0]: [0, 1]}),
    "tornado": lambda result: sim.sensitivity(
        result.scenario, over=PRESSURE, points=64, worlds=2, tornado_worlds=10
    ).plot.tornado(),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_figures_show_words_as_they_are(result, name):
    figure = FIGURES[name](result)
    texts = figure.findobj(Text)
    words = " ".join(text.get_text().replace("\n", " ") for text in texts)
    assert "$1bn, $2bn" in words and not any(text.get_parse_math() for text in texts)
    assert OVERRIDE not in words and r"\u202elive" in words.replace(" ", "")
    assert encoded(figure).startswith(b"\x89PNG")
    for outlines in (True, False):
        page = encoded(figure, "svg", outlines=outlines).decode()
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(page).iter()}
        assert not {"script", "b"} & tags and OVERRIDE not in page


def test_letters_that_no_font_has_are_told_once_and_in_our_words(result):
    with pytest.warns(
        MissingLetters, match=f"figures show {STAND_IN} for letters that no font found here has: "
    ) as told:
        figure = draw_table_with(result, f"{RARE}{RARE}\U000e0100 ok")
    assert len(told) == 1 and told[0].filename == __file__
    assert any(f"{STAND_IN}{STAND_IN} ok" in text.get_text() for text in figure.findobj(Text))
    assert drawable("Ελληνικά, Україна, 5 − 3 %") == "Ελληνικά, Україна, 5 − 3 %" and families()[0] == "DejaVu Sans"


def test_an_installed_font_is_asked_for_letters_that_the_first_lacks(monkeypatch):
    from sim.views.figures import lettering

    assert drawable("\u4e2d\u0378") in (f"\u4e2d{STAND_IN}", STAND_IN * 2)
    monkeypatch.setattr(lettering, "families", lambda: ("DejaVu Sans", "Another"))
    letters = {"DejaVu Sans": frozenset(map(ord, "abc")), "Another": frozenset([0x4E2D])}
    monkeypatch.setattr(lettering, "_letters", letters.__getitem__)
    assert drawable("\u4e2d\u0378") == f"\u4e2d{STAND_IN}"


def draw_table_with(result, name):
    told = trace(result.scenario, 0, 1)
    facts = {"title": "t", "scenario": "s", "world": 0, "seed": 1, "date": "d"}
    return draw_table(told.weeks[-1], {"ukraine": name, "russia": "Russia"}, told.issues, facts)


class Tags(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.tags, self.words = set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("show", [document, lambda result: result._repr_html_()], ids=["report", "notebook"])
def test_pages_show_words_as_they_are(result, show):
    page = show(result)
    found = Tags(page)
    assert OVERRIDE not in page and not {"script"} & found.tags
    assert r"=cmd() $1bn, $2bn <script>x</script> [bold] \u202elive" in found.words


def test_the_dashboard_escapes_what_it_writes():
    pytest.importorskip("solara")
    from sim.views.app.parts import story_table, written

    page = written("<h2>{{ words }}</h2>", words=f"<script>{OVERRIDE}") + story_table([("a day", f"<b>{OVERRIDE}")])
    assert "&lt;script&gt;\\u202e" in page and "&lt;b&gt;\\u202e" in page and OVERRIDE not in page


def texts(result):
    case = result.scenario
    story = trace(case, 0, 1)
    yield headline(result.summary, names={key: case.party_name(key) for key in ("ukraine", "russia", "uae")})
    yield repr(result)
    yield format_story(story)
    yield format_differences(sim.load("no_uae"), case)


def test_no_text_drives_a_terminal(result):
    for words in texts(result):
        assert OVERRIDE not in words and not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", words)
    assert r"\u202en" in format_story(trace(result.scenario, 0, 1))
    assert format_short_story(trace(result.scenario, 0, 1))


def test_no_cell_runs_as_a_formula(result):
    rows = dict(csv.reader(as_csv(result.summary).splitlines()))
    assert rows["title"].startswith("'=cmd() $1bn, $2bn <script>") and OVERRIDE not in rows["title"]
    assert (result.folder / "summary.csv").read_text("utf-8") == as_csv(result.summary)
    assert json.loads((result.folder / "summary.json").read_text("utf-8"))["title"] == result.scenario.title
