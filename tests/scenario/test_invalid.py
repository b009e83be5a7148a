"""Every invalid scenario file gets its messages at their places, and no others."""

from pathlib import Path

import pytest

from sim.scenario import load
from tests import invalid_files

INVALID = Path(__file__).parent / "invalid"
EXPECTED, FILES = invalid_files.expected(INVALID), invalid_files.names(INVALID)


def test_there_are_many_and_each_is_in_the_table():
    assert len(FILES) >= 150
    assert sorted(EXPECTED) == FILES


@pytest.mark.parametrize("name", FILES)
def test_invalid_file(name: str):
    invalid_files.check(load, INVALID, name, EXPECTED[name])
