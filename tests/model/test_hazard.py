"""Events at a rate (MODEL.md, equation 1)."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.model import hazard

rates = st.floats(1e-6, 50)
waits = st.floats(0, 20)


def test_event_iff_the_waiting_time_is_below_the_rate():
    waiting = np.array([0.0, 0.49, 0.5, 0.51], np.float32)
    assert hazard.strikes(waiting, 0.5).tolist() == [True, True, False, False]


def test_no_event_at_rate_zero():
    assert not hazard.strikes(np.zeros(3, np.float32), np.zeros(3, np.float32)).any()


def test_date_by_hand():
    dates = hazard.date(7, np.array([0.1, 0.4, 0.5]), np.array([0.5, 0.5, 0.5]))
    assert np.allclose(dates, [7.2, 7.8, 8.0], rtol=0, atol=1e-12)


@given(week=st.integers(0, 519), waiting=waits, rate=rates)
def test_an_event_is_dated_within_its_week(week, waiting, rate):
    date = hazard.date(week, np.array([min(waiting, rate)]), np.array([rate]))
    assert week <= date[0] <= week + 1


def test_no_date_lies_beyond_its_week():
    """A waiting time as long as the rate, or longer, is the end of the week."""
    assert hazard.date(3, np.array([0.2, 0.7], np.float32), 0.2).tolist() == [4.0, 4.0]


def test_dates_late_in_a_run_stay_apart():
    """Two dates a thousandth of a day apart in week 519 keep their order: float32 would not tell them apart."""
    first, second = hazard.date(519, np.array([0.1, 0.10001], np.float32), np.array([0.5, 0.5]))
    assert first < second


def test_first_event_at_a_constant_rate_is_dated_exponentially():
    """Kolmogorov distance to Exp(rate) of 50,000 first dates; 1.95/sqrt(n) is the 0.1 % point of its distribution."""
    rate, worlds = 0.3, 50_000
    generator = np.random.default_rng(20250224)
    dates = np.full(worlds, np.nan)
    for week in range(80):
        waiting = -np.log1p(-generator.random(worlds))
        new = np.isnan(dates) & hazard.strikes(waiting, rate)
        dates[new] = hazard.date(week, waiting[new], rate)
    dates = np.sort(dates)
    assert not np.isnan(dates).any()
    expected = 1 - np.exp(-rate * dates)
    steps = np.arange(1, worlds + 1) / worlds
    assert max(np.max(steps - expected), np.max(expected - steps + 1 / worlds)) < 1.95 / np.sqrt(worlds)
