"""What MODEL.md, 2.2 and 2.3, call the state is all that a week hands on to the next."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import loads
from tests.verification.relations.moments import Moment
from tests.verification.scenarios import scenario_files, values_by_world
from tests.worlds import assert_same, play

WORLDS = 120


@pytest.mark.row("V7")
@settings(max_examples=30)
@given(text=scenario_files(), weeks=st.integers(1, 25), seed=st.integers(0, 9))
def test_a_run_continues_from_its_state_bit_for_bit(text, weeks, seed):
    """A model that is given the state of another and its draws goes on as that other does, in every row and bit.

    The relations by state rest on it: what is not in the state cannot differ behind their back.
    """
    case = loads(text)
    values = values_by_world(case, WORLDS, seed)
    assert_same(Moment(case, WORLDS, weeks, seed, values).rows(), play(case, WORLDS, seed, values=values))
