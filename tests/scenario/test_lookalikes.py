"""Characters that look like those of YAML are named, with their place and what to type instead."""

import pytest

from sim.experiments.design import read_design
from sim.scenario import ScenarioError, loads

HEAD = "scenario: t1\ntitle: T\nextends: kyiv_summit_2025\n"


def problems_of(text: str):
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "line", "column", "name"),
    [
        ("scenario: t1\ntitle: T\ndescription: D\nextends:\u00a0 kyiv_summit_2025\n", 4, 9, "U+00A0 NO-BREAK SPACE"),
        ("scenario: t1\ntitle: T\nextends:\u00a0kyiv_summit_2025\ndescription: D\n", 3, 9, "U+00A0 NO-BREAK SPACE"),
        ("scenario:\u2003t1\ntitle:\u2003T\n", 1, 10, "U+2003 EM SPACE"),
        (HEAD + "parties:\n  uae:\u00a0{engagement: 0.5}\n", 5, 7, "U+00A0 NO-BREAK SPACE"),
        (HEAD + "parties:\n\u00a0\u00a0uae: {engagement: 0.5}\n", 5, 1, "U+00A0 NO-BREAK SPACE"),
        (HEAD + "parties:\n  uae\uff1a{engagement: 0.5}\n", 5, 6, "U+FF1A FULLWIDTH COLON: type ':'"),
        (HEAD + "parties:\n  uae: {engag\u200bement: 0.5}\n", 5, 14, "U+200B ZERO WIDTH SPACE: delete it"),
        (HEAD + "parties:\n  uae: {engagement: 0.5\u00a0}\n", 5, 24, "U+00A0 NO-BREAK SPACE: type an ordinary space"),
        (HEAD + "parties:\n  uae: {wallet: \u22120.5}\n", 5, 17, "U+2212 MINUS SIGN: type '-'"),
        (HEAD + "parties:\n  uae: {engagement: \uff10.5}\n", 5, 21, "U+FF10 FULLWIDTH DIGIT ZERO: type '0'"),
        (HEAD + "timeline:\n  -\u00a0{week: 1, event: spoiler}\n", 5, 4, "U+00A0 NO-BREAK SPACE"),
    ],
)
def test_the_character_is_named_at_its_place(text, line, column, name):
    told = [problem for problem in problems_of(text) if name in problem.remedy]
    assert told and told[0].line == line and f"column {column} holds {name}" in told[0].remedy, str(told)


def test_tabs_in_the_indentation_are_named():
    (problem,) = problems_of(HEAD + "parties:\n\tuae: {engagement: 0.5}\n")
    assert (problem.line, problem.column) == (5, 1) and "indent with spaces" in problem.remedy


def test_a_design_is_told_the_same(tmp_path):
    place = tmp_path / "design.yaml"
    place.write_text("sweep:\u00a0a\nscenarios:\u00a0[kyiv_summit_2025]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="column 7 holds U\\+00A0 NO-BREAK SPACE"):
        read_design(place)


def test_in_a_text_they_are_letters_as_others():
    text = "Kyiv:\u00a0the swap, 5\u202f%, \u2212 and \uff1a"
    assert loads(HEAD.replace("title: T", f"title: {text}")).title == text


def test_an_override_is_told_too():
    with pytest.raises(ScenarioError, match="U\\+2212 MINUS SIGN: type '-'"):
        loads(HEAD, overrides=["uae.wallet=\u22121"])
