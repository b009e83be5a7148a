"""Results at a prompt and in a notebook: short, complete, and harmless whatever a title says."""

import pandas
import pytest

import sim
from sim.evidence.record.base_rate import base_rates
from sim.result.rerun import Rerun
from sim.shown import Shown

SHORT = {"horizon_weeks": 6}
NASTY = "<script>alert(1)</script> & \x1b[31m \u202e turned"


@pytest.fixture(scope="module")
def nasty():
    """A scenario whose title drives terminals and pages."""
    case = sim.load_scenario("kyiv_summit_2025", SHORT)
    document = case.to_yaml().replace(f"title: {case.title}", 'title: "<script>alert(1)</script> & turned"')
    from sim.scenario import loads

    return loads(document)


MADE = {
    "sweep": lambda case: sim.sweep(
        {"sweep": "shown", "scenarios": [case], "worlds": 40, "points": {"grid": {"us_envoy.pressure.russia": [0, 1]}}}
    ),
    "compare": lambda case: sim.compare(case, "no_uae", worlds=40, overrides=SHORT),
    "sensitivity": lambda case: sim.sensitivity(
        case, over=["talks.glow_weight", "mediator_engagement"], points=64, worlds=2, tornado_worlds=0
    ),
    "scenario": lambda case: case,
    "design": lambda case: sim.sweep(case, points=pandas.DataFrame({"uae.engagement": [0.5]}), worlds=2).design,
    "base rates": lambda case: base_rates(),
}


@pytest.mark.parametrize("kind", MADE)
def test_it_is_short_at_a_prompt_and_whole_in_a_notebook(kind, nasty):
    found = MADE[kind](nasty)
    text, html = repr(found), found._repr_html_()
    assert len(text.splitlines()) <= 2 and len(text) < 200
    assert html.startswith("<div>") and "<script" not in html
    if kind in ("sweep", "compare"):
        assert "95 % interval" in html and "not a forecast, and never advice" in html
    if kind in ("sweep", "compare", "sensitivity"):
        assert "seed 1" in text and "world" in text and "judged parameters" in html


def test_numbers_stand_beside_their_intervals():
    found = sim.compare("kyiv_summit_2025", "no_uae", worlds=60, overrides=SHORT)
    rows = found.shown().table()
    assert len(rows) == 7 and {len(row) for row in rows} == {6}
    row = found.differences.query("swap == 'completed' and outcome == 'talks_first'").iloc[0]
    (shown,) = (cells for cells in rows if cells[:2] == ("no_uae", "talks first"))
    assert f"{100 * abs(row['difference']):.1f}" in shown[4] and " to " in shown[5]


def test_text_from_others_is_harmless():
    shown = Shown(heading=NASTY, notes=[NASTY], table=lambda: [("a", NASTY), ("b", NASTY)], caution=NASTY, saved=NASTY)
    for words in (shown.brief(), shown.text(), shown.html()):
        assert "\x1b" not in words and "\u202e" not in words
    assert "<script" not in shown.html() and shown.html().count("&lt;script&gt;") == 6


def test_nothing_is_said_of_what_is_not_there():
    shown = Shown(heading="Nothing")
    assert shown.brief() == shown.text() == "Nothing" and shown.html() == "<div><p><b>Nothing</b></p></div>"


def test_a_rerun_says_its_verdict():
    same = Rerun(agrees=False, worlds=5, draws=0, rows=True, differences=("count talks: 1 then, 2 now",), versions=())
    assert "DIFFER" in repr(same) and "\n" not in repr(same) and "count talks" in same._repr_html_()
