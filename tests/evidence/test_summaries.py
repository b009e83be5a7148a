"""Summaries of the record and of simulated worlds, by the same code."""

from datetime import date

import numpy as np
import pytest

from sim.evidence.record.exchanges import Exchange
from sim.evidence.record.log import ExchangeLog, log_of_record
from sim.evidence.record.record import read_record
from sim.evidence.record.summaries import SUMMARIES, gaps, monthly_counts, summarise
from sim.evidence.record.window import Window

WINDOW = Window(date(2024, 1, 1), date(2025, 2, 24))


def exchange(day, ukrainians=100, russians=100, mediators=("UAE",)):
    return Exchange(
        date=date.fromisoformat(day), ukrainians=ukrainians, russians=russians, civilians=None, mediators=mediators,
        note="", source="", confidence="high",
    )  # fmt: skip


def of_record(*exchanges, window=WINDOW):
    return {name: value[0] for name, value in summarise(log_of_record(exchanges, window), window).items()}


def test_the_record_in_the_default_window_is_as_the_specification_says():
    """MODEL.md, 7.2: 14 exchanges, 1.01 a month, mean 109.5, median 97.5, log sd .82, UAE 12 of 14, gap 113 days,
    variance over mean .46 of 14 monthly counts."""
    log = log_of_record(read_record().exchanges, WINDOW)
    found = {name: value[0] for name, value in summarise(log, WINDOW).items()}
    assert len(log) == 14 and len(WINDOW.months) == 14 and WINDOW.days == 421
    assert found["exchanges_a_month"] == pytest.approx(1.01, abs=0.005)
    assert (found["size_mean"], found["size_median"], found["gap_longest"]) == (109.5, 97.5, 113)
    assert found["size_log_spread"] == pytest.approx(0.82, abs=0.005)
    assert found["mediator_share"] == pytest.approx(12 / 14)
    assert found["monthly_dispersion"] == pytest.approx(6 / 13)
    assert found["gap_mean"] == pytest.approx((date(2025, 2, 5) - date(2024, 1, 3)).days / 13)
    assert np.sqrt(found["gap_variance"]) / found["gap_mean"] == pytest.approx(1.0, abs=0.01)


def test_unknown_sizes_are_exchanges_and_no_zeros():
    found = of_record(exchange("2024-03-01", 50), exchange("2024-04-01", None, None), exchange("2024-05-01", 150))
    assert found["exchanges_a_month"] == pytest.approx(3 / (421 / 7) * 52 / 12)
    assert (found["size_median"], found["size_mean"]) == (100, 100)
    assert found["size_log_spread"] == pytest.approx(np.log(3) / 2)
    assert found["gap_longest"] == 31
    assert found["parity"] == pytest.approx(np.sqrt((np.log(0.5) ** 2 + np.log(1.5) ** 2) / 2))


def test_several_mediators_share_the_credit_and_unknown_ones_count_below_the_line():
    found = of_record(
        exchange("2024-03-01", mediators=("direct", "UAE")), exchange("2024-04-01", mediators=("unknown",))
    )
    assert found["mediator_share"] == 0.5


def test_too_few_exchanges_for_a_summary_give_nothing_and_no_warning():
    found = of_record()
    assert found["exchanges_a_month"] == 0
    assert all(np.isnan(value) for name, value in found.items() if name != "exchanges_a_month")
    one = of_record(exchange("2024-03-01"))
    assert np.isnan(one["gap_mean"]) and np.isnan(one["size_log_spread"]) and one["size_median"] == 100
    two = of_record(exchange("2024-03-01"), exchange("2024-03-11"))
    assert two["gap_mean"] == 10 and np.isnan(two["gap_variance"])


def test_two_exchanges_on_one_day_are_two_and_make_no_gap():
    log = log_of_record([exchange("2024-03-01"), exchange("2024-03-01", 20), exchange("2024-03-06")], WINDOW)
    assert len(log) == 3 and gaps(log)[1].tolist() == [5]


def test_what_lies_outside_the_window_is_not_seen():
    found = log_of_record([exchange("2023-12-31"), exchange("2024-01-01"), exchange("2025-02-24"),
                           exchange("2025-02-25")], WINDOW)  # fmt: skip
    assert found.day.tolist() == [0, 420]


