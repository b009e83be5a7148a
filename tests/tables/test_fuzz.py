"""No damaged file ends in an error that is not its reader's own."""

import pytest

from tests.tables.fuzz import KINDS, tried

NUMBER = 40
"""Of each kind; `python -m tests.tables.fuzz 10000` tries as many as one likes."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_taken_or_refused(kind):
    found = tried(kind, NUMBER)
    assert found.total() == NUMBER
    assert kind == "link" or found["refused"] > NUMBER / 4
