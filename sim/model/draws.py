"""Random draws: one stream for every tile of worlds, one named slot for every meaning (MODEL.md, section 3).

The contract: the draws of world k depend on (seed, k) and on nothing else. Worlds live in tiles of `TILE`; tile i has a
generator of its own, spawned by its index, and draws first (4, TILE) uniforms for the types and then (16, TILE) uniforms
a week. A partly wanted tile is drawn whole. `TILE` and the order of the slots are therefore part of the result format.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

TILE = 1024
"""Worlds that share a random stream. Changing it changes every result."""

_WORLDS_KEY = 0
"""First element of the spawn key of worlds' streams; those of priors have none (`sim.scenario.uncertainty.priors`), so they never meet."""


class Initial(IntEnum):
    """Meaning of the four uniforms of a world before its first week."""

    TYPE_UKRAINE = 0
    TYPE_RUSSIA = 1
    COMPLIANCE_UKRAINE = 2
    COMPLIANCE_RUSSIA = 3


class Draw(IntEnum):
    """Meaning of the sixteen uniforms of a world-week. Slots 0 to 7 feed hazards. Never re-use one for another meaning."""

    SPOILER = 0
    PARTIAL_EXCHANGE = 1
    ANSWER = 2
    STAGE = 3
    COLLAPSE = 4
    TALKS_OPEN = 5
    BREAKDOWN = 6
    CEASEFIRE = 7
    MOMENTUM = 8
    CAPTURES_UKRAINE = 9
    CAPTURES_RUSSIA = 10
    BREAKTHROUGH = 11
    CANCELLATION = 12
    SIZE = 13
    PARITY = 14
    NEW_OFFER = 15


EVENT_SLOTS = 8
_ROOT_12 = float(np.sqrt(12.0))


class WorldDraws:
    """The draws of worlds `first` to `first + count - 1`, week by week.

    Parameters
    ----------
    seed : int >= 0
    first : int >= 0
        Number of the first world.
    count : int >= 1
        How many worlds.

    Attributes
    ----------
    uniform : float32 (16, count)
        This week's uniforms in [0, 1), by slot (`Draw`).
    waiting : float32 (8, count)
        Standard exponential waiting times of the event slots, -ln(1 - u) (MODEL.md, equation 1).
    """

    def __init__(self, seed: int, first: int, count: int):
        self.first, self.count = first, count
        tiles = range(first // TILE, (first + count - 1) // TILE + 1)
        self._streams = [
            np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(_WORLDS_KEY, tile))))
            for tile in tiles
        ]
        self.uniform = np.empty((len(Draw), count), np.float32)
        self.waiting = np.empty((EVENT_SLOTS, count), np.float32)
        self._scratch = np.empty((len(Draw), TILE), np.float32)

    def initial(self) -> np.ndarray:
        """Draw the four uniforms before the first week, float32 (4, count). Call once, before `next_week`."""
        uniform = np.empty((len(Initial), self.count), np.float32)
        self._fill(uniform, np.empty((len(Initial), TILE), np.float32))
        return uniform

    def next_week(self) -> None:
        """Draw the next week into `uniform` and `waiting`."""
        self._fill(self.uniform, self._scratch)
        np.subtract(1, self.uniform[:EVENT_SLOTS], out=self.waiting)
        np.log(self.waiting, out=self.waiting)
        np.negative(self.waiting, out=self.waiting)

    def noise(self, slot: Draw) -> np.ndarray:
        """Bounded noise with mean 0 and variance 1 from a slot, √12 (u - ½), float32 (count,)."""
        return _ROOT_12 * (self.uniform[slot] - 0.5)

    def _fill(self, out: np.ndarray, scratch: np.ndarray) -> None:
        offset = self.first % TILE
        start = 0
        for stream in self._streams:
            stream.random(out=scratch, dtype=np.float32)
            stop = min(start + TILE - offset, self.count)
            out[:, start:stop] = scratch[:, offset : offset + stop - start]
            start, offset = stop, 0


class RepeatedDraws:
    """The draws of the same worlds, several times side by side: common random numbers for what is compared in them.

    Parameters
    ----------
    seed, first, count : as of `WorldDraws`
    copies : int >= 1

    Attributes
    ----------
    uniform, waiting : as of `WorldDraws`, (..., count * copies)
    """

    def __init__(self, seed: int, first: int, count: int, copies: int):
        self._once, self.copies = WorldDraws(seed, first, count), copies
        self.uniform = np.empty((len(Draw), count * copies), np.float32)
        self.waiting = np.empty((EVENT_SLOTS, count * copies), np.float32)

    def initial(self) -> np.ndarray:
        """As `WorldDraws.initial`, float32 (4, count * copies)."""
        return np.tile(self._once.initial(), self.copies)

    def next_week(self) -> None:
        """Draw the next week."""
        self._once.next_week()
        for drawn, repeated in ((self._once.uniform, self.uniform), (self._once.waiting, self.waiting)):
            repeated.reshape(len(drawn), self.copies, -1)[:] = drawn[:, None, :]

    def noise(self, slot: Draw) -> np.ndarray:
        """As `WorldDraws.noise`, float32 (count * copies,)."""
        return _ROOT_12 * (self.uniform[slot] - 0.5)