def many(worlds=200, seed=1):
    """Worlds with 0 to 9 exchanges each."""
    rng = np.random.default_rng(seed)
    world = np.sort(rng.integers(0, worlds, 4 * worlds))
    day = rng.integers(0, WINDOW.days, len(world))
    order = np.lexsort((day, world))
    sizes = np.where(rng.random(len(world)) < 0.2, np.nan, rng.integers(5, 300, len(world)))
    return ExchangeLog(
        worlds=worlds, days=np.full(worlds, float(WINDOW.days)), world=world, day=day[order], ukrainians=sizes,
        russians=rng.integers(5, 300, len(world)).astype(float), credited=rng.random(len(world)) < 0.5,
    )  # fmt: skip


def test_many_worlds_at_once_are_each_as_alone():
    log = many()
    together = summarise(log, WINDOW)
    assert tuple(together) == SUMMARIES
    for world in range(0, log.worlds, 7):
        alone = summarise(log.of(slice(world, world + 1)), WINDOW)
        for name in SUMMARIES:
            assert together[name][world] == pytest.approx(alone[name][0], nan_ok=True), (name, world)


def test_a_world_by_the_libraries():
    log = many()
    for world in (3, 50, 121):
        own = log.of(slice(world, world + 1))
        found = {name: value[0] for name, value in summarise(own, WINDOW).items()}
        sizes = own.ukrainians[~np.isnan(own.ukrainians)]
        assert found["size_median"] == np.median(sizes) and found["size_mean"] == pytest.approx(sizes.mean())
        between = np.diff(np.unique(own.day))
        assert found["gap_mean"] == pytest.approx(between.mean()) and found["gap_longest"] == between.max()
        assert found["gap_variance"] == pytest.approx(between.var(ddof=1), nan_ok=True)


def test_a_stretch_of_each_world_has_a_length_of_its_own():
    log = many(worlds=3)
    split = np.array([100.0, np.nan, 500.0])
    before, after = log.between(0, split), log.between(split, np.inf)
    assert before.days.tolist() == [100, 421, 421] and after.days.tolist() == [321, 0, 0]
    assert (before.day[before.world == 0] < 100).all() and (after.day[after.world == 0] >= 100).all()
    assert (before.world == 1).sum() == (log.world == 1).sum() and not (after.world != 0).any()
    rates = summarise(after)["exchanges_a_month"]
    assert rates[0] == pytest.approx((after.world == 0).sum() / (321 / 7) * 52 / 12) and np.isnan(rates[1:]).all()
    assert np.isnan(summarise(after)["monthly_dispersion"]).all()


def test_monthly_counts_are_of_calendar_months():
    log = log_of_record([exchange("2024-01-31"), exchange("2024-02-01"), exchange("2024-02-29")], WINDOW)
    assert monthly_counts(log, WINDOW)[0].tolist() == [1, 2, *[0] * 12]


def test_months_mostly_outside_are_not_counted():
    window = Window(date(2024, 1, 20), date(2024, 4, 15))
    assert [month.month for month in window.months] == [2, 3, 4]
    assert window.month_of_day[0] == -1 and window.month_of_day[12] == 0
    counts = monthly_counts(log_of_record([exchange("2024-01-25"), exchange("2024-04-15")], window), window)
    assert counts.tolist() == [[0, 0, 1]]


def test_days_left_out_are_not_looked_at():
    window = Window(date(2025, 4, 1), date(2025, 7, 31), ((date(2025, 5, 16), date(2025, 8, 1)),))
    log = log_of_record(read_record().exchanges, window)
    assert log.days[0] == 45 and len(log) == 2
    assert [month.month for month in window.months] == [4]


def test_a_window_must_have_days():
    with pytest.raises(ValueError, match="before it begins"):
        Window(date(2025, 1, 2), date(2025, 1, 1))
    with pytest.raises(ValueError, match="nothing is left"):
        Window(date(2025, 1, 1), date(2025, 1, 2), ((date(2024, 1, 1), date(2026, 1, 1)),))
