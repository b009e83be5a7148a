"""Two constant hazards (MODEL.md, 6.13 and V1)."""

import functools

import numpy as np
import pytest
from scipy.stats import kstest, truncexpon

from sim.model.outcomes import First, first_event, same_week
from sim.scenario import Scenario, load
from tests.verification.closed_forms.chances import LEVEL, assert_fits
from tests.worlds import happened, play, variant

pytestmark = pytest.mark.row("V1")

WORLDS = 40_000
EDGES = np.array([0, 1, 3, 6, 12, 20, 32, 52])
"""Weeks that bound the bins of dates; one bin is a single week. The horizon is the last edge."""

CASES = [(0.01, 0.03), (0.05, 0.02), (0.3, 0.3), (0.004, 0.4), (1.2, 0.5), (0.0, 0.05)]
"""Rates of swap and talks a week: the two scenarios of the catalogue, a tie, a rare and a frequent event, both in
nearly every week, and one that never comes."""
BOTH = pytest.mark.parametrize(("swap", "talks"), CASES)


def scenario(swap: float, talks: float) -> Scenario:
    """The catalogue's scenario of these rates, or one made for them."""
    catalogue = {(0.01, 0.03): "constant_hazard", (0.05, 0.02): "constant_hazard_second"}
    if (swap, talks) in catalogue:
        return load(catalogue[swap, talks])
    return variant(
        f"interventions: [do: {{constant_hazards: {{swap: {swap}, talks: {talks}}}}}]", base="constant_hazard"
    )


@functools.lru_cache(maxsize=len(CASES))
def dates(swap: float, talks: float) -> tuple[np.ndarray, np.ndarray]:
    """Dates of the first swap and the first opening of talks, NaN for never."""
    rows = play(scenario(swap, talks), WORLDS, seed=101)
    return rows["completed_week"], rows["talks_week"]


def chances(swap: float, talks: float) -> dict[tuple, float]:
    """Cell -> exact chance, for two independent exponential dates S and T that are seen up to the last edge.

    A cell is (bin of S, bin of T, which came first, both in one week); a bin of `len(EDGES) - 1` is never. Where the
    bins differ, the chance is the product of two differences of exponentials and the bins say which came first. Inside
    one bin from a to b, with λ = λ_S + λ_T, swap comes first with chance

        ∫_a^b λ_S e^(-λ_S x) (e^(-λ_T x) - e^(-λ_T b)) dx
            = (λ_S/λ)(e^(-λa) - e^(-λb)) - e^(-λ_T b)(e^(-λ_S a) - e^(-λ_S b)),

    and both fall into one week with the sum of the same expression over the bin's weeks; the rest is swap first in an
    earlier week. For talks first, S and T change places.
    """

    def earlier(rate: float, other: float, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        both = rate + other
        return rate / both * (np.exp(-both * start) - np.exp(-both * end)) - np.exp(-other * end) * (
            np.exp(-rate * start) - np.exp(-rate * end)
        )

    bins = range(len(EDGES))
    in_bin = [np.append(-np.diff(np.exp(-rate * EDGES)), np.exp(-rate * EDGES[-1])) for rate in (swap, talks)]
    never = len(EDGES) - 1
    table = {
        (s, t, First.SWAP if s < t else First.TALKS, False): float(in_bin[0][s] * in_bin[1][t])
        for s in bins
        for t in bins
        if s != t
    }
    table[never, never, First.NEITHER, False] = float(in_bin[0][never] * in_bin[1][never])
    for number, (start, end) in enumerate(zip(EDGES, EDGES[1:], strict=False)):
        weeks = np.arange(start, end)
        for first, rate, other in ((First.SWAP, swap, talks), (First.TALKS, talks, swap)):
            together = float(np.sum(earlier(rate, other, weeks, weeks + 1)))
            table[number, number, first, True] = together
            if end - start > 1:
                table[number, number, first, False] = float(earlier(rate, other, start, end)) - together
    return table


@BOTH
def test_joint_distribution_of_both_first_dates(swap, talks):
    """When the first swap and the first opening of talks come, jointly, which of them is first and whether one week
    has both: two independent exponentials, cell by cell.

    The table has 64 pairs of bins; those on the diagonal are cut by order and by one week or two."""
    completed, opened = dates(swap, talks)
    first, together = first_event(completed, opened), same_week(completed, opened)
    bins = [np.where(happened(when), np.digitize(when, EDGES) - 1, len(EDGES) - 1) for when in (completed, opened)]
    cells = dict.fromkeys(chances(swap, talks), 0)
    found, counts = np.unique(np.column_stack([*bins, first, together]), axis=0, return_counts=True)
    for (swap_bin, talks_bin, order, one_week), count in zip(found, counts, strict=True):
        cells[int(swap_bin), int(talks_bin), First(order), bool(one_week)] += int(count)  # an impossible cell: KeyError
    assert sum(cells.values()) == WORLDS
    assert_fits(list(cells.values()), list(chances(swap, talks).values()))


@BOTH
def test_shares_of_the_headline(swap, talks):
    """P(swap first) = λ_S/λ · (1 - e^-λT) and P(neither) = e^-λT, each within four standard errors."""
    first, total = first_event(*dates(swap, talks)), swap + talks
    neither = np.exp(-total * EDGES[-1])
    exact = {First.SWAP: swap / total, First.TALKS: talks / total}
    exact = {outcome: part * (1 - neither) for outcome, part in exact.items()} | {First.NEITHER: neither}
    for outcome, chance in exact.items():
        assert np.mean(first == outcome) == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / WORLDS))


