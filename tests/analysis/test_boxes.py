"""Scenario discovery on points whose box is known."""

import json
import sys

import numpy as np
import pandas
import pytest

from sim.analysis.boxes import discover
from sim.analysis.prim import trajectory
from sim.analysis.refusals import AnalysisError, MissingPackageError

KEYS = ["a", "b", "c", "d", "fixed"]
pytest.importorskip("prim")


def points(n=1000, worlds=256, inside=0.5, outside=0.05, seed=1):
    """The outcome is frequent where a is above .6 and b below .5."""
    generator = np.random.default_rng(seed)
    x = pandas.DataFrame(generator.random((n, 5)), columns=KEYS)
    x["fixed"] = 2.0
    share = np.where((x["a"] > 0.6) & (x["b"] < 0.5), inside, outside)
    return x, generator.binomial(worlds, share), worlds


@pytest.fixture(scope="module")
def found():
    return discover(*points())


def test_it_finds_the_box_and_nothing_else(found):
    (box,) = found.boxes
    limits = {limit.key: limit for limit in box.limits}
    assert set(limits) == {"a", "b"} and found.dropped == ("fixed",)
    assert limits["a"].low == pytest.approx(0.6, abs=0.03) and limits["a"].high is None
    assert limits["b"].high == pytest.approx(0.5, abs=0.03) and limits["b"].low is None
    assert box.density > 0.9 and box.coverage > 0.9
    assert all(limit.quasi_p < 1e-6 and limit.quasi_p_found < 1e-6 for limit in box.limits)


def test_the_numbers_are_those_of_the_points_held_out(found):
    (box,) = found.boxes
    x, counts, worlds = points()
    interest = counts / worlds > 0.2
    assert (found.points, found.of_interest) == (1000, interest.sum())
    assert found.points_held_out == 500
    assert abs(found.of_interest_held_out - found.of_interest / 2) <= 1
    assert box.density == box.of_interest / box.support
    assert box.coverage == box.of_interest / found.of_interest_held_out
    assert box.density_low < box.density <= box.density_high and box.coverage_low < box.coverage <= box.coverage_high
    limits = {limit.key: limit for limit in box.limits}
    inside = (x["a"] >= limits["a"].low) & (x["b"] <= limits["b"].high)
    assert box.support < inside.sum() < 3 * box.support  # about half of all points inside


def test_where_there_is_no_box_the_points_held_out_do_not_pretend_one():
    """Interest by chance alone: on the points of the search a box looks dense, on the others it is like all."""
    generator = np.random.default_rng(5)
    flattering, honest = [], []
    for _ in range(50):
        x = pandas.DataFrame(generator.random((400, 6)), columns=list("abcdef"))
        made = discover(x, (generator.random(400) < 0.3).astype(int), 1, min_density=0.4)
        for box in made.boxes:
            flattering.append(box.density_found - 0.3)
            if box.density is not None:
                honest.append(box.density - 0.3)
    assert len(honest) > 5 and np.mean(flattering) > 0.09
    assert abs(np.mean(honest)) < 4 * np.std(honest) / len(honest) ** 0.5


def test_points_as_they_come_from_a_sobol_sequence_are_dealt_evenly():
    from scipy.stats import qmc

    x = pandas.DataFrame(qmc.Sobol(4, rng=np.random.default_rng(1)).random(512), columns=list("abcd"))
    assert (x["b"].to_numpy()[::2] < 0.5).all() or (x["b"].to_numpy()[::2] >= 0.5).all()  # every other: a trap
    made = discover(x, np.where(x["b"] < 0.4, 90, 1), 100)
    (box,) = made.boxes
    assert [limit.key for limit in box.limits] == ["b"] and box.density > 0.85 and box.coverage > 0.9


def test_a_second_box_is_sought_outside_of_the_first():
    generator = np.random.default_rng(3)
    x = pandas.DataFrame(generator.random((2000, 3)), columns=list("abc"))
    share = np.where((x["a"] > 0.8) | ((x["a"] < 0.3) & (x["b"] > 0.7)), 0.8, 0.02)
    made = discover(x, generator.binomial(100, share), 100, boxes=3)
    assert len(made.boxes) >= 2
    assert sum(box.coverage for box in made.boxes) == pytest.approx(1, abs=0.1)
    assert sum(box.of_interest for box in made.boxes) <= made.of_interest_held_out


def test_a_denser_box_may_be_asked_for():
    generator = np.random.default_rng(7)
    x = pandas.DataFrame(generator.random((2000, 2)), columns=list("ab"))
    counts = (generator.random(2000) < 0.1 + 0.8 * x["a"]).astype(int)
    loose, dense = discover(x, counts, 1), discover(x, counts, 1, min_density=0.74)
    assert dense.boxes[0].density > loose.boxes[0].density and dense.boxes[0].coverage < loose.boxes[0].coverage
    assert dense.boxes[0].density_found >= 0.74


def test_it_is_the_same_every_time_and_plain(found):
    again = discover(*points())
    assert again == found
    assert json.loads(json.dumps(found.as_json(), allow_nan=False)) == found.as_json()
    assert type(found).from_json(found.as_json()) == found


def test_the_trajectory_begins_with_all_points_and_shrinks():
    x, counts, worlds = points()
    boxes = trajectory(x[list("abcd")].to_numpy(), counts / worlds > 0.2)
    assert boxes[0] == {} and len(boxes) > 10 and set(boxes[-1]) >= {0, 1}


def test_no_window_and_no_figure():
    import matplotlib.pyplot

    discover(*points(300))
    assert matplotlib.pyplot.get_fignums() == []


def test_what_cannot_be_searched_is_refused():
    x, counts, worlds = points(200)
    for wrong, words in (
        (lambda: discover(x, counts, worlds, 0.99), "of 200 points 0 are of interest"),
        (lambda: discover(x, counts, worlds, 0.001), "choose another threshold"),
        (lambda: discover(x, counts, worlds, 0.0), "between 0 and 1"),
        (lambda: discover(x, counts[:-1], worlds), "not of one length"),
        (lambda: discover(x * np.nan, counts, worlds), "finite"),
        (lambda: discover(x[["fixed"]], counts, worlds), "no parameter varies"),
    ):
        with pytest.raises(AnalysisError, match=words):
            wrong()


def test_a_missing_package_is_told_with_its_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "prim", None)
    with pytest.raises(MissingPackageError, match=r'pip install "allforall\[discover\]"'):
        discover(*points(200))
