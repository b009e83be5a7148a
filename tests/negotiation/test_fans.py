"""Fans: quantiles of the same worlds that a run has, taken while the model moves."""

import numpy as np
import pytest

from sim.negotiation.fans import QUANTILES, fans
from sim.negotiation.model import NegotiationModel
from sim.scenario import load

SHORT = ["horizon_weeks=12"]


def test_quantiles_are_those_of_the_models_state():
    scenario = load("kyiv_summit_2025", SHORT)
    found = fans(scenario, worlds=300, seed=4)
    model = NegotiationModel(scenario, worlds=300, seed=4, collect=False).run()
    russia = model.belligerents[1]
    assert found.series["trust", "russia"].shape == (12, 5)
    assert found.series["trust", "russia"][-1] == pytest.approx(np.quantile(russia.trust, QUANTILES))
    assert found.series["held", "russia"][-1] == pytest.approx(np.quantile(sum(russia.held.values()), QUANTILES))
    assert found.series["ripeness", "both"][-1] == pytest.approx(np.quantile(model.front.ripeness, QUANTILES))


def test_the_table_has_a_row_a_series_and_week():
    table = fans(load("kyiv_summit_2025", SHORT), worlds=50).table
    assert len(table) == 9 * 12
    assert (table["q05"] <= table["q50"]).all() and (table["q50"] <= table["q95"]).all()


def test_constant_hazards_have_no_state():
    found = fans(load("constant_hazard", SHORT), worlds=20)
    assert found.series == {} and found.table.empty
