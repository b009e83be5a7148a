"""Rubinstein's split of a pie (1982; MODEL.md, equation 33 and V2), through the engine."""

import numpy as np
import pytest

from tests.verification.closed_forms.bargains import AT_ONCE, LINE, in_session, reserving, strike
from tests.worlds import happened, play

pytestmark = pytest.mark.row("V2")

EXACT = 1e-6
"""As MODEL.md asks. A utility is the sum of few float32 numbers below 1, each good to 6e-8."""

DISCOUNTS = (0.0, 0.2, 0.5, 0.8, 0.9, 0.95, 0.97, 0.985, 0.999, 0.9999)
"""From no patience at all to the most that a scenario may say."""

GENERATOR_SEED = 121


def share(ukraine, russia) -> np.ndarray:
    """Ukraine's part of the pie, averaged over who moves first: (1 - δ_R)/(1 - δ_U δ_R) as the first,
    δ_U (1 - δ_R)/(1 - δ_U δ_R) as the second."""
    ukraine, russia = np.asarray(ukraine, float), np.asarray(russia, float)
    return ((1 - russia) + ukraine * (1 - russia)) / (2 * (1 - ukraine * russia))


def reservations(worlds: int) -> tuple[np.ndarray, np.ndarray]:
    """Random reservations of both sides that leave at least a twentieth of the pie."""
    generator = np.random.default_rng(GENERATOR_SEED)
    together, part = generator.uniform(0.05, 0.95, worlds), generator.random(worlds)
    return together * part, together * (1 - part)


def assert_split(found, ukraine: np.ndarray, russia: np.ndarray, part) -> None:
    """Everybody settled in the first week of bargaining, and Ukraine got its reservation and this part of the rest."""
    assert np.all(found.week == 1)
    expected = ukraine + part * (1 - ukraine - russia)
    worth_ukraine, worth_russia = found.utilities()
    assert worth_ukraine == pytest.approx(expected, abs=EXACT)
    assert worth_russia == pytest.approx(1 - expected, abs=EXACT)
    assert found.difference == pytest.approx(2 * expected - 1, abs=EXACT)
    # A plain split moves all issues in step. Only the difference 2u - 1 is kept, and its width is that of one number.
    assert found.terms == pytest.approx(np.broadcast_to(expected, found.terms.shape), abs=EXACT)


@pytest.mark.parametrize("russia", DISCOUNTS)
def test_split_over_the_grid_of_patience(russia):
    """Every pair of discount factors, one value per world: settled in the first week of bargaining at u_U = r_U + ω_U
    (1 - r_U - r_R) and u_R = 1 - u_U."""
    patience = np.repeat(DISCOUNTS, 20)
    lows = reservations(patience.size)
    values = reserving(*lows) | {
        "ukraine.talks.discount_factor": patience,
        "russia.talks.discount_factor": np.full(patience.size, russia),
    }
    # Near 1 the part depends on 1 - δ, of which a float32 δ keeps few digits: the expected part is that of the number
    # that the model is given.
    given = [np.float32(discount).astype(float) for discount in (patience, russia)]
    assert_split(strike(AT_ONCE | LINE, values, weeks=2), *lows, share(*given))


@pytest.mark.parametrize(
    ("ukraine", "russia"), [(0.97, 0.985), (0.985, 0.97), (0.9999, 0.9999), (0.0, 0.0), (0.0, 0.5)]
)
def test_split_where_patience_is_one_number(ukraine, russia):
    """Discount factors that are the same in every world, as a scenario file states them, give the same split."""
    lows = reservations(300)
    settings = {"ukraine.talks.discount_factor": ukraine, "russia.talks.discount_factor": russia}
    assert_split(strike(AT_ONCE | LINE | settings, reserving(*lows), weeks=2), *lows, share(ukraine, russia))


def test_limits_of_patience():
    """Equal patience, of whatever size, is half; who cannot wait at all gets something only when it moves first, which
    is every second time: ω_U = ½ (1 - δ_R) at δ_U = 0."""
    assert [share(equal, equal) for equal in (0.0, 0.7, 0.9999)] == pytest.approx([0.5] * 3, abs=1e-12)
    lows = reservations(100)
    settings = {"ukraine.talks.discount_factor": 0.0, "russia.talks.discount_factor": 0.97}
    assert_split(strike(AT_ONCE | LINE | settings, reserving(*lows), weeks=2), *lows, (1 - 0.97) / 2)


def test_bargaining_begins_in_the_week_after_the_opening():
    """K in (30) to (34) is the start-of-week value: nobody settles in the week in which talks open, and with everything
    conceded at once everybody does in the next."""
    opening = {"talks.in_session_at_start": False, "talks.opportunities_per_week": 5.0}
    talkative = {f"{side}.talks.audience_cost": 0.0 for side in ("ukraine", "russia")}
    rows = play(in_session(AT_ONCE | LINE | opening | talkative), 500, seed=122)
    opened, settled = happened(rows["talks_week"]), happened(rows["settlement_week"])
    assert opened.mean() > 0.9
    assert np.array_equal(settled[opened], rows["talks_week"][opened] < 103)
    # A settlement is dated at its week's end: talks that open in week t settle in week t + 1, which ends at t + 2.
    assert np.all(rows["settlement_week"][settled] == np.floor(rows["talks_week"][settled]) + 2)
