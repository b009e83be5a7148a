"""Concession trade before talks (MODEL.md, 6.12; V16, V17, V18)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import trade as concession
from sim.model.consent import shortfall

amounts = st.floats(0, 5, width=32)
shares = st.floats(0, 1)


def one(value: float) -> np.ndarray:
    return np.array([value], np.float32)


def test_shortfall_is_what_is_lacking_to_be_indifferent():
    assert shortfall(np.array([-2.0, 0.0, 1.5])).tolist() == [2, 0, 0]


def conceded(offered=0.2, speed=0.1, acceptance=0.5, limit=1.0, other_lacks=3.0, imitation=0.3, step=0.05) -> float:
    return float(
        concession.conceded(one(offered), speed, one(acceptance), limit, one(other_lacks), imitation, one(step))[0]
    )


def test_concession_by_hand():
    """.2 + .1 · .5 · (min(1, 3) - .2) + .3 · .05 = .255 (equation 37)."""
    assert conceded() == pytest.approx(0.255, abs=1e-6)


def test_no_more_is_conceded_than_the_other_lacks():
    """Without imitation an offer above what the other lacks is taken back, at the same pace."""
    assert conceded(other_lacks=0.1, imitation=0.0) == pytest.approx(0.2 - 0.1 * 0.5 * 0.1, abs=1e-6)


def test_only_forward_steps_are_imitated_and_none_above_a_tenth():
    assert conceded(step=-0.4) == conceded(step=0.0)
    assert conceded(step=0.8) == conceded(step=0.1)


@given(
    offered=amounts,
    speed=shares,
    acceptance=st.floats(0, 1, width=32),
    limit=st.floats(0, 5),
    lacks=amounts,
    imitation=shares,
    step=st.floats(-1, 1, width=32),
)
def test_a_concession_stays_between_nothing_and_its_limit(offered, speed, acceptance, limit, lacks, imitation, step):
    """V16, for any state: the bound is exact, as float32 holds the limit."""
    found = conceded(min(offered, limit), speed, acceptance, limit, lacks, imitation, step)
    assert 0 <= found <= np.float32(limit)


def test_concession_in_closed_form():
    """V18: a side that surely accepts, does not imitate and faces a large shortfall concedes f̄ (1 - (1 - φ)^t)."""
    offered = np.zeros(1, np.float32)
    for _ in range(39):
        offered = concession.conceded(offered, 0.1, np.ones(1, np.float32), 0.8, one(2.0), 0.0, np.zeros(1, np.float32))
    assert offered[0] == pytest.approx(0.8 * (1 - 0.9**39), abs=1e-5)
    assert offered[0] == pytest.approx(0.786861, abs=1e-5)  # as printed in MODEL.md


def share(up_front=0.3, offered=0.0, limit=1.0, lacks=2.0, other_offers=0.0, available=1.5) -> float:
    return float(
        concession.pledged_share(up_front, one(offered), limit, one(lacks), one(other_offers), one(available))[0]
    )


def test_pledges_by_hand():
    """.3 up front; .3 + .7 · .5 against half of the own concession; (.5 - .2)/1.5 when no more is lacking (equation
    38)."""
    assert share() == pytest.approx(0.3)
    assert share(offered=0.5) == pytest.approx(0.65)
    assert share(offered=1.0) == pytest.approx(1.0)
    assert share(offered=1.0, lacks=0.5, other_offers=0.2) == pytest.approx(0.2)
    assert share(lacks=0.0) == 0


def test_nothing_is_pledged_out_of_empty_wallets_and_nothing_divides_by_zero():
    assert share(available=0.0) * 0.0 == 0
    assert np.isfinite(share(limit=0.0, available=0.0, lacks=0.0))


@given(up_front=shares, limit=st.floats(0.001, 5), conceded=shares, lacks=amounts, other=amounts, available=amounts)
def test_never_overpaid(up_front, limit, conceded, lacks, other, available):
    """V16: f_o + G M <= max(d, f_o), and G in [0, 1]; 2e-6 is the rounding that MODEL.md allows, here on amounts up
    to 5."""
    found = share(up_front, conceded * limit, limit, lacks, other, available)
    assert 0 <= found <= 1 + 1e-6
    assert other + found * available <= max(lacks, other) + 2e-6 * max(1, lacks)


@given(up_front=shares, offered=shares, lacks=amounts, other=amounts, available=amounts, more=amounts)
def test_a_fuller_wallet_never_lowers_what_is_pledged(up_front, offered, lacks, other, available, more):
    """V17, statewise, to one recipient; 2e-6 as in MODEL.md, here on amounts up to 10."""
    before = share(up_front, offered, 1.0, lacks, other, available) * available
    after = share(up_front, offered, 1.0, lacks, other, available + more) * (available + more)
    assert after >= before - 1e-5


@given(balance=amounts, paid=shares, pledges=st.floats(0, 100, width=32))
def test_no_wallet_pays_more_than_it_holds(balance, paid, pledges):
    """V15."""
    found = float(concession.payment(one(balance), paid, one(pledges))[0])
    assert 0 <= found <= np.float32(balance)


def test_payment_by_hand():
    assert concession.payment(np.array([1.0, 0.2]), 0.5, np.array([0.6, 0.6])) == pytest.approx([0.3, 0.2])
