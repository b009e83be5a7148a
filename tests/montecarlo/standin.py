"""A stand-in for the model: rows of the right shape whose numbers depend on (seed, world) alone."""

import time
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from sim.model.outcomes import columns

MEDIATORS = ("eu", "uae")
ISSUES = ("captives", "territory")


@dataclass(frozen=True)
class StandInScenario:
    """What the machinery asks of a scenario."""

    name: str = "stand_in"
    title: str = "A stand-in"
    start: str = "2025-02-24"
    experimental: bool = False
    horizon_weeks: int = 30
    mediators: tuple[str, ...] = MEDIATORS
    hash: str = "0" * 64
    interventions: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(constant_hazards=None))
    document: dict = field(default_factory=lambda: {"all_for_all": {"time_limit_weeks": 16.0}})

    @property
    def priors(self):
        return (
            SimpleNamespace(key="russia.chip", targets=("russia.chip",)),
            SimpleNamespace(key="factor", targets=("eu.capability", "uae.capability")),
        )

    def draw_priors(self, seed, first, count):
        draws = range(first, first + count)
        chip = np.array([np.random.default_rng((seed, 1, draw)).random() for draw in draws])
        factor = np.array([np.random.default_rng((seed, 2, draw)).random() for draw in draws])
        return {"russia.chip": chip, "eu.capability": np.minimum(factor, 0.5), "uae.capability": 2 * factor}

    def to_yaml(self):
        return f"scenario: {self.name}\n"


def hashed(seed, worlds, slot):
    """Uniforms that depend on (seed, world, slot) alone (a splitmix64 finaliser)."""
    word = (
        (worlds.astype(np.uint64) << np.uint64(20))
        + np.uint64(slot * 2654435761 % 2**20)
        + np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64)
    )
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        word = (word ^ (word >> np.uint64(shift))) * np.uint64(factor)
    return (word ^ (word >> np.uint64(31))).astype(np.float64) / 2.0**64


def stand_in(scenario, block, seed, values=None):
    """Rows of a block. `russia.chip` makes swaps rarer."""
    with np.errstate(over="ignore"):
        return _rows(scenario, block, seed, values or {})


def _rows(scenario, block, seed, values):
    worlds = np.arange(block.first, block.stop)
    horizon = scenario.horizon_weeks
    chip = values.get("russia.chip", np.full(block.worlds, 0.5))
    agreed = hashed(seed, worlds, 1) * horizon * (1 + 3 * chip)
    talks = hashed(seed, worlds, 2) * horizon * 1.5
    completed = agreed + 4
    rows = {}
    for slot, column in enumerate(columns(scenario.mediators, ISSUES), start=3):
        uniform = hashed(seed, worlds, slot)
        if column.kind == "week":
            rows[column.name] = np.where(uniform < 0.3, uniform * horizon, np.nan)
        elif column.kind == "amount":
            rows[column.name] = (uniform * 3).astype(np.float32)
        else:
            rows[column.name] = (uniform * 4).astype(np.int64)
    for name, dates in {"agreed_week": agreed, "completed_week": completed, "talks_week": talks}.items():
        rows[name] = np.where(dates <= horizon, dates, np.nan)
    settled = ~np.isnan(rows["settlement_week"])
    for name in rows:
        if name.startswith(("settlement_d", "settlement_l", "terms_")):
            rows[name] = np.where(settled, rows[name], np.float32(np.nan))
    rows["world"] = worlds
    rows["offer_fate"] = np.where(np.isnan(rows["offer_answered_week"]), 0, 1 + (worlds % 2)).astype(np.int8)
    return rows


def slow(scenario, block, seed, values=None):
    """The same, with blocks that finish out of order."""
    time.sleep(0.002 * (block.first // 1024 * 7 % 5))
    return stand_in(scenario, block, seed, values)
