"""Counts, gaps and credit of partial exchanges in the frozen world (MODEL.md, 6.6 and V12)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from tests.verification.closed_forms.chances import assert_fits, channel, logistic
from tests.worlds import Watch, frozen, play

pytestmark = pytest.mark.row("V12")

EXCHANGES = {
    "exchanges.opportunities_per_week": 0.62,
    "exchanges.cancellation_trustworthy": 0.1,
    "exchanges.cancellation_untrustworthy": 0.1,
    "ukraine.captives_held.prisoners_of_war": 900_000,
    "russia.captives_held.prisoners_of_war": 900_000,
}


def test_partial_exchanges_are_binomial_with_geometric_gaps():
    """At most one a week, so not Poisson: Binomial(T, (1 - e^-λ)(1 - p_c)); gaps between them geometric."""
    watch = Watch(lambda model: model.exchanges.held.copy())
    worlds = 3000
    rows = play(frozen(EXCHANGES), worlds, seed=103, observers=[watch])
    rate = 0.62 * channel() * logistic(1.6 + 1.5 / 7) * logistic(0.9 + 1.5 * 1.5 / 7)
    chance = (1 - np.exp(-rate)) * 0.9
    assert_fits(np.bincount(rows["exchanges"], minlength=105), binom.pmf(np.arange(105), 104, chance))

    held = np.zeros((104, worlds), bool)
    for week, where in enumerate(watch.seen):
        held[week, where] = True
    firsts = np.where(held.any(axis=0), held.argmax(axis=0), 104)
    weeks = np.arange(104)
    assert_fits(np.bincount(firsts, minlength=105), [*(chance * (1 - chance) ** weeks), (1 - chance) ** 104])
    # A gap of up to 52 weeks that begins in the first half is seen whole.
    gaps = np.concatenate([np.diff(np.flatnonzero(column))[np.flatnonzero(column)[:-1] < 52] for column in held.T])
    lengths = np.arange(1, 53)
    assert_fits(
        np.bincount(gaps[gaps <= 52], minlength=53)[1:],
        chance * (1 - chance) ** (lengths - 1) / (1 - (1 - chance) ** 52),
    )


def test_cancellations_take_their_share_of_what_is_due():
    """p_c = .1 of what is due, within four standard errors."""
    rows = play(frozen(EXCHANGES), 1000, seed=104)
    due = rows["exchanges"].sum() + rows["cancelled"].sum()
    assert rows["cancelled"].sum() / due == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / due))


@pytest.mark.parametrize(("ukraine", "russia", "risk"), [(1, 1, 0.04), (1, 0, 0.15), (0, 1, 0.15), (0, 0, 0.15)])
def test_one_untrustworthy_side_is_enough_to_cancel_more(ukraine, russia, risk):
    """p_c is the larger of the two sides' (equation 17)."""
    case = frozen(
        EXCHANGES
        | {
            "exchanges.cancellation_trustworthy": 0.04,
            "exchanges.cancellation_untrustworthy": 0.15,
            "ukraine.trust.trustworthy_probability": float(ukraine),
            "russia.trust.trustworthy_probability": float(russia),
        }
    )
    rows = play(case, 500, seed=105)
    due = rows["exchanges"].sum() + rows["cancelled"].sum()
    assert rows["cancelled"].sum() / due == pytest.approx(risk, abs=4 * np.sqrt(risk * (1 - risk) / due))


def test_attribution_is_in_proportion_to_the_strength_of_channels():
    """x_m / (x_0 + Σx) each, chi-square; the UAE has .748 of .873."""
    rows = play(frozen(EXCHANGES), 1000, seed=106)
    strengths = {
        "direct": 0.06,
        "us_envoy": 0.018,
        "uae": 0.748,
        "turkiye": 0.014,
        "saudi_arabia": 0.012,
        "vatican_icrc": 0.015,
        "eu": 0.006,
    }
    counts = [rows[f"exchanges_before_talks_by_{name}"].sum() for name in strengths]
    assert_fits(counts, np.array(list(strengths.values())) / sum(strengths.values()))
