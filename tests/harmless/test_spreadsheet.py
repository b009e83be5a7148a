"""CSV that a spreadsheet may open: no text in it runs, no number changes, and all of it comes back."""

import csv
import io
import re

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.spreadsheet import read_cell, rows_as_csv, table_as_csv, write_cell
from tests.architecture.graph import modules

FORMULAS = [
    "=cmd|'/c calc'!A1",
    "+1+cmd",
    "-2+3+cmd",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\N{FULLWIDTH EQUALS SIGN}1",
    "-",
    "=",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text(text):
    assert write_cell(text) == f"'{text}" and read_cell(f"'{text}") == text


@pytest.mark.parametrize(
    "value", [-0.5, 3, None, True, "-0.5", "+1e-05", "-7", "plain", "a=b", "", "'tis", "2025-02-24"]
)
def test_all_else_is_written_as_it_is(value):
    assert write_cell(value) is value


@given(st.text(alphabet="'=+-@\t09.ea ", max_size=6))
def test_what_was_written_is_read_back(text):
    assert read_cell(write_cell(text)) == text


def test_a_table_keeps_its_numbers():
    table = pandas.DataFrame(
        {"scenario": ["=1+1", "plain"], "share": [-0.5, np.nan], "worlds": [20, 30], "=why": [None, "esc\x1b[2J"]}
    )
    head, first, second = csv.reader(io.StringIO(table_as_csv(table)))
    assert head == ["scenario", "share", "worlds", "'=why"]
    assert first == ["'=1+1", "-0.5", "20", ""] and second == ["plain", "", "30", r"esc\x1b[2J"]
    assert list(table.columns)[-1] == "=why"
    numbers = table[["share", "worlds"]]
    assert table_as_csv(numbers) == numbers.to_csv(index=False, lineterminator="\n")


def test_rows_are_written_alike():
    assert rows_as_csv([("name", "value"), ("title", "=1"), ("low", -0.25)]) == "name,value\ntitle,'=1\nlow,-0.25\n"


def test_nothing_else_writes_csv():
    writes = re.compile(r"csv\.writer|DictWriter|write_file\(.*to_csv|\.to_csv\([^)]*(place|path|folder|file)")
    found = {name for name, file in modules().items() if writes.search(file.read_text(encoding="utf-8"))}
    assert found == {"sim.spreadsheet"}
