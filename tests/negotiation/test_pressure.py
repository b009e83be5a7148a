"""Whom Washington presses (MODEL.md, equation 15)."""

import numpy as np

from tests.worlds import FROZEN, Watch, play, variant

ALIKE = FROZEN.replace("talks: {allowed: false}", "talks: {in_session_at_start: true, breakdown_rate: 0}").replace(
    "us_envoy: {wallet: 0, pressure: {ukraine: 0, russia: 0}}",
    "us_envoy: {wallet: 0, pressure: {ukraine: 1, russia: 1}}",
)
SAME = {
    f"{side}.{name}": value
    for side in ("ukraine", "russia")
    for name, value in {
        "war_cost.base": 0.25,
        "war_cost.pressure_share": 0.0,
        "commitment.discount": 0.5,
        "commitment.guarantee_relief": 0.0,
        "trust.good_experience": 2.0,
        "trust.bad_experience": 2.0,
        "trust.trustworthy_probability": 1.0,
        "talks.concession_rate": 0.0,
    }.items()
} | {"front.russian_share": 0.5, "war_cost.captivity_share": 0.0}


def test_nobody_is_pressed_at_the_table_where_both_ask_for_as_much_beyond_their_need():
    """A_s - r_s is the same number on both sides: neither is the one that asks for more, and pressure only fades, by
    a quarter a week from .3."""
    watch = Watch(lambda model: [side.pressure.copy() for side in model.belligerents])
    play(variant(ALIKE, SAME), 20, weeks=4, observers=[watch])
    for week, pressures in enumerate(watch.seen, 1):
        np.testing.assert_allclose(pressures, 0.3 * 0.75**week, rtol=1e-6)
