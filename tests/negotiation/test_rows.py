"""Rows of a world fit together (MODEL.md, section 4; `sim.model.outcomes.columns`)."""

import numpy as np
import pytest

from sim.model.outcomes import First, columns, first_event, same_week
from sim.negotiation.model import NegotiationModel
from tests.worlds import BUSY, happened, reference, variant

WEEKS = (
    "agreed_week",
    "completed_week",
    "talks_week",
    "ceasefire_week",
    "settlement_week",
    "refused_week",
    "offer_answered_week",
)
AT_THE_END = ("ceasefire_week", "settlement_week", "refused_week")
"""Dated at the end of their week (MODEL.md, 6.9)."""

CASES = {"base": reference(), "rare events made common": variant(BUSY)}


class Dates:
    """Checks each week that what is new in the rows is dated within the week."""

    def __init__(self):
        self.before = {}

    def observe(self, model) -> None:
        for name in WEEKS:
            now = model.record.rows[name]
            new = happened(now) & ~happened(self.before.get(name, np.full(model.worlds, np.nan)))
            old = ~new & happened(now)
            assert np.all((now[new] > model.week) & (now[new] <= model.week + 1)), (name, model.week)
            if name in AT_THE_END:
                assert np.all(now[new] == model.week + 1)
            assert np.array_equal(now[old], self.before.get(name, now)[old])  # a first date is final
            self.before[name] = now.copy()


@pytest.fixture(scope="module", params=list(CASES))
def run(request):
    case = CASES[request.param]
    model = NegotiationModel(case, worlds=2000, seed=41, first_world=5, collect=False)
    model.observers.append(Dates())
    rows = model.run().outcomes()
    model.release()
    return case, rows


def test_columns_are_those_described_and_of_their_kind(run):
    case, rows = run
    described = columns(case.mediators)
    assert [column.name for column in described] == list(rows)
    kinds = {"week": np.float64, "code": np.int8, "count": np.int64, "persons": np.int64, "amount": np.float32}
    for column in described:
        assert rows[column.name].dtype == kinds[column.kind], column.name
        assert rows[column.name].shape == (2000,)
        assert column.unit and column.meaning
    assert np.array_equal(rows["world"], np.arange(5, 2005))


def test_a_swap_is_completed_after_it_is_agreed(run):
    _, rows = run
    done = happened(rows["completed_week"])
    assert done.any() and np.all(happened(rows["agreed_week"][done]))
    # n stages take n weeks at least: the last is dated in the n-th week in force, which is after the week of agreement
    stages = run[0].value("all_for_all.stages")
    assert np.all(np.ceil(rows["completed_week"][done]) >= np.ceil(rows["agreed_week"][done]) + stages)
    assert np.array_equal(happened(rows["agreed_week"]), rows["agreements"] > 0)


def test_programmes_end_in_one_way(run):
    """Agreed programmes have completed, collapsed, ended short of a list, or are still under way (at most one)."""
    _, rows = run
    ended = happened(rows["completed_week"]) + rows["collapses"] + rows["incomplete"]
    assert np.all((rows["agreements"] - ended >= 0) & (rows["agreements"] - ended <= 1))


def test_settlement_after_talks_and_breakdowns_after_openings(run):
    _, rows = run
    settled = happened(rows["settlement_week"])
    assert settled.any() and np.all(rows["settlement_week"][settled] > rows["talks_week"][settled])
    assert np.array_equal(happened(rows["talks_week"]), rows["openings"] > 0)
    ended = rows["breakdowns"] + settled
    assert np.all((rows["openings"] - ended >= 0) & (rows["openings"] - ended <= 1))


def test_settlement_columns_are_filled_where_there_is_a_settlement(run):
    _, rows = run
    settled = happened(rows["settlement_week"])
    for name in rows:
        if name.startswith(("settlement_", "terms_")):
            assert np.array_equal(~np.isnan(rows[name]), settled), name
    assert np.all((rows["settlement_logrolling"][settled] >= 0.3) & (rows["settlement_logrolling"][settled] <= 0.8))


def test_fate_of_the_first_offer_matches_its_date(run):
    """0 silence, 1 accepted, 2 refused; the answer is the first agreement or the first refusal of the world."""
    _, rows = run
    fate, answered = rows["offer_fate"], rows["offer_answered_week"]
    assert {1, 2} <= set(np.unique(fate)) <= {0, 1, 2}
    assert np.array_equal(happened(answered), fate > 0)
    assert np.array_equal(answered[fate == 1], rows["agreed_week"][fate == 1])
    assert np.array_equal(answered[fate == 2], rows["refused_week"][fate == 2])
    silent = fate == 0
    assert (
        not rows["agreements"][silent].any()
        and not rows["offers"][silent].any()
        and not happened(rows["refused_week"][silent]).any()
    )


