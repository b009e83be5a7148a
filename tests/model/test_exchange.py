"""Partial exchanges (MODEL.md, 6.6)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import exchanges as exchange

NO_TALKS = np.zeros(1, np.float32)


def size(
    draw: float, *, largest=950.0, in_talks=0.0, median=92.0, spread=0.55, uplift=1.1, shorter_list=False
) -> float:
    arrays = [np.array([value], np.float32) for value in (draw, in_talks, largest)]
    return float(exchange.size(arrays[0], median, spread, shorter_list, uplift, arrays[1], arrays[2])[0])


def test_willingness_by_hand():
    """Russia at the start: .9 + 1.5 · 1.5/7 = 1.2214, less .6 · .8 after one spoiler event."""
    trust, outrage = np.array([1.5 / 7], np.float32), np.array([0.8], np.float32)
    assert exchange.willingness(0.9, 1.5, trust, 0.6, outrage)[0] == pytest.approx(0.741429, abs=1e-6)


@pytest.mark.parametrize("shorter_list", [False, True])
def test_the_median_draw_gives_the_median_size(shorter_list):
    assert size(0.5, shorter_list=shorter_list) == 92
    assert size(0.5, in_talks=1.0, shorter_list=shorter_list) == 193  # 92 · 2.1 = 193.2


def test_a_quartile_by_hand():
    """Upper quartile: 92 exp(.55 · (√3/π) ln 3) = 92 e^.33312 = 128.4."""
    assert size(0.75) == 128


def test_quartiles_of_the_shorter_list_by_hand():
    """Weibull: 92 (E / ln 2)^(.55 √6/π) with E = -ln(1 - u). Upper quartile, E = 2 ln 2: 92 · 2^.42883 = 123.8. Lower
    quartile, E = ln(4/3): 92 · .41504^.42883 = 63.1; the logistic has 92 e^-.33312 = 65.9 there."""
    assert size(0.75, shorter_list=True) == 124
    assert size(0.25, shorter_list=True) == 63
    assert size(0.25) == 66


def test_the_law_of_sizes_may_differ_by_world():
    draws, none = np.full(2, 0.75, np.float32), np.zeros(2, np.float32)
    found = exchange.size(draws, 92.0, 0.55, np.array([0.0, 1.0], np.float32), 1.1, none, np.full(2, 950, np.float32))
    assert found.tolist() == [128, 124]


def test_mean_of_the_shorter_list():
    """Median 97.5 and log spread .82, the record's: a mean of 97.5 Γ(1.6394) / (ln 2)^.6394 = 110.8, the record's being
    109.5; the log-logistic has 97.5 · 1.4203 / sin 1.4203 = 140. On an even grid of draws."""
    draws = (np.arange(200_000) + 0.5) / 200_000
    none, all_of_them = np.zeros_like(draws), np.full_like(draws, 1e12)
    means = [exchange.size(draws, 97.5, 0.82, law, 0.0, none, all_of_them).mean() for law in (True, False)]
    assert means == pytest.approx([110.8, 140.0], abs=0.5)


def test_draws_at_the_ends_count_as_a_ten_millionth_away_from_them():
    """u = 0 is read as 1e-7, and the largest u of float32, 6e-8 below 1, as no more than 1 - 1e-7."""
    draws = np.array([0, 1 - 2.0**-24], np.float32)
    found = exchange.size(draws, 1e6, 0.1, False, 0.0, np.zeros(2, np.float32), 1e9)
    end = 1e6 * np.exp(0.1 * np.sqrt(3) / np.pi * np.log(1e-7 / (1 - 1e-7)))
    assert found[0] == pytest.approx(end, rel=1e-5)  # float32 exponentials
    assert 0.98 * 1e12 / end < found[1] <= 1e12 / end


@pytest.mark.parametrize("shorter_list", [False, True])
def test_log_size_has_the_stated_spread(shorter_list):
    """Standard deviation of log size on an even grid of draws; the tails beyond the grid hold less than 1e-3 of it."""
    draws = (np.arange(200_000) + 0.5).astype(np.float64) / 200_000
    sizes = exchange.size(draws, 1e6, 0.55, shorter_list, 0.0, np.zeros_like(draws), np.full_like(draws, 1e12))
    assert np.log(sizes).std() == pytest.approx(0.55, abs=1e-3)


@given(
    draw=st.floats(0, 1 - 2**-24, width=32), largest=st.floats(5, 3000, width=32), in_talks=st.sampled_from([0.0, 1.0])
)
def test_size_lies_between_five_and_what_stocks_allow(draw, largest, in_talks):
    found = size(draw, largest=largest, in_talks=in_talks)
    assert 5 <= found <= np.rint(np.float32(largest))
    assert found == np.rint(found)


@given(number=st.integers(5, 3000), noise=st.floats(-1.7320508, 1.7320508))
def test_soldiers_are_near_parity_and_whole(number, noise):
    """½ · .12 · √3 is the largest deviation there is: 10.4 per cent either way, and half a person by rounding."""
    ukraine, russia = exchange.soldiers(np.array([number], np.float32), 0.12, np.array([noise], np.float32))
    for found in (ukraine[0], russia[0]):
        assert found == np.rint(found)
        assert abs(found - number) <= 0.104 * number + 0.5
    assert abs(ukraine[0] + russia[0] - 2 * number) <= 1


def test_soldiers_by_hand():
    """ξ = 1: z = .06, so Ukraine releases 94 and Russia 106 in an exchange of 100."""
    ukraine, russia = exchange.soldiers(np.array([100.0], np.float32), 0.12, np.array([1.0], np.float32))
    assert (ukraine[0], russia[0]) == (94, 106)


def test_civilians_by_hand():
    assert exchange.civilians(np.array([92.0, 110.0], np.float32), 0.03).tolist() == [3, 3]


def test_political_prisoners_are_whole_and_fair_on_average():
    """⌊.4 + |2u - 1|⌋ is 1 for four tenths of the draws: the rounding loses nobody on average, up to the grid of
    draws."""
    draws = ((np.arange(100_000) + 0.5) / 100_000).astype(np.float32)
    found = exchange.political_prisoners(np.full_like(draws, 100), 0.004, draws)
    assert set(np.unique(found)) == {0, 1}
    assert found.mean() == pytest.approx(0.4, abs=1e-4)


def test_rounding_of_political_prisoners_ignores_the_sign_that_parity_uses():
    draws = np.array([0.1, 0.9], np.float32)
    few, same = exchange.political_prisoners(np.full(2, 60, np.float32), 0.004, draws)
    assert few == same == 1  # .24 + .8 = 1.04
