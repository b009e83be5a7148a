"""Dated shocks move exactly the stated variable by the stated amount (MODEL.md, 6.1 and 6.13)."""

import numpy as np
import pytest

from tests.worlds import FROZEN, Watch, assert_same, play, reference, variant

SEED, WORLDS = 17, 200
CLOSE = 1e-6
"""A few float32 roundings of numbers near 1."""


def look(model) -> dict[str, np.ndarray]:
    ukraine, russia = model.belligerents
    return {
        "pressure on ukraine": ukraine.pressure.copy(),
        "pressure on russia": russia.pressure.copy(),
        "cost of ukraine": ukraine.war_cost.copy(),
        "cost of russia": russia.war_cost.copy(),
        "momentum": model.front.momentum.copy(),
        "struck": model.spoilers.struck.copy(),
        "outrage": model.spoilers.outrage.copy(),
    }


def weeks(body: str, number: int = 12, worlds: int = WORLDS) -> dict[str, np.ndarray]:
    """Variable -> float64 (weeks, worlds)."""
    watch = Watch(look)
    play(variant(body), worlds, SEED, observers=[watch], weeks=number)
    return {name: np.array([week[name] for week in watch.seen], float) for name in watch.seen[0]}


def moved(body: str, entry: str) -> dict[str, np.ndarray]:
    """What the entry of the timeline changes, by variable: (weeks, worlds)."""
    with_it, without = weeks(f"{body}\ntimeline: [{entry}]"), weeks(body)
    return {name: with_it[name] - without[name] for name in with_it}


def only(found: dict[str, np.ndarray], *names: str) -> None:
    for name, difference in found.items():
        if name not in names:
            assert not difference.any(), name


def body() -> str:
    from textwrap import dedent

    return dedent(FROZEN)


def test_pressure_adds_up_through_its_own_decay():
    """Nobody presses (bias 0): +.5 in weeks 1 and 2 gives .5, .75 · .5 + .5 = .875, and then .75 of it a week."""
    found = moved(body(), "{week: 1, weeks: 2, event: pressure, target: ukraine, pressure: 0.5}")
    only(found, "pressure on ukraine", "cost of ukraine")
    expected = [0, 0.5, *(0.875 * 0.75 ** np.arange(10))]
    assert found["pressure on ukraine"] == pytest.approx(
        np.broadcast_to(np.array(expected)[:, None], (12, WORLDS)), abs=CLOSE
    )


def test_pressure_is_held_between_nothing_and_one_and_a_half():
    found = weeks(
        body() + "\ntimeline:\n  - {week: 1, weeks: 5, event: pressure, target: russia, pressure: 5}\n"
        "  - {week: 8, event: pressure, target: russia, pressure: -9}"
    )
    assert np.all(found["pressure on russia"][1:6] == 1.5)
    assert np.all(found["pressure on russia"][8] == 0)
    assert not found["pressure on ukraine"].any()


def test_pressure_works_as_cost_a_week_later():
    """Costs read the pressure of the start of the week: .05 · .1 · .5 in week 2."""
    found = moved(body(), "{week: 1, event: pressure, target: ukraine, pressure: 0.5}")
    assert not found["cost of ukraine"][:2].any()
    assert found["cost of ukraine"][2] == pytest.approx(np.full(WORLDS, 0.0025), abs=CLOSE)


@pytest.mark.parametrize(
    ("entry", "units"),
    [
        ("{week: 3, event: aid, aid: 2.0}", 2.0),
        ("{week: 3, event: aid_pause}", -1.0),
        ("{week: 3, event: aid_pause, aid: -0.5}", -0.5),
    ],
)
def test_aid_eases_ukraines_war_and_slows_the_front(entry, units):
    """One unit: -.05 on the base cost, of which .05 shows in the week, and -.1 on the week's drift, which persists by
    .93."""
    found = moved(body(), entry)
    only(found, "cost of ukraine", "momentum")
    cost = -0.05 * 0.05 * units * 0.95 ** np.arange(9)
    momentum = -0.1 * units * 0.93 ** np.arange(9)
    assert not found["cost of ukraine"][:3].any() and not found["momentum"][:3].any()
    assert found["cost of ukraine"][3:] == pytest.approx(np.broadcast_to(cost[:, None], (9, WORLDS)), abs=CLOSE)
    assert found["momentum"][3:] == pytest.approx(np.broadcast_to(momentum[:, None], (9, WORLDS)), abs=CLOSE)


def test_sanctions_make_russias_war_dearer():
    """One unit: +.05 on the base cost for three weeks, .05 of the gap a week."""
    found = moved(body(), "{week: 0, weeks: 3, event: sanction, sanction: 1.0}")
    only(found, "cost of russia")
    reached = [0.05 * (1 - 0.95 ** (week + 1)) for week in range(3)]
    assert found["cost of russia"][:3] == pytest.approx(
        np.broadcast_to(np.array(reached)[:, None], (3, WORLDS)), abs=CLOSE
    )
    assert found["cost of russia"][3] == pytest.approx(np.full(WORLDS, 0.95 * reached[2]), abs=CLOSE)


def test_a_dated_spoiler_strikes_in_every_world():
    """sp = 1: outrage rises by .8 and fades by .88 a week."""
    found = moved(body(), "{week: 4, event: spoiler}")
    only(found, "struck", "outrage")
    assert np.all(found["struck"][4] == 1) and not np.delete(found["struck"], 4, axis=0).any()
    expected = 0.8 * 0.88 ** np.arange(8)
    assert found["outrage"][4:] == pytest.approx(np.broadcast_to(expected[:, None], (8, WORLDS)), abs=CLOSE)


def test_a_dated_spoiler_where_one_strikes_anyway_is_one_event():
    """In the base scenario: where the draw brings an event in that week the dated one adds nothing."""
    struck = weeks("", 6)["struck"][4] == 1
    found = moved("", "{week: 4, event: spoiler}")
    assert struck.any()
    assert not found["outrage"][4][struck].any()
    assert found["outrage"][4][~struck] == pytest.approx(np.full((~struck).sum(), 0.8), abs=CLOSE)


def test_before_a_shock_all_is_as_without_it():
    found = moved("", "{date: 2025-03-17, event: aid_pause, pressure: 0.5}")  # day 21: week 3
    for name, difference in found.items():
        assert not difference[:3].any(), name
    assert found["momentum"][3] == pytest.approx(np.full(WORLDS, 0.1), abs=CLOSE)
    assert found["pressure on ukraine"][3] == pytest.approx(np.full(WORLDS, 0.5), abs=CLOSE)


def test_an_empty_timeline_changes_nothing():
    assert_same(play(variant("timeline: []"), 100, SEED), play(reference(), 100, SEED))
