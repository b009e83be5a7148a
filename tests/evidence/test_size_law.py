"""The law of sizes was chosen on exchanges that nothing is calibrated on (MODEL.md, 6.14, decision 22)."""

from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.evidence.record.exchanges import read_exchanges


def advantage(first: str, last: str) -> tuple[int, float, float]:
    """Number of known sizes, and the largest log likelihoods of log-logistic and Weibull, on the log scale."""
    sizes = [row.ukrainians for row in read_exchanges() if first <= str(row.date) <= last and row.ukrainians]
    logs = np.log(sizes)
    fits = [law.logpdf(logs, *law.fit(logs)).sum() for law in (stats.logistic, stats.gumbel_l)]
    return len(sizes), *fits


@pytest.mark.parametrize(
    ("first", "last", "number", "logistic", "weibull"),
    [("2022-01-01", "2023-12-31", 43, -64.1, -60.5), ("2022-06-01", "2023-12-31", 31, -40.8, -38.4)],
)
def test_sizes_of_2022_and_2023_speak_for_the_law_of_a_minimum(first, last, number, logistic, weibull):
    assert advantage(first, last) == (number, pytest.approx(logistic, abs=0.05), pytest.approx(weibull, abs=0.05))
    assert date.fromisoformat(last) < date(2024, 1, 1)
