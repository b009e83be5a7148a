"""Whatever validates runs, and can be shown."""

import pytest

from tests.everything import show_everything
from tests.mutants import mutants, valid

EVERY = 4
"""Of the mutants one in so many is run here; all of them take half an hour."""

PARTS = 5
PAGE_EVERY = 50
"""Every so many of the valid ones also have their page written, which takes seconds."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_valid_mutant_runs(part):
    """Every scenario that validates, of some hundred small changes, has a headline, a traced world and tables."""
    shown = 0
    for mutant in mutants()[::EVERY][part::PARTS]:
        case = valid(mutant)
        if case is not None:
            try:
                show_everything(case, page=shown % PAGE_EVERY == 0)
            except Exception as error:
                raise AssertionError(f"{mutant.label}:\n{mutant.text}") from error
            shown += 1
    assert shown > 20
