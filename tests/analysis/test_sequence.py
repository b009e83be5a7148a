"""Confidence sequences: that they hold under looking and stopping, by simulation; and that they are what they say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binomtest

from sim.analysis.proportions import wilson
from sim.analysis.sequence import SHARE, aims, bets, confidence_sequence, half_widths, worlds_needed
from sim.montecarlo.schedule import looks

REPLICATIONS = 3000
FUSE = 100_000
SHARES = [(0.083, 0.737, 0.18), (0.002, 0.9, 0.098), (1 / 3, 1 / 3, 1 / 3), (0.0, 0.5, 0.5)]
DIFFERENCES = [(0.05, 0.9, 0.05), (0.01, 0.95, 0.04), (0.0, 0.998, 0.002), (0.3, 0.4, 0.3)]
"""Chances that a world has lost, kept or gained an outcome."""

ADDED = np.diff([0, *looks(FUSE)])
"""Worlds that each look adds."""


def counted(chances, seed=1, replications=REPLICATIONS):
    """Worlds that each look adds, by outcome, int64 (replications, looks, outcomes)."""
    rng = np.random.default_rng(seed)
    return np.stack([rng.multinomial(worlds, chances, size=replications) for worlds in ADDED], axis=1)


def as_shares(added):
    """The same as (outcomes, replications, looks, (no, yes))."""
    yes = np.moveaxis(added, -1, 0)
    return np.stack([added.sum(axis=-1) - yes, yes], axis=-1)


def first(done):
    """The first look at which something is so, the last where it never is, int (replications,)."""
    return np.where(done.any(axis=-1), done.argmax(axis=-1), done.shape[-1] - 1)


def at_most_one_in_twenty(missed):
    """Whether so few replications missed that the chance of missing is below 5 %.

    The exact (Clopper-Pearson) upper limit, one-sided, 99.9 %, of the chance has to lie below: if the method missed in
    5 % or more, fewer than one in a thousand of these tests would pass.
    """
    limit = binomtest(int(missed.sum()), missed.size, alternative="less").proportion_ci(0.999, method="exact").high
    return limit < 0.05


# -- coverage -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("half_width", "together"), [(0.01, False), (0.01, True), (0.005, True)])
@pytest.mark.parametrize("chances", SHARES)
def test_shares_are_missed_in_no_more_than_one_run_of_twenty(chances, half_width, together):
    increments = as_shares(counted(chances))
    aimed = aims(increments, SHARE, half_width) if together else half_width
    low, high = confidence_sequence(increments, SHARE, aimed, most=FUSE)
    truth = np.array(chances)[:, None, None]
    missed = (low > truth) | (high < truth)
    stop = first(((high - low) / 2 <= half_width).all(axis=0))
    for outcome in missed:
        assert at_most_one_in_twenty(outcome[np.arange(REPLICATIONS), stop])
        assert at_most_one_in_twenty(outcome.any(axis=-1))


@pytest.mark.parametrize("chances", DIFFERENCES)
def test_paired_differences_are_missed_in_no_more_than_one_run_of_twenty(chances):
    values, half_width = (-1.0, 0.0, 1.0), 0.005
    low, high = confidence_sequence(counted(chances, seed=2), values, half_width, most=FUSE)
    truth = np.dot(values, chances)
    missed = (low > truth) | (high < truth)
    stop = first((high - low) / 2 <= half_width)
    assert at_most_one_in_twenty(missed[np.arange(REPLICATIONS), stop])
    assert at_most_one_in_twenty(missed.any(axis=-1))


def test_ordinary_intervals_do_not_survive_being_looked_at():
    """Who takes a Wilson interval after every tile misses the truth sooner or later in far more than 5 % of runs."""
    tiles, replications = 100, 1000
    yes = np.cumsum(np.random.default_rng(3).binomial(1024, 0.3, size=(replications, tiles)), axis=-1)
    low, high = wilson(yes, 1024 * np.arange(1, tiles + 1))
    missed = ((low > 0.3) | (high < 0.3)).any(axis=-1)
    assert binomtest(int(missed.sum()), missed.size).proportion_ci(0.999, method="exact").low > 0.15


def test_a_run_stopped_at_a_chosen_moment_is_covered_too():
    """Stopping where the interval lies farthest from the truth is as unkind as can be."""
    low, high = confidence_sequence(as_shares(counted((0.3, 0.7)))[0], SHARE, 0.01)
    assert at_most_one_in_twenty((low.max(axis=-1) > 0.3) | (high.min(axis=-1) < 0.3))


# -- width --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("half_width", [0.01, 0.005])
@pytest.mark.parametrize("chances", [(0.083, 0.737, 0.18), (1 / 3, 1 / 3, 1 / 3)])
def test_the_price_of_looking_is_as_theory_has_it(chances, half_width):
    """The interval at the stop against the one that the normal distribution gives at as many worlds."""
    added = as_shares(counted(chances, replications=300))
    widths = half_widths(added, SHARE, half_width, most=FUSE)
    stop = first((widths <= half_width).all(axis=0))
    worlds = np.cumsum(ADDED)[stop]
    widest = np.argmax(np.array(chances) * (1 - np.array(chances)))
    deviation = np.sqrt(chances[widest] * (1 - chances[widest]))
    ratio = widths[widest, np.arange(300), stop] / (1.96 * deviation / np.sqrt(worlds))
    assert (ratio > 1.3).all() and (ratio < 1.6).all()
    needed = 2 * deviation**2 * np.log(40) / half_width**2
    assert (worlds >= 0.95 * needed).all() and (worlds <= 1.3 * needed + 8192).all()


def test_every_share_of_a_run_is_known_as_well_as_its_worlds_allow():
    """Also the rare one, although the widest decides when to stop; without that it would be many times too wide."""
    chances = np.array([0.009, 0.647, 0.344])
    added = as_shares(counted(chances, replications=200))
    blind = half_widths(added, SHARE, 0.005, most=FUSE)
    widths = half_widths(added, SHARE, aims(added, SHARE, 0.005), most=FUSE)
    stop = first((widths <= 0.005).all(axis=0))
    at_stop = widths[:, np.arange(200), stop]
    normal = 1.96 * np.sqrt(chances * (1 - chances))[:, None] / np.sqrt(np.cumsum(ADDED)[stop])
    assert (at_stop / normal < 1.75).all()
    assert (blind[0, np.arange(200), stop] > 2 * at_stop[0]).all()


def test_aims_know_earlier_looks_alone_and_the_widest_is_the_one_asked_for():
    added = as_shares(counted((0.009, 0.647, 0.344), replications=2))
    other = added.copy()
    other[:, :, -1] = 1
    np.testing.assert_array_equal(aims(added, SHARE, 0.01), aims(other, SHARE, 0.01))
    assert (aims(added, SHARE, 0.01).max(axis=0) == 0.01).all() and (aims(added, SHARE, 0.01)[:, :, 0] == 0.01).all()


def test_where_the_cap_comes_first_the_interval_is_still_as_narrow_as_it_can_be():
    added = as_shares(counted((0.3, 0.7), replications=50))[0]
    blind, aimed = half_widths(added, SHARE, 1e-5)[:, -1], half_widths(added, SHARE, 1e-5, most=FUSE)[:, -1]
    assert (aimed < 1.6 * 1.96 * np.sqrt(0.21 / FUSE)).all() and (blind > 10 * aimed).all()


def test_a_cap_that_does_not_come_first_changes_nothing():
    added = as_shares(counted((0.3, 0.7), replications=50))[0]
    np.testing.assert_array_equal(
        confidence_sequence(added, SHARE, 0.01), confidence_sequence(added, SHARE, 0.01, most=10**9)
    )


@pytest.mark.parametrize("share", [0.002, 0.083, 0.5])
def test_the_guess_of_the_worlds_needed_is_near(share):
    worlds = np.cumsum(ADDED)
    yes = np.round(share * worlds)
    increments = np.diff(np.stack([worlds - yes, yes], axis=-1), axis=0, prepend=0)
    for half_width in (0.01, 0.005):
        stop = worlds[np.argmax(half_widths(increments, SHARE, half_width) <= half_width)]
        guess = worlds_needed(np.array([1e6 * (1 - share), 1e6 * share]), SHARE, half_width)
        expected = int(np.argmax(worlds >= 0.95 * guess))
        assert stop in worlds[expected : expected + 2]  # the stake of the first look is blind, which costs up to a look


# -- what it is ---------------------------------------------------------------------------------------------------


def brute_capital(order, stakes, mean, sign):
    """log K, world by world, as the definition has it."""
    return sum(np.log(1 + sign * stake * (x - mean)) for x, stake in zip(order, stakes, strict=True))


@pytest.mark.parametrize("values", [(0.0, 1.0), (-1.0, 0.0, 1.0), (2.0, 5.0)])
def test_ends_are_the_roots_of_the_definition_world_by_world(values):
    rng = np.random.default_rng(4)
    added = rng.multinomial(400, np.full(len(values), 1 / len(values)), size=3)
    low, high = confidence_sequence(added, values, 0.05)
    stake = bets(added, values, 0.05)
    order, stakes = [], []
    for look in range(3):
        worlds = np.repeat(values, added[look])
        order += list(rng.permutation(worlds))  # the order of worlds between two looks does not matter
        stakes += [stake[look]] * len(worlds)
        for end, sign in ((low[look], 1), (high[look], -1)):
            root = brentq(
                lambda mean, sign=sign, order=order, stakes=stakes: (
                    brute_capital(order, stakes, mean, sign) - np.log(40)
                ),
                values[0],
                values[-1],
            )
            assert end == pytest.approx(root, abs=1e-9)


def test_the_stake_knows_earlier_looks_alone():
    added = np.array([[700, 300], [650, 350], [720, 280]])
    other = added.copy()
    other[2] = [0, 1000]
    np.testing.assert_array_equal(bets(added, SHARE, 0.01), bets(other, SHARE, 0.01))
    expected = [0.25, (0.25 + 300 * 700 / 1000) / 1001, (0.25 + 650 * 1350 / 2000) / 2001]
    np.testing.assert_allclose(bets(added, SHARE, 0.01), 0.01 / np.array(expected))


@settings(deadline=None, max_examples=60)
@given(
    added=st.lists(st.lists(st.integers(0, 5000), min_size=3, max_size=3), min_size=1, max_size=6),
    half_width=st.floats(1e-6, 0.49),
    cap=st.none() | st.integers(1, 10**9),
)
def test_the_set_is_never_empty_and_never_leaves_the_values(added, half_width, cap):
    low, high = confidence_sequence(np.array(added), (-1.0, 0.0, 1.0), half_width, most=cap)
    assert (low >= -1).all() and (high <= 1).all() and (low < high).all()
    stakes = bets(np.array(added), (-1.0, 0.0, 1.0), half_width, most=cap)
    assert (stakes > 0).all() and (stakes * 2 <= 0.5).all()


@settings(deadline=None, max_examples=30)
@given(added=st.lists(st.lists(st.integers(0, 5000), min_size=2, max_size=2), min_size=1, max_size=6))
def test_no_is_yes_seen_from_the_other_side(added):
    low, high = confidence_sequence(np.array(added), SHARE, 0.01)
    mirrored = confidence_sequence(np.array(added)[:, ::-1], SHARE, 0.01)
    np.testing.assert_allclose((low, high), (1 - mirrored[1], 1 - mirrored[0]), atol=1e-12)


def test_what_is_seen_later_does_not_change_what_was_said():
    added = as_shares(counted((0.3, 0.7), replications=3))[0]
    whole = confidence_sequence(added, SHARE, 0.01)
    part = confidence_sequence(added[:, :2], SHARE, 0.01)
    np.testing.assert_allclose(np.stack(part), np.stack(whole)[..., :2], rtol=0, atol=1e-15)


def test_before_the_first_world_nothing_is_known():
    assert confidence_sequence(np.zeros((1, 2)), SHARE, 0.01) == (np.array([0.0]), np.array([1.0]))


def test_what_never_happened_has_a_low_end_of_nothing():
    low, high = confidence_sequence(np.array([[8192, 0]]), SHARE, 0.01)
    assert low[0] == 0 and 0 < high[0] < 0.02


@pytest.mark.parametrize(
    ("increments", "values", "half_width", "level", "words"),
    [
        ([[1, 2]], SHARE, 0.0, 0.95, "half width"),
        ([[1, 2]], SHARE, np.nan, 0.95, "half width"),
        ([[1, 2]], SHARE, 0.1, 1.0, "level"),
        ([[1, 2]], (1.0, 1.0), 0.1, 0.95, "values"),
        ([[1, 2, 3]], SHARE, 0.1, 0.95, "shape"),
        ([1, 2], SHARE, 0.1, 0.95, "shape"),
        ([[1, -2]], SHARE, 0.1, 0.95, "negative"),
    ],
)
def test_nonsense_is_refused(increments, values, half_width, level, words):
    with pytest.raises(ValueError, match=words):
        confidence_sequence(np.array(increments), values, half_width, level=level)
