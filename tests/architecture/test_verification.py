"""The verification suite says what it verifies."""

import pytest

from tests.verification.claims import claims, rows_of_the_table


def test_every_row_of_the_table_has_a_test():
    """MODEL.md, section 10: V1 to V18, and no row that the table does not have."""
    named = {row for claim in claims() for row in claim.rows}
    assert set(rows_of_the_table()) == named
    assert len(rows_of_the_table()) == 18


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: f"{claim.file}-{claim.test}")
def test_every_verification_test_names_its_claim(claim):
    """A sentence, not a word: whoever reads the list of claims has nothing else."""
    assert len(claim.text.split()) >= 5, f"{claim.file}: {claim.test} says no claim in its docstring"