def test_exact_shares_are_those_of_the_table():
    """The closed form gives the exact shares that MODEL.md prints: .2188 and .6955 swap first, .1249 and .0263
    neither, to the four digits printed."""
    for (swap, talks), share, neither in (((0.01, 0.03), 0.2188, 0.1249), ((0.05, 0.02), 0.6955, 0.0263)):
        table = chances(swap, talks)
        assert sum(table.values()) == pytest.approx(1, abs=1e-12)
        by_order = {order: sum(chance for cell, chance in table.items() if cell[2] is order) for order in First}
        assert by_order[First.SWAP] == pytest.approx(share, abs=5e-5)
        assert by_order[First.NEITHER] == pytest.approx(neither, abs=5e-5)


@BOTH
def test_dates_are_exponential_within_the_week_too(swap, talks):
    """The date of a first event is exponential, cut at the horizon, and not spread evenly over its week: Kolmogorov and
    Smirnov's test of the continuous date, at the level of the other tests."""
    for rate, when in zip((swap, talks), dates(swap, talks), strict=True):
        when = when[happened(when)]
        if rate == 0:
            assert not when.size
        else:
            assert kstest(when, truncexpon(b=rate * EDGES[-1], scale=1 / rate).cdf).pvalue > LEVEL


@BOTH
def test_events_of_one_week_keep_the_order_of_their_dates(swap, talks):
    """Of the worlds in which both fall into one week the swap is first in (λ_S/λ(1 - e^-λ) - e^-λ_T(1 - e^-λ_S)) /
    ((1 - e^-λ_S)(1 - e^-λ_T)) of them, whichever the week; four standard errors."""
    completed, opened = dates(swap, talks)
    together = same_week(completed, opened)
    if swap == 0:
        assert not together.any()
        return
    total, both = swap + talks, (1 - np.exp(-swap)) * (1 - np.exp(-talks))
    chance = (swap / total * (1 - np.exp(-total)) - np.exp(-talks) * (1 - np.exp(-swap))) / both
    error = np.sqrt(chance * (1 - chance) / together.sum())
    assert np.mean(first_event(completed, opened)[together] == First.SWAP) == pytest.approx(chance, abs=4 * error)


def test_constant_rates_switch_everything_else_off():
    """With constant hazards no other process runs: no exchange, offer, collapse, breakdown or release."""
    rows = play(load("constant_hazard"), 500)
    for name in ("exchanges", "offers", "collapses", "breakdowns", "released_by_ukraine", "released_by_russia"):
        assert not rows[name].any()
