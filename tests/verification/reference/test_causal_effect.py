"""The effect of a completed swap on talks: MODEL.md, section 8 (paired worlds) and V8."""

import functools

import numpy as np
import pytest

from sim.scenario import Scenario, loads
from tests.verification.reference.runs import ERRORS, REFERENCE, WORLDS, Printed, by, report

EFFECTS = {
    (4, 26): "0.160",
    (4, 52): "0.126",
    (4, 104): "0.053",
    (8, 26): "0.152",
    (8, 52): "0.128",
    (8, 104): "0.054",
    (26, 52): "0.150",
    (26, 104): "0.065",
}
"""Δ(w, h), 32,768 worlds."""

CHANNELS = {
    "all on": ({}, "0.113"),
    "without glow": ({"talks.glow_weight": 0.0}, "0.005"),
    "without trust from stages": ({"trust.stage_gain": 0.0}, "0.072"),
    "without relief": ({"war_cost.captivity_share": 0.0}, "0.170"),
    "without Ukraine's soft precondition": ({"ukraine.talks.swap_precondition": 0.0}, "0.085"),
}
"""Δ(8, 60) with one channel removed."""

FEWER = WORLDS // 2
"""Worlds of the runs to week 60."""

ALL_OFF = {name: value for settings, _ in CHANNELS.values() for name, value in settings.items()}


@functools.cache
def arm(operator: str, settings: tuple[tuple[str, float], ...] = ()) -> Scenario:
    text = f"scenario: arm\ntitle: An arm\nextends: {REFERENCE}\ninterventions: [do: {{swap: {operator}}}]\n"
    return loads(text, overrides=dict(settings))


@pytest.fixture(scope="module")
def talks(runs):
    """Weeks of the first opening in the worlds of an arm; both arms of a pair run side by side."""

    def of(operator: str, settings=(), weeks: int | None = None):
        settings, worlds = tuple(sorted(dict(settings).items())), WORLDS if weeks is None else FEWER
        return runs.start(
            f"{operator} {settings} {weeks}", lambda folder: arm(operator, settings), ("talks_week",), weeks, worlds
        )

    return of


def off(effect: float, error: float, text: str, worlds: int = WORLDS) -> str | None:
    """What to say when an effect is more than four standard errors of the difference from the printed one of 32,768
    worlds."""
    printed, allowed = Printed.of(text), ERRORS * error * np.sqrt(1 + worlds / WORLDS)
    return (
        None
        if abs(effect - printed.value) <= allowed + printed.half
        else f"{effect:.4f} against {text}, allowed {allowed:.4f}"
    )


def paired(
    talks, week: int, horizon: int, settings=(), weeks: int | None = None
) -> tuple[float, float, np.ndarray, np.ndarray]:
    """Δ(w, h) and its standard error from paired worlds, and opening by h in both arms of the worlds at risk."""
    imposed, never = (
        future.result()["talks_week"]
        for future in (talks(f"{{complete_at: {week}}}", settings, weeks), talks("never", settings, weeks))
    )
    at_risk = ~by(never, week + 1)
    assert np.array_equal(at_risk, ~by(imposed, week + 1))  # the same worlds in both arms: no selection
    treated, untreated = by(imposed, horizon)[at_risk], by(never, horizon)[at_risk]
    difference = treated.astype(float) - untreated
    return difference.mean(), difference.std() / np.sqrt(difference.size), treated, untreated


@pytest.mark.parametrize(("week", "horizon"), EFFECTS)
def test_effect_of_an_imposed_swap_on_talks(talks, week, horizon):
    """The effect of an imposed swap on talks is that of MODEL.md 8, within four standard errors of the difference."""
    effect, error, *_ = paired(talks, week, horizon)
    report({f"weeks {week} and {horizon}": off(effect, error, EFFECTS[week, horizon])})
    assert error < 0.0025  # “standard error .002”


def test_common_random_numbers_save_worlds(talks):
    """At w = 8, h = 52: variance .112 paired against .489 with independent draws. A variance of n such values is
    known to about sqrt(2/n), less than a hundredth; the third digit is what is printed."""
    _, error, treated, untreated = paired(talks, 8, 52)
    assert error**2 * treated.size == pytest.approx(0.112, abs=0.006)
    assert treated.var() + untreated.var() == pytest.approx(0.489, abs=0.006)


@pytest.mark.parametrize("channel", CHANNELS)
def test_channels_removed_one_by_one(talks, channel):
    """Without one of its channels the effect of an imposed swap is that of MODEL.md 8; its sign rests on the glow."""
    settings, text = CHANNELS[channel]
    effect, error, *_ = paired(talks, 8, 60, settings, weeks=60)
    report({channel: off(effect, error, text, FEWER)})


@pytest.mark.row("V8")
def test_no_hidden_path(talks):
    """V8: with all four channels off, and trade on, the effect is at most 1e-3: what is left comes from exchange
    stock limits alone."""
    effect, *_ = paired(talks, 8, 60, ALL_OFF, weeks=60)
    assert abs(effect) <= 1e-3
