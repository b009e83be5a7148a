"""The report that can be mailed: what it must hold, and that it refers to nothing outside itself."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.typical import QUANTITIES, typical_world
from sim.montecarlo.errors import OutputError, ResultError
from sim.views.html.document import without_paths
from sim.views.objects.run_report import document
from sim.views.text.limits import LIMITS, NOT_FOR

README = Path(__file__).parents[3] / "README.md"


class Page(HTMLParser):
    """Words of a page, its sections, and every address in it."""

    def __init__(self, text: str):
        super().__init__()
        self.words, self.sections, self.addresses, self.tags, self.open = "", [], [], [], []
        self.feed(text)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)
        for name, value in attributes:
            if name in ("href", "src", "srcset", "action", "data", "poster"):
                self.addresses.append(value)
            if tag == "section" and name == "id":
                self.sections.append(value)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, "tags are not nested"

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words += data


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return sim.run("no_uae", 1500, prior=(60, 30), out=tmp_path_factory.mktemp("results"), figure=False)


@pytest.fixture(scope="module")
def page(result):
    return Page(document(result))


def test_it_has_every_part(page):
    assert page.sections == [
        "definitions", "headline", "rests", "wars", "figures", "worlds", "limits", "scenario", "repeat",
    ]  # fmt: skip
    assert page.open == []


def test_it_refers_to_nothing_outside_itself(page):
    pictures = [address for address in page.addresses if address.startswith("data:image/svg+xml;base64,")]
    assert len(pictures) == 5
    inside = [address for address in page.addresses if address not in pictures]
    assert all(address.removeprefix("#") in page.sections for address in inside)
    assert not {"script", "link", "iframe", "object", "form"} & set(page.tags)


def test_it_says_question_definitions_and_both_uncertainties(page, result):
    for expected in (
        "Which comes first: a completed all-for-all prisoner swap, or broader talks?",
        "mandated delegations of both sides meet face to face",
        "95 % interval",
        "range if the assumptions vary",
        "Quote the range first.",
        f"{result.summary['outcomes']['talks_first']['count']:,}",
        "read strictly",
        "IMPOSED BY ASSUMPTION: taken out as mediator",
        "never advice to delay, condition or refuse the release of anyone",
    ):
        assert expected in page.words
    assert all(words in page.words for words in (*LIMITS, *NOT_FOR))


def test_it_names_what_the_scenario_changes_and_how_to_repeat_it(page, result):
    assert "In 1 point it differs from the base scenario kyiv_summit_2025" in page.words
    assert 'interventions, added: {mediators: {uae: "off"}}' in page.words
    assert "sim.run(" in page.words and result.scenario.hash in page.words
    assert "horizon_weeks: 104" in page.words


def test_it_prints_a_world_of_each_outcome(page, result):
    came = result.worlds
    for words in ("Swap first", "Talks first", "Neither"):
        found = re.search(rf"{words}: world ([\d,]+)", page.words)
        if found is None:
            assert "had this outcome" in page.words
            continue
        row = came.loc[int(found[1].replace(",", ""))]
        swap, talks = (np.inf if np.isnan(row[name]) else row[name] for name in ("completed_week", "talks_week"))
        first = "Neither" if np.isinf(min(swap, talks)) else "Swap first" if swap < talks else "Talks first"
        assert first == words
    assert "First of the two events: broader talks." in page.words


def test_nobodys_words_become_markup(tmp_path):
    evil = '<script>alert("x")</script> & <img src=x onerror=y>'
    file = tmp_path / "evil.yaml"
    lines = [
        "scenario: evil",
        f"title: '{evil}'",
        f"description: '{evil}'",
        "extends: kyiv_summit_2025",
        "horizon_weeks: 4",
    ]
    file.write_text("\n".join(lines))
    page = Page(document(sim.run(file, 40, prior=None)))
    assert "script" not in page.tags and evil in page.words
    assert "Not known: the range" in page.words
    assert "None of the 40 worlds looked at had this outcome." in page.words


def test_counts_alone_are_enough(tmp_path):
    result = sim.run("kyiv_summit_2025", 300, prior=None, store="counts", overrides=["horizon_weeks=40"])
    assert "First of the two events" in Page(document(result)).words


def test_constant_hazards_and_partial_results_have_a_report():
    result = sim.run("constant_hazard", 200, overrides=["horizon_weeks=60"])
    words = Page(document(result)).words
    assert "Three example worlds" in words


@pytest.mark.slow
def test_it_is_written_into_the_folder_or_where_one_says(result, tmp_path):
    assert result.report() == result.folder / "report.html"
    place = result.report(tmp_path / "mine.html")
    assert place.read_text("utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(OutputError, match="nowhere"):
        result.report(tmp_path / "nowhere" / "report.html")


def test_a_result_that_is_not_saved_needs_a_place():
    with pytest.raises(ResultError, match="say where"):
        sim.run("kyiv_summit_2025", 20, prior=None, overrides=["horizon_weeks=2"]).report()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("allforall run kyiv_summit_2025 --worlds 20000", "allforall run kyiv_summit_2025 --worlds 20000"),
        ("allforall run /home/somebody/study/mine.yaml --out /data/x --seed 2", "allforall run mine.yaml --seed 2"),
        (r"allforall run 'C:\Users\somebody\mine.yaml'", "allforall run mine.yaml"),
        ("sim.run('kyiv_summit_2025', worlds=5)", "sim.run('kyiv_summit_2025', worlds=5)"),
        ("python /home/somebody/script.py", ""),
    ],
)
def test_a_command_names_no_folder_of_the_machine(typed, told):
    assert without_paths(typed) == told


def test_what_it_must_not_be_used_for_is_what_the_readme_says():
    readme = " ".join(README.read_text("utf-8").split()).replace("“", "").replace("”", "").lower()
    for words in NOT_FOR:
        start = words.lower().rstrip(".").split(":")[0].split(" or ")[0]
        assert start.removeprefix("to ") in readme, words


class TestTypicalWorld:
    def rows(self, **changes):
        made = {name: np.full(5, np.nan if name.endswith("_week") else 0.0) for name in QUANTITIES}
        return made | {name: np.array(values, float) for name, values in changes.items()}

    def test_the_middle_one_is_told(self):
        rows = self.rows(talks_week=[5, 1, 3, 4, 2], exchanges=[9, 1, 5, 8, 2])
        assert typical_world(rows, np.ones(5, bool)) == 2

    def test_only_among_its_kind(self):
        rows = self.rows(talks_week=[5, 1, 3, 4, 2])
        assert typical_world(rows, np.array([1, 0, 0, 1, 1], bool)) == 3

    def test_the_lowest_number_breaks_ties(self):
        assert typical_world(self.rows(), np.array([0, 1, 1, 0, 1], bool)) == 1

    def test_an_event_that_did_not_come_is_later_than_all_others(self):
        rows = self.rows(settlement_week=[np.nan, np.nan, 50, 10, 90])
        assert typical_world(rows, np.ones(5, bool)) == 4

    def test_none_where_there_is_none(self):
        assert typical_world(self.rows(), np.zeros(5, bool)) is None
