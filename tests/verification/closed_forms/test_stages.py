"""Weeks to completion of an all-for-all in the frozen world (MODEL.md, equations 23 to 25 and V13)."""

from math import comb

import numpy as np
import pytest

from tests.verification.closed_forms.chances import assert_fits, channel
from tests.worlds import frozen, happened, play

pytestmark = pytest.mark.row("V13")

AGREED_AT_ONCE = {
    "all_for_all.answers_per_week": 50.0,
    "ukraine.all_for_all.own_people": 20.0,
    "russia.all_for_all.own_people": 20.0,
    "ukraine.trust.trustworthy_probability": 1.0,
    "russia.trust.trustworthy_probability": 1.0,
}
WORLDS = 10_000


def chance_of_a_stage() -> float:
    """p = 1 - e^(-μ_s(½ + ½H)) a week."""
    return 1 - np.exp(-0.75 * (0.5 + 0.5 * channel()))


def exact(stages: int, limit: int, collapse: float) -> np.ndarray:
    """Chances of n, n + 1, ... N weeks in force: C(k-1, n-1) p^n [(1 - p) e^-λ_c]^(k-n)."""
    chance = chance_of_a_stage()
    survived = (1 - chance) * np.exp(-collapse)
    return np.array(
        [comb(k - 1, stages - 1) * chance**stages * survived ** (k - stages) for k in range(stages, limit + 1)]
    )


def weeks_in_force(rows: dict[str, np.ndarray]) -> np.ndarray:
    """How many weeks a completed programme was in force, from the week after its agreement in week 0; 0 where it was
    not completed."""
    assert np.all(rows["agreed_week"] <= 1) and not rows["incomplete"].any()
    return np.where(happened(rows["completed_week"]), np.floor(np.nan_to_num(rows["completed_week"])), 0).astype(int)


def assert_follows(taken: np.ndarray, stages: int, limit: int, collapse: float) -> None:
    """Weeks in force fit the closed form, and none lies outside it."""
    counts = np.bincount(taken, minlength=limit + 1)
    assert counts.size == limit + 1, "completed after the time limit"
    assert not counts[1:stages].any(), "completed in fewer weeks than there are stages"
    chances = exact(stages, limit, collapse)
    assert_fits([*counts[stages:], counts[0]], [*chances, 1 - chances.sum()])


@pytest.mark.parametrize("collapse", [0.0, 0.05, 0.4])
@pytest.mark.parametrize(("stages", "limit"), [(4, 16), (2, 6), (1, 3), (6, 6)])
def test_weeks_to_completion_are_negative_binomial(collapse, stages, limit):
    """A swap takes k weeks with chance C(k-1, n-1) p^n [(1 - p) e^-λ_c]^(k-n), p = 1 - e^(-μ_s(½ + ½H)); nothing is
    completed after the limit, and what is not completed has collapsed."""
    settings = {"stages": stages, "time_limit_weeks": float(limit), "collapse_rate": collapse}
    case = frozen(AGREED_AT_ONCE | {f"all_for_all.{name}": value for name, value in settings.items()})
    rows = play(case, WORLDS, seed=107, weeks=limit + 4)
    assert_follows(weeks_in_force(rows), stages, limit, collapse)
    assert np.array_equal(rows["collapses"] == 1, ~happened(rows["completed_week"]))


@pytest.mark.parametrize(
    ("collapse", "completed", "mean"), [(0.0, 0.9860, 8.0731), (0.05, 0.8114, 7.7290)], ids=["calm", "collapsing"]
)
def test_share_and_mean_of_the_table(collapse, completed, mean):
    """At n = 4 and N = 16 the closed form gives the chance of a stage, the share completed and the mean weeks that
    MODEL.md prints, to its digits, and a run their like within four standard errors."""
    chances, weeks = exact(4, 16, collapse), np.arange(4, 17)
    assert chance_of_a_stage() == pytest.approx(0.4867, abs=5e-5)
    assert chances.sum() == pytest.approx(completed, abs=5e-5)
    mean_exact = chances @ weeks / chances.sum()
    assert mean_exact == pytest.approx(mean, abs=5e-5)
    taken = weeks_in_force(
        play(frozen(AGREED_AT_ONCE | {"all_for_all.collapse_rate": collapse}), WORLDS, seed=190, weeks=20)
    )
    assert np.mean(taken > 0) == pytest.approx(completed, abs=4 * np.sqrt(completed * (1 - completed) / WORLDS))
    spread = np.sqrt(chances @ weeks**2 / chances.sum() - mean_exact**2)
    assert taken[taken > 0].mean() == pytest.approx(mean_exact, abs=4 * spread / np.sqrt(np.sum(taken > 0)))


@pytest.mark.parametrize(("ukraine", "russia"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
def test_each_untrustworthy_side_makes_collapse_likelier(ukraine, russia):
    """The rate of collapse is h_c (1 + .7 (2 - θ_U - θ_R)); lists are kept by either type, so that nothing else changes
    with it."""
    types = {"ukraine.trust.trustworthy_probability": ukraine, "russia.trust.trustworthy_probability": russia}
    rules = {"all_for_all.collapse_rate": 0.1, "all_for_all.compliance_floor_untrustworthy": 0.96}
    rows = play(frozen(AGREED_AT_ONCE | types | rules), WORLDS, seed=191, weeks=20)
    assert_follows(weeks_in_force(rows), 4, 16, 0.1 * (1 + 0.7 * (2 - ukraine - russia)))


def test_stages_and_limits_may_differ_from_world_to_world():
    """With a number of stages and a time limit a world, the worlds of each pair follow their own negative binomial."""
    pairs = [(1, 2), (2, 16), (3, 5), (5, 9), (8, 30)]
    kinds = np.arange(WORLDS) % len(pairs)
    stages, limits = np.array(pairs)[kinds].T
    values = {"all_for_all.stages": stages, "all_for_all.time_limit_weeks": limits.astype(float)}
    case = frozen(AGREED_AT_ONCE | {"all_for_all.collapse_rate": 0.05})
    taken = weeks_in_force(play(case, WORLDS, seed=192, weeks=34, values=values))
    for kind, (number, limit) in enumerate(pairs):
        assert_follows(taken[kinds == kind], number, limit, 0.05)
