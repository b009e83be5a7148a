"""Concessions before talks in closed form (MODEL.md, equation 37 and V18), through the engine."""

import numpy as np
import pytest

from sim.model.track import ALL_FOR_ALL, TALKS
from tests.verification.closed_forms.bargains import SIDES
from tests.worlds import Watch, frozen, play

pytestmark = pytest.mark.row("V18")

EXACT = 1e-5
"""As MODEL.md asks. An error of one step, 6e-8 of the limit, fades at the speed of conceding: at .01 a week at most a
hundred of them stand."""

# No score below lies within .5 of 0, so that at this temperature every choice is without error; no cost of war moves.
CERTAIN = {"decision.temperature": 1e-3, "trade.imitation": 0.0, "war_cost.adjustment": 0.0}

WANTED = {
    ALL_FOR_ALL: {"all_for_all.own_people": 20.0},
    TALKS: {"talks.audience_cost": 0.0, "trade.concession_cost": 0.0},
}
"""What makes a side say yes on a track, whatever it concedes."""

ALWAYS_HONEST = {f"{side}.trust.trustworthy_probability": 1.0 for side in SIDES}

EVERY_TRACK = pytest.mark.parametrize("track", [ALL_FOR_ALL, TALKS])
EITHER_SIDE = pytest.mark.parametrize("side", SIDES)


def offers(
    track: str,
    side: str,
    values: dict[str, object],
    worlds: int,
    settings: dict[str, object] = ALWAYS_HONEST,
    unwilling: float = 20.0,
):
    """What an eager side has offered on a track to one that lacks at least 8 logits, week by week.

    Parameters
    ----------
    values : by name of the side's own parameter under `trade`, a number or one per world
    unwilling : the other side's audience cost, logit

    Returns
    -------
    (104, worlds) of offers; (worlds,) of what the other side lacks and of the eager side's type
    """
    number = SIDES.index(side)

    def look(model):
        own, other = model.belligerents[number], model.belligerents[1 - number]
        state, against = own.tracks[track], other.tracks[track]
        return state.offered.copy(), state.acceptance.copy(), against.shortfall.copy(), own.trustworthy.copy()

    watch = Watch(look)
    case = frozen(
        CERTAIN
        | {f"{SIDES[1 - number]}.{track}.audience_cost": unwilling}
        | {f"{side}.{name}": value for name, value in WANTED[track].items()}
        | settings
    )
    by_path = {f"{side}.trade.{name}": value for name, value in values.items()}
    play(case, worlds, seed=170, values=by_path, observers=[watch])
    offered, acceptance, lacking, types = (np.array(column, float) for column in zip(*watch.seen, strict=True))
    assert np.all(acceptance == 1)  # P = 1 in every week on which the next one looks back
    assert np.ptp(lacking, axis=0).max() == 0 and lacking.min() > 8  # nothing else moves
    return offered, lacking[0], types[0]


def closed_form(limit, speed) -> np.ndarray:
    """f̄ (1 - (1 - φ)^t), (104, worlds): the shortfall of a week is known in the next one, so that t counts the weeks
    from the second one on."""
    return limit * (1 - (1 - speed) ** np.arange(104)[:, np.newaxis])


@EVERY_TRACK
@EITHER_SIDE
def test_a_sure_side_concedes_geometrically(track, side):
    """With P = 1, no imitation and a shortfall above the limit, f = f̄ (1 - (1 - φ)^t) in every week, t counted from
    the first with a known shortfall; at f̄ = .8 and φ = .1 that is .786861 after 39, as in MODEL.md."""
    offered, _, _ = offers(track, side, {"concession_limit": 0.8, "concession_speed": 0.1}, 2)
    assert offered == pytest.approx(np.broadcast_to(closed_form(0.8, 0.1), offered.shape), abs=EXACT)
    assert not offered[0].any()
    assert offered[39] == pytest.approx(0.786861, abs=EXACT)


@EVERY_TRACK
@EITHER_SIDE
def test_limits_and_speeds_may_differ_from_world_to_world(track, side):
    """Concessions follow f = f̄(1 - (1 - φ)^t) with a limit and a speed a world, from none to all of it at once."""
    generator = np.random.default_rng(171)
    values = {"concession_limit": generator.uniform(0, 5, 300), "concession_speed": np.linspace(0, 1, 300)}
    offered, _, _ = offers(track, side, values, 300)
    exact = closed_form(values["concession_limit"], values["concession_speed"])
    assert offered == pytest.approx(exact, rel=EXACT, abs=EXACT)


@EVERY_TRACK
@EITHER_SIDE
def test_the_untrustworthy_type_concedes_at_its_slower_pace(track, side):
    """For a side of type θ the speed of the closed form is φ [slow_bad + (1 - slow_bad) θ]."""
    slow = 0.35
    settings = {f"{side}.trust.trustworthy_probability": 0.5, "talks.untrustworthy_slowdown": slow}
    offered, _, types = offers(track, side, {"concession_limit": 1.5, "concession_speed": 0.2}, 200, settings)
    assert 50 < types.sum() < 150
    assert offered == pytest.approx(closed_form(1.5, 0.2 * (slow + (1 - slow) * types)), abs=EXACT)


@EVERY_TRACK
@EITHER_SIDE
def test_no_more_is_conceded_than_the_other_lacks(track, side):
    """Where the limit, 20 logits, is above the shortfall d of the other side, f = d (1 - (1 - φ)^t)."""
    offered, lacking, _ = offers(track, side, {"concession_limit": 20.0, "concession_speed": 0.1}, 2, unwilling=14.0)
    assert np.all(lacking < 20)
    assert offered == pytest.approx(closed_form(lacking, 0.1), rel=EXACT)
