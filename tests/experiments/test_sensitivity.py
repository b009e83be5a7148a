"""What the answer rests on: the designs, and that the analyses are given the right counts."""

import json

import numpy as np
import pytest

import sim
from sim.experiments.sensitivity import ENDS, one_at_a_time, saltelli_design
from sim.montecarlo.errors import RunError
from sim.scenario import loads
from sim.scenario.text.writer import write

SHORT = {"horizon_weeks": 26}
OVER = ["all_for_all.answers_per_week", "decision.temperature", "front.momentum.start"]


@pytest.fixture(scope="module")
def found():
    case = sim.load("kyiv_summit_2025", SHORT)
    over = [prior.key for prior in case.priors if prior.key in OVER] or None
    return sim.sensitivity(case, over=over, points=64, worlds=64, tornado_worlds=1024, seed=2)


def test_the_design_is_that_of_saltelli():
    """A, B, and for each parameter A with that one from B; all of them quantiles of the priors."""
    case = sim.load("kyiv_summit_2025")
    priors = case.priors[:4]
    design = saltelli_design(case, priors, 64, 10, 1)
    a, b, *mixed = design.points[0][:].reshape(6, 64, 4)
    for place, block in enumerate(mixed):
        expected = a.copy()
        expected[:, place] = b[:, place]
        assert np.array_equal(block, expected)
    for place, prior in enumerate(priors):
        assert prior.distribution.low <= a[:, place].min() < a[:, place].max() <= prior.distribution.high
    assert abs(np.corrcoef(a[:, 0], b[:, 0])[0, 1]) < 0.5


def test_one_at_a_time_moves_one_parameter_to_each_end():
    case = sim.load("kyiv_summit_2025")
    design = one_at_a_time(case, case.priors, 100, 1)
    values = design.points[0]
    assert np.isnan(values[0]).all() and (np.isfinite(values[1:]).sum(axis=1) == 1).all()
    for place, prior in enumerate(case.priors):
        assert values[1 + 2 * place, place] == prior.distribution.quantile(np.array(ENDS[:1]))[0]
        assert values[2 + 2 * place, place] == prior.distribution.quantile(np.array(ENDS[1:]))[0]
    laid = design.values(0, np.arange(design.size))
    for path, column in laid.items():
        assert column[0] == pytest.approx(float(case.value(path)))


def test_the_parameter_that_answers_offers_matters_most(found):
    """How often an offer can be answered moves swap first, in all three analyses."""
    keys = list(found.design.keys)
    assert "all_for_all.answers_per_week" in keys
    top = found.tornado["key"].iloc[0]
    assert top == "all_for_all.answers_per_week" == found.coefficients["swap_first"].table()["key"].iloc[0]


def test_the_tornado_is_paired_with_the_stated_point(found):
    """An effect is the share at the end less the stated share, in the same worlds."""
    shares = dict(zip(("swap_first", "talks_first", "neither"), found.stated_shares, strict=True))
    cells = found.tornado_experiment.read("cells").set_index("point")
    for row in found.tornado.to_dict("records"):
        place = found.design.keys.index(row["key"])
        for end, point in (("low", 1 + 2 * place), ("high", 2 + 2 * place)):
            for name, share in shares.items():
                there = cells.loc[point, name] / cells.loc[point, "worlds"]
                effect = row[f"{name}_{end}_effect"]
                assert effect == pytest.approx(there - share, abs=1e-12)
                assert row[f"{name}_{end}_effect_low"] <= effect <= row[f"{name}_{end}_effect_high"]


def test_the_summary_is_strict_json_and_says_whether_indices_have_converged(found):
    summary = json.loads(json.dumps(found.summary, allow_nan=False))
    assert set(summary["indices"]) == {"swap_first", "talks_first", "neither", "agreed_swap_first"}
    for indices in summary["indices"].values():
        assert indices["undefined"] or indices["converged"] in (True, False)


def test_it_resumes_in_its_folder(tmp_path):
    """A second call finds both stores finished and gives the same numbers."""
    case = sim.load("kyiv_summit_2025", {"horizon_weeks": 10})
    over = [prior.key for prior in case.priors][:2]
    how = {"over": over, "points": 64, "worlds": 8, "tornado_worlds": 64, "out": tmp_path, "figure": False}
    first = sim.sensitivity(case, **how)
    standings = []
    second = sim.sensitivity(case, **how, progress=standings.append)
    assert not standings and second.summary == first.summary
    assert (first.folder / "tornado" / "experiment.sqlite").is_file()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"points": 100}, "powers of two; take 64 or 128"),
        ({"points": 32}, "at least 64"),
        ({"worlds": 1}, "from 2"),
        ({"over": ["decision.temprature", "wallets"]}, "did you mean decision.temperature"),
        ({"over": ["wallets"]}, "two uncertain parameters"),
    ],
)
def test_what_makes_no_sense_is_refused(how, words):
    with pytest.raises(RunError, match=words):
        sim.sensitivity("kyiv_summit_2025", **how)


def test_a_scenario_with_nothing_uncertain_is_refused():
    with pytest.raises(RunError, match="constant rates"):
        sim.sensitivity("constant_hazard")
    bare = {"scenario": "bare", "title": "Bare", "start": "2025-02-24", "parties": {"ukraine": {}, "russia": {}}}
    with pytest.raises(RunError, match="states nothing as uncertain"):
        sim.sensitivity(loads(write(bare)))
