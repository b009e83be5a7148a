"""The effect of an imposed swap: from the paired rows, with the numbers of MODEL.md, section 8."""

import numpy as np
import pytest

import sim
from sim.experiments import effect as effect_module
from sim.experiments.effect import ALL, CHANNELS, NONE
from sim.montecarlo.errors import RunError, WorkerError
from sim.scenario import ScenarioError

WORLDS = 4096


@pytest.fixture(scope="module")
def found():
    return sim.effect("reference_2025", at=8, by=(26, 52), worlds=WORLDS, seed=4)


def test_the_effect_is_that_of_the_paired_rows(found):
    """Talks by week h in the worlds at risk, imposed less never, from the rows of two plain runs."""
    case = sim.load("reference_2025")
    imposed, never = (
        sim.run(case.intervene(operator), WORLDS, 4, prior=None).worlds["talks_week"].to_numpy()
        for operator in ({"swap": {"complete_at": 8}}, {"swap": "never"})
    )
    at_risk = ~(never <= 9)
    for row in found.effects[found.effects["variant"] == ALL].to_dict("records"):
        difference = (imposed[at_risk] <= row["by"]).astype(float) - (never[at_risk] <= row["by"])
        assert row["at_risk"] == at_risk.sum()
        assert row["effect"] == pytest.approx(difference.mean(), abs=1e-12)
        assert row["se"] == pytest.approx(difference.std() / np.sqrt(difference.size), rel=1e-9)
        assert row["variance_paired"] == pytest.approx(difference.var(), rel=1e-9)


def test_the_effect_is_that_of_the_specification(found):
    """MODEL.md 8 prints +.152 at 8, 26 and +.128 at 8, 52 from 32,768 worlds: within four standard errors of both."""
    rows = found.effects[found.effects["variant"] == ALL].set_index("by")
    for week, printed in ((26, 0.152), (52, 0.128)):
        allowed = 4 * rows.loc[week, "se"] * np.sqrt(1 + WORLDS / 32_768) + 0.0005
        assert abs(rows.loc[week, "effect"] - printed) <= allowed


def test_pairing_saves_as_many_worlds_as_the_specification_says(found):
    """.112 paired against .489 with independent draws at 8, 52; four errors of a variance, about sqrt(2 / n), each."""
    row = found.effects[(found.effects["variant"] == ALL) & (found.effects["by"] == 52)].iloc[0]
    error = 4 * np.sqrt(2 / row["at_risk"])
    assert row["variance_paired"] == pytest.approx(0.112, rel=error)
    assert row["variance_independent"] == pytest.approx(0.489, rel=error)


def test_channels_go_one_at_a_time_and_without_all_nothing_is_left(found):
    names = found.effects["variant"].drop_duplicates().tolist()
    assert names == [ALL, *(f"without {name}" for name in CHANNELS), NONE]
    left = found.effects[found.effects["variant"] == NONE]
    assert (left["effect"].abs() <= 1e-3).all()
    glow = found.effects[found.effects["variant"] == "without glow"]
    assert (glow["high"].to_numpy() < found.effects[found.effects["variant"] == ALL]["low"].to_numpy()).all()


def test_the_naive_contrast_is_that_of_an_untouched_run(found):
    worlds = sim.run("reference_2025", WORLDS, 4, prior=None).worlds
    swap, talks = worlds["completed_week"] <= 26, worlds["talks_week"]
    at_risk = ~(talks <= 26)
    (row,) = found.naive.to_dict("records")  # week 26 is when the swap has come, or not: only week 52 is left
    assert row["by"] == 52 and row["worlds_swap"] == (at_risk & swap).sum()
    assert row["worlds_none"] == (at_risk & ~swap).sum()
    contrast = (talks <= 52)[at_risk & swap].mean() - (talks <= 52)[at_risk & ~swap].mean()
    assert row["contrast"] == pytest.approx(contrast) and row["low"] < contrast < row["high"]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"by": ()}, "names no week"),
        ({"at": 8, "by": (9,)}, "after week 9"),
        ({"by": (105,)}, "not beyond the horizon"),
        ({"at": 103}, "the run has 104 weeks"),
        ({"at": -1}, "at is -1"),
        ({"by": (2.5,)}, "whole number"),
    ],
)
def test_weeks_that_make_no_sense_are_refused(how, words):
    with pytest.raises(RunError, match=words):
        sim.effect("reference_2025", **how)


def test_a_scenario_that_imposes_a_swap_already_is_refused():
    case = sim.load("reference_2025").intervene({"swap": "never"})
    with pytest.raises(ScenarioError, match="two interventions set"):
        sim.effect(case, worlds=100)


def test_arms_that_a_worker_reads_in_another_way_are_refused(monkeypatch):
    """They are made from text where they are simulated."""
    hashes = effect_module.hashes
    monkeypatch.setattr(effect_module, "hashes", lambda arms: tuple(reversed(hashes(arms))))
    with pytest.raises(WorkerError, match="reads scenarios in another way; install the same version there"):
        sim.effect("kyiv_summit_2025", at=2, by=(6,), worlds=50, overrides=["horizon_weeks=8"], workers=1)
