"""Neither the order in which a file names its parties nor a party that can do nothing changes a bit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import loads
from tests.verification.scenarios import scenario_files, text_of, values_by_world
from tests.worlds import assert_same, play

WORLDS = 150
STEMS = ("exchanges_before_talks_by", "swap_pledged", "talks_pledged", "paid", "swap_pivotal", "talks_pivotal")


@settings(max_examples=35)
@given(text=scenario_files(), seed=st.integers(0, 9))
def test_the_order_of_parties_in_the_file_is_irrelevant(text, seed):
    """Parties, sections, issues and everything else in a random order give the same rows bit for bit."""
    case = loads(text)
    random = np.random.default_rng(seed)

    def shuffled(tree):
        if not isinstance(tree, dict):
            return tree
        return {key: shuffled(tree[key]) for key in random.permutation(list(tree)).tolist()}

    # The timeline and the do-operators are lists: there the order is the author's and may mean something.
    document = case.document | {"uncertain": {}}
    other = loads(text_of(shuffled(document)))
    values = values_by_world(case, WORLDS, seed)
    assert_same(play(other, WORLDS, seed, values=values), play(case, WORLDS, seed, values=values))


@settings(max_examples=35)
@given(
    text=scenario_files(interventions=("swap", "pressure", "categories", "agenda", "precondition", "sequence")),
    key=st.sampled_from(["aaland", "mauritius", "zz_bystander"]),
    engagement=st.integers(0, 10),
    worth=st.integers(0, 10),
    seed=st.integers(0, 9),
)
def test_a_mediator_of_no_capability_and_an_empty_wallet_changes_nothing(text, key, engagement, worth, seed):
    """Wherever its key sorts, however engaged it is and whatever its wallet would be worth: the columns of all others
    are the same bit for bit, and its own, which exist for it alone, are 0."""
    case = loads(text)
    bystander = {"name": "Bystander", "engagement": engagement / 10, "wallet_worth": {"russia": worth / 5}}
    document = case.document | {"uncertain": {}}
    document["parties"] = document["parties"] | {key: bystander}
    values = values_by_world(case, WORLDS, seed)
    rows = play(case, WORLDS, seed, values=values)
    with_it = play(loads(text_of(document)), WORLDS, seed, values=values)
    own = {f"{stem}_{key}" for stem in STEMS}
    assert with_it.keys() - rows.keys() == own
    assert not any(with_it[name].any() for name in own)
    assert_same({name: with_it[name] for name in rows}, rows)
