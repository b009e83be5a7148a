"""Whatever stands in a file, the answer is a scenario or problems with places: never another exception."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, loads
from tests.invalid_files import check_problems
from tests.scenario.property import mutations, yaml_like

SETTINGS = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def outcome(text: str | bytes, folder=None) -> None:
    try:
        scenario = loads(text, folder=folder)
    except ScenarioError as error:
        check_problems(error)
        return
    assert loads(scenario.to_yaml()).hash == scenario.hash
    scenario.parameters(scenario.draw_priors(1, 0, 3))
    assert len(scenario.shocks.spoiler) == scenario.horizon_weeks
    assert scenario.interventions is scenario.interventions


@SETTINGS
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"a: \xe2\x80\xa8b")
def test_random_bytes(raw):
    outcome(raw)


@SETTINGS
@given(st.text(max_size=300))
@example("a: !!float 1")
@example('a: "\\UFFFFFFFF"')
@example("%YAML 99999999999999999999.1\n---\n")
@example("? - a\n  - b\n: c")
@example("- - - - - - - - - - - - - - - - - - - - - - a")
@example("a: 9" * 2000)
def test_random_text(text):
    outcome(text)


@SETTINGS
@given(yaml_like())
def test_random_yaml(text):
    outcome(text)


@SETTINGS
@given(data=st.data())
def test_mutations_of_a_valid_file(data, parent_file):
    outcome(data.draw(mutations(parent_file.read_text(encoding="utf-8"))), parent_file.parent)


@SETTINGS
@given(data=st.data())
def test_mutations_of_a_resolved_file(data, parent):
    outcome(data.draw(mutations(parent.to_yaml())))


@SETTINGS
@given(
    text=st.one_of(
        st.text(max_size=80),
        st.tuples(
            st.sampled_from(["talks.hardening", "uae", "eu.summit", "start", "horizon_weeks"]),
            st.one_of(st.text(max_size=20), yaml_like()),
        ).map("=".join),
    )
)
def test_random_overrides(text, parent_file):
    try:
        load(parent_file, [text])
    except ScenarioError as error:
        assert str(error)


@SETTINGS
@given(name=st.text(max_size=60))
def test_random_names(name):
    try:
        load(name)
    except ScenarioError as error:
        assert str(error)


N = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "[" * N,
        "{" * N,
        "- " * N,
        "? " * N,
        '"' + "x" * N,
        "'" * N,
        '"' + "\\" * N,
        "x " * N,
        "#\n" * N,
        "\n" * N,
        " " * N,
        ": " * N,
        "!" * N,
        "&" * N,
        "%" * N,
        "a: |\n" + " x\n" * (N // 4),
        "a: 1\n" * 4000,
        "".join(f"k{i}: 1\n" for i in range(4000)),
        "scenario: " + "1" * N,
        "extends: " + "a/" * (N // 2),
        "title: " + "word " * (N // 5),
        "parties:\n" + "".join(f"  uae{i}: {{}}\n" for i in range(2000)),
        "timeline:\n" + "".join(f"  - {{week: {i}, event: aidd}}\n" for i in range(1000)),
        "uncertain:\n" + "".join(f"  russia.trust.x{i}: {{uniform: [1, 2]}}\n" for i in range(1000)),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_large_texts_are_answered_soon(text):
    """A loose limit, against explosions only: the answer takes about a second on a slow machine."""
    start = time.monotonic()
    outcome(text)
    assert time.monotonic() - start < 20
