"""Scenarios compared world by world: the same as comparing the rows of plain runs."""

import numpy as np
import pytest

import sim
from sim.model.outcomes import first_event
from sim.montecarlo import block
from sim.montecarlo.block import simulate
from sim.montecarlo.errors import RunError

SHORT = {"horizon_weeks": 16}
WORLDS = 9000
NAMES = ("neither", "swap_first", "talks_first")
CASES = ("kyiv_summit_2025", "no_uae", "us_withdraws")


@pytest.fixture(scope="module")
def three():
    return sim.compare(*CASES, worlds=WORLDS, seed=3, overrides=SHORT)


@pytest.fixture(scope="module")
def rows():
    """Worlds of plain runs, by scenario."""
    return {case: sim.run(case, WORLDS, 3, overrides=SHORT, prior=None).worlds for case in CASES}


@pytest.mark.parametrize(("reading", "column"), [("completed", "completed_week"), ("agreed", "agreed_week")])
@pytest.mark.parametrize("case", CASES[1:])
def test_changes_are_those_of_the_rows(three, rows, case, reading, column):
    """From what to what each world changes is what pairing the rows of two plain runs gives."""
    base, other = (
        first_event(frame[column].to_numpy(), frame["talks_week"].to_numpy()) for frame in (rows[CASES[0]], rows[case])
    )
    expected = np.bincount(3 * base.astype(int) + other, minlength=9)
    found = three.changes[(three.changes["scenario"] == case) & (three.changes["swap"] == reading)]
    assert found["worlds"].tolist() == expected.tolist()
    assert found["from"].tolist() == [name for name in NAMES for _ in NAMES]
    assert found["to"].tolist() == [*NAMES] * 3


@pytest.mark.parametrize("case", CASES)
def test_shares_are_those_of_plain_runs(three, case):
    plain = sim.run(case, WORLDS, 3, overrides=SHORT, prior=None).summary["outcomes"]
    shares = three.shares[three.shares["scenario"] == case].set_index("outcome")
    for name in NAMES:
        assert shares.loc[name, ["count", "share", "low", "high"]].tolist() == list(plain[name].values())


def test_a_difference_is_that_of_the_shares_and_its_error_that_of_the_worlds(three, rows):
    """The standard error is that of the world-by-world differences; independent draws would have the sum of both."""
    found = three.differences
    row = found[(found["scenario"] == "no_uae") & (found["swap"] == "completed") & (found["outcome"] == "talks_first")]
    (row,) = row.to_dict("records")
    first = {
        case: first_event(rows[case]["completed_week"].to_numpy(), rows[case]["talks_week"].to_numpy()) == 2
        for case in CASES
    }
    difference = first["no_uae"].astype(float) - first[CASES[0]]
    assert row["difference"] == pytest.approx(difference.mean(), abs=1e-12)
    assert row["standard_error"] == pytest.approx(difference.std() / np.sqrt(WORLDS), rel=1e-9)
    assert row["variance_independent"] == pytest.approx(sum(first[case].var() for case in (CASES[0], "no_uae")))
    assert row["fewer_worlds"] == pytest.approx(row["variance_independent"] / difference.var())
    assert row["low"] < row["difference"] < row["high"]


def test_the_baseline_is_the_first(three):
    swapped = sim.compare("no_uae", "kyiv_summit_2025", worlds=WORLDS, seed=3, overrides=SHORT).differences
    mine = three.differences[three.differences["scenario"] == "no_uae"]
    for one, other in zip(mine.to_dict("records"), swapped.to_dict("records"), strict=True):
        assert one["difference"] == -other["difference"]
        assert one["low"] == pytest.approx(-other["high"], abs=1e-12)


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_change_nothing(three, workers):
    again = sim.compare(*CASES, worlds=WORLDS, seed=3, overrides=SHORT, workers=workers)
    assert np.array_equal(again.counts, three.counts)


