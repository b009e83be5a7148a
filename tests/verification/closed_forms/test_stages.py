"""Weeks to completion of an all-for-all in the frozen world (MODEL.md, equations 23 to 25 and V13)."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from tests.verification.closed_forms.chances import assert_fits, channel
from tests.worlds import frozen, happened, play

pytestmark = pytest.mark.row("V13")

@pytest.mark.parametrize("collapse", [0.0, 0.05])
@pytest.mark.parametrize(("stages", "limit"), [(4, 16), (2, 6)])
def test_weeks_to_completion_are_negative_binomial(collapse, stages, limit):
    """P(k weeks) = C(k-1, n-1) p^n [(1 - p) e^-λ_c]^(k-n) with p = 1 - e^(-μ_s(½ + ½H)); nothing after the limit."""
    case = frozen(
        {
            "all_for_all.answers_per_week": 50.0,
            "all_for_all.stages": stages,
            "all_for_all.time_limit_weeks": float(limit),
            "all_for_all.collapse_rate": collapse,
            "ukraine.all_for_all.own_people": 20.0,
            "russia.all_for_all.own_people": 20.0,
            "ukraine.trust.trustworthy_probability": 1.0,
            "russia.trust.trustworthy_probability": 1.0,
        }
    )
    rows = play(case, 10_000, seed=107, weeks=limit + 4)
    assert np.all(rows["agreed_week"] <= 1)
    chance = 1 - np.exp(-0.75 * (0.5 + 0.5 * channel()))
    weeks = np.arange(stages, limit + 1)
    exact = [
        comb(k - 1, stages - 1) * chance**stages * ((1 - chance) * np.exp(-collapse)) ** (k - stages) for k in weeks
    ]
    taken = np.ceil(rows["completed_week"][happened(rows["completed_week"])]).astype(int) - 1  # in force from week 1 on
    assert taken.max() <= limit
    counts = np.bincount(taken, minlength=limit + 1)[stages:]
    assert_fits([*counts, 10_000 - counts.sum()], [*exact, 1 - sum(exact)])
    assert np.array_equal(rows["collapses"] == 1, ~happened(rows["completed_week"]))
