"""YAML 1.2 scalars, read strictly."""

import datetime

import pytest

from sim.scenario.text.nodes import Items, Scalar, Table, compose
from sim.scenario.text.scalars import Unreadable, interpret, read_date
from sim.scenario.text.source import Mark, Source

MARK = Mark(Source("x", ""))


def plain(text: str):
    return interpret(Scalar(text, True, MARK))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("+1", 1),
        ("-1", -1),
        ("0", 0),
        ("104", 104),
        ("0.5", 0.5),
        (".5", 0.5),
        ("-.5", -0.5),
        ("+0.5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1E-3", 0.001),
        ("-0.0", 0.0),
        ("0.10", 0.1),
        ("1e-400", 0.0),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("Null", None),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("tRUE", "tRUE"),
        ("2025-02-24", "2025-02-24"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("1,5", "1,5"),
        ("1.2.3", "1.2.3"),
        ("e5", "e5"),
        ("-", "-"),
        ("+", "+"),
        (".", "."),
        ("١٢", "١٢"),
        ("½", "½"),
    ],
)
def test_value(text, value):
    found = plain(text)
    assert found == value
    assert type(found) is type(value)


def test_minus_zero_has_no_sign():
    assert str(plain("-0.0")) == "0.0"


@pytest.mark.parametrize("text", ["012", "-012", "00", "0x1F", "0o17", "0b1", "02.5", "007e1"])
def test_read_differently_elsewhere(text):
    with pytest.raises(Unreadable, match="read differently"):
        plain(text)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".inf", "-.inf", "+.INF", "nan", "inf", "Infinity", "-infinity"])
def test_not_finite(text):
    with pytest.raises(Unreadable, match="not a finite number"):
        plain(text)


@pytest.mark.parametrize("text", ["9" * 19, "-" + "9" * 5000, "1e309", "1" + "0" * 400 + ".0"])
def test_too_large(text):
    with pytest.raises(Unreadable, match="too large"):
        plain(text)


@pytest.mark.parametrize("text", ["012", "1", "true", "null", ".nan", ""])
def test_quotes_make_text(text):
    assert interpret(Scalar(text, False, MARK)) == text


def test_dates():
    assert read_date("2024-02-29") == datetime.date(2024, 2, 29)
    for text in (
        "2025-02-29",
        "2025-13-01",
        "0000-01-01",
        "2025-2-4",
        "25-02-24",
        "2025-02-24 ",
        "2025/02/24",
        "٢٠٢٥-٠٢-٢٤",
        "",
    ):
        with pytest.raises(Unreadable):
            read_date(text)


def test_nodes_know_their_place():
    node, problems = compose(Source("x", 'a: 1\nb:\n  - "two words"\n  - {c: d}\n'))
    assert isinstance(node, Table) and not problems
    items = node.entries["b"]
    assert isinstance(items, Items)
    assert (items.entries[0].mark.line, items.entries[0].mark.column, items.entries[0].mark.width) == (3, 5, 11)
    assert (items.entries[1].keys["c"].line, items.entries[1].keys["c"].column) == (4, 6)


def test_an_empty_value_stands_after_its_key():
    node, _ = compose(Source("x", "a:\n\n\nb: 1\n"))
    assert (node.entries["a"].mark.line, node.entries["a"].mark.column) == (1, 3)