def test_other_horizons_and_mediators_can_be_compared():
    """Scenarios need not have the same weeks or parties: the draws are the worlds' own."""
    longer = sim.load("kyiv_summit_2025", {"horizon_weeks": 20})
    found = sim.compare(sim.load("kyiv_summit_2025", SHORT), longer, "belligerents_only", worlds=500)
    assert (found.changes.groupby(["scenario", "swap"])["worlds"].sum() == 500).all()
    assert found.design.labels[:2] == ("kyiv_summit_2025 1", "kyiv_summit_2025 2")
    moved = found.changes[(found.changes["scenario"] == "kyiv_summit_2025 2") & (found.changes["from"] != "neither")]
    assert moved[moved["from"] != moved["to"]]["worlds"].sum() == 0  # four more weeks undo nothing


# -- precision --------------------------------------------------------------------------------------------------------


def test_precision_binds_all_three_differences_of_every_scenario():
    found = sim.compare(*CASES, precision=0.02, overrides=SHORT, seed=3)
    completed = found.differences[found.differences["swap"] == "completed"]
    assert ((completed["high"] - completed["low"]) / 2 <= 0.02).all()
    assert ((completed["low"] <= completed["difference"]) & (completed["difference"] <= completed["high"])).all()
    assert found.summary["interval"]["reached"] and found.summary["interval"]["kind"] == "confidence_sequence"
    again = sim.compare(*CASES, precision=0.02, overrides=SHORT, seed=3, workers=1)
    assert np.array_equal(again.counts, found.counts)


def test_the_cap_ends_it_and_says_so():
    found = sim.compare(*CASES[:2], precision=0.001, max_worlds=9000, overrides=SHORT)
    assert found.worlds == 9000 and not found.summary["interval"]["reached"] and not found.partial


# -- bad input --------------------------------------------------------------------------------------------------------


def test_one_scenario_alone_is_refused():
    with pytest.raises(RunError, match="name two or more"):
        sim.compare("kyiv_summit_2025")


def test_a_scenario_is_not_compared_with_itself():
    with pytest.raises(RunError, match="does not differ from itself"):
        sim.compare("kyiv_summit_2025", "no_uae", "kyiv_summit_2025")


def test_worlds_and_precision_together_are_refused():
    with pytest.raises(RunError, match="one of the two"):
        sim.compare("kyiv_summit_2025", "no_uae", worlds=10, precision=0.01)


def test_the_same_comparison_is_found_again(tmp_path):
    """Called again it simulates nothing; with another seed it has another folder."""
    how = {"worlds": 300, "overrides": SHORT, "out": tmp_path}
    first = sim.compare(*CASES[:2], **how)
    standings = []
    second = sim.compare(*CASES[:2], **how, progress=standings.append)
    assert second.folder == first.folder and not standings
    assert np.array_equal(second.counts, first.counts)
    assert sim.compare(*CASES[:2], seed=2, **how).folder != first.folder


def test_a_scenario_that_fails_takes_no_other_along(monkeypatch):
    """Its row is missing and it is told; the others are compared as without it; with all failed nothing crashes."""
    from sim.views.text.comparison_page import format_comparison

    def failing(scenario, block, seed, values=None, copies=1):
        if scenario.name == "us_withdraws":
            raise ArithmeticError("no root")
        return simulate(scenario, block, seed, values, copies)

    monkeypatch.setattr(block, "ENGINE", failing)
    found = sim.compare(*CASES, worlds=400, overrides=SHORT)
    assert found.differences["scenario"].unique().tolist() == ["no_uae"]
    assert found.failed == {"us_withdraws": "ArithmeticError: no root"}
    assert "us_withdraws: FAILED" in format_comparison(found.summary)
    for how in ({"worlds": 400}, {"precision": 0.02}):
        none = sim.compare("us_withdraws", "no_uae", overrides=SHORT, **how)
        assert none.nothing_done and not len(none.differences) and format_comparison(none.summary)
