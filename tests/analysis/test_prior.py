"""The range over draws, and what moves it."""

import numpy as np

from sim.analysis.prior import drivers, quantiles, summarise, table
from sim.analysis.variance import components
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.prior import PriorRun

DRAWS, EACH = 60, 100


def made_run(draws=DRAWS, requested=None):
    generator = np.random.default_rng(3)
    chip, idle = generator.random(draws), generator.random(draws)
    counts = np.zeros((draws, len(COUNTS)), np.int64)
    counts[:, COUNTS.index("swap_first")] = np.rint(EACH * (1 - chip) / 2)
    counts[:, COUNTS.index("talks_first")] = 40
    counts[:, COUNTS.index("neither")] = EACH - counts[:, :3].sum(axis=1)
    counts[:, COUNTS.index("agreed_swap_first")] = generator.integers(0, EACH, draws)
    parameters = {
        "a.chip": chip,
        "b.idle": idle,
        "c.scaled": np.minimum(chip, 0.2),
        "d.scaled": 3 * chip,
        "e.fixed": np.full(draws, 2.0),
    }
    return PriorRun(draws_requested=requested or draws, worlds_per_draw=EACH, parameters=parameters, counts=counts)


PRIORS = (
    ("b.idle", ("b.idle",)),
    ("a.chip", ("a.chip",)),
    ("factor", ("c.scaled", "d.scaled")),
    ("e.fixed", ("e.fixed",)),
    ("gone", ("x.y",)),
)


def test_drivers_are_ranked_and_a_factor_counts_once():
    found = drivers(made_run(), PRIORS)
    assert [row.parameter for row in found] == ["a.chip", "factor", "b.idle"]
    strongest, factor, idle = found
    assert strongest.swap_first < -0.99 and strongest.neither > 0.99
    assert factor.swap_first == strongest.swap_first  # by the parameter that is not held at its edge
    assert abs(idle.swap_first) < 3 * idle.swap_first_se
    assert strongest.talks_first == 0.0  # does not vary
    assert {type(value) for value in strongest.as_json().values()} == {str, float}


def test_too_few_draws_have_no_drivers():
    assert drivers(made_run(4), PRIORS) == ()


def test_quantiles_are_numpys():
    shares = np.random.default_rng(0).random(400)
    assert list(quantiles(shares).as_json()) == ["q05", "q25", "q50", "q75", "q95"]
    assert quantiles(shares).q05 == np.quantile(shares, 0.05)


def test_the_summary_says_when_the_range_is_partial():
    assert summarise(made_run(), PRIORS).partial is False
    assert summarise(made_run(requested=400), PRIORS).partial is True


def test_the_table_has_a_row_a_draw():
    columns = table(made_run())
    assert {len(values) for values in columns.values()} == {DRAWS}
    assert columns["swap_first"].tolist() == (columns["swap_first_count"] / EACH).tolist()


def test_the_summary_separates_chance_from_ignorance():
    found = summarise(made_run(), PRIORS).variance.as_json()
    assert list(found) == ["swap_first", "talks_first", "neither", "agreed_first"]
    layers = components(made_run().count("agreed_swap_first"), EACH)
    assert found["agreed_first"] == layers.as_json() and layers.share_between > 0.1
    assert found["talks_first"]["between"] == 0.0 and found["talks_first"]["between_raw"] < 0
    assert {type(value) for value in found["swap_first"].values()} == {int, float}
