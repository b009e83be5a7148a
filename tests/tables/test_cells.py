"""What a cell says: numbers, truth, days, and nothing."""

from datetime import date

import numpy as np
import pandas
import pytest

from sim.scenario.shape import Leaf
from sim.scenario.text.cells import plain_value
from sim.scenario.text.scalars import Unreadable
from sim.tables.cells import Unfit, bare, is_missing, read_day, read_truth, read_whole
from sim.tables.records import Malformed, records


@pytest.mark.parametrize("text", ["2", "2.0", "2.00", "+2", "2.", "02", "2.0000"])
def test_a_whole_number_is_one_however_it_is_written(text):
    assert read_whole(text) == 2 and isinstance(read_whole(text), int)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("--5", "write a whole number"), ("2.5", "whole numbers"), ("2,0", "whole numbers, without"),
        ("1,200", "write 1200"),
        ("1 200", "write 1200"), ("1\u202f200", "write 1200"), ("1'200", "write 1200"), ("1.200", "write 1200"),
        ("1.000", "write 1000"), ("-1,200,300", "write -1200300"), ("٣", "not a number"), ("1e3", "not a number"),
        ("1" * 19, "too large"), ("1" * 5000, "too large"), ("", "not a number"), ("-", "not a number"),
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_told_with_a_remedy(text, says):
    with pytest.raises(Unfit) as caught:
        read_whole(text)
    assert says in f"{caught.value.reason}; {caught.value.remedy}" and len(str(caught.value)) < 200


def test_truth_is_read_as_programs_write_it():
    assert all(read_truth(text) is True for text in ("true", "TRUE", "True", "T", "1", "1.0", "yes"))
    assert all(read_truth(text) is False for text in ("false", "FALSE", "False", "F", "0", "0.0", "no"))
    assert all(read_truth(text) is None for text in ("", "2", "-1", "maybe", "0.5", "10"))


@pytest.mark.parametrize(
    "text", ["2025-W09-1", "20250224", "2025-2-4", "24.02.2025", "2025-02-24 00:00:00", "٢٠٢٥-٠٢-٢٤"]
)
def test_a_day_is_written_in_one_way(text):
    assert read_day("2025-02-24") == date(2025, 2, 24)
    with pytest.raises(Unfit, match="not a date written as YYYY-MM-DD"):
        read_day(text)
    with pytest.raises(Unfit, match="2025-02-29 is not a day of the calendar"):
        read_day("2025-02-29")


def test_the_apostrophe_that_guards_a_cell_is_taken_off_and_no_other():
    assert [bare(text) for text in ("'=1+1", " '-x ", "'@a", "'+2", "'tis", "'", "=1", "''=1", "'\uff1d1")] == [
        "=1+1", "-x", "@a", "+2", "'tis", "'", "=1", "'=1", "\uff1d1",
    ]  # fmt: skip


def test_programs_write_nothing_in_many_ways():
    assert all(is_missing(text) for text in ("", "NA", "NaN", "nan", "<NA>", "NaT", "None", "null"))
    assert not any(is_missing(text) for text in ("0", "-", "na na", "false"))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("int", 2.0, 2), ("int", np.float32(2), 2), ("int", np.int64(2), 2), ("int", "2.0", 2), ("bool", 1.0, True),
        ("bool", np.bool_(False), False), ("bool", "TRUE", True), ("float", 2, 2.0), ("float", np.nan, None),
        ("float", pandas.NA, None), ("int", None, None), ("int", pandas.NaT, None), ("float", " 0.5 ", 0.5),
        ("float", "NA", None),
    ],
)  # fmt: skip
def test_values_of_data_frames_are_read_as_cells_are(kind, value, expected):
    found = plain_value(Leaf(kind=kind, low=0, high=10), value, ("a", "b"))
    assert found == expected and type(found) is type(expected)


@pytest.mark.parametrize(
    ("kind", "value"), [("int", 2.5), ("bool", 2), ("float", True), ("float", 11.0), ("int", [1]), ("int", "x")]
)
def test_values_that_do_not_fit_are_refused(kind, value):
    with pytest.raises(Unreadable):
        plain_value(Leaf(kind=kind, low=0, high=10), value, ("a", "b"))


def test_cells_are_found_where_they_stand():
    text = 'a,"b",c\r\n1, "x, ""y""" ,3\r\n\r\n"two\nlines",  5 ,"6"\n'.replace('""" ,', '""",')
    lines = text.replace("\r\n", "\n").split("\n")
    found = {
        cell: place for record in records(text) for cell, place in zip(record.cells, record.places(lines), strict=True)
    }
    assert found == {
        "a": (1, 1, 1), "b": (1, 4, 1), "c": (1, 7, 1), "1": (2, 1, 1), 'x, "y"': (2, 5, 8), "3": (2, 15, 1),
        "two\nlines": (4, 2, 3), "5": (5, 10, 1), "6": (5, 14, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [('a\n"b', 2, "never closed"), ('a\n"b\nc"d\n', 2, "in the middle of a cell"),
     ("a\n" + "x" * 200_000, 2, "more than 131,072"),
     ("a\n" + "," * 6000, 2, "6,001 cells; at most 5,000")],
)  # fmt: skip
def test_quotes_that_do_not_fit_are_told_where_they_open(text, line, says):
    with pytest.raises(Malformed) as caught:
        list(records(text))
    assert caught.value.line == line and says in caught.value.reason
