"""Sobol indices of functions whose indices are known, without and with the noise of few worlds per point."""

import json

import numpy as np
import pytest
from scipy import stats

from sim.analysis.indices import power_of_two, sobol
from sim.analysis.refusals import AnalysisError
from sim.analysis.saltelli import saltelli_jansen

KEYS = ("a", "b", "c")
EXACT = 10**12
"""So many worlds that there is no noise."""


def ishigami(x):
    """Ishigami & Homma 1990, a = 7, b = .1, brought into [0, 1]; x in [0, 1]³."""
    one, two, three = np.pi * (2 * x - 1)
    return (np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one) + 10.75) / 28.5


def ishigami_indices():
    """First-order and total, in closed form."""
    a, b = 7, 0.1
    alone = 0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0.0
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = sum(alone) + both
    return np.array(alone) / whole, np.array([alone[0] + both, alone[1], both]) / whole


def additive(x):
    return (1 * x[0] + 2 * x[1] + 3 * x[2]) / 6


def with_an_inert_input(x):
    return 0.1 + 0.5 * x[0] * x[1]


def counts(function, points, worlds, seed=1):
    design = stats.qmc.Sobol(6, rng=np.random.default_rng(seed)).random(points).T
    a, b = design[:3], design[3:]
    pages = np.stack([function(np.where(np.arange(3)[:, None] == one, b, a)) for one in range(3)])
    shares = function(a), function(b), pages
    if worlds == EXACT:
        return [np.rint(share * worlds) for share in shares]
    generator = np.random.default_rng(seed + 1000)
    return [generator.binomial(worlds, share) for share in shares]


def estimated(function, points=1024, worlds=EXACT, seed=1, **options):
    return sobol(KEYS, *counts(function, points, worlds, seed), worlds, **options)


def naive(function, points, worlds, seed):
    """Total indices as they come out when noise is left in."""
    a, b, pages = (count / worlds for count in counts(function, points, worlds, seed))
    found = stats.sobol_indices(func={"f_A": a, "f_B": b, "f_AB": pages[:, None]}, n=points)
    return found.total_order


def test_without_noise_they_are_those_of_ishigami():
    found = estimated(ishigami, 4096)
    first, total = ishigami_indices()
    assert found.first == pytest.approx(first, abs=0.02)
    assert found.total == pytest.approx(total, abs=0.02)
    assert found.first_sum == pytest.approx(sum(found.first)) and found.converged
    assert all(low < true < high for low, true, high in zip(found.total_low, total, found.total_high, strict=True))


def test_without_noise_they_are_scipys():
    """The same design through SciPy's own method: the correction alone differs, and there is none to make."""
    a, b, pages = (count / EXACT for count in counts(ishigami, 256, EXACT))
    theirs = stats.sobol_indices(func={"f_A": a, "f_B": b, "f_AB": pages[:, None]}, n=256)
    ours = estimated(ishigami, 256)
    assert ours.first == pytest.approx(theirs.first_order, abs=1e-6)
    assert ours.total == pytest.approx(theirs.total_order, abs=1e-6)


@pytest.mark.parametrize("function", [ishigami, with_an_inert_input])
def test_few_worlds_a_point_do_not_bias_them(function):
    """Mean over 30 designs of 512 points with 8 worlds each, against the function's own indices, within four standard
    errors; uncorrected totals are many errors off."""
    true = ishigami_indices() if function is ishigami else exact(function)
    found = [estimated(function, 512, 8, seed, resamples=2) for seed in range(30)]
    for name, values in zip(("first", "total"), true, strict=True):
        samples = np.array([getattr(one, name) for one in found])
        error = samples.std(axis=0, ddof=1) / len(samples) ** 0.5
        bias = 0.01  # a ratio of two noisy means is biased of order 1/n, and n is 512
        assert (np.abs(samples.mean(axis=0) - values) < 4 * error + bias).all(), name
    uncorrected = np.array([naive(function, 512, 8, seed) for seed in range(10)])
    off = (uncorrected.mean(axis=0) - true[1]) / (uncorrected.std(axis=0, ddof=1) / 10**0.5)
    assert np.abs(off).max() > 10


def exact(function):
    found = estimated(function, 2**14, resamples=2)
    return np.array(found.first), np.array(found.total)


def test_one_noisy_design_is_within_its_own_bootstrap_errors():
    """The corrected totals; the uncorrected lie outside of their intervals."""
    found, (_, true) = estimated(ishigami, 1024, 16), ishigami_indices()
    errors = (np.array(found.total_high) - found.total_low) / (2 * 1.96)
    assert (np.abs(np.array(found.total) - true) < 4 * errors).all()
    assert (np.abs(naive(ishigami, 1024, 16, 1) - true) > 4 * errors).any()
    assert found.variance_noise > 0.3 and all(0.4 < noise < 1 for noise in found.total_noise)


