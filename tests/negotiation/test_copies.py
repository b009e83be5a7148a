"""Models, scenarios and results can be pickled and copied; a copied model goes on as the first does."""

import copy
import pickle

import pandas
import pytest

import sim
from sim.negotiation import Belligerent
from sim.negotiation.model import NegotiationModel
from tests.worlds import assert_same, reference

WAYS = pytest.mark.parametrize(
    "again", [lambda thing: pickle.loads(pickle.dumps(thing)), copy.deepcopy], ids=["pickle", "deepcopy"]
)


@WAYS
@pytest.mark.parametrize("case", ["kyiv_summit_2025", "constant_hazard"])
def test_a_copy_in_the_middle_of_a_run_continues_with_the_same_bits(again, case):
    model = NegotiationModel(case, worlds=50, seed=3)
    for _ in range(20):
        model.step()
    other = again(model)
    rows, copied = model.run().outcomes(), other.run().outcomes()
    assert other.week == other.steps == model.steps
    assert_same(rows, copied)
    assert other.belligerents[0] is not model.belligerents[0] and other.belligerents[0].model is other
    assert other.rng.random() == model.rng.random()
    for collected in (
        lambda m: m.datacollector.get_model_vars_dataframe(),
        lambda m: m.datacollector.get_agenttype_vars_dataframe(Belligerent),
    ):
        pandas.testing.assert_frame_equal(collected(model), collected(other))


@WAYS
def test_scenarios_and_results_are_copied(again):
    scenario = reference()
    assert again(scenario).hash == scenario.hash
    result = sim.run("no_uae", worlds=64, seed=1, prior=None)
    other = again(result)
    assert other.summary == result.summary
    pandas.testing.assert_frame_equal(other.worlds, result.worlds)