def test_every_agreement_answers_an_offer(run):
    """The offers open at the start (one, or one of two) and each made later are answered at most once."""
    _, rows = run
    assert np.all(rows["agreements"] <= rows["offers"] + 1)


def test_exchanges_before_talks_are_credited_once_each(run):
    case, rows = run
    credited = sum(rows[f"exchanges_before_talks_by_{name}"] for name in ("direct", *case.mediators))
    assert np.array_equal(credited, rows["exchanges_before_talks"])
    assert np.all(rows["exchanges_before_talks"] <= rows["exchanges"])
    assert np.all(rows["exchanges_before_talks"] <= rows["weeks_before_talks"])
    none = rows["exchanges_before_talks"] == 0
    assert not rows["ukrainians_before_talks"][none].any()
    assert np.all(rows["ukrainians_before_talks"] <= rows["released_by_russia"])


def test_weeks_before_talks_end_with_talks(run):
    """Weeks without a programme before talks opened: all of them where no swap was agreed before talks."""
    case, rows = run
    until = np.minimum(np.where(happened(rows["talks_week"]), np.ceil(rows["talks_week"]), np.inf), case.horizon_weeks)
    assert np.all(rows["weeks_before_talks"] <= until)
    undisturbed = ~(rows["agreed_week"] < until)
    assert np.array_equal(rows["weeks_before_talks"][undisturbed], until[undisturbed])


def test_trade_is_recorded_at_successes_only(run):
    case, rows = run
    for track, successes in (("swap", rows["agreements"]), ("talks", rows["openings"])):
        for name in rows:
            if name.startswith((f"{track}_conceded", f"{track}_pledged", f"{track}_pivotal")):
                assert not rows[name][successes == 0].any(), name
            if name.startswith(f"{track}_pivotal"):
                assert np.all(rows[name] <= successes), name
            if name.startswith(f"{track}_conceded"):
                assert np.all(rows[name] <= successes * (1 + 1e-6)), name  # each at most the limit, which is 1 here
    for key in case.mediators:
        pledged = rows[f"swap_pledged_{key}"] + 0.5 * rows[f"talks_pledged_{key}"]
        assert np.all(rows[f"paid_{key}"] <= case.value("trade.share_paid") * pledged * (1 + 1e-5) + 1e-6), key
        assert np.any(rows[f"paid_{key}"] > 0)


def test_no_mediator_decides_more_than_the_whole_trade(run):
    """A mediator's part only helps, but for the price of a deal over a side's head, which can lower the whole: what one
    mediator decides alone may exceed what trade decides by a hundredth at most."""
    _, rows = run
    for track in ("swap", "talks"):
        whole = rows[f"{track}_pivotal_trade"].sum()
        for key in ("uae", "turkiye", "saudi_arabia", "vatican_icrc", "eu"):
            assert rows[f"{track}_pivotal_{key}"].sum() <= 1.01 * whole


# -- reading the rows -------------------------------------------------------------------------------------------------


def test_first_event_by_hand():
    nan = np.nan
    swap, talks = np.array([3.2, 9.0, nan, nan, 5.5]), np.array([4.0, 8.9, 2.0, nan, nan])
    assert first_event(swap, talks).tolist() == [First.SWAP, First.TALKS, First.TALKS, First.NEITHER, First.SWAP]


def test_same_week_by_hand():
    """Week 3 runs from 3 to 4, its end included: 4.0 and 3.2 are in one week, 4.0 and 4.1 are not."""
    nan = np.nan
    assert same_week(np.array([3.2, 4.0, nan, nan, 0.5]), np.array([4.0, 4.1, 2.0, nan, 1.0])).tolist() == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_the_three_outcomes_partition_the_worlds(run):
    _, rows = run
    first = first_event(rows["completed_week"], rows["talks_week"])
    neither = ~happened(rows["completed_week"]) & ~happened(rows["talks_week"])
    assert np.array_equal(first == First.NEITHER, neither)
    assert np.array_equal(
        first == First.SWAP, rows["completed_week"] < np.where(happened(rows["talks_week"]), rows["talks_week"], np.inf)
    )
