"""Observers that hold every week of a run against what must be so: bounds, wallets, whole persons."""

from collections import defaultdict

import numpy as np

from sim.model.captives import CATEGORIES
from sim.model.track import TRACKS

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
TOTALS = ("Belligerent.captured", "Belligerent.released")
"""Persons counted over the whole run, in float64: they may exceed every stock."""
SIGNED = (
    "momentum",
    "score",
    "worth",
    "trade",
    "reservation",
    "felt_reservation",
    "last_step",
    "terms",
    "war_cost",
    "ripeness",
    "russian_share",
    "asks",
    "demand",
    "demands",
)
"""State that may be negative; all else may not. War cost falls below 0 in corners of the prior box where relief of
captivity and a ceasefire outweigh a low base (equation 7 has no floor), and ripeness with it; reservations and the
demands that fall to them (30) have no floor either."""


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
        model.programme,
        model.swap,
        model.talks,
        model.bargaining,
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
            kind = np.float64 if full in TOTALS else np.float32
            assert array.dtype == kind, f"{full} is {array.dtype}: a constant has widened it"
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


class Ledger:
    """Counts persons let go by side and category at the moment of release, and checks the books at the end of each
    week."""

    def __init__(self, model):
        self.released = {side.key: defaultdict(lambda: np.zeros(model.worlds, np.int64)) for side in model.belligerents}
        self.start = {
            side.key: {category: stock.copy() for category, stock in side.held.items()} for side in model.belligerents
        }
        for side in model.belligerents:
            self._overhear(side)

    def _overhear(self, side) -> None:
        release, ledger = side.release, self.released[side.key]

        def release_and_write_down(wanted, worlds):
            released = release(wanted, worlds)
            for category, freed in released.items():
                assert np.all(freed >= 0)
                assert np.array_equal(freed, np.rint(freed))
                np.add.at(ledger[category], worlds, freed.astype(np.int64))
            return released

        side.release = release_and_write_down

    def observe(self, model) -> None:
        for side in model.belligerents:
            gone = self.released[side.key]
            assert np.array_equal(
                side.released.astype(np.int64), sum(gone.values(), start=np.zeros(model.worlds, np.int64))
            )
            for category in CATEGORIES:
                held, start = side.held[category], self.start[side.key][category]
                taken = side.captured.astype(np.int64) if category == "prisoners_of_war" else 0
                assert np.all(held >= 0), (side.key, category, model.week)
                assert np.array_equal(held, np.rint(held))
                assert np.array_equal(held.astype(np.int64) + gone[category] - taken, start.astype(np.int64)), (
                    side.key,
                    category,
                    model.week,
                )


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
            size = 1e-5 + 1e-6 * (paid_so_far + self.before[mediator.key])  # totals are kept in float32
            assert np.all(left >= -size)
            refill = model.parameters.trade.refill * (mediator.wallet_target() - left)
            assert np.all(np.abs(left + refill - mediator.wallet) <= size + 1e-6 * np.abs(refill))
            assert np.all(mediator.wallet >= 0)
            self.before[mediator.key] = mediator.wallet.astype(float)
            self.payments += paid.sum()
