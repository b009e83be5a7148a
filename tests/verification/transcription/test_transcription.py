"""The engine against section 6 of MODEL.md written once more in plain numbers: same draws, same world, week by week.

This is V11 at full length: every state variable of every party, in ordinary weeks and in rare ones.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.draws import WorldDraws
from sim.model import NegotiationModel
from tests.verification.transcription.plain_world import OTHER, SIDES, SWAP, TALKS, PlainWorld
from tests.worlds import BUSY, reference, variant

WORLDS = 12
TOLERANCE = 1e-4
"""float32 against float64: the largest difference seen is 1e-5, in pseudo-counts after 104 weeks."""

FROM_THE_FIRST_DAY = """
    parties: {us_envoy: null}
    talks: {in_session_at_start: true}
"""


def of_side(side, world: PlainWorld) -> dict:
    """State of a belligerent: engine's array -> the plain world's number."""
    s = side.key
    found = {
        "held": (sum(side.held.values()), sum(world.X[s].values())),
        "prisoners": (side.held["prisoners_of_war"], world.X[s]["prisoners_of_war"]),
        "trust": (side.trust, world.tau[s]),
        "good": (side.good, world.a[s]),
        "bad": (side.bad, world.b[s]),
        "war cost": (side.war_cost, world.c[s]),
        "felt reservation": (side.felt_reservation, world.r_felt[s]),
        "pressure": (side.pressure, world.g[s]),
        "willingness": (side.willingness, world.P[s]),
        "demand": (side.demand, world.A[s]),
        "last concession": (side.last_concession, world.l[s]),
        "offer": (side.offer_open, world.O[s]),
    }
    for track in (SWAP, TALKS):
        state = side.tracks[track]
        found |= {
            f"{track} score": (state.score, world.score[track][s]),
            f"{track} acceptance": (state.acceptance, world.accept[track][s]),
            f"{track} concession": (state.offered, world.f[track][s]),
            f"{track} trade": (state.trade, world.trade[track][s]),
        }
    return found


def of_all(model, world: PlainWorld) -> dict:
    """State of a world: engine's array -> the plain world's number."""
    found = {
        "momentum": (model.front.momentum, world.m),
        "ripeness": (model.front.ripeness, world.rip),
        "outrage": (model.spoilers.outrage, world.q),
        "glow": (model.exchanges.glow, world.B),
        "humanitarian": (model.channels.humanitarian, world.H),
        "political": (model.channels.political, world.C),
        "logrolling": (model.channels.logrolling, world.eta),
        "ceasefire": (model.ceasefire.in_force, world.F),
        "in talks": (model.talks.in_session, world.K),
        "settled": (model.talks.settled, world.Z),
        "running": (model.swap.running, world.Q),
        "completed": (model.swap.completed, world.D),
        "clock": (model.swap.clock, world.clock),
        "stage": (model.swap.stage, world.stage),
    }
    for mediator in model.mediators:
        found |= {
            f"{mediator.key} engagement": (mediator.engagement, world.e[mediator.key]),
            f"{mediator.key} wallet": (mediator.wallet, world.W[mediator.key]),
        }
    for side in model.belligerents:
        found |= {f"{side.key} {name}": pair for name, pair in of_side(side, world).items()}
    return found


DATES = {
    "completed_week": "t_S",
    "agreed_week": "t_Sa",
    "talks_week": "t_T",
    "ceasefire_week": "t_F",
    "settlement_week": "t_Z",
    "refused_week": "t_ref",
}
COUNTS = ("exchanges", "cancelled", "collapses", "incomplete", "openings", "breakdowns", "offers")


def compare(case, seed: int, weeks: int, values=None) -> Counter:
    """Run both, and fail where they differ.

    Returns
    -------
    how often each kind of event happened
    """
    model = NegotiationModel(case, worlds=WORLDS, seed=seed, values=values, collect=False)
    draws = WorldDraws(seed, 0, WORLDS)
    initial = draws.initial()
    worlds = [PlainWorld(model.parameters, initial[:, k], k) for k in range(WORLDS)]
    for week in range(weeks):
        draws.next_week()
        model.step()
        for k, world in enumerate(worlds):
            world.week(week, draws.uniform[:, k])
            for name, (array, number) in of_all(model, world).items():
                assert abs(float(array[k]) - number) <= TOLERANCE, f"{name} of world {k} in week {week}"
    rows = model.outcomes()
    model.release()
    seen = Counter()
    for k, world in enumerate(worlds):
        for column, name in DATES.items():
            date = getattr(world, name)
            assert np.isnan(rows[column][k]) if np.isinf(date) else rows[column][k] == pytest.approx(date, abs=1e-3), (
                column,
                k,
            )
            seen[column] += np.isfinite(date)
        for name in COUNTS:
            assert rows[name][k] == getattr(world, name), (name, k)
            seen[name] += getattr(world, name)
        for name in world.mediators:
            assert rows[f"paid_{name}"][k] == pytest.approx(world.paid[name], abs=TOLERANCE)
        if np.isfinite(world.t_Z):
            assert rows["settlement_difference"][k] == pytest.approx(world.d_star, abs=TOLERANCE)
    return seen


def test_base_run():
    """Engine and transcription agree on the base scenario over its whole horizon, started once from the same draws."""
    seen = compare(reference(), seed=3, weeks=104)
    assert (
        min(
            seen[name]
            for name in ("agreed_week", "talks_week", "refused_week", "exchanges", "cancelled", "offers", "breakdowns")
        )
        > 0
    )


def test_every_world_with_parameters_of_its_own():
    """The prior box: 137 parameters vary from world to world."""
    seen = compare(reference(), seed=9, weeks=80, values=reference().draw_priors(5, 0, WORLDS))
    assert seen["talks_week"] > 0


def test_rare_events_made_common():
    """Engine and transcription agree where every kind of event happens."""
    seen = compare(variant(BUSY), seed=4, weeks=80)
    assert min(seen[name] for name in (*DATES, *COUNTS)) > 0


def test_talks_from_the_first_day_and_no_patron():
    """Engine and transcription agree with talks in session at the start and no Washington."""
    seen = compare(variant(FROM_THE_FIRST_DAY), seed=5, weeks=40)
    assert seen["talks_week"] == WORLDS


def test_the_plain_world_knows_both_sides():
    """The transcription's table of opponents is its own inverse."""
    assert [OTHER[OTHER[side]] for side in SIDES] == list(SIDES)
