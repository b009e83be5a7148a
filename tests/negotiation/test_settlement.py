"""Settlement and its terms (MODEL.md, 6.9)."""

import numpy as np
import pytest

from sim.model.issues import ISSUES
from tests.worlds import FROZEN, Watch, happened, play, reference, variant

EAGER = {f"{side}.talks.concession_rate": 0.5 for side in ("ukraine", "russia")} | {
    f"{side}.war_cost.base": 0.35 for side in ("ukraine", "russia")
}


def weights() -> tuple[np.ndarray, np.ndarray]:
    return tuple(
        np.array([reference().value(f"{side}.issue_weights.{issue}") for issue in ISSUES])
        for side in ("ukraine", "russia")
    )


def test_terms_are_worth_what_was_settled():
    """With everything on the table: u_U - u_R is the settlement's difference, and u_U + u_R its S_max at the
    efficiency of the day, which is 1 plus that share of what the frontier holds. Terms are float32: 1e-6 an issue."""
    rows = play(variant(settings=EAGER), 1000, seed=203)
    settled = happened(rows["settlement_week"])
    assert settled.sum() > 300
    ukraine, russia = weights()
    terms = np.array([rows[f"terms_{issue}"][settled].astype(float) for issue in ISSUES])
    assert terms.min() >= 0 and terms.max() <= 1
    worth_ukraine, worth_russia = ukraine @ terms, russia @ (1 - terms)
    difference, logrolling = (
        rows[f"settlement_{name}"][settled].astype(float) for name in ("difference", "logrolling")
    )
    assert worth_ukraine - worth_russia == pytest.approx(difference, abs=2e-6)
    best = np.full(difference.size, np.inf)
    base = np.array([0.0, 1.0])
    for issue in np.argsort(-(ukraine - russia) / (ukraine + russia)):
        slope = (ukraine - russia)[issue] / (ukraine + russia)[issue]
        best = np.minimum(best, base.sum() + slope * (difference - (base[0] - base[1])))
        base += ukraine[issue], -russia[issue]
    assert worth_ukraine + worth_russia == pytest.approx(1 + logrolling * (best - 1), abs=2e-6)


def test_both_sides_get_at_least_what_they_still_asked_for():
    """A settlement splits the slack above both demands of the week."""
    watch = Watch(
        lambda model: ([side.demand.copy() for side in model.belligerents], model.bargaining.settled_now.copy())
    )
    rows = play(variant(settings=EAGER), 500, seed=204, observers=[watch])
    ukraine, russia = weights()
    terms = np.array([rows[f"terms_{issue}"] for issue in ISSUES])
    checked = 0
    for (ask_ukraine, ask_russia), now in watch.seen:
        checked += now.size
        assert np.all(ukraine @ terms[:, now] >= ask_ukraine[now] - 1e-5)
        assert np.all(russia @ (1 - terms[:, now]) >= ask_russia[now] - 1e-5)
    assert checked > 100


def test_a_settlement_ends_talks_and_war():
    """Z = 1: a ceasefire in the same week that never breaks, no captures, no further talks, no pressure in the end."""
    watch = Watch(
        lambda model: (
            model.talks.settled.copy(),
            model.ceasefire.in_force.copy(),
            model.talks.in_session.copy(),
            model.belligerents[0].captured.copy(),
        )
    )
    rows = play(variant(settings=EAGER), 500, seed=205, observers=[watch])
    settled, silent, in_session, captured = (np.array(column) for column in zip(*watch.seen, strict=True))
    assert np.all(silent[settled == 1] == 1)
    assert np.all(in_session[settled == 1] == 0)
    assert np.all(np.diff(settled, axis=0) >= 0)
    assert not np.any(np.diff(captured, axis=0)[settled[:-1] == 1])
    done = happened(rows["settlement_week"])
    assert np.all(rows["ceasefire_week"][done] <= rows["settlement_week"][done])


def test_demands_are_remembered_between_rounds_and_harden_at_a_breakdown():
    """A ← A + .3 (.95 - A) at a breakdown, A what was asked for that week; between rounds it stands still (equation
    34)."""
    watch = Watch(
        lambda model: (
            model.belligerents[0].demand.copy(),
            model.belligerents[0].last_concession.copy(),
            model.talks.in_session.copy(),
            model.bargaining.broken_down.copy(),
        )
    )
    body = FROZEN.replace(
        "talks: {allowed: false}", "talks: {in_session_at_start: true, breakdown_rate: 0.5, opportunities_per_week: 0}"
    )
    play(variant(body), 1000, seed=206, observers=[watch])
    broken_down = 0
    for (before, _, was_in_session, _), (after, fall, _, broken) in zip(watch.seen, watch.seen[1:], strict=False):
        broken_down += broken.size
        asked = (before - fall)[broken]
        assert after[broken] == pytest.approx(asked + 0.3 * (0.95 - asked), abs=1e-6)
        apart = was_in_session == 0
        assert np.array_equal(after[apart], before[apart]) and not fall[apart].any()
    assert broken_down > 200


def test_offers_of_the_week_are_packages_worth_their_demand():
    """Each side's offer is worth its demand to itself and lies within what is on the table; once both are compatible
    they settle."""
    watch = Watch(lambda model: None)
    ukraine, russia = weights()
    seen = []

    def look(model):
        where = np.flatnonzero(model.talks.in_session_before)
        if where.size:
            seen.append(
                (
                    where.size,
                    {key: terms.copy() for key, terms in model.bargaining.packages(where).items()},
                    {key: demand[where].astype(float) for key, demand in model.bargaining.asks.items()},
                )
            )

    watch.look = look
    play(variant(settings=EAGER), 300, seed=207, observers=[watch])
    assert sum(size for size, _, _ in seen) > 500
    for _, packages, demands in seen:
        assert ukraine @ packages["ukraine"] == pytest.approx(demands["ukraine"], abs=1e-6)
        assert russia @ (1 - packages["russia"]) == pytest.approx(demands["russia"], abs=1e-6)
        for terms in packages.values():
            assert terms.min() >= 0 and terms.max() <= 1
