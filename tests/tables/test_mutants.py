"""What validates must run: some of the valid mutants of the base scenario, and those that once did not run."""

import random

import pytest

from sim.scenario import loads
from tests.everything import show_everything
from tests.mutants import mutants, valid

MANY = 6
HEAD = "scenario: nameless\ntitle: Without a name\nextends: kyiv_summit_2025\nhorizon_weeks: 10\ntimeline: []\n"


@pytest.mark.parametrize(
    "body",
    [
        "interventions:\n  - do: {mediators: {add: {qatar: {engagement: 0.5}}}}\n",
        "parties: {qatar: {engagement: 0.5}}\ninterventions:\n  - do: {mediators: {qatar: off}}\n",
        "parties: {uae: {name: null}}\ninterventions:\n  - do: {mediators: {uae: off}}\n",
    ],
    ids=["added by an operator", "taken out", "null"],
)
def test_a_mediator_without_a_name_is_called_by_its_key(body):
    case = loads(HEAD + body)
    key = "qatar" if "qatar" in body else "uae"
    assert case.party_name(key) == key.title() and case.tree[key]["name"] == key.title()
    assert loads(case.to_yaml()) == case
    show_everything(case, page=False)


def test_some_valid_mutants_run():
    """All of them: tests/verification/runs."""
    cases = []
    for mutant in random.Random(3).sample(mutants(), 4 * MANY):
        case = valid(mutant)
        cases += [case] if case is not None else []
        if len(cases) == MANY:
            break
    assert len(cases) == MANY
    for case in cases:
        show_everything(case, page=False)