def test_the_intervals_cover_under_noise():
    """Percentiles of 199 resamples in 60 designs: 95 %, less what 60 tries may miss; wider is allowed, since the
    points of a Sobol sequence are more even than the bootstrap knows."""
    first, total = ishigami_indices()
    hits = []
    for seed in range(60):
        found = estimated(ishigami, 256, 32, seed, resamples=199)
        for order, true in (("first", first), ("total", total)):
            low, high = np.array(getattr(found, f"{order}_low")), np.array(getattr(found, f"{order}_high"))
            hits.append((low <= true) & (true <= high))
    assert np.mean(hits) > 0.90


def test_an_additive_function_has_no_interactions():
    found = estimated(additive, 1024)
    assert found.first == pytest.approx(np.array([1, 4, 9]) / 14, abs=0.01)
    assert found.total == pytest.approx(found.first, abs=0.015)
    assert found.first_sum == pytest.approx(1, abs=0.02)


def test_an_inert_input_has_nothing():
    found = estimated(with_an_inert_input, 256)
    assert (found.first[2], found.first_low[2], found.first_high[2]) == (0.0, 0.0, 0.0)
    assert (found.total[2], found.total_low[2], found.total_high[2]) == pytest.approx((0, 0, 0), abs=1e-9)
    assert found.total_noise[2] is None
    noisy = estimated(with_an_inert_input, 1024, 32)
    assert noisy.total_low[2] < 0 < noisy.total_high[2]


def test_the_same_seed_gives_the_same_intervals():
    one, two = estimated(ishigami, 64, 100), estimated(ishigami, 64, 100)
    other = estimated(ishigami, 64, 100, resamples=999)
    assert one == two == other
    assert sobol(KEYS, *counts(ishigami, 64, 100), 100, seed=2).first_low != one.first_low


def test_more_points_are_asked_for_until_it_has_converged():
    found = estimated(ishigami, 128, 64)
    key, order, half = found.widest
    assert not found.converged and half > 0.05 and key in KEYS and order in ("first", "total")
    assert found.points_needed == power_of_two(128 * (half / 0.05) ** 2) > 128
    assert found.worlds_needed == (found.points_needed - 128) * 5 * 64
    enough = estimated(ishigami, 128, 64, half_width=0.6)
    assert enough.converged and (enough.points_needed, enough.worlds_needed) == (128, 0)


@pytest.mark.parametrize(("number", "power"), [(0.1, 1), (1, 1), (1.5, 2), (64, 64), (64.001, 128), (100, 128)])
def test_powers_of_two(number, power):
    assert power_of_two(number) == power


@pytest.mark.parametrize(
    ("function", "worlds", "why"), [(lambda x: 0 * x[0], 50, "same share"), (lambda x: 0.3 + 0 * x[0], 50, "by chance")]
)
def test_an_output_that_does_not_vary_has_no_indices(function, worlds, why):
    found = estimated(function, 64, worlds)
    assert why in found.undefined and found.first == found.total == (None,) * 3
    assert (found.widest, found.converged, found.points_needed, found.worlds_needed) == (None, False, None, None)
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["first"] == [None] * 3
    assert found.table()["total"].isna().all() and not found.table()["converged"].any()


def test_the_table_and_the_json_are_plain():
    found = estimated(ishigami, 64, 100)
    table = found.table()
    assert table["total"].is_monotonic_decreasing and set(table["key"]) == set(KEYS)
    row = table.set_index("key").loc["b"]
    assert (row["first"], row["total_high"]) == (found.first[1], found.total_high[1])
    written = found.as_json()
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert written["points_needed"] == found.points_needed
    assert type(found).from_json(written) == found


def test_what_cannot_be_estimated_is_refused():
    a, b, pages = counts(ishigami, 64, 100)
    for wrong in (
        lambda: sobol(KEYS, a, b[:-1], pages, 100),
        lambda: sobol(KEYS, a, b, pages[:2], 100),
        lambda: sobol(("a",), a, b, pages[:1], 100),
        lambda: sobol(KEYS, a, b, pages, 1),
        lambda: sobol(KEYS, a[:48], b[:48], pages[:, :48], 100),
        lambda: sobol(KEYS, a[:32], b[:32], pages[:, :32], 100),
        lambda: sobol(KEYS, a, b, pages, 5),
    ):
        with pytest.raises(AnalysisError):
            wrong()


def test_the_method_takes_several_outputs_as_scipy_hands_them():
    """Shares and noise: (2, n), (2, n) and (d, 2, n) in, d first and d total indices out."""
    first, total = saltelli_jansen(np.eye(2, 8), -np.eye(2, 8), np.zeros((5, 2, 8)))
    assert first.shape == total.shape == (5,)
