"""What must hold in every week of every world, over the whole prior box (MODEL.md, V9, V15 and V16)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.track import TRACKS
from sim.model import NegotiationModel
from tests.worlds import BUSY, reference, variant

SLACK = 2e-6
"""Rounding of sums of float32 numbers below 4 (MODEL.md, V16); checked relative to the size of what is summed."""

SHARES = (
    "trust",
    "willingness",
    "offer_open",
    "trustworthy",
    "compliance",
    "engagement",
    "channel",
    "convening",
    "direct",
    "idle",
    "humanitarian",
    "political",
    "logrolling",
    "in_session",
    "settled",
    "in_force",
    "running",
    "completed",
    "struck",
    "acceptance",
    "pledged_share",
    "gate",
)
SIGNED = (
    "momentum",
    "score",
    "trade",
    "reservation",
    "felt_reservation",
    "last_step",
    "terms",
    "war_cost",
    "ripeness",
    "russian_share",
    "demand",
)
"""State that may be negative; all else may not. War cost falls below 0 in corners of the prior box where relief of
captivity and a ceasefire outweigh a low base (equation 7 has no floor), and ripeness with it."""


def arrays(thing, name="", depth=0):
    """Every float array in the state of a party or process: (name, array)."""
    if isinstance(thing, np.ndarray):
        if thing.dtype.kind == "f":
            yield name, thing
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from arrays(value, name or str(key), depth)
    elif depth < 2 and hasattr(thing, "__dict__"):
        for key, value in vars(thing).items():
            if key not in (
                "model",
                "parameters",
                "opponent",
                "frontier",
                "unique_id",
                "pos",
                "chances",
            ) and not key.startswith("_"):
                inner = value.values() if key == "tracks" else [value]
                for one in inner:
                    yield from arrays(one, key if not hasattr(one, "pledged_share") else "", depth + 1)


def state(model):
    for owner in (
        *model.belligerents,
        *model.mediators,
        model.spoilers,
        model.front,
        model.channels,
        model.exchanges,
        model.swap,
        model.talks,
        model.ceasefire,
        model.washington,
    ):
        for name, array in arrays(owner):
            yield f"{type(owner).__name__}.{name}", name, array


class Bounds:
    """Finite, float32, and within its bounds: every number of the state at the end of every week."""

    names: set[str]

    def __init__(self, model):
        self.names = set()
        self.paid = {mediator.key: np.zeros(model.worlds) for mediator in model.mediators}

    def observe(self, model) -> None:
        for full, name, array in state(model):
            self.names.add(name)
            assert np.isfinite(array).all(), (full, model.week)
            assert array.dtype == np.float32, f"{full} is {array.dtype}: a constant has widened it"
            if name in SHARES:
                assert array.min(initial=0) >= -1e-6 and array.max(initial=0) <= 1 + 1e-6, (full, model.week)
            if name not in SIGNED:
                assert array.min(initial=0) >= -1e-6, (full, model.week)
        if not model.trade.off:
            self._trade(model)

    def _trade(self, model) -> None:
        for side in model.belligerents:
            assert np.all(side.pressure <= 1.5)
            limit = np.float32(side.parameters.trade.concession_limit)
            for track in TRACKS:
                offered, other = side.tracks[track].offered, side.opponent.tracks[track].offered
                assert np.all((offered >= 0) & (offered <= limit))
                # G was set against last week's shortfall: what was lacking when the week began.
                promised = other + side.tracks[track].pledged_share * side.offerable
                size = np.maximum(1, promised)
                assert np.all(promised <= np.maximum(self.lacked(side, track), other) + SLACK * size), (
                    side.key,
                    track,
                    model.week,
                )
        self.last = {
            (side.key, track): side.tracks[track].shortfall.copy() for side in model.belligerents for track in TRACKS
        }

    def lacked(self, side, track):
        return self.last[side.key, track] if hasattr(self, "last") else 0


def bounded(case, worlds: int, values=None, weeks: int | None = None) -> Bounds:
    model = NegotiationModel(case, worlds=worlds, seed=31, values=values, collect=False)
    bounds = Bounds(model)
    model.observers.append(bounds)
    while model.running and (weeks is None or model.week < weeks):
        model.step()
    rows = model.outcomes()
    model.release()
    for name, values_ in rows.items():
        if values_.dtype.kind == "i" or name.startswith(("paid_", "swap_", "talks_pledged", "talks_conceded")):
            assert np.all(values_ >= 0), name
    return bounds


@pytest.mark.row("V9", "V16")
def test_over_the_prior_box():
    """1,000 draws of 137 parameters at once, a world each."""
    seen = bounded(reference(), 1000, reference().draw_priors(12, 0, 1000)).names
    assert {
        "engagement",
        "wallet",
        "offered",
        "score",
        "demand",
        "outrage",
        "glow",
        "clock",
        "held",
        "held_burden",
    } <= seen


@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
def test_in_the_corners_of_the_prior_box(end):
    """Every prior at its lowest, every prior at its highest value."""
    case = reference()
    values = {}
    for prior in case.priors:
        number = (prior.distribution.low, prior.distribution.high)[end]
        for target in prior.targets:
            leaf = case.paths[target]
            values[target] = float(
                np.clip(number * case.value(target) if prior.scales else number, leaf.low, leaf.high)
            )
    bounded(case, 300, values)


def test_where_rare_events_are_common():
    """State stays finite and within its bounds where rare events are made common."""
    bounded(variant(BUSY), 300)


def test_at_the_hard_limits_of_temperature():
    """State stays finite and within its bounds at the smallest and the largest temperature a scenario may state."""
    for temperature in (1e-4, 100.0):
        bounded(variant(settings={"decision.temperature": temperature}), 100, weeks=40)


class Wallets:
    """V15: what was there, with what came in, less what was paid, is what is there."""

    def __init__(self, model):
        self.before = {mediator.key: mediator.wallet.astype(float) for mediator in model.mediators}
        self.paid = {mediator.key: np.zeros(model.worlds) for mediator in model.mediators}
        self.payments = 0.0

    def observe(self, model) -> None:
        for mediator in model.mediators:
            paid_so_far = model.record.rows[f"paid_{mediator.key}"].astype(float)
            paid = paid_so_far - self.paid[mediator.key]
            self.paid[mediator.key] = paid_so_far
            left = self.before[mediator.key] - paid
            assert np.all(left >= -1e-6)
            refill = model.parameters.trade.refill * (mediator.wallet_target() - left)
            assert np.allclose(left + refill, mediator.wallet, rtol=0, atol=1e-5)
            assert np.all(mediator.wallet >= 0)
            self.before[mediator.key] = mediator.wallet.astype(float)
            self.payments += paid.sum()


@pytest.mark.row("V15")
@pytest.mark.parametrize("body", ["", BUSY], ids=["base", "rare events made common"])
def test_wallets_balance_and_are_never_overdrawn(body):
    """1e-5: recorded payments add up in float32, MODEL.md asks for 1e-4."""
    model = NegotiationModel(variant(body, {"trade.share_paid": 1.0}), worlds=500, seed=5, collect=False)
    wallets = Wallets(model)
    model.observers.append(wallets)
    model.run()
    model.release()
    assert wallets.payments > 0
